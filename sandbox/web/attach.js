// The attach menu, and the forms for what is no file: places, contacts, polls, checklists.

import { field, openDialog, values } from './dialog.js';
import { managesDirect } from './direct.js';
import { h } from './dom.js';
import { menu } from './menu.js';
import { nameById } from './names.js';
import { failed } from './toast.js';
import { pressReply } from './reply-press.js';
import { askSuggestion } from './suggested.js';
import { openUpload } from './uploads.js';
import { can, run, takes } from './verbs.js';

export async function openAttach(pane, button) {
  const prepared = await preparedItems(pane).catch(() => []);
  const here = (name) => can(name) && (!pane.where.chat || takes(name, 'chat'));
  const guard = (work) => () => work(pane).catch((error) => failed(error, pane.toasts));
  const { chat } = pane;
  menu(button, [
    chat?.direct_channel && !managesDirect(chat, pane.user) && can('suggest_post') && { label: 'Suggested post', icon: 'star', run: guard(() => askSuggestion(pane)) },
    here('send_media') && { label: 'Photo or video', icon: 'photo', run: () => chooseFiles(pane, 'image/*,video/*') },
    here('send_media') && { label: 'File', icon: 'document', run: () => chooseFiles(pane, '') },
    here('send_poll') && { label: 'Poll', icon: 'poll', run: guard(() => askPoll(pane)) },
    here('send_checklist') && { label: 'Checklist', icon: 'checklist', run: guard(askChecklist) },
    here('send_location') && { label: 'Location', icon: 'location', run: guard(askLocation) },
    here('send_contact') && { label: 'Contact', icon: 'contact', run: guard(askContact) },
    here('send_sticker') && { label: 'Sticker', icon: 'smile', run: guard(askSticker) },
    here('send_dice') && { label: 'Dice', icon: 'game', run: guard(askDice) },
    ...prepared.map(({ label, icon, work }) => ({ label, icon, run: guard(work) })),
  ], { label: 'Attach', above: true });
}

/** What bots have prepared for who one is: messages for this chat, and in the private chat buttons. */
async function preparedItems(pane) {
  const { prepared } = await run('prepared', { user: pane.user });
  const [kind, own] = [pane.chat.kind, pane.where.bot];
  const sort = { private: 'allow_bot_chats', between: 'allow_user_chats', channel: 'allow_channel_chats' }[kind] ?? 'allow_group_chats';
  return prepared.flatMap(({ id, bot, message, allowed, button }) => {
    if (button) return bot === own ? [{ label: `${button.text} (prepared)`, icon: 'split', work: () => pressReply(pane, button) }] : [];
    if (allowed.length && !allowed.includes(sort)) return [];
    return [{ label: `${message.title ?? message.caption ?? message.type} (prepared)`, icon: 'forward', work: () => run('send_prepared', { ...pane.where, id }) }];
  });
}

function chooseFiles(pane, accept) {
  const input = h('input', { type: 'file', multiple: true, accept: accept || null, class: 'visually-hidden', 'aria-label': 'Files' });
  input.addEventListener('change', () => {
    openUpload(pane, [...input.files], { asFiles: !accept });
    input.remove();
  });
  document.body.append(input);
  input.click();
}

const PLACES = [['Paris', 48.8566, 2.3522], ['Lille', 50.6365, 3.0635], ['Tokyo', 35.6762, 139.6503], ['New York', 40.7128, -74.006]];

export async function askLocation(pane, own = false) {
  const latitude = field('Latitude', 'latitude', { type: 'number', step: 'any', min: '-90', max: '90', required: true, value: '48.8566' });
  const longitude = field('Longitude', 'longitude', { type: 'number', step: 'any', min: '-180', max: '180', required: true, value: '2.3522' });
  const set = (x, y) => {
    latitude.querySelector('input').value = x;
    longitude.querySelector('input').value = y;
  };
  const places = h('div', { class: 'chips' }, PLACES.map(([name, x, y]) => h('button', { type: 'button', class: 'chip', onclick: () => set(x, y) }, name)));
  const title = can('send_venue') && !own ? field('Name of the place', 'title', { placeholder: 'None: only the point' }) : null;
  const form = await openDialog({ title: 'Send a location', kind: 'narrow', body: [places, h('div', { class: 'field-row' }, latitude, longitude), title], actions: [{ label: 'Cancel', value: null }, { label: 'Send', kind: 'primary', value: values }] });
  if (!form) return;
  const at = { ...pane.where, latitude: Number(form.latitude), longitude: Number(form.longitude) };
  if (form.title) await run('send_venue', { ...at, title: form.title, address: form.title });
  else await run(own ? 'share_location' : 'send_location', at);
}

export async function askContact(pane, own = false) {
  const form = await openDialog({
    title: own ? 'Share your phone number' : 'Send a contact',
    kind: 'narrow',
    body: [field('Phone number', 'phone_number', { type: 'tel', required: true, value: '+41225550100' }), own ? h('p', { class: 'dialog-text' }, `${nameById(pane.user)} shares this number with the bot.`) : field('First name', 'first_name', { required: true, value: 'Dora' })],
    actions: [{ label: 'Cancel', value: null }, { label: own ? 'Share' : 'Send', kind: 'primary', value: values }],
  });
  if (form) await run('send_contact', { ...pane.where, ...form });
}

/** Makes a poll; of one type alone, and shared, where a keyboard asks for it. */
export async function askPoll(pane, wish) {
  const type = wish?.type;
  const list = h('div', { class: 'poll-maker' });
  const add = (text = '') => {
    if (list.children.length >= 12) return;
    const number = list.children.length;
    const row = h('div', { class: 'poll-maker-row' }, h('input', { type: 'radio', name: 'correct', value: String(number), 'aria-label': `Option ${number + 1} is right`, class: 'poll-right' }), h('input', { type: 'text', name: 'option', placeholder: `Option ${number + 1}`, 'aria-label': `Option ${number + 1}`, maxlength: '100', autocomplete: 'off', value: text, required: number < 2 }));
    row.lastChild.addEventListener('input', () => row === list.lastElementChild && row.lastChild.value && add());
    list.append(row);
  };
  add();
  add();
  const toggle = (name, label, checked) => {
    const box = h('input', { type: 'checkbox', name });
    box.checked = checked;
    return h('label', { class: 'toggle' }, box, h('span', {}, label));
  };
  const quiz = toggle('quiz', 'Quiz: one option is right', type === 'quiz');
  quiz.firstChild.addEventListener('change', () => list.classList.toggle('quiz', quiz.firstChild.checked));
  list.classList.toggle('quiz', type === 'quiz');
  quiz.hidden = Boolean(type);
  const form = await openDialog({
    title: type === 'quiz' ? 'New quiz' : 'New poll',
    body: [field('Question', 'question', { required: true, maxlength: '300' }), h('fieldset', { class: 'fieldset' }, h('legend', {}, 'Options'), list), h('div', { class: 'toggles' }, toggle('public', 'Everybody sees who voted', false), toggle('multiple', 'Several answers', false), quiz)],
    actions: [{ label: 'Cancel', value: null }, { label: 'Send the poll', kind: 'primary', value: (it) => new FormData(it) }],
  });
  if (!form) return;
  // The right option is counted among those that are kept.
  const rows = form.getAll('option').map((text, at) => ({ text: text.trim(), at })).filter(({ text }) => text);
  const correct = rows.findIndex(({ at }) => String(at) === form.get('correct'));
  await run(wish ? 'share_poll' : 'send_poll', {
    ...pane.where,
    question: form.get('question').trim(),
    options: rows.map(({ text }) => text),
    public: form.has('public') || undefined,
    multiple: (form.has('multiple') && !form.has('quiz')) || undefined,
    correct: form.has('quiz') ? Math.max(0, correct) : undefined,
  });
}

async function askChecklist(pane) {
  const form = await openDialog({
    title: 'New checklist',
    kind: 'narrow',
    body: [field('Title', 'title', { required: true, maxlength: '255' }), field('Tasks', 'tasks', { rows: '5', required: true, placeholder: 'One a line' })],
    actions: [{ label: 'Cancel', value: null }, { label: 'Send', kind: 'primary', value: values }],
  });
  if (form) await run('send_checklist', { ...pane.where, title: form.title, tasks: form.tasks.split('\n').map((task) => task.trim()).filter(Boolean) });
}

async function pick(title, emojis) {
  return openDialog({ title, kind: 'narrow', body: (close) => h('div', { class: 'emoji-grid' }, emojis.map((emoji) => h('button', { type: 'button', class: 'emoji-choice', 'aria-label': emoji, onclick: () => close(emoji) }, emoji))) });
}

async function askSticker(pane) {
  const emoji = await pick('Send a sticker', ['🙂', '😂', '😍', '😎', '🤔', '😭', '🥳', '🙏', '👍', '🔥', '🎉', '🐙']);
  if (emoji) await run('send_sticker', { ...pane.where, emoji });
}

async function askDice(pane) {
  const emoji = await pick('Throw', ['🎲', '🎯', '🏀', '⚽', '🎳', '🎰']);
  if (emoji) await run('send_dice', { ...pane.where, emoji });
}

