// What the page knows: bots, people, chats and the messages of those that were looked at. Views listen for what changed.

import { get } from './api.js';
import { between, pairOf, told, unsaid } from './between.js';
import { seesDirectly } from './direct.js';
import { oncePerFrame } from './dom.js';
import { Messages, receiverOf } from './messages.js';

/** More empty chats than that are not shown. */
const MANY = 1_000;
/** Who types is forgotten after so long. */
const TYPING = 5_500;

class Store {
  constructor() {
    this.boot = '';
    this.seq = 0;
    /** @type {Map<number, any>} */
    this.bots = new Map();
    /** @type {Map<number, any>} */
    this.users = new Map();
    /** @type {Map<string, any>} */
    this.chats = new Map();
    /** @type {Map<string, Messages>} */
    this.messages = new Map();
    /** Who does something in a chat: by its key, who does what, until when. */
    this.actions = new Map();
    /** Messages that a person has not seen, by `person chat`. */
    this.unread = new Map();
    this.link = 'waiting';
    this.listeners = new Set();
    this.changed = new Set();
    this.flush = oncePerFrame(() => {
      const changed = this.changed;
      this.changed = new Set();
      for (const listener of [...this.listeners]) listener(changed);
    });
  }

  /**
   * Listens for changes, told together once a frame: `people`, `chats`, `link`, `actions`, `unread` or the key of a chat
   * whose messages changed. Returns what ends it.
   */
  listen(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  touch(...names) {
    for (const name of names) this.changed.add(name);
    this.flush();
  }

  /** Takes in the whole view; messages are asked for again where they are shown. */
  async load() {
    const view = await get('/view');
    const restarted = this.boot !== '' && this.boot !== view.boot;
    this.boot = view.boot;
    const begun = [...this.chats.keys()].filter(pairOf);
    this.seq = view.seq;
    this.bots = new Map(view.bots.map((bot) => [bot.id, bot]));
    this.users = new Map(view.users.map((user) => [user.id, user]));
    this.chats = new Map(view.chats.map((chat) => [chat.key, told(chat)]));
    // What was opened and not written in is nothing to the sandbox.
    for (const key of restarted ? [] : begun) if (!this.chats.has(key)) this.chats.set(key, unsaid(key));
    this.openAll();
    this.actions.clear();
    if (restarted) this.unread.clear();
    if (restarted) for (const list of this.messages.values()) list.whispers.clear();
    await Promise.all([...this.messages.values()].filter((list) => list.started).map((list) => list.reload()));
    this.touch('people', 'chats', 'actions', 'unread', 'loaded', ...this.messages.keys());
  }

  /** The messages of a chat. */
  of(key) {
    if (!this.messages.has(key)) this.messages.set(key, new Messages(key, () => this.touch(key)));
    return this.messages.get(key);
  }

  /** Takes in an event of the feed. */
  take(event) {
    switch (event.type) {
      case 'message':
        this.arrived(event.message);
        break;
      case 'edited':
      case 'reacted':
        this.of(event.message.chat).change(event.message);
        this.relast(event.message, false);
        break;
      case 'deleted':
        this.of(event.chat).remove(event.id);
        break;
      case 'chat':
        this.chats.set(event.chat.key, told(event.chat));
        this.touch('chats');
        break;
      case 'user':
        this.users.set(event.user.id, event.user.user ? event.user : { id: event.user.id, user: event.user });
        this.openAll();
        this.touch('people', 'chats');
        break;
      case 'bot':
        this.bots.set(event.bot.id, event.bot);
        this.openAll();
        this.touch('people', 'chats');
        break;
      case 'action':
        this.acts(event);
        break;
      default:
    }
  }

  /** Everybody can write to every bot: where there is no chat with it yet, an empty one is shown. */
  openAll() {
    if (this.bots.size * this.users.size > MANY) return;
    for (const bot of this.bots.keys()) {
      for (const user of this.users.keys()) {
        const key = `${bot}/${user}`;
        if (!this.chats.has(key)) this.chats.set(key, { key, kind: 'private', title: '', id: user, bot, user, members: [], pinned: [], last: null, upgraded_to: null, keyboards: {}, commands: {} });
      }
    }
  }

  /** Opens the chat of two people, empty where nothing was said in it; gives its key. */
  openBetween(one, other) {
    const key = between(one, other);
    if (!this.chats.has(key)) {
      this.chats.set(key, unsaid(key));
      this.touch('chats');
    }
    return key;
  }

  arrived(message) {
    if (pairOf(message.chat)) this.openBetween(...pairOf(message.chat));
    this.of(message.chat).arrive(message);
    const only = receiverOf(message);
    if (!only) this.relast(message, true);
    const doing = this.actions.get(message.chat);
    if (doing?.delete(message.author.id)) this.touch('actions');
    for (const id of this.users.keys()) {
      if (id === message.author.id || (only && only !== id) || !this.sees(id, message.chat) || !seesDirectly(this.chats.get(message.chat), message, id)) continue;
      const of = `${id} ${message.chat}`;
      this.unread.set(of, (this.unread.get(of) ?? 0) + 1);
      this.touch('unread');
    }
  }

  /** Somebody has seen a chat to its end. */
  read(user, key) {
    if (this.unread.delete(`${user} ${key}`)) this.touch('unread');
  }

  relast(message, added) {
    const chat = this.chats.get(message.chat);
    if (!chat || (!added && chat.last?.id !== message.id)) return;
    this.chats.set(message.chat, { ...chat, last: message });
    this.touch('chats');
  }

  acts({ chat, from, action }) {
    const doing = this.actions.get(chat) ?? new Map();
    if (action === 'cancel') doing.delete(from);
    else doing.set(from, { action, until: Date.now() + TYPING });
    this.actions.set(chat, doing);
    setTimeout(() => this.touch('actions'), TYPING + 20);
    this.touch('actions');
  }

  /** Who does what in a chat now, other than somebody. */
  doing(key, but) {
    const now = Date.now();
    return [...(this.actions.get(key) ?? [])].filter(([from, { until }]) => until > now && from !== but);
  }

  /** Whether somebody has a chat. */
  sees(user, key) {
    const chat = this.chats.get(key);
    if (!chat) return false;
    if (chat.kind === 'private') return chat.user === user;
    if (chat.kind === 'between') return pairOf(key).includes(user);
    // Whoever reads a channel can begin to write to it.
    if (chat.direct_channel && this.sees(user, String(chat.direct_channel))) return true;
    return chat.members.some(({ id, status, is_member: member }) =>
      id === user && !['left', 'kicked'].includes(status) && (status !== 'restricted' || member !== false));
  }

  /** The chats of somebody, the latest first. */
  chatsOf(user) {
    const date = (chat) => chat.last?.message.date ?? 0;
    return [...this.chats.values()]
      .filter((chat) => this.sees(user, chat.key) && !chat.upgraded_to)
      .sort((a, b) => date(b) - date(a) || (b.last?.message.message_id ?? 0) - (a.last?.message.message_id ?? 0));
  }

  defaultBot() {
    const bots = [...this.bots.values()];
    return bots.find((bot) => bot.default) ?? bots[0] ?? null;
  }
}

export const store = new Store();
