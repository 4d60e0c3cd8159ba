// What an empty chat says: how a bot is started against this sandbox, and which commands it has.

import { h } from './dom.js';
import { chatAvatar, nameById, titleOf } from './names.js';
import { copyLine } from './people.js';
import { store } from './store.js';
import { copy } from './toast.js';

const here = () => location.origin;

/** Lines that point a program of each framework at this sandbox. */
const SNIPPETS = {
  chappe: (token) => `TELEGRAM_API_URL=${here()} \\\nTELEGRAM_BOT_TOKEN=${token} \\\ncargo run`,
  grammY: (token) => `const bot = new Bot("${token}", {\n  client: { apiRoot: "${here()}" },\n});`,
  PTB: (token) => `Application.builder() \\\n  .token("${token}") \\\n  .base_url("${here()}/bot") \\\n  .base_file_url("${here()}/file/bot")`,
  aiogram: (token) => `session = AiohttpSession(\n  api=TelegramAPIServer.from_base("${here()}"))\nbot = Bot("${token}", session=session)`,
  teloxide: (token) => `let bot = Bot::new("${token}")\n  .set_api_url("${here()}".parse()?);`,
};

let chosen = 'chappe';

/** The empty state of a pane. */
export function welcome(pane) {
  const { chat } = pane;
  if (!chat) return null;
  const title = titleOf(chat, pane.user);
  if (chat.kind !== 'private') {
    return h('div', { class: 'welcome' }, chatAvatar(chat, pane.user, 'large'), h('h2', {}, title), h('p', {}, `Nothing was said here yet. You are ${nameById(pane.user)}; open another pane to be somebody else beside.`));
  }
  const bot = store.bots.get(chat.bot);
  // The start is a button of its own, as in the apps, whether the bot lists it or not.
  const commands = (bot?.commands ?? []).filter(({ command }) => command !== 'start');
  return h(
    'div',
    { class: 'welcome' },
    chatAvatar(chat, pane.user, 'large'),
    h('h2', {}, title),
    h('p', {}, bot?.description || invitation(bot, nameById(pane.user))),
    bot?.token ? connection(bot) : null,
    h('button', { type: 'button', class: `button welcome-start ${bot?.launched ? 'primary' : ''}`, onclick: () => pane.act.command('/start') }, 'Start'),
    commands.length ? h('div', { class: 'welcome-commands' }, commands.slice(0, 8).map(({ command, description }) => h('button', { type: 'button', class: 'chip', title: description, onclick: () => pane.act.command(`/${command}`) }, h('strong', {}, `/${command}`), h('span', {}, description)))) : null,
  );
}

function invitation(bot, name) {
  if (bot?.launched) return `Your bot is connected, and you are ${name}. Say something.`;
  return `This is ${name}’s chat with your bot. Point your program at this sandbox, then say something.`;
}

/** How a program connects; folded away once one has. */
function connection(bot) {
  if (!bot.launched) return snippets(bot.token);
  return h('details', { class: 'reconnect' }, h('summary', {}, 'How a program connects'), snippets(bot.token));
}

function snippets(token) {
  const code = h('pre', { class: 'snippet', tabindex: '0' });
  const tabs = Object.keys(SNIPPETS).map((name) => h('button', { type: 'button', class: 'tab', role: 'tab', 'aria-selected': String(name === chosen), onclick: () => show(name) }, name));
  function show(name) {
    chosen = name;
    code.textContent = SNIPPETS[name](token);
    tabs.forEach((tab) => tab.setAttribute('aria-selected', String(tab.textContent === name)));
  }
  show(chosen);
  return h(
    'div',
    { class: 'connect' },
    h('div', { class: 'connect-row' }, h('span', {}, 'API URL'), copyLine(here())),
    h('div', { class: 'connect-row' }, h('span', {}, 'Token'), copyLine(token)),
    h('div', { class: 'snippet-box' }, h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Framework' }, tabs, h('span', { class: 'grow' }), h('button', { type: 'button', class: 'button small', onclick: () => copy(code.textContent) }, 'Copy')), code),
  );
}
