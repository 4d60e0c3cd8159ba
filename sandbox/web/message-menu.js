// What one can do with a message: by its menu and by keys.

import { openDialog } from './dialog.js';
import { h } from './dom.js';
import { jsonBlock } from './json-tree.js';
import { menu } from './menu.js';
import { chatAvatar, titleOf } from './names.js';
import { face, hasReacted, PALETTE } from './reactions.js';
import { serviceWords } from './service.js';
import { store } from './store.js';
import { suggestionItems } from './suggested.js';
import { copy } from './toast.js';
import { can, run } from './verbs.js';

/** Opens the menu of a message at a button or at the pointer. */
export function messageMenu(act, entry, at, event) {
  const { message } = entry;
  const own = entry.author.id === act.user;
  const text = message.text ?? message.caption;
  const service = serviceWords(message) !== null;
  const pinned = act.pane.chat?.pinned?.includes(entry.id);
  const palette = h('div', { class: 'palette', role: 'group', 'aria-label': 'React' }, PALETTE.map((emoji) => h('button', { type: 'button', class: `palette-emoji ${hasReacted(entry, act.user, emoji) ? 'own' : ''}`, 'aria-label': `React with ${emoji}`, onclick: () => {
    document.querySelector('.menu')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    act.react(entry, hasReacted(entry, act.user, emoji) ? '' : emoji);
  } }, face(emoji))));
  const items = [
    !service && can('react') && { node: palette },
    ...suggestionItems(act, entry),
    !service && { label: 'Reply', icon: 'reply', detail: 'R', run: () => act.reply(entry) },
    own && !service && text !== undefined && can('edit') && { label: 'Edit', icon: 'edit', detail: 'E', run: () => act.edit(entry) },
    text && { label: 'Copy text', icon: 'copy', detail: 'C', run: () => copy(text) },
    !service && can('forward') && { label: 'Forward', icon: 'forward', detail: 'F', run: () => forward(act, entry) },
    can('pin') && !service && { label: pinned ? 'Unpin' : 'Pin', icon: 'pin', detail: 'P', run: () => pin(act, entry, pinned) },
    { label: 'Show as JSON', icon: 'inspect', detail: 'J', run: () => showJson(entry) },
    message.poll && own && !message.poll.is_closed && can('stop_poll') && { label: 'Close the poll', icon: 'poll', run: () => act.guard(() => run('stop_poll', { ...act.pane.where, message: entry.id })) },
    can('delete') && {},
    can('delete') && { label: 'Delete', icon: 'trash', detail: 'Del', danger: true, run: () => act.remove(entry) },
  ];
  const point = event && event.clientX && (event.type === 'contextmenu' || event.detail > 0) ? { x: event.clientX, y: event.clientY } : at;
  menu(point, items, { label: 'Message' });
}

/** Does what a key means for a message that has the focus; answers whether it means anything. */
export function messageKey(act, event, entry, row) {
  if (!entry) return false;
  const own = entry.author.id === act.user;
  const text = entry.message.text ?? entry.message.caption;
  switch (event.key) {
    case 'Enter':
    case ' ':
    case 'ContextMenu':
      messageMenu(act, entry, row.querySelector('.bubble') ?? row);
      return true;
    case 'r': act.reply(entry); return true;
    case 'e': if (own && text !== undefined) act.edit(entry); return own;
    case 'c': if (text) copy(text); return true;
    case 'f': if (can('forward')) forward(act, entry); return true;
    case 'p': if (can('pin')) pin(act, entry, act.pane.chat?.pinned?.includes(entry.id)); return true;
    case 'j': showJson(entry); return true;
    case 'Delete': if (can('delete')) act.remove(entry); return true;
    case 'ArrowRight': {
      const button = row.querySelector('.inline-button, .poll-option, button:not(.row-more)');
      button?.focus();
      return Boolean(button);
    }
    case 'Escape': act.pane.composer.focus(); return true;
    default: return false;
  }
}

const pin = (act, entry, pinned) => act.guard(() => run('pin', { ...act.pane.where, message: entry.id, pinned: !pinned }));

async function forward(act, entry) {
  // The sandbox forwards to bots, groups and channels.
  const chats = store.chatsOf(act.user).filter(({ kind }) => kind !== 'between');
  const target = await openDialog({
    title: 'Forward to…',
    kind: 'narrow',
    body: (close) => h('div', { class: 'pick-list' }, chats.map((chat) => h('button', { type: 'button', class: 'pick', onclick: () => close(chat) }, chatAvatar(chat, act.user, 'small'), h('span', {}, titleOf(chat, act.user))))),
  });
  if (!target) return;
  const { where } = act.pane;
  const bot = where.bot ?? (target.kind === 'private' ? target.bot : undefined);
  const sent = await act.guard(() => run('forward', { ...where, bot, message: entry.id, to: target.kind === 'private' ? undefined : target.id }));
  if (sent) act.pane.shell.go(act.pane, target.key);
}

function showJson(entry) {
  openDialog({ title: `Message ${entry.id}`, kind: 'wide', body: [jsonBlock('message', entry.message, { open: 2 }), entry.keyboard ? jsonBlock('keyboard', entry.keyboard, { open: 3 }) : null, entry.reactions?.length ? jsonBlock('reactions', entry.reactions, { open: 3 }) : null] });
}
