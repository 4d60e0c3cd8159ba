// The left side: who one is, and that person's chats.

import { seesDirectly } from './direct.js';
import { arrows, fill, h } from './dom.js';
import { icon, logo } from './icons.js';
import { menu } from './menu.js';
import { avatar, chatAvatar, nameById, nameOf, summary, titleOf } from './names.js';
import { addBot, addChat, addPerson, addTalk } from './people.js';
import { store } from './store.js';
import { nextTheme, themeIcon } from './theme.js';
import { when } from './time.js';
import { can } from './verbs.js';

export class Sidebar {
  /** @param {{person: (id: number) => void, open: (key: string, beside: boolean) => void, current: () => {user: number, key: string} | null}} shell */
  constructor(shell) {
    this.shell = shell;
    this.filter = '';
    this.state = h('span', { class: 'link-state', role: 'status' });
    this.theme = h('button', { type: 'button', class: 'icon-button', onclick: () => { nextTheme(); this.themed(); } });
    this.people = h('div', { class: 'people', role: 'radiogroup', 'aria-label': 'Who you are' });
    this.search = h('input', { type: 'search', class: 'search-field', placeholder: 'Search chats', 'aria-label': 'Search chats', autocomplete: 'off' });
    this.list = h('ul', { class: 'chat-list', 'aria-label': 'Chats' });
    this.element = h(
      'nav',
      { class: 'sidebar', 'aria-label': 'Chats' },
      h('header', { class: 'brand' }, logo(), h('span', { class: 'brand-name' }, 'chappe', h('span', {}, 'sandbox')), this.state, h('span', { class: 'grow' }), this.theme, h('button', { type: 'button', class: 'icon-button add-button', title: 'Add a person, group, channel or bot', 'aria-label': 'Add', 'aria-haspopup': 'menu', onclick: (event) => this.add(event.currentTarget) }, icon('add'))),
      this.people,
      h('div', { class: 'search' }, icon('search', 16), this.search),
      this.list,
    );
    this.search.addEventListener('input', () => {
      this.filter = this.search.value.trim().toLowerCase();
      this.chats();
    });
    this.list.addEventListener('keydown', (event) => arrows(event, [...this.list.querySelectorAll('.chat-row')], { wrap: false }));
    this.people.addEventListener('keydown', (event) => arrows(event, [...this.people.querySelectorAll('[role="radio"]')]) && document.activeElement.click());
    this.themed();
    store.listen((changed) => {
      if (changed.has('people')) this.persons();
      if (['chats', 'people', 'unread', 'actions'].some((name) => changed.has(name))) this.chats();
      if (changed.has('link')) this.linked();
    });
    setInterval(() => this.chats(), 60_000);
  }

  update() {
    this.persons();
    this.chats();
    this.linked();
  }

  themed() {
    const [name, words] = themeIcon();
    fill(this.theme, icon(name));
    this.theme.title = words;
    this.theme.setAttribute('aria-label', words);
  }

  linked() {
    const live = store.link === 'live';
    this.state.className = `link-state ${live ? 'live' : 'waiting'}`;
    this.state.textContent = live ? '' : 'reconnecting…';
    this.state.title = live ? 'Live' : 'The sandbox does not answer; trying again';
  }

  persons() {
    const current = this.shell.current()?.user;
    const focused = this.people.contains(document.activeElement);
    fill(this.people, [...store.users.values()].map(({ id, user }) => h('button', { type: 'button', class: 'person', role: 'radio', 'aria-checked': String(id === current), tabindex: id === current ? '0' : '-1', title: `Be ${nameOf(user)}`, onclick: () => this.shell.person(id) }, avatar(id, nameOf(user), 'person'), h('span', {}, user.first_name))), h('button', { type: 'button', class: 'person add', title: 'Add a person', onclick: () => addPerson(this.shell) }, h('span', { class: 'avatar avatar-person' }, icon('add')), h('span', {}, 'Add')));
    if (focused) this.people.querySelector('[aria-checked="true"]')?.focus();
  }

  chats() {
    const current = this.shell.current();
    if (!current) return;
    const { user } = current;
    const chats = store.chatsOf(user).filter((chat) => !this.filter || titleOf(chat, user).toLowerCase().includes(this.filter));
    const mark = JSON.stringify([user, current.key, chats.map((chat) => [chat.key, titleOf(chat, user), chat.last?.id, chat.last?.message.edit_date, store.unread.get(`${user} ${chat.key}`), store.doing(chat.key, user).length, chat.last && when(chat.last.message.date)])]);
    if (mark === this.mark) return;
    this.mark = mark;
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    fill(this.list, chats.length ? chats.map((chat) => h('li', {}, this.row(chat, user, current.key))) : h('li', { class: 'no-chats' }, this.filter ? 'No chat is called that' : 'No chats yet'));
    if (focused) this.list.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  row(chat, user, current) {
    const title = titleOf(chat, user);
    const unread = store.unread.get(`${user} ${chat.key}`) ?? 0;
    const doing = store.doing(chat.key, user).length > 0;
    const last = chat.last && seesDirectly(chat, chat.last, user) ? chat.last : null;
    const who = last && ['group', 'supergroup'].includes(chat.kind) && last.author.id ? `${last.author.id === user ? 'You' : nameById(last.author.id).split(' ')[0]}: ` : last?.author.id === user ? 'You: ' : '';
    return h(
      'button',
      { type: 'button', class: `chat-row ${chat.key === current ? 'current' : ''}`, 'aria-current': chat.key === current ? 'true' : null, dataset: { key: chat.key }, onclick: (event) => this.shell.open(chat.key, event.ctrlKey || event.metaKey) },
      chatAvatar(chat, user),
      h('span', { class: 'chat-words' }, h('span', { class: 'chat-top' }, h('span', { class: 'chat-title' }, title), last ? h('time', {}, when(last.message.date)) : null), h('span', { class: 'chat-bottom' }, doing ? h('span', { class: 'chat-last alive' }, 'typing…') : h('span', { class: 'chat-last' }, last ? [h('span', { class: 'chat-who' }, who), summary(last.message)] : 'No messages yet'), unread ? h('span', { class: 'unread', 'aria-label': `${unread} new` }, unread > 99 ? '99+' : String(unread)) : null)),
    );
  }

  add(button) {
    menu(button, [
      { label: 'Person', icon: 'user', run: () => addPerson(this.shell) },
      can('send_to_user') && { label: 'Chat with a person', icon: 'chat', run: () => addTalk(this.shell) },
      { label: 'Group', icon: 'group', run: () => addChat(this.shell, 'group') },
      { label: 'Channel', icon: 'channel', run: () => addChat(this.shell, 'channel') },
      { label: 'Bot', icon: 'bot', run: () => addBot(this.shell) },
    ], { label: 'Add', align: 'right' });
  }
}
