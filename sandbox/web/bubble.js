// A message as it stands in a chat. It is made of slots; when a message changes, only the slots whose part of it
// changed are built again, so that what plays goes on and what was revealed stays so.

import { content } from './content.js';
import { h } from './dom.js';
import { formatted, onlyEmoji } from './entities.js';
import { icon } from './icons.js';
import { inlineKeyboard } from './keyboard.js';
import { preview } from './link-preview.js';
import { authorOf, avatar, hue, nameById, nameOf, summary } from './names.js';
import { reactions } from './reactions.js';
import { serviceWords } from './service.js';
import { suggestedLine } from './suggested.js';
import { fullTime, timeOf } from './time.js';

/** Children that are exchanged one by one. */
class Slots {
  constructor(parent) {
    this.parent = parent;
    this.slots = new Map();
  }

  /** Builds what is in a slot if what it is made of changed. */
  set(name, made, build) {
    const slot = this.slots.get(name);
    const mark = JSON.stringify(made) ?? '';
    if (slot?.mark === mark) return;
    const node = build() || document.createComment(name);
    if (slot) slot.node.replaceWith(node);
    else this.parent.append(node);
    this.slots.set(name, { mark, node });
  }
}

export class Bubble {
  /** @param {any} act what can be done in the pane that shows it */
  constructor(act) {
    this.act = act;
    this.body = h('div', { class: 'bubble-body' });
    this.bubble = h('div', { class: 'bubble' }, this.body);
    this.side = h('div', { class: 'row-side' });
    this.stack = h('div', { class: 'row-stack' }, this.bubble);
    this.element = h('div', { class: 'row', role: 'article', tabindex: '-1' }, this.side, this.stack);
    this.inner = new Slots(this.body);
    this.outer = new Slots(this.stack);
    this.beside = new Slots(this.side);
    this.more = h('button', { type: 'button', class: 'row-more icon-button', 'aria-label': 'What to do with this message', title: 'Menu', tabindex: '-1' }, icon('more', 18));
    this.more.addEventListener('click', (event) => act.menu(this.entry, event.currentTarget, event));
    this.element.append(this.more);
    this.bubble.addEventListener('contextmenu', (event) => {
      // What is selected has the browser's own menu, to be copied.
      if (!this.entry || String(getSelection()) || event.target.closest('a')) return;
      event.preventDefault();
      act.menu(this.entry, this.bubble, event);
    });
  }

  /** Shows a row of the thread: a message, or an album of several. */
  update(row) {
    const { act, inner, element } = this;
    const [entry] = row.entries;
    this.entry = entry;
    this.row = row;
    const { message } = entry;
    const service = serviceWords(message);
    const own = entry.author.id === act.user;
    const channel = message.chat?.type === 'channel';
    element.dataset.id = String(entry.id);
    if (service) return this.service(entry, service);

    const captioned = row.entries.find((one) => one.message.caption !== undefined)?.message ?? message;
    const text = message.text ?? captioned.caption;
    const entities = message.text === undefined ? captioned.caption_entities : message.entities;
    const emoji = message.text && !entities?.some((one) => one.type !== 'custom_emoji') && !message.reply_to_message ? onlyEmoji(message.text) : 0;
    const author = authorOf(entry);
    const named = !own && row.first && act.group && !channel;

    const content_ = row.entries.map((one) => [contentOf(one.message), one.votes, one.message.poll]);
    inner.set('author', named && [author.name, message.author_signature, author.bot], () => named && h('button', { type: 'button', class: `author ${hue(author.id)}`, onclick: () => act.person(entry.author.id) }, h('span', { class: 'author-name' }, author.name), author.bot ? h('span', { class: 'tag' }, 'bot') : null));
    inner.set('only', message.receiver_user?.id, () => message.receiver_user && h('span', { class: 'only' }, icon('eye', 13), 'Only you see this'));
    inner.set('via', [message.via_bot, message.sender_business_bot], () => via(message, act));
    inner.set('forward', message.forward_origin, () => message.forward_origin && h('div', { class: 'forwarded' }, icon('forward', 13), 'Forwarded from ', h('strong', {}, originName(message.forward_origin))));
    inner.set('suggested', message.suggested_post_info, () => message.suggested_post_info && suggestedLine(message.suggested_post_info));
    inner.set('reply', [message.reply_to_message?.message_id, message.quote, message.external_reply, message.reply_to_message && summary(message.reply_to_message)], () => this.reply(message));
    const captionAbove = message.show_caption_above_media;
    const textNode = () => (text === undefined || text === '' ? null : h('div', { class: `text ${emoji && emoji < 4 ? `emoji-${emoji}` : ''}`, dir: 'auto' }, formatted(text, entities, act)));
    inner.set('above', captionAbove && [text, entities], () => captionAbove && textNode());
    let shape = element.dataset.shape;
    inner.set('content', content_, () => {
      const [node, kind] = content(row.entries, act);
      shape = kind;
      return node && h('div', { class: `content content-${kind}` }, node);
    });
    inner.set('text', !captionAbove && [text, entities], () => !captionAbove && textNode());
    inner.set('preview', [message.link_preview_options, entities, message.text], () => preview(message, act));
    inner.set('reactions', [entry.reactions, act.user], () => reactions(entry, act));
    const views = channel && message.author_signature;
    inner.set('meta', [message.date, message.edit_date, own, views], () =>
      h('span', { class: 'meta' }, views ? h('span', { class: 'signature' }, message.author_signature) : null, message.edit_date ? h('span', { title: `Edited ${fullTime(message.edit_date)}` }, 'edited') : null, h('time', { datetime: new Date(message.date * 1000).toISOString(), title: fullTime(message.date) }, timeOf(message.date)), own ? icon('check', 13) : null));
    this.keyboard(entry);
    this.beside.set('avatar', [act.group && !own && !channel && row.last, author.id, author.name], () => act.group && !own && !channel && row.last && avatar(author.id, author.name, 'small'));

    const bare = shape === 'bare' || (emoji > 0 && emoji < 4);
    element.dataset.shape = shape;
    element.className = ['row', own ? 'own' : 'other', row.first && 'first', row.last && 'last', bare && 'bare', text && !captionAbove && 'with-text', act.group && !own && !channel && 'sided', markupOf(entry)?.inline_keyboard?.length && 'with-keyboard', row.entries.length > 1 && 'with-album', message.edit_date && 'edited', entry.reactions?.some(({ reaction }) => reaction.length) && 'reacted'].filter(Boolean).join(' ');
    element.setAttribute('aria-label', `${own ? 'You' : author.name}, ${timeOf(message.date)}: ${summary(message)}`);
    return this;
  }

  /** A message about the chat, in the middle. */
  service(entry, words) {
    const { message } = entry;
    this.element.className = 'row service';
    this.element.setAttribute('aria-label', words);
    this.inner.set('service', [words, message.pinned_message?.message_id], () => {
      const pinned = message.pinned_message;
      return pinned?.message_id
        ? h('button', { type: 'button', class: 'service-text', onclick: () => this.act.jump(pinned.message_id) }, words, summary(pinned) ? h('span', { class: 'service-more' }, `: ${summary(pinned).slice(0, 60)}`) : null)
        : h('span', { class: 'service-text' }, words);
    });
    this.keyboard(entry);
    return this;
  }

  keyboard(entry) {
    const markup = markupOf(entry);
    const busy = [...this.act.busy].filter((place) => place.startsWith(`${entry.id} `));
    const focused = this.element.contains(document.activeElement) ? document.activeElement.dataset.place : undefined;
    this.outer.set('keyboard', [markup, busy], () => markup?.inline_keyboard?.length && inlineKeyboard(markup, { message: entry.id, busy: this.act.busy, press: (button, y, x) => this.act.click(this.entry, button, y, x) }));
    if (focused) (this.element.querySelector(`[data-place="${CSS.escape(focused)}"]`) ?? this.element).focus({ preventScroll: true });
  }

  reply(message) {
    const to = message.reply_to_message;
    const other = message.external_reply;
    if (!to && !other) return null;
    const author = to ? nameOf(to.sender_chat ? { first_name: to.sender_chat.title } : to.from) : originName(other.origin ?? {});
    const words = message.quote?.text ?? (to ? summary(to) : 'A message of another chat');
    const id = to ? to.sender_chat?.id ?? to.from?.id : 0;
    return h('button', { type: 'button', class: `reply ${hue(id)}`, 'aria-label': `In reply to ${author}: ${words}`, onclick: () => to && this.act.jump(to.message_id) }, h('strong', {}, author), h('span', { class: message.quote ? 'reply-quote' : '' }, words));
  }
}

/** The bot by which somebody said it: by an inline query, or a bot that answers for an account. */
function via({ via_bot: inline, sender_business_bot: business }, act) {
  if (inline) return h('button', { type: 'button', class: 'via', onclick: () => act.mention(`@${inline.username} `) }, `via @${inline.username ?? nameOf(inline)}`);
  return business && h('span', { class: 'via', title: 'A bot wrote this for the account' }, icon('bot', 13), `via ${nameOf(business)}`);
}

/** What of a message the content slot depends on: not what other slots show. */
function contentOf(message) {
  const { reply_markup: a, edit_date: b, reply_to_message: c, text: d, entities: e, caption: f, caption_entities: g, link_preview_options: i, suggested_post_info: j, ...rest } = message;
  return { ...rest, isText: d !== undefined };
}

const markupOf = (entry) => (entry.keyboard?.inline_keyboard ? entry.keyboard : entry.message.reply_markup);

/** Where a forwarded message is from. */
export function originName(origin) {
  switch (origin.type) {
    case 'user': return nameOf(origin.sender_user);
    case 'hidden_user': return origin.sender_user_name ?? 'Somebody';
    case 'chat': return origin.sender_chat?.title ?? nameById(origin.sender_chat?.id);
    case 'channel': return origin.chat?.title ?? 'A channel';
    default: return 'Somebody';
  }
}
