// The inspector: what people did, what bots were told and what they called, as it happens.

import { get } from './api.js';
import { arrows, fill, h, oncePerFrame } from './dom.js';
import { icon } from './icons.js';
import { detailsOf, rowOf, wordsOf } from './inspector-row.js';
import { nameOf } from './names.js';
import { store } from './store.js';
import { plural } from './time.js';
import { copy, failed } from './toast.js';

/** So many items are kept, and so many rows are in the page at first and by each press of “more”. */
const KEPT = 20_000;
const ROWS = 150;

export class Inspector {
  constructor({ toggle }) {
    this.items = [];
    this.open = false;
    this.paused = false;
    this.shown = ROWS;
    this.selected = null;
    this.clearedAt = 0;
    this.text = '';
    this.more = false;
    /** Rows by the numbers of their items. */
    this.rows = new Map();
    this.redraw = oncePerFrame(() => this.draw());
    const button = (name, words, click) => h('button', { type: 'button', class: 'icon-button', title: words, 'aria-label': words, onclick: click }, icon(name, 18));
    this.pauseButton = button('pause', 'Pause', () => this.pause());
    this.kinds = new Set(['act', 'update', 'call']);
    this.search = h('input', { type: 'search', class: 'search-field', placeholder: 'Filter: method, text, error…', 'aria-label': 'Filter', autocomplete: 'off' });
    this.search.addEventListener('input', () => {
      this.text = this.search.value.trim().toLowerCase();
      this.again();
    });
    this.bots = h('select', { class: 'bot-select', 'aria-label': 'Bot', onchange: () => this.again() });
    this.errors = h('button', { type: 'button', class: 'chip chip-error', 'aria-pressed': 'false', onclick: () => { this.errors.setAttribute('aria-pressed', String(this.errors.getAttribute('aria-pressed') !== 'true')); this.again(); } }, 'Errors');
    const chips = [['act', 'Acts'], ['update', 'Updates'], ['call', 'Calls']].map(([kind, words]) => {
      const chip = h('button', { type: 'button', class: `chip chip-${kind}`, 'aria-pressed': 'true' }, words);
      chip.addEventListener('click', () => {
        if (this.kinds.has(kind)) this.kinds.delete(kind);
        else this.kinds.add(kind);
        chip.setAttribute('aria-pressed', String(this.kinds.has(kind)));
        this.again();
      });
      return chip;
    });
    // Bots ask for updates all the time: such calls are told only where somebody wants to see them, they fail or a fault hit them.
    this.polling = false;
    const polling = h('button', { type: 'button', class: 'chip chip-call', 'aria-pressed': 'false', title: 'Calls of getUpdates' }, 'Polling');
    polling.addEventListener('click', () => {
      this.polling = !this.polling;
      polling.setAttribute('aria-pressed', String(this.polling));
      this.again();
    });
    chips.push(polling);
    this.list = h('div', { class: 'log', role: 'list', 'aria-label': 'Timeline' });
    this.moreButton = h('button', { type: 'button', class: 'text-button log-more', onclick: () => this.earlier() }, 'Earlier…');
    this.nothing = h('div', { class: 'log-empty' }, icon('inspect', 34), h('p', {}));
    this.scroller = h('div', { class: 'log-scroller', tabindex: '-1' }, this.moreButton, this.nothing, this.list);
    this.foot = h('div', { class: 'inspector-foot' });
    this.copyTest = h('button', { type: 'button', class: 'button primary small', title: 'Writes a Rust test that does what you did and expects what the bot answered', onclick: () => this.asTest() }, icon('copy', 14), h('span', {}, 'Copy as test'));
    this.element = h(
      'aside',
      { class: 'inspector', 'aria-label': 'Inspector' },
      h('header', { class: 'inspector-head' }, icon('inspect', 18), h('h2', {}, 'Inspector'), h('span', { class: 'grow' }), this.copyTest, this.pauseButton, button('trash', 'Clear', () => this.clear()), h('span', { class: 'not-phone' }, button('close', 'Close the inspector', () => toggle(false)))),
      h('div', { class: 'inspector-filters' }, h('div', { class: 'search' }, icon('search', 16), this.search), h('div', { class: 'chips' }, chips, this.errors, this.bots)),
      this.scroller,
      this.foot,
    );
    this.scroller.addEventListener('scroll', () => {
      this.following = this.scroller.scrollHeight - this.scroller.clientHeight - this.scroller.scrollTop < 30;
    }, { passive: true });
    this.list.addEventListener('keydown', (event) => {
      if (!event.target.classList.contains('log-summary')) return;
      if (event.key === 't') event.target.querySelector('.log-since').click();
      else arrows(event, [...this.list.querySelectorAll('.log-summary')], { wrap: false });
    });
    this.following = true;
    store.listen((changed) => changed.has('people') && this.botsChanged());
  }

  show(open) {
    this.open = open;
    this.element.hidden = !open;
    if (open) this.redraw();
  }

  botsChanged() {
    const chosen = this.bots.value;
    fill(this.bots, h('option', { value: '' }, 'All bots'), [...store.bots.values()].map((bot) => h('option', { value: String(bot.id) }, nameOf(bot.user))));
    this.bots.value = chosen;
    this.bots.hidden = store.bots.size < 2;
  }

  /** Asks for what happened before the page was there. */
  async load() {
    const { log, more } = await get('/view/log', { limit: 200 });
    this.items = log.filter((item) => item.seq > this.clearedAt || !this.clearedAt);
    this.more = more;
    if (!this.polling && more && this.items.filter((item) => this.suits(item)).length < 40) await this.earlier();
    this.clearedAt = 0;
    this.selected = null;
    this.again();
  }

  take(item) {
    if (this.items.length && item.seq <= this.items[this.items.length - 1].seq) return;
    this.items.push(item);
    if (this.items.length > KEPT * 1.1) this.items.splice(0, this.items.length - KEPT);
    if (this.open && !this.paused) this.redraw();
  }

  async earlier() {
    const wanted = this.items.filter((item) => this.suits(item)).length;
    if (wanted <= this.shown && this.more) {
      try {
        const { log, more } = await get('/view/log', { before: this.items[0]?.seq, limit: 200 });
        this.items = [...log, ...this.items];
        this.more = more;
      } catch (error) {
        failed(error);
      }
    }
    this.shown += ROWS;
    this.following = false;
    const before = this.scroller.scrollHeight;
    this.draw();
    this.scroller.scrollTop += this.scroller.scrollHeight - before;
  }

  suits(item) {
    if (!this.kinds.has(item.kind)) return false;
    if (!this.polling && item.kind === 'call' && item.ok && !item.fault && item.method.toLowerCase() === 'getupdates') return false;
    if (this.errors.getAttribute('aria-pressed') === 'true' && !(item.kind === 'call' && !item.ok)) return false;
    if (this.bots.value && item.bot !== undefined && String(item.bot) !== this.bots.value) return false;
    return !this.text || wordsOf(item).includes(this.text);
  }

  again() {
    this.shown = ROWS;
    this.redraw();
  }

  draw() {
    if (!this.open) return;
    const suits = this.items.filter((item) => this.suits(item));
    const wanted = suits.slice(-this.shown);
    this.moreButton.hidden = suits.length <= wanted.length && !this.more;
    const keep = new Set(wanted.map((item) => item.seq));
    for (const [seq, row] of this.rows) {
      if (keep.has(seq)) continue;
      row.remove();
      this.rows.delete(seq);
    }
    let next = this.list.firstElementChild;
    for (const item of wanted) {
      const row = this.rows.get(item.seq) ?? this.make(item);
      if (row === next) next = next.nextElementSibling;
      else this.list.insertBefore(row, next);
    }
    // One of the lines is reached by tabs, the others by arrows from it.
    const summaries = [...this.list.querySelectorAll('.log-summary')];
    const reached = summaries.includes(document.activeElement) ? document.activeElement : summaries[summaries.length - 1];
    for (const summary of summaries) summary.tabIndex = summary === reached ? 0 : -1;
    this.list.classList.toggle('empty', !wanted.length);
    this.nothing.hidden = wanted.length > 0;
    this.nothing.lastChild.textContent = this.items.length ? 'Nothing suits this filter.' : 'Every update that your bot gets and every call that it makes shows up here.';
    fill(this.foot, h('span', {}, plural(suits.length, 'entry', 'entries')), this.selected ? h('button', { type: 'button', class: 'text-button', onclick: () => this.select(null) }, 'Test from the start instead') : null);
    if (this.following && !this.paused) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  make(item) {
    const row = rowOf(item, { since: () => this.since(item.seq), details: () => detailsOf(item) });
    this.rows.set(item.seq, row);
    return row;
  }

  /** Copies a test of what happened from an item on. */
  since(seq) {
    this.select(seq);
    this.asTest();
  }

  /** Chooses from where a test is written. */
  select(seq) {
    this.rows.get(this.selected)?.classList.remove('since');
    this.selected = seq;
    this.rows.get(seq)?.classList.add('since');
    this.copyTest.lastChild.textContent = seq === null ? 'Copy as test' : 'Copy from here';
    this.draw();
  }

  async asTest() {
    const from = this.selected ?? (this.clearedAt ? this.clearedAt + 1 : null);
    try {
      const { rust } = await get('/view/test', { after: from === null ? undefined : from - 1 });
      await copy(rust, 'The test is in the clipboard');
    } catch (error) {
      failed(error);
    }
  }

  clear() {
    this.clearedAt = this.items[this.items.length - 1]?.seq ?? this.clearedAt;
    this.items = [];
    this.more = false;
    this.selected = null;
    this.copyTest.lastChild.textContent = 'Copy as test';
    this.draw();
  }

  pause() {
    this.paused = !this.paused;
    this.pauseButton.replaceChildren(icon(this.paused ? 'play' : 'pause', 18));
    const words = this.paused ? 'Go on' : 'Pause';
    this.pauseButton.title = words;
    this.pauseButton.setAttribute('aria-label', words);
    this.element.classList.toggle('paused', this.paused);
    if (!this.paused) {
      this.following = true;
      this.draw();
    }
  }
}
