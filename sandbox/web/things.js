// Places, contacts, dice, games, invoices and checklists in a message.

import { h, svg } from './dom.js';
import { formatted } from './entities.js';
import { icon } from './icons.js';
import { avatar, nameOf } from './names.js';
import { fileUrl } from './api.js';
import { money } from './time.js';

const degrees = (value, [plus, minus]) => `${Math.abs(value).toFixed(5)}° ${value >= 0 ? plus : minus}`;

/** A drawing of streets that is the same for the same place; no map is loaded from anywhere. */
function drawnMap(latitude, longitude) {
  let state = (Math.abs(Math.round(latitude * 1000)) * 7919 + Math.abs(Math.round(longitude * 1000)) * 104_729 + 17) >>> 0;
  const random = () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const [width, height] = [320, 160];
  const map = svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'map-drawing', preserveAspectRatio: 'xMidYMid slice', 'aria-hidden': 'true' });
  const tilt = random() * 30 - 15;
  const turned = svg('g', { transform: `rotate(${tilt} ${width / 2} ${height / 2})` });
  turned.append(svg('rect', { class: 'map-park', x: 20 + random() * 200, y: -10 + random() * 80, width: 50 + random() * 50, height: 40 + random() * 40, rx: 8 }));
  const river = random() * height;
  turned.append(svg('path', { class: 'map-water', d: `M-60 ${river} C 80 ${river - 60 * random()}, 200 ${river + 70 * random()}, 400 ${river + 40 * random() - 20}` }));
  for (let x = -40 + random() * 30; x < width + 60; x += 30 + random() * 42) turned.append(svg('path', { class: random() > 0.75 ? 'map-road wide' : 'map-road', d: `M${x} -80V${height + 80}` }));
  for (let y = -60 + random() * 20; y < height + 80; y += 26 + random() * 36) turned.append(svg('path', { class: random() > 0.75 ? 'map-road wide' : 'map-road', d: `M-80 ${y}H${width + 80}` }));
  map.append(turned);
  return map;
}

function place({ latitude, longitude, live_period: live }, title, address) {
  return h(
    'div',
    { class: 'map-card', role: 'group', 'aria-label': title ?? 'Location' },
    h('div', { class: 'map' }, drawnMap(latitude, longitude), h('span', { class: 'map-pin' }, icon('location', 30)), live ? h('span', { class: 'media-chip live' }, 'Live') : null),
    h('div', { class: 'map-text' }, title ? h('strong', {}, title) : null, address ? h('span', {}, address) : null, h('span', { class: 'map-numbers' }, `${degrees(latitude, 'NS')}, ${degrees(longitude, 'EW')}`)),
  );
}

export const location = ({ message }) => place(message.location, message.location.live_period ? 'Live location' : null);
export const venue = ({ message }) => place(message.venue.location, message.venue.title, message.venue.address);

export function contact({ message }) {
  const { contact: it } = message;
  return h('div', { class: 'contact-card' }, avatar(it.user_id ?? 5, nameOf(it), 'medium'), h('div', {}, h('strong', {}, nameOf(it)), h('span', { class: 'contact-number' }, it.phone_number)));
}

/** Where the pips of a die are, on a field of 3 by 3. */
const PIPS = { 1: [4], 2: [2, 6], 3: [2, 4, 6], 4: [0, 2, 6, 8], 5: [0, 2, 4, 6, 8], 6: [0, 2, 3, 5, 6, 8] };

function die(value) {
  const face = svg('svg', { viewBox: '0 0 96 96', width: 96, height: 96, class: 'dice-face' });
  face.append(svg('rect', { x: 3, y: 3, width: 90, height: 90, rx: 20 }));
  for (const at of PIPS[value] ?? []) face.append(svg('circle', { cx: 24 + 24 * (at % 3), cy: 24 + 24 * Math.floor(at / 3), r: 8.5 }));
  return face;
}

export function dice({ message }) {
  const { emoji, value } = message.dice;
  return h('div', { class: 'dice', role: 'img', 'aria-label': `${emoji} shows ${value}` }, emoji === '🎲' && PIPS[value] ? die(value) : h('span', { class: 'dice-emoji' }, emoji), h('span', { class: 'dice-value' }, String(value)));
}

export function game({ message }) {
  const { game: it } = message;
  const photo = it.photo?.[it.photo.length - 1];
  const image = photo ? h('img', { class: 'card-image', src: fileUrl(photo.file_id), alt: '' }) : null;
  image?.addEventListener('error', () => image.remove(), { once: true });
  return h('div', { class: 'card' }, image, h('strong', { class: 'card-title' }, icon('game', 18), it.title), it.description ? h('p', {}, it.description) : null, it.text ? h('p', {}, formatted(it.text, it.text_entities)) : null);
}

export function invoice({ message }) {
  const { invoice: it } = message;
  return h(
    'div',
    { class: 'card invoice' },
    h('div', { class: 'invoice-head' }, h('span', { class: 'invoice-mark', 'aria-hidden': 'true' }, icon('wallet', 22)), h('span', { class: 'invoice-price' }, money(it.total_amount, it.currency))),
    h('strong', { class: 'card-title' }, it.title),
    it.description ? h('p', {}, it.description) : null,
    it.currency === 'XTR' ? null : h('p', { class: 'card-note' }, 'Test payment: no money moves'),
  );
}

/**
 * @param {any} entry a message with a checklist
 * @param {{mark: ((task: number, done: boolean) => void) | null}} act
 */
export function checklist(entry, act) {
  const { checklist: it } = entry.message;
  const done = it.tasks.filter(isDone).length;
  const tasks = it.tasks.map((task) => {
    const by = task.completed_by_user ?? task.completed_by_chat;
    const checked = isDone(task);
    const box = h('input', { type: 'checkbox', disabled: !act.mark });
    box.checked = checked;
    box.addEventListener('change', () => act.mark?.(task.id, box.checked));
    return h('label', { class: `task ${checked ? 'done' : ''}` }, box, h('span', {}, formatted(task.text, task.text_entities), by ? h('small', {}, nameOf(by)) : null));
  });
  return h('div', { class: 'checklist', role: 'group', 'aria-label': `Checklist: ${it.title}` }, h('strong', { class: 'card-title' }, formatted(it.title, it.title_entities)), tasks, h('p', { class: 'poll-total' }, `${done} of ${it.tasks.length} done`));
}

const isDone = (task) => Boolean(task.completed_by_user || task.completed_by_chat || task.completion_date);
