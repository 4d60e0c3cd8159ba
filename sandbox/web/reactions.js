// Reactions below a message, and the palette to add one.

import { h } from './dom.js';
import { nameById } from './names.js';

export const PALETTE = ['👍', '❤', '🔥', '🎉', '😁', '🤔', '😢', '👎'];

const keyOf = (reaction) => reaction.emoji ?? reaction.custom_emoji_id ?? reaction.type;
/** Some emoji are signs of text unless they are said to be pictures. */
export const face = (emoji) => (emoji.length === 1 ? `${emoji}\uFE0F` : emoji);

const faceOf = (reaction) => (reaction.type === 'emoji' ? face(reaction.emoji) : reaction.type === 'paid' ? '⭐' : '✨');

/** Whether somebody has reacted with an emoji. */
export function hasReacted(entry, user, emoji) {
  return entry.reactions?.some(({ from, reaction }) => from === user && reaction.some((one) => one.emoji === emoji)) ?? false;
}

export function reactions(entry, act) {
  const counts = new Map();
  for (const { from, reaction } of entry.reactions ?? []) {
    for (const one of reaction) {
      const it = counts.get(keyOf(one)) ?? { shown: faceOf(one), emoji: one.emoji, from: [] };
      it.from.push(from);
      counts.set(keyOf(one), it);
    }
  }
  if (!counts.size) return null;
  const chips = [...counts.values()].map(({ shown, emoji, from }) => {
    const own = from.includes(act.user);
    const names = from.map(nameById).join(', ');
    return h(
      'button',
      { type: 'button', class: `reaction ${own ? 'own' : ''}`, 'aria-pressed': String(own), 'aria-label': `${shown}, ${from.length}: ${names}`, title: names, disabled: !emoji, onclick: () => act.react(entry, own ? '' : emoji) },
      h('span', { class: 'reaction-face' }, shown),
      h('span', {}, String(from.length)),
    );
  });
  return h('div', { class: 'reactions' }, chips);
}
