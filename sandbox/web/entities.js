// Text with formatting. Entities count in UTF-16 units, as texts of this language do. They may nest, and where they
// cross (which servers do not send, but a page must not trust) they are cut at the crossing.

import { h, safeUrl } from './dom.js';
import { icon } from './icons.js';
import { store } from './store.js';

/** Those that hold others come first where both begin. */
const ORDER = ['expandable_blockquote', 'blockquote', 'pre', 'text_link', 'text_mention', 'bold', 'italic', 'underline', 'strikethrough', 'spoiler'];

const BLOCKS = new Set(['pre', 'blockquote', 'expandable_blockquote']);

/**
 * Makes nodes of a text.
 * @param {string} text
 * @param {{type: string, offset: number, length: number}[]} entities
 * @param {{command?: (text: string) => void, person?: (id: number) => void, link?: (url: string, event: Event) => void,
 *   search?: (text: string) => void}} [act] what a click does
 */
export function formatted(text, entities = [], act = {}) {
  const sorted = entities
    .filter(({ offset, length }) => Number.isInteger(offset) && offset >= 0 && length > 0 && offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length || ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
  const root = document.createDocumentFragment();
  fillRange(root, text, 0, text.length, sorted, act);
  return root;
}

function fillRange(parent, text, from, to, entities, act) {
  let at = from;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (start >= end) {
      rest = others;
      continue;
    }
    // Blocks stand on lines of their own: the line breaks beside them would be empty lines.
    const block = BLOCKS.has(entity.type);
    const upTo = block && text[start - 1] === '\n' && start - 1 >= at ? start - 1 : start;
    if (upTo > at) parent.append(text.slice(at, upTo));
    const inner = others.filter((other) => other.offset < end);
    const node = element(entity, text.slice(start, end), act);
    parent.append(node.outer);
    fillRange(node.inner, text, start, end, inner, act);
    at = block && text[end] === '\n' && end < to ? end + 1 : end;
    // What reaches beyond goes on behind.
    rest = others.filter((other) => other.offset + other.length > end);
  }
  if (at < to) parent.append(text.slice(at, to));
}

const PLAIN = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code' };

/** The element of an entity, and where what is in it goes. */
function element(entity, text, act) {
  const same = (node) => ({ outer: node, inner: node });
  if (PLAIN[entity.type]) return same(h(PLAIN[entity.type]));
  switch (entity.type) {
    case 'spoiler':
      return same(spoiler());
    case 'pre':
      return pre(entity, text);
    case 'blockquote':
      return same(h('blockquote'));
    case 'expandable_blockquote':
      return expandable();
    case 'bot_command':
      return same(button('command-link', () => act.command?.(text)));
    case 'text_mention':
      return same(button('mention', () => act.person?.(entity.user?.id), entity.user?.username));
    case 'mention':
      return same(button('mention', () => mentioned(text, act)));
    case 'hashtag':
    case 'cashtag':
      return same(button('hashtag', () => act.search?.(text)));
    case 'text_link':
      return same(link(entity.url, act));
    case 'url':
      return same(link(text, act));
    case 'email':
      return same(link(`mailto:${text}`, act));
    case 'phone_number':
      return same(link(`tel:${text.replace(/[^+\d]/g, '')}`, act));
    case 'custom_emoji':
      return same(h('span', { class: 'custom-emoji', title: `Custom emoji ${entity.custom_emoji_id ?? ''}` }));
    case 'bank_card_number':
      return same(h('span', { class: 'card-number' }));
    case 'date_time':
      return same(h('time', { class: 'date-time', title: dateTitle(entity) }));
    default:
      return same(h('span', { class: 'unknown-entity', title: `Formatting of the kind ${entity.type}` }));
  }
}

function dateTitle(entity) {
  return Number.isFinite(entity.unix_time) ? new Date(entity.unix_time * 1000).toLocaleString() : 'Date';
}

function button(kind, click, title) {
  return h('button', { type: 'button', class: `text-button ${kind}`, title, onclick: click });
}

function mentioned(text, act) {
  const name = text.slice(1).toLowerCase();
  const known = [...store.users.values(), ...store.bots.values()].find(({ user }) => user.username?.toLowerCase() === name);
  if (known) act.person?.(known.id);
  else act.link?.(`https://t.me/${text.slice(1)}`);
}

function link(target, act) {
  const url = safeUrl(target ?? '');
  if (!url) return h('span', { class: 'dead-link', title: 'This link leads nowhere' });
  const open = (event) => {
    if (!act.link) return;
    event.preventDefault();
    act.link(url, event);
  };
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer nofollow', title: url, onclick: open });
}

function spoiler() {
  const node = h('span', { class: 'spoiler', role: 'button', tabindex: '0', 'aria-label': 'Hidden text, press to reveal' });
  const reveal = (event) => {
    if (node.classList.contains('revealed') || (event.type === 'keydown' && !['Enter', ' '].includes(event.key))) return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.add('revealed');
    for (const name of ['role', 'tabindex', 'aria-label']) node.removeAttribute(name);
  };
  node.addEventListener('click', reveal, true);
  node.addEventListener('keydown', reveal, true);
  return node;
}

function pre(entity, text) {
  const copy = h('button', { type: 'button', class: 'pre-copy', 'aria-label': 'Copy the code', title: 'Copy' }, icon('copy', 14));
  copy.addEventListener('click', async () => {
    await navigator.clipboard?.writeText(text).catch(() => {});
    copy.replaceChildren(icon('check', 14));
    setTimeout(() => copy.replaceChildren(icon('copy', 14)), 1200);
  });
  const code = h('code');
  const label = entity.language ? h('span', { class: 'pre-language' }, entity.language) : null;
  return { outer: h('div', { class: 'pre' }, h('div', { class: 'pre-bar' }, label, copy), h('pre', { tabindex: '0' }, code)), inner: code };
}

function expandable() {
  const inner = h('div', { class: 'quote-text' });
  const toggle = h('button', { type: 'button', class: 'quote-toggle', 'aria-expanded': 'false', 'aria-label': 'Show the whole quote' }, icon('down', 14));
  const outer = h('blockquote', { class: 'expandable' }, inner, toggle);
  toggle.addEventListener('click', () => {
    const open = outer.classList.toggle('open');
    toggle.setAttribute('aria-expanded', String(open));
  });
  return { outer, inner };
}

/** How many emoji a text is made of, if of nothing else; 0 otherwise. */
export function onlyEmoji(text) {
  if (text.length > 40 || !/^(?:\p{Extended_Pictographic}|\p{Emoji_Component}|\p{Regional_Indicator}|\s)+$/u.test(text) || /^[\d#*\s]+$/.test(text)) return 0;
  const parts = 'Segmenter' in Intl ? [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment) : [...text];
  return parts.filter((part) => part.trim()).length;
}
