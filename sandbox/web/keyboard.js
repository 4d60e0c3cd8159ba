// Keyboards: the buttons below a message, and those that stand in place of the keyboard.

import { h } from './dom.js';
import { icon } from './icons.js';

const KINDS = { url: 'open', login_url: 'open', web_app: 'split', switch_inline_query: 'forward', switch_inline_query_current_chat: 'search', switch_inline_query_chosen_chat: 'forward', copy_text: 'copy', callback_game: 'game', pay: 'wallet' };

/** The kind of a button, by the member that it has. */
export const buttonKind = (button) => Object.keys(button).find((name) => name !== 'text' && name !== 'style' && name !== 'icon_custom_emoji_id') ?? 'unknown';

/**
 * The buttons below a message.
 * @param {any} markup
 * @param {{press: (button: any, row: number, column: number) => Promise<void> | void, busy: Set<string>, message: number}} act
 */
export function inlineKeyboard(markup, act) {
  const rows = markup.inline_keyboard.map((row, y) =>
    h('div', { class: 'inline-row' }, row.map((button, x) => {
      const kind = buttonKind(button);
      const place = `${act.message} ${y} ${x}`;
      const mark = KINDS[kind];
      const node = h(
        'button',
        {
          type: 'button',
          class: `inline-button ${STYLES[button.style] ?? ''} ${act.busy.has(place) ? 'busy' : ''}`,
          'aria-busy': act.busy.has(place) ? 'true' : null,
          dataset: { place },
          title: titleOf(kind, button),
        },
        h('span', { class: 'inline-text' }, button.text),
        mark ? h('span', { class: 'inline-mark' }, icon(mark, 12)) : null,
      );
      node.addEventListener('click', () => !act.busy.has(place) && act.press(button, y, x));
      return node;
    })));
  return h('div', { class: 'inline-keyboard', role: 'group', 'aria-label': 'Buttons' }, rows);
}

const STYLES = { primary: 'style-primary', success: 'style-success', danger: 'style-danger' };

function titleOf(kind, button) {
  switch (kind) {
    case 'callback_data': return `Sends “${button.callback_data}”`;
    case 'url': return button.url;
    case 'copy_text': return `Copies “${button.copy_text.text}”`;
    case 'web_app': return `Opens ${button.web_app.url}`;
    default: return null;
  }
}

/**
 * The keyboard that stands below the composer.
 * @param {any} markup
 * @param {(button: any) => void} press
 */
export function replyKeyboard(markup, press) {
  const rows = markup.keyboard.map((row) =>
    h('div', { class: 'reply-row' }, row.map((it) => {
      const button = typeof it === 'string' ? { text: it } : it;
      const asks = Object.keys(ASKS).find((name) => button[name] !== undefined);
      return h('button', { type: 'button', class: `reply-button ${STYLES[button.style] ?? ''}`, title: asks ? ASKS[asks][1] : null, onclick: () => press(button) }, asks ? icon(ASKS[asks][0], 16) : null, h('span', {}, button.text));
    })));
  return h('div', { class: `reply-keyboard ${markup.resize_keyboard ? 'resized' : ''}`, role: 'group', 'aria-label': 'Keyboard of the bot' }, rows);
}

const ASKS = {
  request_contact: ['contact', 'Shares your phone number'],
  request_location: ['location', 'Shares where you are'],
  request_users: ['user', 'Shares people'],
  request_chat: ['group', 'Shares a chat'],
  request_poll: ['poll', 'Makes a poll'],
  request_managed_bot: ['bot', 'Makes a bot'],
  web_app: ['split', 'Opens a Web App'],
};
