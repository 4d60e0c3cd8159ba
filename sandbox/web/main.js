// The page as a whole: the chats at the left, panes in the middle, the inspector at the right.

import { pairOf } from './between.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { Inspector } from './inspector.js';
import { Live } from './live.js';
import { Pane } from './pane.js';
import { queries } from './queries.js';
import { remember, remembered } from './session.js';
import { Sidebar } from './sidebar.js';
import { store } from './store.js';
import { followLink } from './actions.js';
import { alertDialog } from './dialog.js';
import { nameById } from './names.js';
import { closeMenu } from './menu.js';
import { loadVerbs } from './verbs.js';

const MOST_PANES = 3;

class Shell {
  constructor() {
    /** @type {Pane[]} */
    this.panes = [];
    this.active = null;
    /** The chat that each person had open last. */
    this.last = new Map();
    this.awaited = null;
    this.started = false;
    this.sidebar = new Sidebar(this);
    this.inspector = new Inspector({ toggle: (open) => this.inspect(open) });
    this.middle = h('main', { class: 'panes' });
    this.tabs = h('div', { class: 'phone-tabs', role: 'tablist', 'aria-label': 'Views' }, [['chats', 'menu', 'Chats'], ['chat', 'chat', 'Chat'], ['inspector', 'inspect', 'Inspector']].map(([view, mark, words]) => h('button', { type: 'button', role: 'tab', class: 'phone-tab', dataset: { view }, onclick: () => this.view(view) }, icon(mark, 22), h('span', {}, words))));
    this.opener = h('button', { type: 'button', class: 'inspector-opener', title: 'Inspector (Ctrl+I)', 'aria-label': 'Open the inspector', onclick: () => this.inspect(true) }, icon('inspect', 18), h('span', {}, 'Inspector'));
    this.element = h('div', { class: 'app' }, this.sidebar.element, this.middle, this.inspector.element, this.opener, this.tabs);
    store.listen((changed) => this.changed(changed));
    document.addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'i' && !event.shiftKey) {
        event.preventDefault();
        this.inspect(!this.inspector.open);
      }
    });
  }

  start() {
    this.started = true;
    const before = remembered();
    // A chat of two people in which nothing was said yet is one of the page alone.
    for (const { key } of before.panes) if (pairOf(String(key))?.every((id) => store.users.has(id))) store.openBetween(...pairOf(key));
    const panes = before.panes.filter(({ user, key }) => store.sees(user, key));
    const [first] = store.users.keys();
    if (!panes.length && first !== undefined) panes.push({ user: first, key: this.firstChat(first) });
    for (const { user, key } of panes.slice(0, MOST_PANES)) if (key) this.add(user, key);
    this.focus(this.panes[before.active] ?? this.panes[0]);
    this.inspect(before.inspector ?? innerWidth >= 1200);
    this.view('chat');
    this.sidebar.update();
  }

  firstChat(user) {
    const known = this.last.get(user);
    if (known && store.sees(user, known)) return known;
    const chats = store.chatsOf(user);
    return (chats.find((chat) => chat.kind === 'private' && chat.bot === store.defaultBot()?.id) ?? chats[0])?.key;
  }

  add(user, key, after) {
    const pane = new Pane(user, key, this);
    const at = after ? this.panes.indexOf(after) + 1 : this.panes.length;
    this.panes.splice(at, 0, pane);
    this.middle.insertBefore(pane.element, this.middle.children[at] ?? null);
    this.last.set(user, key);
    this.counted();
    return pane;
  }

  replace(pane, user, key) {
    if (!key || (pane.user === user && pane.key === key)) return pane;
    const at = this.panes.indexOf(pane);
    const next = new Pane(user, key, this);
    pane.element.replaceWith(next.element);
    pane.close();
    this.panes[at] = next;
    this.last.set(user, key);
    if (this.active === pane) this.active = null;
    this.focus(next);
    this.counted();
    return next;
  }

  counted() {
    this.middle.dataset.count = String(this.panes.length);
    for (const pane of this.panes) pane.head();
    this.save();
  }

  save() {
    remember({ panes: this.panes.map(({ user, key }) => ({ user, key })), active: this.panes.indexOf(this.active), inspector: this.inspector.open });
  }

  // What panes and the sidebar ask for.

  current() {
    return this.active && { user: this.active.user, key: this.active.key };
  }

  count() {
    return this.panes.length;
  }

  focus(pane) {
    if (!pane || pane === this.active) return;
    this.active?.element.classList.remove('active');
    this.active = pane;
    pane.element.classList.add('active');
    this.sidebar.update();
    this.save();
  }

  /** Is somebody: in the active pane, or in a given one, in the same chat if that person is in it. */
  person(...args) {
    const [pane, user] = args.length > 1 ? args : [this.active, args[0]];
    if (!pane) {
      const first = this.firstChat(user);
      if (first) this.focus(this.add(user, first));
      return;
    }
    const { chat } = pane;
    const own = chat?.kind === 'private' ? `${chat.bot}/${user}` : pane.key;
    const key = store.sees(user, own) ? own : this.firstChat(user);
    if (key) this.replace(pane, user, key);
    else this.awaited = { pane, user };
  }

  open(key, beside = false) {
    const { user } = this.active ?? {};
    if (beside && this.panes.length < MOST_PANES) this.focus(this.add(user, key, this.active));
    else if (this.active) this.replace(this.active, user, key);
    this.view('chat');
    if (!matchMedia('(pointer: coarse)').matches) this.active?.composer.focus();
  }

  go(pane, key) {
    this.replace(pane, pane.user, key);
  }

  beside(pane) {
    if (this.panes.length >= MOST_PANES) return;
    const taken = new Set(this.panes.map(({ user }) => user));
    const others = [...store.users.keys()].filter((id) => !taken.has(id));
    const shared = pane.chat?.kind !== 'private' && others.find((id) => store.sees(id, pane.key));
    const user = shared || others[0] || pane.user;
    const key = shared ? pane.key : pane.chat?.kind === 'private' ? `${pane.chat.bot}/${user}` : this.firstChat(user);
    this.focus(this.add(user, store.sees(user, key) ? key : this.firstChat(user), pane));
  }

  close(pane) {
    if (this.panes.length < 2) return;
    this.panes = this.panes.filter((one) => one !== pane);
    pane.close();
    if (this.active === pane) this.active = null;
    this.focus(this.active ?? this.panes[0]);
    this.counted();
  }

  back() {
    this.view('chats');
  }

  /** Opens a chat as soon as the feed has told of it. */
  whenThere(key) {
    if (store.chats.has(key)) this.open(key);
    else this.awaited = { key };
  }

  inspect(open) {
    this.inspector.show(open);
    this.element.classList.toggle('inspecting', open);
    this.save();
  }

  view(name) {
    closeMenu();
    this.element.dataset.view = name;
    for (const tab of this.tabs.children) tab.setAttribute('aria-selected', String(tab.dataset.view === name));
    if (name === 'inspector') this.inspector.show(true);
    if (name === 'inspector') this.element.classList.add('inspecting');
  }

  changed(changed) {
    if (!this.started || (!changed.has('chats') && !changed.has('people'))) return;
    const { awaited } = this;
    if (awaited?.key && store.chats.has(awaited.key)) {
      this.awaited = null;
      this.open(awaited.key);
    }
    if (awaited?.user && this.firstChat(awaited.user)) {
      this.awaited = null;
      this.person(awaited.pane, awaited.user);
    }
    for (const pane of this.panes) {
      const { chat } = pane;
      if (chat?.upgraded_to && store.chats.has(String(chat.upgraded_to))) this.replace(pane, pane.user, String(chat.upgraded_to));
      else if (!chat) {
        // The sandbox began anew, without this chat or this person.
        const user = store.users.has(pane.user) ? pane.user : [...store.users.keys()][0];
        if (user !== undefined) this.replace(pane, user, this.firstChat(user));
      }
    }
    if (!this.panes.length && store.users.size) this.start();
  }

  answered({ query, user, answer }) {
    queries.answer(String(query));
    const pane = this.panes.find((one) => one.user === user && one === this.active) ?? this.panes.find((one) => one.user === user);
    if (!pane) return;
    if (answer.url) followLink(pane, answer.url);
    if (answer.text && answer.show_alert) alertDialog(pane.chat?.kind === 'private' ? nameById(pane.chat.bot) : 'Bot', answer.text);
    else if (answer.text) pane.say(answer.text);
  }
}

async function main() {
  const shell = new Shell();
  const live = new Live({
    position: () => ({ seq: store.seq, boot: store.boot }),
    event: (event, seq) => {
      if (Number.isFinite(seq) && seq > 0) store.seq = seq;
      store.take(event);
      if (event.type === 'answer') shell.answered(event);
      const item = event.call ?? event.update ?? event.act;
      if (['call', 'update', 'act'].includes(event.type) && item) shell.inspector.take(item);
    },
    state: (state) => {
      store.link = state;
      store.touch('link');
    },
    reset: async () => {
      await Promise.all([store.load(), loadVerbs()]);
      await shell.inspector.load();
    },
  });

  for (let wait = 300; ; wait = Math.min(wait * 1.6, 5000)) {
    try {
      await Promise.all([store.load(), loadVerbs()]);
      break;
    } catch {
      document.body.dataset.state = 'waiting';
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  document.body.dataset.state = 'ready';
  document.body.replaceChildren(shell.element);
  shell.start();
  live.open();
  await shell.inspector.load().catch(() => {});
}

main();
