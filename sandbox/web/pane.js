// A pane: one person in one chat, with what that person can do there.

import { inChat } from './api.js';
import { otherIn } from './between.js';
import { Composer } from './composer.js';
import { fill, h } from './dom.js';
import { icon } from './icons.js';
import { actions } from './actions.js';
import { showMembers } from './members.js';
import { menu } from './menu.js';
import { avatar, chatAvatar, nameById, nameOf, summary, titleOf } from './names.js';
import { store } from './store.js';
import { Thread } from './thread.js';
import { TopicBar } from './topics.js';
import { plural } from './time.js';
import { toast } from './toast.js';
import { welcome } from './welcome.js';

const DOES = { typing: 'is typing', upload_photo: 'sends a photo', upload_video: 'sends a video', record_video: 'records a video', record_voice: 'records a voice message', upload_voice: 'sends a voice message', upload_document: 'sends a file', choose_sticker: 'chooses a sticker', find_location: 'looks for a place', record_video_note: 'records a video message', upload_video_note: 'sends a video message' };

export class Pane {
  /**
   * @param {number} user who one is here
   * @param {string} key the chat
   * @param {{person: (pane: Pane, user: number) => void, go: (pane: Pane, key: string) => void, beside: (pane: Pane) => void,
   *   close: (pane: Pane) => void, focus: (pane: Pane) => void, back: () => void, count: () => number}} shell
   */
  constructor(user, key, shell) {
    this.shell = shell;
    this.user = user;
    this.key = key;
    this.busy = new Set();
    this.header = h('header', { class: 'pane-head' });
    this.pins = h('div', { class: 'pane-pins' });
    this.element = h('section', { class: 'pane', 'aria-label': 'Chat' }, this.header, this.pins);
    this.element.addEventListener('focusin', () => shell.focus(this));
    this.element.addEventListener('pointerdown', () => shell.focus(this), true);
    this.toasts = h('div', { class: 'pane-toasts', role: 'status', 'aria-live': 'polite' });
    /** The topic that is looked at; nothing for all of them. */
    this.topic = null;
    this.topics = new TopicBar(this);
    this.act = actions(this);
    this.thread = new Thread(this.act);
    this.composer = new Composer(this);
    this.element.append(this.topics.element, this.thread.element, this.composer.element, this.toasts);
    this.unlisten = store.listen((changed) => this.changed(changed));
    this.head();
    this.thread.open();
  }

  get chat() {
    return store.chats.get(this.key);
  }

  /** The members of a request that say whose chat is meant. */
  get where() {
    return { user: this.user, ...inChat(this.key, this.user) };
  }

  close() {
    this.unlisten();
    this.thread.close();
    this.composer.close();
    this.element.remove();
  }

  changed(changed) {
    if (changed.has('chats') || changed.has('people') || changed.has('actions')) this.head();
    if (changed.has('chats') || changed.has('people')) this.composer.update();
    if (changed.has(this.key)) {
      this.topics.update(store.of(this.key).list);
      this.thread.update();
      this.composer.update();
    }
    if (changed.has('unread')) this.thread.marked();
  }

  head() {
    const { chat } = this;
    if (!chat) return;
    const title = titleOf(chat, this.user);
    this.element.setAttribute('aria-label', `${title}, as ${nameById(this.user)}`);
    const mark = JSON.stringify([title, this.subtitle(chat), nameById(this.user), this.shell.count(), chat.pinned, chat.kind]);
    if (mark === this.mark) return;
    this.mark = mark;
    const [words, alive] = this.subtitle(chat);
    fill(
      this.header,
      h('button', { type: 'button', class: 'icon-button only-phone', 'aria-label': 'Back to the chats', onclick: () => this.shell.back() }, icon('back')),
      h('button', { type: 'button', class: 'pane-chat', 'aria-label': `About ${title}`, onclick: () => showMembers(this) }, chatAvatar(chat, this.user), h('span', { class: 'pane-names' }, h('span', { class: 'pane-title' }, title), h('span', { class: `pane-sub ${alive ? 'alive' : ''}` }, words, alive ? h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')) : null))),
      h('button', { type: 'button', class: 'as-button', title: 'Who you are in this pane', 'aria-haspopup': 'menu', 'aria-label': `You are ${nameById(this.user)}; change`, onclick: (event) => this.people(event.currentTarget) }, avatar(this.user, nameById(this.user), 'tiny'), h('span', { class: 'as-name' }, nameById(this.user)), icon('down', 14)),
      h('button', { type: 'button', class: 'icon-button not-phone', title: 'Open another person beside', 'aria-label': 'Open another pane', onclick: () => this.shell.beside(this) }, icon('split', 18)),
      this.shell.count() > 1 ? h('button', { type: 'button', class: 'icon-button not-phone', title: 'Close this pane', 'aria-label': 'Close this pane', onclick: () => this.shell.close(this) }, icon('close', 18)) : null,
    );
    this.pinned(chat);
  }

  async pinned(chat) {
    const ids = chat.pinned ?? [];
    const id = ids[ids.length - 1];
    if (!id) return fill(this.pins);
    const known = store.of(this.key).find(id);
    const words = known ? summary(known.message) : `Message ${id}`;
    fill(this.pins, h('button', { type: 'button', class: 'pin-bar', onclick: () => this.act.jump(id) }, h('span', { class: 'pin-line' }), h('span', { class: 'pin-text' }, h('strong', {}, ids.length > 1 ? `Pinned messages (${ids.length})` : 'Pinned message'), h('span', {}, words)), icon('pin', 16)));
    if (!known && store.of(this.key).started) {
      await store.of(this.key).until(id).catch(() => null);
      const found = store.of(this.key).find(id);
      if (found) this.pins.querySelector('.pin-text span')?.replaceChildren(summary(found.message));
    }
  }

  subtitle(chat) {
    const doing = store.doing(this.key, this.user);
    if (doing.length) {
      const [[from, { action }]] = doing;
      return [['private', 'between'].includes(chat.kind) ? DOES[action] ?? 'is busy' : `${nameById(from)} ${DOES[action] ?? 'is busy'}`, true];
    }
    if (chat.kind === 'between') {
      const other = store.users.get(otherIn(this.key, this.user));
      return [other?.user.username ? `@${other.user.username}` : 'private chat', false];
    }
    if (chat.kind === 'private') {
      const bot = store.bots.get(chat.bot);
      return [bot?.user.username ? `@${bot.user.username} · bot` : 'bot', false];
    }
    if (chat.direct_channel) return ['messages to the channel', false];
    const members = chat.members.filter(({ status }) => !['left', 'kicked'].includes(status)).length;
    return [`${plural(members, chat.kind === 'channel' ? 'subscriber' : 'member')}${chat.kind === 'supergroup' ? ' · supergroup' : chat.kind === 'channel' ? ' · channel' : ''}`, false];
  }

  /** Looks at one topic, or at all. */
  choose(topic) {
    this.topic = topic;
    this.topics.update(store.of(this.key).list);
    this.thread.following = true;
    this.thread.update();
  }

  people(button) {
    const { chat } = this;
    const here = [...store.users.values()].filter(({ id }) => chat.kind === 'private' || store.sees(id, this.key));
    const items = [{ label: 'Be in this chat' }, ...here.map(({ id, user }) => ({ label: nameOf(user), avatar: avatar(id, nameOf(user), 'tiny'), checked: id === this.user, run: () => this.shell.person(this, id) }))];
    menu(button, items, { label: 'Who you are', align: 'right' });
  }

  empty() {
    return welcome(this);
  }

  /** Words from the bot to whoever is in this pane. */
  say(text) {
    const bot = this.chat?.kind === 'private' ? nameById(this.chat.bot) : undefined;
    toast(text, { within: this.toasts, from: bot });
  }
}
