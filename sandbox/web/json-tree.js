// JSON as a tree that folds, in colours. Branches are built when they are opened.

import { h } from './dom.js';
import { icon } from './icons.js';

/** At most so many members are shown of one value before more are asked for. */
const MANY = 100;
const LONG = 2_000;

/**
 * @param {any} value
 * @param {{open?: number}} [how] how many levels are open at first
 */
export function jsonTree(value, { open = 1 } = {}) {
  return h('div', { class: 'json', role: 'tree', 'aria-label': 'JSON' }, line(null, value, open));
}

/** A tree with a title and a button that copies it. */
export function jsonBlock(title, value, how) {
  const copy = h('button', { type: 'button', class: 'icon-button tiny', title: 'Copy', 'aria-label': `Copy ${title}` }, icon('copy', 14));
  copy.addEventListener('click', async (event) => {
    event.stopPropagation();
    await navigator.clipboard?.writeText(JSON.stringify(value, null, 2)).catch(() => {});
    copy.replaceChildren(icon('check', 14));
    setTimeout(() => copy.replaceChildren(icon('copy', 14)), 1200);
  });
  return h('section', { class: 'json-block' }, h('header', {}, h('h4', {}, title), copy), jsonTree(value, how));
}

function line(key, value, open) {
  const name = key === null ? null : [h('span', { class: 'json-key' }, key), h('span', { class: 'json-mark' }, ': ')];
  if (value === null || typeof value !== 'object') return h('div', { class: 'json-line', role: 'treeitem' }, name, leaf(value));
  const list = Array.isArray(value);
  const members = list ? value.map((item, at) => [String(at), item]) : Object.entries(value);
  const [left, right] = list ? '[]' : '{}';
  if (!members.length) return h('div', { class: 'json-line', role: 'treeitem' }, name, h('span', { class: 'json-mark' }, left + right));
  const count = `${members.length} ${list ? 'item' : 'member'}${members.length === 1 ? '' : 's'}`;
  const details = h('details', { class: 'json-branch', role: 'treeitem' }, h('summary', {}, name, h('span', { class: 'json-mark' }, left), h('span', { class: 'json-count' }, hint(value, list) ?? count), h('span', { class: 'json-mark json-end' }, right)));
  const build = () => details.childNodes.length < 2 && details.append(children(members, open - 1));
  if (open > 0) {
    details.open = true;
    build();
  }
  details.addEventListener('toggle', () => details.open && build());
  return details;
}

/** What says most about a folded object. */
function hint(value, list) {
  if (list) return null;
  const name = value.title ?? value.first_name ?? value.text ?? value.type;
  return typeof name === 'string' ? `${name.slice(0, 32)}${name.length > 32 ? '…' : ''}` : null;
}

function children(members, open) {
  const box = h('div', { class: 'json-children', role: 'group' });
  let shown = 0;
  const more = () => {
    for (const [key, value] of members.slice(shown, shown + MANY)) box.append(line(key, value, open));
    shown += MANY;
    if (shown < members.length) {
      const button = h('button', { type: 'button', class: 'text-button' }, `${members.length - shown} more`);
      button.addEventListener('click', () => {
        button.remove();
        more();
      });
      box.append(button);
    }
  };
  more();
  return box;
}

function leaf(value) {
  if (typeof value !== 'string') return h('span', { class: `json-${value === null ? 'null' : typeof value}` }, String(value));
  const text = JSON.stringify(value);
  const node = h('span', { class: 'json-string' }, text.slice(0, LONG));
  if (text.length <= LONG) return node;
  const more = h('button', { type: 'button', class: 'text-button' }, `… ${text.length - LONG} more`);
  more.addEventListener('click', () => node.replaceChildren(text));
  node.append(more);
  return node;
}
