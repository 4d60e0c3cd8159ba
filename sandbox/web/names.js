// What people, bots and chats are called, and the coloured initials that stand for their pictures.

import { otherIn } from './between.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { store } from './store.js';

/** A user's full name. */
export function nameOf(user) {
  if (!user) return 'Somebody';
  return [user.first_name, user.last_name].filter(Boolean).join(' ') || user.username || `User ${user.id}`;
}

/** The name of a person or bot by its number. */
export function nameById(id) {
  const known = store.users.get(id) ?? store.bots.get(id);
  return known ? nameOf(known.user) : `User ${id}`;
}

/** Who wrote a message, as readers see it: a chat may stand for its administrators. */
export function authorOf(entry) {
  const { sender_chat: chat, from } = entry.message;
  if (chat) return { id: chat.id, name: chat.title ?? nameOf(chat), bot: false };
  return { id: entry.author.id, name: from ? nameOf(from) : entry.author.name, bot: entry.author.bot };
}

/** What a chat is called for one of its members. */
export function titleOf(chat, user) {
  if (chat.kind === 'between') return nameById(otherIn(chat.key, user));
  if (chat.direct_channel) return `${chat.title} · direct messages`;
  if (chat.kind !== 'private') return chat.title || 'Untitled';
  const other = user === chat.bot ? store.users.get(chat.user) : store.bots.get(chat.bot);
  return nameOf(other?.user ?? { id: chat.bot });
}

const KINDS = { private: 'bot', group: 'group', supergroup: 'group', channel: 'channel' };

/** The picture of a chat. */
export function chatAvatar(chat, user, size = 'medium') {
  const title = titleOf(chat, user);
  const id = chat.kind === 'private' ? chat.bot : otherIn(chat.key, user) ?? chat.id;
  return avatar(id, title, size, KINDS[chat.kind]);
}

/** A circle in a colour of its own, with initials. */
export function avatar(id, name, size = 'medium', kind = '') {
  const colour = Math.abs(Number(id) || 0) % 8;
  const badge = kind && size !== 'small' ? h('span', { class: 'avatar-badge' }, icon(kind, 12)) : null;
  return h('span', { class: `avatar avatar-${size} hue-${colour}`, 'aria-hidden': 'true' }, initials(name), badge);
}

export function initials(name) {
  const words = String(name).split(/[\s_-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = (word) => [...word].find((letter) => /[\p{L}\p{N}]/u.test(letter)) ?? '';
  const letters = words.length > 1 ? first(words[0]) + first(words[words.length - 1]) : first(words[0] ?? '');
  return letters.toLocaleUpperCase() || '·';
}

/** The colour that a name has, as a class. */
export const hue = (id) => `hue-${Math.abs(Number(id) || 0) % 8}`;

/** What stands for a message in a line: its text, or what it is. */
export function summary(message) {
  if (!message) return '';
  const text = message.text ?? message.caption;
  const kind = KIND_WORDS.find(([field]) => message[field] !== undefined);
  if (message.text) return text.replace(/\s+/g, ' ').slice(0, 200);
  const word = kind ? (typeof kind[1] === 'function' ? kind[1](message) : kind[1]) : 'Message';
  return text ? `${word.split(' ')[0]} ${text}`.replace(/\s+/g, ' ').slice(0, 200) : word;
}

/** What media are called, the most telling field first. */
const KIND_WORDS = [
  ['animation', '🎞 GIF'],
  ['sticker', (m) => `${m.sticker.emoji ?? '🙂'} Sticker`],
  ['photo', '🖼 Photo'],
  ['live_photo', '🖼 Live photo'],
  ['video', '🎬 Video'],
  ['video_note', '⏺ Video message'],
  ['voice', '🎤 Voice message'],
  ['audio', (m) => `🎵 ${m.audio.title ?? m.audio.file_name ?? 'Audio'}`],
  ['document', (m) => `📄 ${m.document.file_name ?? 'File'}`],
  ['paid_media', '⭐ Paid media'],
  ['venue', (m) => `📍 ${m.venue.title}`],
  ['location', '📍 Location'],
  ['contact', (m) => `👤 ${m.contact.first_name}`],
  ['poll', (m) => `📊 ${m.poll.question}`],
  ['checklist', (m) => `☑ ${m.checklist.title}`],
  ['dice', (m) => `${m.dice.emoji} ${m.dice.value}`],
  ['game', (m) => `🎮 ${m.game.title}`],
  ['invoice', (m) => `🧾 ${m.invoice.title}`],
  ['story', 'Story'],
  ['new_chat_members', (m) => `${m.new_chat_members.map(nameOf).join(', ')} joined`],
  ['left_chat_member', (m) => `${nameOf(m.left_chat_member)} left`],
  ['new_chat_title', (m) => `Name changed to ${m.new_chat_title}`],
  ['pinned_message', '📌 Pinned a message'],
  ['group_chat_created', 'Group created'],
  ['supergroup_chat_created', 'Group created'],
  ['channel_chat_created', 'Channel created'],
  ['successful_payment', '✅ Paid'],
];
