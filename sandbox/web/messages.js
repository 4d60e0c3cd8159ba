// The messages of one chat that the page has, in order; more are asked for by pages.

import { get } from './api.js';

export const PAGE = 50;

/** The one member who sees a message, where it is for one alone. */
export const receiverOf = (entry) => entry.message.receiver_user?.id;

export class Messages {
  constructor(key, changed) {
    this.key = key;
    this.changed = changed;
    /** @type {any[]} In the order of their numbers. */
    this.list = [];
    this.more = true;
    this.started = false;
    this.loading = null;
    /** What one member sees alone: by its number below zero, with the number of the message before it. */
    this.whispers = new Map();
    /** What events told while a page was under way: it may be older. */
    this.told = new Map();
  }

  /** The place of a number, or where it would be. */
  place(id) {
    let low = 0;
    let high = this.list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.list[middle].id < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  find(id) {
    if (id < 0) return this.whispers.get(id)?.message;
    const found = this.list[this.place(id)];
    return found?.id === id ? found : undefined;
  }

  last() {
    return this.list[this.list.length - 1];
  }

  /** What somebody sees: the messages of the chat, and those for that person alone where they came. */
  seenBy(user) {
    const own = [...this.whispers.values()].filter(({ message }) => receiverOf(message) === user);
    if (!own.length) return this.list;
    const seen = [...this.list];
    for (const { message, after } of own.reverse()) seen.splice(this.place(after + 1), 0, message);
    return seen;
  }

  /** Keeps a message for one member; one that is known stays in its place. */
  whisper(message) {
    const after = this.whispers.get(message.id)?.after ?? this.last()?.id ?? 0;
    this.whispers.set(message.id, { message, after });
    this.changed();
  }

  put(message) {
    const at = this.place(message.id);
    if (this.list[at]?.id === message.id) this.list[at] = message;
    else this.list.splice(at, 0, message);
  }

  /** A new message; kept only where the chat was looked at, or it would have a gap. */
  arrive(message) {
    if (message.id < 0) return this.whisper(message);
    if (this.loading) this.told.set(message.id, message);
    if (!this.started) return;
    this.put(message);
    this.changed();
  }

  change(message) {
    if (message.id < 0) return this.whisper(message);
    if (this.loading) this.told.set(message.id, message);
    if (!this.find(message.id)) return;
    this.put(message);
    this.changed();
  }

  remove(id) {
    if (this.whispers.delete(id)) return this.changed();
    if (this.loading) this.told.set(id, null);
    const at = this.place(id);
    if (this.list[at]?.id !== id) return;
    this.list.splice(at, 1);
    this.changed();
  }

  /** Asks for the latest page, once. */
  async start() {
    if (!this.started) await this.page(undefined, PAGE);
  }

  /** Asks for the page before what is there; answers how many came. */
  async older(limit = PAGE) {
    if (!this.more || !this.started) return 0;
    return this.page(this.list[0]?.id, limit);
  }

  /** Asks for as much as there was, or a page. */
  async reload() {
    this.list = [];
    this.whispers.clear();
    this.more = true;
    await this.page(undefined, PAGE);
  }

  /** Asks until a message is there, or no more are. */
  async until(id) {
    await this.start();
    if (id < 0) return this.find(id);
    while (this.more && (this.list[0]?.id ?? 0) > id) {
      if (!(await this.older(200))) break;
    }
    return this.find(id);
  }

  async ask(before, limit) {
    try {
      return await get('/view/messages', { chat: this.key, before, limit });
    } catch (error) {
      // A chat in which nothing was said yet is none for the sandbox.
      if (error.status === 404) return { messages: [], more: false };
      throw error;
    }
  }

  async page(before, limit) {
    if (this.loading) return this.loading;
    this.loading = (async () => {
      try {
        const { messages, more, whispers = [] } = await this.ask(before, limit);
        const had = this.list.length;
        for (const message of messages) {
          const told = this.told.get(message.id);
          if (told === null) continue;
          this.put(told ?? message);
        }
        for (const { message, after } of whispers) if (this.told.get(message.id) !== null) this.whispers.set(message.id, { message, after });
        // What came while the first page was under way is newer than the page.
        for (const message of this.told.values()) if (message && message.id > (this.last()?.id ?? 0)) this.put(message);
        this.more = more;
        this.started = true;
        return this.list.length - had;
      } finally {
        this.told.clear();
        this.loading = null;
        this.changed();
      }
    })();
    return this.loading;
  }
}
