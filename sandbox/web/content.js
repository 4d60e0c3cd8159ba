// What a message is made of: which part of the page shows which kind.

import { h } from './dom.js';
import { icon } from './icons.js';
import { jsonTree } from './json-tree.js';
import { album, audio, documentFile, paidMedia, picture, sticker, videoNote, viewable, voice } from './media.js';
import { poll } from './poll.js';
import { unknownKind } from './service.js';
import { checklist, contact, dice, game, invoice, location, venue } from './things.js';

/** Kinds in the order in which they are looked for: an animation is a document too, a venue a location. */
const KINDS = [
  ['animation', picture], ['photo', picture], ['video', picture], ['sticker', sticker], ['video_note', videoNote], ['voice', voice], ['audio', audio],
  ['document', documentFile], ['venue', venue], ['location', location], ['contact', contact], ['dice', dice], ['game', game], ['invoice', invoice],
];

/** What of a message beside its text is shown, with a word for its shape. */
export function content(entries, act) {
  const [entry] = entries;
  const { message } = entry;
  if (entries.length > 1) {
    const seen = entries.filter(viewable);
    if (seen.length > 1 && seen.length === entries.length) return [album(entries), 'visual'];
    return [h('div', { class: 'stack' }, entries.map((one) => content([one], act)[0])), 'plain'];
  }
  if (message.poll) return [poll(entry, { user: act.user, vote: (options) => act.vote(entry, options) }), 'card'];
  if (message.checklist) return [checklist(entry, { mark: act.canCheck?.(entry) ? (task, done) => act.check(entry, task, done) : null }), 'card'];
  if (message.paid_media) return [paidMedia(entry, act.paidPay?.(entry)), 'visual'];
  const found = KINDS.find(([name]) => message[name]);
  if (found) {
    const shape = { animation: 'visual', photo: 'visual', video: 'visual', sticker: 'bare', video_note: 'bare', dice: 'bare', venue: 'map', location: 'map', game: 'card', invoice: 'card' }[found[0]] ?? 'plain';
    return [found[1](entry), shape];
  }
  if (message.text !== undefined) return [null, 'text'];
  return [unknown(message), 'plain'];
}

/** What the page does not know is called by its name, and shown as it is on demand. */
function unknown(message) {
  const details = h('details', { class: 'unknown' }, h('summary', {}, icon('bug', 16), `Unknown content: ${unknownKind(message)}`));
  details.addEventListener('toggle', () => details.open && details.childNodes.length < 2 && details.append(jsonTree(message, { open: 2 })), { once: true });
  return details;
}
