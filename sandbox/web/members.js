// About a chat: its members and their roles, and what can be done with them.

import { inChat } from './api.js';
import { otherIn } from './between.js';
import { ask, field, openDialog, values } from './dialog.js';
import { fill, h } from './dom.js';
import { icon } from './icons.js';
import { menu } from './menu.js';
import { avatar, chatAvatar, nameById, nameOf, titleOf } from './names.js';
import { copyLine } from './people.js';
import { store } from './store.js';
import { failed } from './toast.js';
import { plural } from './time.js';
import { can, run } from './verbs.js';

const ROLES = { creator: 'owner', administrator: 'admin', member: '', restricted: 'restricted', left: 'left', kicked: 'banned' };

/** What an administrator may whom one makes here. */
const RIGHTS = { can_change_info: 'Change the chat', can_delete_messages: 'Delete messages', can_restrict_members: 'Restrict members', can_invite_users: 'Add members', can_pin_messages: 'Pin messages', can_promote_members: 'Make administrators', is_anonymous: 'Stay anonymous' };

/** What is told of chats with no members to speak of. */
const ABOUT = { private: { title: 'About this bot', draw: privateChat }, between: { title: 'About this person', draw: talkChat } };

/** Opens the window about a pane's chat. */
export function showMembers(pane) {
  const body = h('div', { class: 'about' });
  const draw = () => pane.chat && fill(body, (ABOUT[pane.chat.kind]?.draw ?? groupChat)(pane));
  const unlisten = store.listen((changed) => (changed.has('chats') || changed.has('people')) && draw());
  draw();
  openDialog({ title: ABOUT[pane.chat?.kind]?.title ?? 'About this chat', kind: 'narrow', body }).then(unlisten);
}

const guard = (work) => work().catch((error) => failed(error));

function privateChat(pane) {
  const { chat } = pane;
  const bot = store.bots.get(chat.bot);
  return [
    h('div', { class: 'about-head' }, chatAvatar(chat, pane.user, 'large'), h('strong', {}, titleOf(chat, pane.user)), h('span', {}, bot?.user.username ? `@${bot.user.username} · id ${bot.id}` : `id ${chat.bot}`)),
    bot?.description ? h('p', { class: 'dialog-text' }, bot.description) : null,
    h('h3', {}, 'Token'),
    bot?.token ? copyLine(bot.token) : null,
    h('p', { class: 'about-note' }, bot?.webhook ? `Updates go to ${bot.webhook}` : 'The bot asks for updates itself (getUpdates).'),
    bot?.commands?.length ? [h('h3', {}, 'Commands'), h('ul', { class: 'command-list' }, bot.commands.map(({ command, description }) => h('li', {}, h('strong', {}, `/${command}`), h('span', {}, description))))] : null,
    can('block') ? h('div', { class: 'about-actions' }, h('button', { type: 'button', class: 'button', onclick: () => guard(() => run('block', { ...pane.where, blocked: true })) }, 'Block the bot'), h('button', { type: 'button', class: 'button', onclick: () => guard(() => run('block', { ...pane.where, blocked: false })) }, 'Unblock')) : null,
  ];
}

/** With somebody else; a bot may be let answer for who one is. */
function talkChat(pane) {
  const { user } = store.users.get(otherIn(pane.key, pane.user)) ?? {};
  const own = store.users.get(pane.user)?.business_bot;
  const button = (label, verb, more) => h('button', { type: 'button', class: 'button small', onclick: () => guard(() => run(verb, { user: pane.user, ...more })) }, label);
  const connect = (bot) => button('Connect', 'connect_business', { bot: bot.id, rights: ['can_reply', 'can_read_messages'] });
  const connected = () => [h('span', { class: 'role' }, 'connected'), button('Disconnect', 'disconnect_business', {})];
  return [
    h('div', { class: 'about-head' }, chatAvatar(pane.chat, pane.user, 'large'), h('strong', {}, titleOf(pane.chat, pane.user)), h('span', {}, [user?.username && `@${user.username}`, `id ${user?.id}`].filter(Boolean).join(' · '))),
    can('connect_business') ? [
      h('h3', {}, `Bots that answer for ${nameById(pane.user)}`),
      h('p', { class: 'about-note' }, `A bot that is connected to the account hears what others write to ${nameById(pane.user)}, and can answer.`),
      h('ul', { class: 'member-list' }, [...store.bots.values()].map((bot) => h('li', { class: 'member' }, avatar(bot.id, nameOf(bot.user), 'small', 'bot'), h('span', { class: 'member-name' }, nameOf(bot.user)), bot.id === own ? connected() : connect(bot)))),
    ] : null,
  ];
}

function groupChat(pane) {
  const { chat } = pane;
  const there = chat.members.filter(({ status }) => !['left', 'kicked'].includes(status));
  const gone = chat.members.filter(({ status }) => ['left', 'kicked'].includes(status));
  const outside = [...store.users.values()].filter(({ id }) => !chat.members.some((one) => one.id === id));
  const bots = [...store.bots.values()].filter(({ id }) => !there.some((one) => one.id === id));
  const where = { user: pane.user, ...inChat(pane.key, pane.user) };
  return [
    h('div', { class: 'about-head' }, chatAvatar(chat, pane.user, 'large'), h('strong', {}, titleOf(chat, pane.user)), h('span', {}, `${chat.kind} · id ${chat.id}`)),
    h('div', { class: 'about-actions' },
      can('set_up_group') ? h('button', { type: 'button', class: 'button small', onclick: () => rename(chat) }, 'Rename') : null,
      chat.kind === 'supergroup' && can('set_up_group') ? h('button', { type: 'button', class: 'button small', onclick: () => guard(() => run('set_up_group', { group: chat.id, forum: true })) }, 'Turn topics on') : null,
      chat.kind === 'channel' && can('set_direct_messages') ? directMessages(pane) : null,
      chat.kind === 'group' && can('upgrade') ? h('button', { type: 'button', class: 'button small', onclick: async () => (await ask('Make it a supergroup?', 'The chat gets a new number, and bots are told.', 'Upgrade')) && guard(() => run('upgrade', { group: chat.id })) }, 'Make it a supergroup') : null,
      h('button', { type: 'button', class: 'button small', onclick: () => guard(() => run('leave', { user: pane.user, chat: chat.id })) }, 'Leave')),
    h('h3', {}, plural(there.length, 'member')),
    h('ul', { class: 'member-list' }, there.map((member) => memberRow(pane, member, where))),
    outside.length || gone.length || bots.length ? [
      h('h3', {}, 'Not in this chat'),
      h('ul', { class: 'member-list' },
        [...gone.filter(({ id }) => store.users.has(id)), ...outside].map(({ id, status }) => h('li', { class: 'member' }, avatar(id, nameById(id), 'small'), h('span', { class: 'member-name' }, nameById(id)), status ? h('span', { class: 'role' }, ROLES[status]) : null, h('button', { type: 'button', class: 'button small', onclick: () => guard(() => run('join', { user: id, chat: chat.id })) }, 'Join'))),
        can('add_bot_to_group') ? bots.map((bot) => h('li', { class: 'member' }, avatar(bot.id, nameOf(bot.user), 'small', 'bot'), h('span', { class: 'member-name' }, nameOf(bot.user)), h('span', { class: 'role' }, 'bot'), h('button', { type: 'button', class: 'button small', onclick: () => guard(() => run('add_bot_to_group', { group: chat.id, bot: bot.id })) }, 'Add'))) : null),
    ] : null,
  ];
}

/** Whether people can write to a channel, and where. */
function directMessages(pane) {
  const { chat } = pane;
  const button = (label, onclick) => h('button', { type: 'button', class: 'button small', onclick }, label);
  const set = (how) => guard(() => run('set_direct_messages', { user: pane.user, chat: chat.id, ...how }));
  const open = store.chats.get(String(chat.direct_chat))?.direct_open;
  const price = async () => {
    const form = await openDialog({ title: 'Direct messages', kind: 'narrow', body: field('Stars a message', 'stars', { type: 'number', min: '0', max: '10000', value: '0', required: true }), actions: [{ label: 'Cancel', value: null }, { label: 'Take them', kind: 'primary', value: values }] });
    if (form) await set({ stars: Number(form.stars) });
  };
  return [
    chat.direct_chat ? button('Direct messages', ({ currentTarget }) => {
      currentTarget.closest('dialog').close();
      pane.shell.go(pane, String(chat.direct_chat));
    }) : null,
    button(open ? 'Change their price' : 'Take direct messages', price),
    open ? button('Take no more', () => set({ enabled: false })) : null,
  ];
}

function memberRow(pane, member, where) {
  const { id, status } = member;
  const bot = store.bots.has(id);
  const role = member.title || member.custom_title || ROLES[status] || '';
  const mine = pane.chat.members.find((one) => one.id === pane.user)?.status;
  const manages = ['creator', 'administrator'].includes(mine) && status !== 'creator' && id !== pane.user;
  const act = (verb, more = {}) => () => guard(() => run(verb, { ...where, member: id, ...more }));
  const items = manages && [
    can('promote_member') && status !== 'administrator' && { label: 'Make an administrator', icon: 'star', run: () => promote(id, where) },
    can('promote_member') && status === 'administrator' && { label: 'Take the rights back', icon: 'star', run: act('promote_member', { rights: [] }) },
    can('restrict_member') && status === 'member' && pane.chat.kind === 'supergroup' && { label: 'Let only read', icon: 'eye', run: act('restrict_member', { permissions: [] }) },
    can('remove_member') && { label: 'Remove', icon: 'close', danger: true, run: act('remove_member') },
    can('ban_member') && { label: 'Ban', icon: 'trash', danger: true, run: act('ban_member') },
  ].filter(Boolean);
  return h('li', { class: 'member' }, avatar(id, nameById(id), 'small', bot ? 'bot' : ''), h('span', { class: 'member-name' }, nameById(id), id === pane.user ? h('small', {}, ' you') : null), bot ? h('span', { class: 'role' }, 'bot') : null, role ? h('span', { class: `role ${status}` }, role) : null, items?.length ? h('button', { type: 'button', class: 'icon-button tiny', 'aria-label': `What to do with ${nameById(id)}`, onclick: (event) => menu(event.currentTarget, items, { label: 'Member', align: 'right' }) }, icon('more', 16)) : null);
}

/** Makes an administrator of a member, with chosen rights. */
async function promote(id, where) {
  const rights = Object.entries(RIGHTS).map(([name, label]) => {
    const box = h('input', { type: 'checkbox', name: 'right', value: name });
    box.checked = !['can_promote_members', 'is_anonymous'].includes(name);
    return h('label', { class: 'toggle' }, box, h('span', {}, label));
  });
  const form = await openDialog({
    title: `${nameById(id)} may`,
    kind: 'narrow',
    body: [h('div', { class: 'toggles' }, rights), field('Title', 'title', { maxlength: '16', placeholder: 'admin' })],
    actions: [{ label: 'Cancel', value: null }, { label: 'Make an administrator', kind: 'primary', value: (it) => new FormData(it) }],
  });
  if (form) await guard(() => run('promote_member', { ...where, member: id, rights: ['can_manage_chat', ...form.getAll('right')], title: form.get('title').trim() || undefined }));
}

async function rename(chat) {
  const form = await openDialog({ title: 'Rename', kind: 'narrow', body: field('Name', 'title', { required: true, value: chat.title }), actions: [{ label: 'Cancel', value: null }, { label: 'Rename', kind: 'primary', value: values }] });
  if (form) await guard(() => run('set_up_group', { group: chat.id, title: form.title }));
}
