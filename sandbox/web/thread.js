// The messages of a chat, of which only a window is in the page: rows are added at the end that one scrolls to and taken
// from the other, and what is being read stays where it is.

import { Bubble } from './bubble.js';
import { seesDirectly } from './direct.js';
import { fill, h } from './dom.js';
import { icon } from './icons.js';
import { rowsOf } from './rows.js';
import { dayName, plural } from './time.js';
import { store } from './store.js';
import { inTopic } from './topics.js';

/** So many rows are in the page at most, so many come at a time, and so near to an end they come. */
const WINDOW = 180;
const STEP = 60;
const NEAR = 900;

export class Thread {
  /** @param {any} act what can be done with messages; has `user`, `key`, `group` */
  constructor(act) {
    this.act = act;
    this.messages = store.of(act.key);
    this.rows = [];
    /** The window: rows from `start` up to `end`. */
    this.start = 0;
    this.end = 0;
    this.following = true;
    this.missed = 0;
    /** The last message that was told of, once there is something to compare with. */
    this.newest = 0;
    this.ready = false;
    /** @type {Map<string, {row: any, element: HTMLElement, bubble?: Bubble}>} */
    this.shown = new Map();
    this.list = h('div', { class: 'thread-list' });
    this.head = h('div', { class: 'thread-head' });
    this.scroller = h('div', { class: 'thread', tabindex: '0', role: 'log', 'aria-label': 'Messages', 'aria-live': 'off' }, this.head, this.list);
    this.live = h('div', { class: 'visually-hidden', 'aria-live': 'polite' });
    this.badge = h('span', { class: 'down-count' });
    this.down = h('button', { type: 'button', class: 'down-button', 'aria-label': 'To the latest message', hidden: true, onclick: () => this.toEnd() }, icon('down', 22), this.badge);
    this.element = h('div', { class: 'thread-box' }, this.scroller, this.down, this.live);
    this.scroller.addEventListener('scroll', () => this.scrolled(), { passive: true });
    this.scroller.addEventListener('keydown', (event) => this.key(event));
    this.resized = new ResizeObserver(() => this.following && this.stick());
    this.resized.observe(this.scroller);
    this.resized.observe(this.list);
  }

  async open() {
    fill(this.head, h('div', { class: 'thread-loading' }, h('span', { class: 'spinner' })));
    try {
      await this.messages.start();
    } catch (error) {
      fill(this.head, h('p', { class: 'thread-note' }, error.message));
      return;
    }
    this.update();
  }

  close() {
    this.resized.disconnect();
  }

  allRows() {
    const { chat, topic } = this.act.pane;
    const seen = this.messages.seenBy(this.act.user).filter((entry) => seesDirectly(chat, entry, this.act.user));
    return rowsOf(topic ? seen.filter(inTopic(topic)) : seen);
  }

  /** Takes in what changed in the chat. */
  update() {
    const before = this.rows;
    const first = before[this.start]?.key;
    const last = before[this.end - 1]?.key;
    const whole = this.end >= before.length;
    this.rows = this.allRows();
    if (this.following || !before.length || !this.shown.size) {
      this.end = this.rows.length;
      this.start = Math.max(0, this.end - Math.min(WINDOW, Math.max(STEP, this.end - this.start)));
      if (this.end - this.start > WINDOW) this.start = this.end - WINDOW;
    } else {
      // Rows came or went before and behind: the window stays on those that it shows.
      const at = (key, fallback) => {
        const found = key === undefined ? -1 : this.rows.findIndex((row) => row.key === key);
        return found < 0 ? fallback : found;
      };
      this.start = at(first, Math.min(this.start, this.rows.length));
      this.end = Math.max(this.start, at(last, this.end - 1) + 1);
      if (whole) this.end = Math.min(this.rows.length, this.start + WINDOW);
    }
    this.announce();
    this.render();
    if (this.following) this.stick();
    this.headed();
  }

  /** Tells screen readers of new messages, and counts those that are out of sight. */
  announce() {
    const latest = this.messages.last()?.id ?? 0;
    if (this.ready && latest > this.newest) {
      const fresh = this.messages.list.slice(this.messages.place(this.newest + 1));
      const others = fresh.filter((entry) => entry.author.id !== this.act.user);
      if (!this.following) this.missed += others.length;
      if (others.length) this.live.textContent = others.length > 3 ? plural(others.length, 'new message') : others.map((entry) => `${entry.author.name}: ${entry.message.text ?? entry.message.caption ?? 'a message'}`).join('. ');
      if (fresh.some((entry) => entry.author.id === this.act.user)) this.toEnd(false);
    }
    this.ready = this.messages.started;
    this.newest = latest;
    this.marked();
  }

  marked() {
    this.down.hidden = this.following;
    this.badge.textContent = this.missed > 99 ? '99+' : this.missed ? String(this.missed) : '';
    this.badge.hidden = !this.missed;
    if (this.following && !document.hidden) store.read(this.act.user, this.act.key);
  }

  headed() {
    const { messages } = this;
    if (messages.more && messages.started) fill(this.head, h('div', { class: 'thread-loading' }, h('span', { class: 'spinner' })));
    else if (!this.rows.length && !messages.list.length && messages.started) fill(this.head, this.act.empty());
    else fill(this.head);
  }

  /** Brings the rows of the window into the page, keeping those that did not change. */
  render() {
    const wanted = this.rows.slice(this.start, this.end);
    const keys = new Set(wanted.map((row) => row.key));
    for (const [key, { element }] of this.shown) {
      if (keys.has(key)) continue;
      element.remove();
      this.shown.delete(key);
    }
    let next = this.list.firstElementChild;
    for (const row of wanted) {
      const shown = this.shown.get(row.key);
      const element = shown ? this.renew(shown, row) : this.make(row);
      if (element === next) next = next.nextElementSibling;
      else this.list.insertBefore(element, next);
    }
  }

  make(row) {
    if (row.day) {
      const element = h('div', { class: 'day' }, h('span', {}, dayName(row.day)));
      this.shown.set(row.key, { row, element });
      return element;
    }
    const bubble = new Bubble(this.act).update(row);
    this.shown.set(row.key, { row, element: bubble.element, bubble });
    return bubble.element;
  }

  renew(shown, row) {
    const same = shown.row.first === row.first && shown.row.last === row.last && shown.row.entries?.length === row.entries?.length && (row.entries ?? []).every((entry, at) => entry === shown.row.entries[at]);
    if (!same && shown.bubble) shown.bubble.update(row);
    shown.row = row;
    return shown.element;
  }

  /** Builds a message's row again: something about it that is not in the message changed. */
  refresh(id) {
    for (const { bubble, row } of this.shown.values()) if (row.entries?.some((entry) => entry.id === id)) bubble.update(row);
  }

  stick() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Changes the window while what is in sight stays in its place. */
  shift(start, end) {
    if (start === this.start && end === this.end) return;
    const top = this.scroller.getBoundingClientRect().top;
    // A message: lines of days come and go with what is before them.
    const anchor = [...this.list.querySelectorAll(':scope > .row')].find((element) => element.getBoundingClientRect().bottom > top);
    const before = anchor?.getBoundingClientRect().top ?? 0;
    [this.start, this.end] = [start, end];
    this.render();
    if (anchor?.isConnected) this.scroller.scrollTop += anchor.getBoundingClientRect().top - before;
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const below = scrollHeight - clientHeight - scrollTop;
    const atEnd = below < 40 && this.end === this.rows.length;
    if (atEnd !== this.following) {
      this.following = atEnd;
      if (atEnd) this.missed = 0;
      this.marked();
    }
    if (this.busy) return;
    if (scrollTop < NEAR) this.up();
    else if (below < NEAR && this.end < this.rows.length) {
      const end = Math.min(this.rows.length, this.end + STEP);
      this.shift(Math.max(this.start, end - WINDOW), end);
    }
  }

  async up() {
    if (this.start > 0) {
      const start = Math.max(0, this.start - STEP);
      this.shift(start, Math.min(this.end, start + WINDOW));
      return;
    }
    if (!this.messages.more || !this.messages.started) return;
    this.busy = true;
    try {
      const before = this.rows[0]?.entries?.[0].id ?? this.rows[1]?.entries?.[0].id;
      if (!(await this.messages.older())) return;
      this.rows = this.allRows();
      const found = this.rows.findIndex((row) => row.entries?.some((entry) => entry.id === before));
      const by = Math.max(0, found - 1);
      const shownRows = this.end - this.start;
      this.start = by;
      this.end = Math.min(this.rows.length, by + shownRows);
      const start = Math.max(0, by - STEP);
      this.shift(start, Math.min(this.end, start + WINDOW));
    } catch {
      // The next scroll asks again.
    } finally {
      this.busy = false;
      this.headed();
      // Whoever is at the top already makes no more scroll events.
      if (this.scroller.isConnected) requestAnimationFrame(() => this.scrolled());
    }
  }

  toEnd(smooth = true) {
    const far = this.end < this.rows.length;
    this.following = true;
    this.missed = 0;
    if (far) {
      this.end = this.rows.length;
      this.start = Math.max(0, this.end - STEP);
      this.render();
    }
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches || far || !smooth;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: calm ? 'instant' : 'smooth' });
    this.marked();
  }

  /** Brings a message into sight and lights it up; answers whether it is there. */
  async jump(id) {
    const found = await this.messages.until(id);
    if (!found) return false;
    this.rows = this.allRows();
    const at = this.rows.findIndex((row) => row.entries?.some((entry) => entry.id === id));
    if (at < this.start || at >= this.end) {
      this.following = false;
      this.start = Math.max(0, at - STEP);
      this.end = Math.min(this.rows.length, this.start + 2 * STEP);
      this.render();
    }
    const element = this.shown.get(this.rows[at]?.key)?.element;
    if (!element) return false;
    element.scrollIntoView({ block: 'center', behavior: 'instant' });
    element.classList.remove('lit');
    void element.offsetWidth;
    element.classList.add('lit');
    setTimeout(() => element.classList.remove('lit'), 1600);
    this.headed();
    return true;
  }

  entryOf(element) {
    const id = Number(element?.closest?.('.row')?.dataset.id);
    return id ? this.messages.find(id) : undefined;
  }

  key(event) {
    const rows = [...this.list.querySelectorAll(':scope > .row')];
    const at = rows.indexOf(document.activeElement);
    const inside = document.activeElement !== this.scroller && at < 0;
    if (inside || event.ctrlKey || event.metaKey || event.altKey) {
      if (inside && event.key === 'Escape') document.activeElement.closest('.row')?.focus();
      return;
    }
    const go = (to) => {
      rows[to]?.focus({ preventScroll: true });
      rows[to]?.scrollIntoView({ block: 'nearest' });
      event.preventDefault();
    };
    if (event.key === 'ArrowUp') go(at < 0 ? rows.length - 1 : Math.max(0, at - 1));
    else if (event.key === 'ArrowDown') go(at < 0 ? rows.length - 1 : Math.min(rows.length - 1, at + 1));
    else if (event.key === 'End') {
      this.toEnd(false);
      event.preventDefault();
    } else if (at >= 0 && this.act.key_(event, this.entryOf(rows[at]), rows[at])) event.preventDefault();
  }
}
