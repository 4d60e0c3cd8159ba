// Pressing a button of a reply keyboard: most send their text, some share something.

import { askContact, askLocation, askPoll } from './attach.js';
import { field, openDialog, values } from './dialog.js';
import { h } from './dom.js';
import { avatar, chatAvatar, nameById, nameOf, titleOf } from './names.js';
import { store } from './store.js';
import { can, run } from './verbs.js';

export async function pressReply(pane, button) {
  const { where } = pane;
  if (button.request_contact) {
    return askContact(pane, true);
  }
  if (button.request_location) return askLocation(pane, true);
  if (button.request_poll) return askPoll(pane, button.request_poll);
  if (button.request_managed_bot) return createBot(pane, button.request_managed_bot);
  if (button.request_users) return shareUsers(pane, button);
  if (button.request_chat) return shareChat(pane, button);
  if (button.web_app) return webApp(pane, button);
  if (can('press') && !where.chat) return run('press', { ...where, button: button.text });
  return run('send', { ...where, text: button.text });
}

async function shareUsers(pane, button) {
  const request = button.request_users;
  const most = request.max_quantity ?? 1;
  const people = [...store.users.values(), ...store.bots.values()].filter(({ id, user }) => id !== pane.user && (request.user_is_bot === undefined || Boolean(user.is_bot) === request.user_is_bot));
  const chosen = await openDialog({
    title: most > 1 ? `Share up to ${most} people` : 'Share a person',
    kind: 'narrow',
    body: h('div', { class: 'pick-list' }, people.map(({ id, user }) => h('label', { class: 'pick' }, h('input', { type: most > 1 ? 'checkbox' : 'radio', name: 'who', value: String(id) }), avatar(id, nameOf(user), 'small'), h('span', {}, nameOf(user))))),
    actions: [{ label: 'Cancel', value: null }, { label: 'Share', kind: 'primary', value: (form) => new FormData(form).getAll('who').map(Number) }],
  });
  if (chosen?.length) await run('share_users', { ...pane.where, users: chosen.slice(0, most) });
}

async function shareChat(pane, button) {
  const request = button.request_chat;
  const chats = store.chatsOf(pane.user).filter((chat) => (request.chat_is_channel ? chat.kind === 'channel' : ['group', 'supergroup'].includes(chat.kind)));
  const chosen = await openDialog({
    title: 'Share a chat',
    kind: 'narrow',
    body: (close) => h('div', { class: 'pick-list' }, chats.length ? chats.map((chat) => h('button', { type: 'button', class: 'pick', onclick: () => close(chat) }, chatAvatar(chat, pane.user, 'small'), h('span', {}, titleOf(chat, pane.user)))) : h('p', {}, 'There is no chat of that kind yet.')),
  });
  if (chosen) await run('share_chat', { user: pane.user, bot: pane.where.bot, chat: chosen.id });
}

async function createBot(pane, wish) {
  const form = await openDialog({
    title: 'Make a bot',
    kind: 'narrow',
    body: [
      h('p', { class: 'dialog-text' }, `${nameById(pane.where.bot)} will manage it.`),
      field('Name', 'name', { required: true, maxlength: '64', value: wish.suggested_name ?? '' }),
      field('Username', 'username', { required: true, maxlength: '33', pattern: '@?[A-Za-z]\\w*[Bb][Oo][Tt]', value: wish.suggested_username ?? '', placeholder: 'ends with “bot”' }),
    ],
    actions: [{ label: 'Cancel', value: null }, { label: 'Make it', kind: 'primary', value: values }],
  });
  if (form) await run('create_managed_bot', { ...pane.where, ...form });
}

async function webApp(pane, button) {
  const { opens } = await run('click', { user: pane.user, bot: pane.where.bot, button: button.text });
  const data = await openDialog({
    title: 'Send data as the Web App',
    body: [h('p', { class: 'dialog-text' }, 'The app is opened at ', h('a', { href: opens, target: '_blank', rel: 'noopener noreferrer' }, opens)), h('p', { class: 'dialog-text' }, 'What should it send to the bot?'), h('label', { class: 'field' }, h('span', {}, 'Data'), h('textarea', { name: 'data', rows: '4' }))],
    actions: [{ label: 'Cancel', value: null }, { label: 'Send', kind: 'primary', value: (form) => new FormData(form).get('data') }],
  });
  if (data !== null) await run('send_web_app_data', { ...pane.where, button: button.text, data });
}
