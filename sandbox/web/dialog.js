// Windows in front of the page: alerts, questions and forms. They are `<dialog>`s: Escape closes them, and the focus
// stays within and goes back to where it was.

import { append, h } from './dom.js';
import { icon } from './icons.js';

/**
 * Opens a window; answers what it was closed with.
 * @param {{title: string, body: any, actions?: {label: string, value?: any, kind?: string}[], kind?: string}} what
 * @returns {Promise<any>}
 */
export function openDialog({ title, body, actions = [], kind = '' }) {
  return new Promise((resolve) => {
    let result = null;
    const before = document.activeElement;
    const form = h('form', { method: 'dialog', class: 'dialog-form' });
    const box = h('dialog', { class: `dialog ${kind}`, 'aria-label': title }, form);
    const close = (value) => {
      result = value;
      box.close();
    };
    append(form, [
      h('header', { class: 'dialog-head' }, h('h2', {}, title), h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close', onclick: () => close(null) }, icon('close', 18))),
      h('div', { class: 'dialog-body' }, typeof body === 'function' ? body(close) : body),
      actions.length ? h('footer', { class: 'dialog-foot' }, actions.map(({ label, value, kind: look = '' }, at) => h('button', { type: at === actions.length - 1 ? 'submit' : 'button', class: `button ${look}`, value: String(at), onclick: at === actions.length - 1 ? null : () => close(typeof value === 'function' ? value() : value) }, label))) : null,
    ]);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!actions.length || !form.reportValidity()) return;
      const { value } = actions[actions.length - 1];
      close(typeof value === 'function' ? value(form) : value);
    });
    box.addEventListener('click', (event) => event.target === box && close(null));
    box.addEventListener('close', () => {
      box.remove();
      // The browser has given the focus back already; this comes a frame later, when somebody may have taken it elsewhere.
      if (document.activeElement === document.body && before?.isConnected) before.focus?.({ preventScroll: true });
      resolve(result);
    });
    document.body.append(box);
    box.showModal();
    (form.querySelector('[autofocus], .dialog-body input, .dialog-body textarea') ?? form.querySelector('.dialog-foot button:last-child'))?.focus();
  });
}

/** Words that have to be confirmed. */
export const alertDialog = (title, text) => openDialog({ title, kind: 'narrow', body: h('p', { class: 'dialog-text' }, text), actions: [{ label: 'OK', value: true, kind: 'primary' }] });

/** A question; answers whether it was agreed to. */
export async function ask(title, text, yes, kind = 'primary') {
  return Boolean(await openDialog({ title, kind: 'narrow', body: h('p', { class: 'dialog-text' }, text), actions: [{ label: 'Cancel', value: false }, { label: yes, value: true, kind }] }));
}

/** A field of a form. */
export function field(label, name, props = {}, hint = '') {
  const input = props.rows ? h('textarea', { name, ...props }) : h('input', { name, type: 'text', autocomplete: 'off', ...props });
  return h('label', { class: 'field' }, h('span', {}, label), input, hint ? h('small', {}, hint) : null);
}

/** What was put into a form. */
export const values = (form) => Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value]));

/** Asks before a page elsewhere is opened, in a tab of its own that knows nothing of this one. */
export async function openLink(url, title = 'Open this link?') {
  if (await ask(title, url, 'Open')) window.open(url, '_blank', 'noopener,noreferrer');
}
