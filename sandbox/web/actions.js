// What can be done with messages in a pane: everything that a bubble, its menu or its keys ask for.

import { ask, openLink } from './dialog.js';
import { buttonKind } from './keyboard.js';
import { messageMenu, messageKey } from './message-menu.js';
import { payFlow } from './payment.js';
import { queries } from './queries.js';
import { store } from './store.js';
import { copy, failed, toast } from './toast.js';
import { can, run, takes } from './verbs.js';

/** The object that the thread, its bubbles and their parts are given. */
export function actions(pane) {
  const guard = async (work) => {
    try {
      return await work();
    } catch (error) {
      failed(error, pane.toasts);
      return null;
    }
  };

  const act = {
    pane,
    busy: pane.busy,
    get user() { return pane.user; },
    get key() { return pane.key; },
    get group() { return !['private', 'between'].includes(pane.chat?.kind); },
    guard,
    empty: () => pane.empty(),
    command: (text) => guard(() => run('send', { ...pane.where, text })),
    mention: (text) => pane.composer.insert(text),
    search: (text) => pane.composer.insert(text),
    link: (url) => followLink(pane, url),
    person: (id) => personChat(pane, id),
    menu: (entry, at, event) => messageMenu(act, entry, at, event),
    key_: (event, entry, row) => messageKey(act, event, entry, row),
    reply: (entry) => pane.composer.replyTo(entry),
    edit: (entry) => pane.composer.edit(entry),
    jump: async (id) => {
      if (!(await pane.thread.jump(id))) toast('That message is no longer here', { within: pane.toasts });
    },
    react: (entry, emoji) => guard(() => run('react', { ...pane.where, message: entry.id, emoji })),
    vote: (entry, options) => guard(() => run('vote', { ...pane.where, message: entry.id, options })),
    check: (entry, task, done) => guard(() => run('mark_tasks', { ...pane.where, message: entry.id, [done ? 'done' : 'not_done']: [task] })),
    canCheck: () => can('mark_tasks'),
    paidPay: (entry) => (can('buy') ? () => guard(() => run('buy', { ...pane.where, message: entry.id })) : null),
    remove: async (entry) => {
      if (await ask('Delete this message?', 'It goes for everybody in this chat.', 'Delete', 'danger')) await guard(() => run('delete', { ...pane.where, message: entry.id }));
    },
    click: (entry, button, row, column) => press(act, entry, button, row, column),
  };
  return act;
}

/** Presses a button below a message. */
async function press(act, entry, button, row, column) {
  const { pane } = act;
  switch (buttonKind(button)) {
    case 'url': return followLink(pane, button.url);
    case 'copy_text': return copy(button.copy_text.text);
    case 'switch_inline_query_current_chat': return pane.composer.inlineQuery(authorName(entry), button.switch_inline_query_current_chat);
    case 'switch_inline_query': return pane.composer.inlineQuery(authorName(entry), button.switch_inline_query);
    case 'switch_inline_query_chosen_chat': return pane.composer.inlineQuery(authorName(entry), button.switch_inline_query_chosen_chat.query ?? '');
    case 'pay': return payFlow(act, entry);
    default:
  }
  const place = `${entry.id} ${row} ${column}`;
  pane.busy.add(place);
  pane.thread.refresh(entry.id);
  const done = () => {
    if (!pane.busy.delete(place)) return;
    pane.thread.refresh(entry.id);
  };
  const answer = await act.guard(() => run('click', { ...pane.where, message: entry.id, ...(takes('click', 'row') ? { row, column } : { button: button.text }), chat: pane.where.chat ?? (takes('click', 'row') ? undefined : pane.user) }));
  // A login and a Web App are opened with what the sandbox signs.
  if (answer?.opens) openLink(answer.opens, button.login_url ? `Log in to ${new URL(answer.opens).host}?` : 'Open this Web App?');
  if (!answer?.query) return done();
  queries.wait(String(answer.query), done);
}

function authorName(entry) {
  return entry.message.via_bot?.username ?? store.bots.get(entry.author.id)?.user.username ?? '';
}

/** Opens the private chat with a bot, or says who somebody is. */
function personChat(pane, id) {
  const key = `${id}/${pane.user}`;
  if (store.bots.has(id) && store.chats.has(key)) return pane.shell.go(pane, key);
  const user = store.users.get(id)?.user;
  if (user) toast(`${user.first_name}${user.username ? ` · @${user.username}` : ''} · id ${id}`, { within: pane.toasts });
  return null;
}

/** Follows a link: those to bots of this sandbox stay within it, with what they start. */
export function followLink(pane, url) {
  const parsed = new URL(url, location.href);
  const name = parsed.protocol === 'tg:' ? parsed.searchParams.get('domain') : ['t.me', 'telegram.me'].includes(parsed.hostname) ? parsed.pathname.split('/')[1] : null;
  const bot = name && [...store.bots.values()].find(({ user }) => user.username?.toLowerCase() === name.toLowerCase());
  const person = parsed.protocol === 'tg:' && parsed.host === 'user' ? Number(parsed.searchParams.get('id')) : 0;
  if (person) return personChat(pane, person);
  if (!bot) return openLink(parsed.href);
  const start = parsed.searchParams.get('start');
  const key = `${bot.id}/${pane.user}`;
  if (store.chats.has(key)) pane.shell.go(pane, key);
  if (start !== null) run('send', { user: pane.user, bot: bot.id, text: start ? `/start ${start}` : '/start' }).catch((error) => failed(error));
  return null;
}
