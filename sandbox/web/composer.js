// Where one writes: the text, what it answers or changes, the command menu, and the keyboard of the bot below.

import { openAttach } from './attach.js';
import { openLink } from './dialog.js';
import { managesDirect } from './direct.js';
import { fill, h, oncePerFrame } from './dom.js';
import { icon } from './icons.js';
import { replyKeyboard } from './keyboard.js';
import { nameById, summary } from './names.js';
import { store } from './store.js';
import { Suggestions } from './suggestions.js';
import { pressReply } from './reply-press.js';
import { acceptDrops, openUpload } from './uploads.js';
import { failed } from './toast.js';
import { can, run } from './verbs.js';

/** Texts that were begun, by person and chat. */
const drafts = new Map();

export class Composer {
  constructor(pane) {
    this.pane = pane;
    this.reply = null;
    this.editing = null;
    this.keyboardHidden = false;
    this.field = h('textarea', { class: 'composer-field', rows: '1', placeholder: 'Message', 'aria-label': 'Message', autocomplete: 'off', enterkeyhint: 'send', dir: 'auto' });
    this.bar = h('div', { class: 'composer-bar-slot' });
    this.keys = h('div', { class: 'keyboard-slot' });
    this.menuButton = h('button', { type: 'button', class: 'menu-button', title: 'Commands', 'aria-label': 'Commands of the bot', onclick: () => this.pressMenu() }, icon('command', 18), h('span', {}, 'Menu'));
    this.keysButton = h('button', { type: 'button', class: 'icon-button', title: 'Keyboard of the bot', 'aria-label': 'Keyboard of the bot', onclick: () => this.toggleKeys() }, icon('keyboard'));
    this.attach = h('button', { type: 'button', class: 'icon-button', title: 'Attach', 'aria-label': 'Attach', 'aria-haspopup': 'menu', onclick: (event) => openAttach(pane, event.currentTarget) }, icon('attach'));
    this.sendButton = h('button', { type: 'submit', class: 'send-button', title: 'Send', 'aria-label': 'Send' }, icon('send'));
    this.suggestions = new Suggestions(this);
    this.form = h('form', { class: 'composer-form' }, this.menuButton, this.attach, this.field, this.keysButton, this.sendButton);
    this.element = h('div', { class: 'composer' }, this.suggestions.element, this.bar, this.form, this.keys);
    this.note = h('p', { class: 'composer-note', hidden: true });
    this.element.append(this.note);
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.send();
    });
    const grow = oncePerFrame(() => this.grow());
    this.field.addEventListener('input', () => {
      drafts.set(this.draftKey, this.field.value);
      grow();
      this.suggestions.update();
    });
    this.resized = new ResizeObserver(grow);
    this.resized.observe(this.form);
    this.field.addEventListener('keydown', (event) => this.key(event));
    this.field.addEventListener('paste', (event) => this.paste(event));
    this.drops = acceptDrops(pane, this);
    this.field.value = drafts.get(this.draftKey) ?? '';
    this.update();
    grow();
  }

  get draftKey() {
    return `${this.pane.user} ${this.pane.key}`;
  }

  close() {
    this.resized.disconnect();
    this.drops();
  }

  focus() {
    this.field.focus();
  }

  /** Commands that this chat's bots have. */
  commands() {
    const { chat, user } = this.pane;
    if (!chat) return [];
    // Some are for certain people or chats; else they are those that everybody has.
    const of = (bot) => chat.commands?.[user]?.[bot.id] ?? bot.commands ?? [];
    const here = (chat.kind === 'private' ? [{ id: chat.bot }] : chat.members).map(({ id }) => store.bots.get(id)).filter(Boolean);
    return here.flatMap((bot) => of(bot).map((one) => ({ ...one, text: `/${one.command}${here.length > 1 ? `@${bot.user.username}` : ''}` })));
  }

  /** Takes in what changed in the chat: its keyboard, its commands, whether one can write. */
  update() {
    const { pane } = this;
    const { chat } = pane;
    const app = chat?.menu_button?.type === 'web_app' ? chat.menu_button : null;
    this.menuButton.hidden = !app && !this.commands().length;
    this.menuButton.lastChild.textContent = app?.text ?? 'Menu';
    const markup = chat?.keyboards?.[pane.user] ?? null;
    const mark = JSON.stringify(markup);
    if (mark !== this.mark) {
      this.mark = mark;
      this.keyboardHidden = false;
      this.markup = markup?.keyboard ? markup : null;
      this.field.placeholder = markup?.input_field_placeholder || 'Message';
      if (markup?.force_reply) this.forceReply();
      this.showKeys();
    }
    const blocked = Boolean(chat?.blocked);
    const reader = chat?.kind === 'channel' && !chat.members.some(({ id, status }) => id === pane.user && ['creator', 'administrator'].includes(status));
    const closed = Boolean(chat?.direct_channel) && !chat.direct_open && !managesDirect(chat, pane.user);
    this.form.hidden = reader || blocked || closed;
    this.note.hidden = !this.form.hidden;
    const button = (label, onclick) => h('button', { type: 'button', class: 'text-button', onclick }, label);
    if (blocked) fill(this.note, 'You have blocked this bot. ', button('Unblock', () => this.guard(() => run('block', { ...pane.where, blocked: false }))));
    else if (closed) fill(this.note, 'The channel takes no direct messages');
    else fill(this.note, 'Only administrators write in this channel. ', chat?.direct_chat ? button('Message the channel', () => pane.shell.go(pane, String(chat.direct_chat))) : null);
  }

  /** Begins the reply that the bot wishes for. */
  forceReply() {
    const { list } = store.of(this.pane.key);
    const last = [...list].reverse().find((entry) => entry.author.bot);
    // The messages may still be under way: then it is looked at again when they are here.
    if (!last) this.mark = undefined;
    this.forced = Boolean(last);
    if (last && !this.editing) this.replyTo(last, document.activeElement === document.body || this.pane.element.contains(document.activeElement));
  }

  /** The button beside the field: commands, or the Web App that the bot has put there. */
  pressMenu() {
    const { menu_button: button } = this.pane.chat;
    if (button?.type === 'web_app') this.guard(() => run('press_menu_button', this.pane.where)).then((opened) => opened && openLink(opened.opens, 'Open this Web App?'));
    else this.suggestions.toggleCommands();
  }

  showKeys() {
    this.keysButton.hidden = !this.markup;
    this.keysButton.setAttribute('aria-pressed', String(Boolean(this.markup) && !this.keyboardHidden));
    fill(this.keys, this.markup && !this.keyboardHidden ? replyKeyboard(this.markup, (button) => this.pressKey(button)) : null);
  }

  toggleKeys() {
    this.keyboardHidden = !this.keyboardHidden;
    this.showKeys();
  }

  async pressKey(button) {
    const once = this.markup?.one_time_keyboard;
    await this.guard(() => pressReply(this.pane, button));
    if (once) {
      this.keyboardHidden = true;
      this.showKeys();
    }
  }

  async guard(work) {
    try {
      return await work();
    } catch (error) {
      failed(error, this.pane.toasts);
      return undefined;
    }
  }

  replyTo(entry, focus = true) {
    this.editing = null;
    this.reply = entry;
    this.showBar();
    if (focus) this.focus();
  }

  edit(entry) {
    this.reply = null;
    this.editing = entry;
    this.field.value = entry.message.text ?? entry.message.caption ?? '';
    this.showBar();
    this.grow();
    this.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  /** Ends a reply or an edit. */
  cancel() {
    if (this.editing) this.field.value = '';
    else if (this.forced && can('dismiss_reply')) this.guard(() => run('dismiss_reply', this.pane.where));
    this.forced = false;
    this.editing = null;
    this.reply = null;
    this.showBar();
    this.grow();
  }

  showBar() {
    const about = this.editing ?? this.reply;
    fill(this.bar, about && h('div', { class: 'composer-bar' }, icon(this.editing ? 'edit' : 'reply', 18), h('button', { type: 'button', class: 'composer-about', onclick: () => this.pane.act.jump(about.id) }, h('strong', {}, this.editing ? 'Edit the message' : `Reply to ${about.author.name || nameById(about.author.id)}`), h('span', {}, summary(about.message))), h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Cancel', title: 'Cancel (Esc)', onclick: () => { this.cancel(); this.focus(); } }, icon('close', 18))));
    this.sendButton.replaceChildren(icon(this.editing ? 'check' : 'send'));
    this.sendButton.setAttribute('aria-label', this.editing ? 'Save' : 'Send');
  }

  grow() {
    this.field.style.height = '';
    // Empty, it is as high as one line, whatever stands in it as a hint.
    if (this.field.value) this.field.style.height = `${Math.min(this.field.scrollHeight, 180)}px`;
    this.sendButton.classList.toggle('ready', this.field.value.trim() !== '');
  }

  insert(text) {
    const { selectionStart: from, selectionEnd: to, value } = this.field;
    this.field.setRangeText(text, from ?? value.length, to ?? value.length, 'end');
    this.field.dispatchEvent(new Event('input'));
    this.focus();
  }

  /** Begins an inline query. */
  inlineQuery(username, query) {
    this.field.value = `@${username} ${query}`;
    this.field.dispatchEvent(new Event('input'));
    this.focus();
  }

  key(event) {
    if (event.isComposing) return;
    if (this.suggestions.key(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === 'Escape' && (this.reply || this.editing)) {
      event.preventDefault();
      event.stopPropagation();
      this.cancel();
    } else if (event.key === 'ArrowUp' && this.field.value === '') {
      event.preventDefault();
      const own = [...store.of(this.pane.key).list].reverse().find((entry) => entry.author.id === this.pane.user && (entry.message.text ?? entry.message.caption) !== undefined);
      if (own) this.edit(own);
    }
  }

  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    openUpload(this.pane, files);
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    const { pane, editing, reply } = this;
    this.field.value = '';
    drafts.delete(this.draftKey);
    this.editing = null;
    this.reply = null;
    this.showBar();
    this.grow();
    this.suggestions.hide();
    try {
      if (editing) await run('edit', { ...pane.where, message: editing.id, text });
      else if (pane.topic && !reply) await run('send_in_topic', { ...pane.where, topic: pane.topic, text });
      else await run('send', { ...pane.where, text, reply_to: reply?.id });
    } catch (error) {
      failed(error, pane.toasts);
      // What could not be sent is not lost.
      if (this.field.value === '') {
        this.field.value = text;
        this.editing = editing;
        this.reply = reply;
        this.showBar();
        this.grow();
      }
    }
  }
}
