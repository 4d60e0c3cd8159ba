// Short words about what happened, and alerts that have to be closed.

import { h } from './dom.js';
import { icon } from './icons.js';

let place = null;

function corner() {
  if (!place?.isConnected) {
    place = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
    document.body.append(place);
  }
  return place;
}

/**
 * Shows some words for a few seconds.
 * @param {string} text
 * @param {{kind?: 'plain' | 'error' | 'done', hint?: string, within?: HTMLElement, from?: string}} [how]
 */
export function toast(text, { kind = 'plain', hint, within, from } = {}) {
  const close = h('button', { type: 'button', class: 'icon-button tiny', 'aria-label': 'Close' }, icon('close', 14));
  const box = h('div', { class: `toast toast-${kind}` }, h('div', { class: 'toast-text' }, from ? h('strong', {}, from) : null, h('span', {}, text), hint ? h('small', {}, hint) : null), close);
  close.addEventListener('click', () => box.remove());
  (within ?? corner()).append(box);
  const stay = () => setTimeout(() => box.remove(), Math.min(9000, 3200 + text.length * 40));
  let timer = stay();
  box.addEventListener('mouseenter', () => clearTimeout(timer));
  box.addEventListener('mouseleave', () => {
    timer = stay();
  });
  return box;
}

/** Tells of a failure. */
export function failed(error, within) {
  toast(error.message, { kind: 'error', hint: error.hint, within });
}

/** Copies a text and says so. */
export async function copy(text, what = 'Copied') {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without the right to the clipboard the old way still works.
    const field = h('textarea', { class: 'visually-hidden', value: text });
    (document.querySelector('dialog[open]') ?? document.body).append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
  toast(what, { kind: 'done' });
}
