// A line of the inspector, and what it shows when it is opened.

import { h } from './dom.js';
import { icon } from './icons.js';
import { jsonBlock } from './json-tree.js';
import { nameById } from './names.js';
import { exactTime, micros } from './time.js';
import { copy } from './toast.js';

const MARKS = { act: 'user', update: 'down', call: 'send' };

/** Everything in an item that a filter looks at. */
export function wordsOf(item) {
  item.words ??= JSON.stringify([item.method, item.type, item.verb, item.params, item.answer, item.update, item.args, item.error, item.fault && ['fault', item.fault.effect], nameById(item.user ?? item.bot)]).toLowerCase();
  return item.words;
}

/**
 * @param {any} item
 * @param {{since: () => void, details: () => Node[]}} act
 */
export function rowOf(item, act) {
  const failed = item.kind === 'call' && !item.ok;
  const name = item.kind === 'call' ? item.method : item.kind === 'update' ? item.type ?? 'update' : item.verb;
  const since = h('button', { type: 'button', class: 'icon-button tiny log-since', tabindex: '-1', title: 'Copy as test from here (T)', 'aria-label': 'Copy as test from here' }, icon('copy', 14));
  since.addEventListener('click', (event) => {
    event.preventDefault();
    event.stopPropagation();
    act.since();
  });
  const row = h(
    'details',
    { class: `log-row log-${item.kind} ${failed ? 'log-failed' : ''}`, role: 'listitem' },
    h(
      'summary',
      { class: 'log-summary', tabindex: '-1' },
      h('span', { class: 'log-mark', 'aria-hidden': 'true' }, icon(failed ? 'close' : MARKS[item.kind], 13)),
      h('span', { class: 'log-main' }, h('span', { class: 'log-name' }, name, item.simulated ? h('span', { class: 'tag', title: 'Answered with a value of the right type, without effect' }, 'simulated') : null, item.fault ? faultTag(item.fault) : null), h('span', { class: 'log-gist' }, failed ? item.error ?? item.answer?.description ?? 'failed' : gist(item))),
      h('span', { class: 'log-side' }, h('time', {}, exactTime(item.at)), item.kind === 'call' ? h('span', { class: item.micros > 100_000 && item.method !== 'getUpdates' ? 'log-slow' : '' }, micros(item.micros)) : h('span', {}, nameById(item.user ?? item.bot))),
      since,
    ),
  );
  row.addEventListener('toggle', () => row.open && row.childNodes.length < 2 && opened(row, act));
  return row;
}

/** Says which fault happened to a call or an update. */
function faultTag({ id, effect }) {
  return h('span', { class: 'tag tag-fault', title: `Fault ${id} happened to it` }, effect.replaceAll('_', ' '));
}

function opened(row, act) {
  row.append(h('div', { class: 'log-details' }, act.details()));
  row.scrollIntoView({ block: 'nearest' });
}

/** What an item is about, in a few words. */
function gist(item) {
  if (item.kind === 'act') return item.rust ?? short(item.args);
  if (item.kind === 'update') {
    const it = item.update?.[item.type] ?? {};
    const from = it.from?.first_name ?? it.user?.first_name;
    const what = it.text ?? it.caption ?? it.data ?? it.query ?? it.new_chat_member?.status ?? '';
    return [from, what].filter(Boolean).join(': ') || `update ${item.update?.update_id ?? ''}`;
  }
  const { params = {} } = item;
  const words = params.text ?? params.caption ?? params.question ?? params.callback_query_id ?? params.url;
  return [params.chat_id === undefined ? null : `→ ${params.chat_id}`, words ?? (params.chat_id === undefined ? short(params) : null)].filter(Boolean).join('  ');
}

function short(value) {
  const text = JSON.stringify(value ?? {});
  return text === '{}' ? '' : text.slice(0, 160);
}

/** The parts of an opened line. */
export function detailsOf(item) {
  switch (item.kind) {
    case 'call':
      return [jsonBlock('Parameters', item.params ?? {}, { open: 2 }), jsonBlock(item.ok ? 'Answer' : 'Refused', item.answer ?? item.error ?? null, { open: item.ok ? 2 : 3 })];
    case 'update':
      return [jsonBlock('Update', item.update, { open: 3 })];
    default:
      return [item.rust ? h('section', { class: 'json-block' }, h('header', {}, h('h4', {}, 'Rust'), h('button', { type: 'button', class: 'icon-button tiny', 'aria-label': 'Copy', title: 'Copy', onclick: () => copy(item.rust) }, icon('copy', 14))), h('pre', { class: 'snippet' }, item.rust)) : null, jsonBlock('Arguments', item.args ?? {}, { open: 2 })].filter(Boolean);
  }
}
