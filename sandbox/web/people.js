// Adding people, groups, channels and bots.

import { field, openDialog, values } from './dialog.js';
import { h } from './dom.js';
import { avatar, nameOf } from './names.js';
import { store } from './store.js';
import { copy, failed } from './toast.js';
import { can, run, takes } from './verbs.js';

const NAMES = ['Bob', 'Carol', 'Dave', 'Erin', 'Frank', 'Grace', 'Heidi', 'Ivan'];

async function guard(work) {
  try {
    return await work();
  } catch (error) {
    failed(error);
    return null;
  }
}

export async function addPerson(shell) {
  const taken = new Set([...store.users.values()].map(({ user }) => user.first_name));
  const premium = h('input', { type: 'checkbox', name: 'premium' });
  const form = await openDialog({
    title: 'Add a person',
    kind: 'narrow',
    body: [
      field('First name', 'name', { required: true, maxlength: '64', value: NAMES.find((name) => !taken.has(name)) ?? '' }),
      field('Last name', 'last_name', { maxlength: '64' }),
      h('div', { class: 'field-row' }, field('Username', 'username', { maxlength: '32', pattern: '@?[A-Za-z0-9_]*', placeholder: 'like the name' }), field('Language', 'language', { maxlength: '10', placeholder: 'en' })),
      h('label', { class: 'toggle' }, premium, h('span', {}, 'Telegram Premium')),
    ],
    actions: [{ label: 'Cancel', value: null }, { label: 'Add', kind: 'primary', value: values }],
  });
  if (!form) return;
  const made = await guard(() => run('create_user', { name: form.name, last_name: form.last_name || undefined, username: form.username.replace(/^@/, '') || undefined, language: form.language || undefined, premium: form.premium ? true : undefined }));
  if (!made) return;
  // The person may be here before the feed tells so.
  if (!store.users.has(made.id)) {
    store.users.set(made.id, { id: made.id, user: made.user });
    store.touch('people');
  }
  shell.person(made.id);
}

export async function addChat(shell, kind) {
  const user = shell.current()?.user;
  const people = [...store.users.values()].map((one) => {
    const box = h('input', { type: 'checkbox', name: 'member', value: String(one.id) });
    box.checked = true;
    box.disabled = one.id === user;
    return h('label', { class: 'pick' }, box, avatar(one.id, nameOf(one.user), 'small'), h('span', {}, nameOf(one.user)), one.id === user ? h('small', {}, 'owner') : null);
  });
  const bots = [...store.bots.values()];
  const extra = bots.filter((bot) => !bot.default);
  const admin = h('input', { type: 'checkbox', name: 'admin' });
  const form = await openDialog({
    title: kind === 'channel' ? 'New channel' : 'New group',
    kind: 'narrow',
    body: [
      field('Name', 'title', { required: true, maxlength: '128', value: kind === 'channel' ? 'News' : 'Friends' }),
      kind === 'channel' ? null : h('label', { class: 'field' }, h('span', {}, 'Kind'), h('select', { name: 'kind' }, h('option', { value: 'group' }, 'Group'), h('option', { value: 'supergroup' }, 'Supergroup'))),
      field('Public username', 'username', { maxlength: '32', pattern: '@?[A-Za-z0-9_]*', placeholder: 'none: a private chat' }),
      h('fieldset', { class: 'fieldset' }, h('legend', {}, 'Members'), h('div', { class: 'pick-list' }, people, extra.map((bot) => h('label', { class: 'pick' }, h('input', { type: 'checkbox', name: 'bot', value: String(bot.id) }), avatar(bot.id, nameOf(bot.user), 'small', 'bot'), h('span', {}, nameOf(bot.user)), h('small', {}, 'bot'))))),
      kind === 'channel' ? null : h('label', { class: 'toggle' }, admin, h('span', {}, 'The bot is an administrator, and hears everything')),
    ],
    actions: [{ label: 'Cancel', value: null }, { label: 'Create', kind: 'primary', value: (it) => new FormData(it) }],
  });
  if (!form) return;
  const members = [user, ...form.getAll('member').map(Number).filter((id) => id !== user)];
  const made = await guard(() => run('create_group', { title: form.get('title').trim(), members, kind: kind === 'channel' ? 'channel' : form.get('kind'), username: form.get('username').replace(/^@/, '') || undefined, bot_admin: form.has('admin') || undefined }));
  if (!made) return;
  if (can('add_bot_to_group')) for (const bot of form.getAll('bot').map(Number)) await guard(() => run('add_bot_to_group', { group: made.id, bot }));
  shell.whenThere(String(made.id));
}

/** Opens the private chat with another person. */
export async function addTalk(shell) {
  const user = shell.current()?.user;
  const others = [...store.users.values()].filter(({ id }) => id !== user);
  const other = await openDialog({
    title: 'Chat with a person',
    kind: 'narrow',
    body: (close) => h('div', { class: 'pick-list' }, others.length ? others.map((one) => h('button', { type: 'button', class: 'pick', onclick: () => close(one.id) }, avatar(one.id, nameOf(one.user), 'small'), h('span', {}, nameOf(one.user)))) : h('p', { class: 'dialog-text' }, 'There is nobody else yet: add a person first.')),
  });
  if (other) shell.open(store.openBetween(user, other));
}

export async function addBot() {
  const form = await openDialog({
    title: 'Add a bot',
    kind: 'narrow',
    body: [h('p', { class: 'dialog-text' }, 'Any token of the right form makes a bot by itself as soon as a program uses it. Here you can make one with a name first.'), field('Name', 'name', { maxlength: '64', value: 'Helper Bot', required: true }), field('Username', 'username', { required: true, maxlength: '32', pattern: '@?[A-Za-z0-9_]{3,}', value: 'helper_bot' })],
    actions: [{ label: 'Cancel', value: null }, { label: 'Add', kind: 'primary', value: values }],
  });
  if (!form) return;
  const made = await guard(() => run('add_bot', { name: takes('add_bot', 'name') ? form.name : undefined, username: form.username.replace(/^@/, '') }));
  if (!made) return;
  const token = made.token ?? made.bot?.token ?? '';
  await openDialog({
    title: `${form.name} is there`,
    kind: 'narrow',
    body: [h('p', { class: 'dialog-text' }, 'Start your program with this token:'), token ? copyLine(token) : null],
    actions: [{ label: 'Done', value: true, kind: 'primary' }],
  });
}

/** A line of code with a button that copies it. */
export function copyLine(text, label = text) {
  return h('div', { class: 'copy-line' }, h('code', { tabindex: '0' }, label), h('button', { type: 'button', class: 'button small', 'aria-label': `Copy ${text}`, onclick: () => copy(text) }, 'Copy'));
}
