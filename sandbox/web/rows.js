// From messages to rows: days stand between them, albums are one, and what one author says in a row belongs together.

import { serviceWords } from './service.js';
import { dayOf } from './time.js';

/** Messages of one author within so many seconds belong together. */
const TOGETHER = 300;

/**
 * @param {any[]} list messages in order
 * @returns {{key: string, day?: number, entries?: any[], first?: boolean, last?: boolean}[]}
 */
export function rowsOf(list) {
  const rows = [];
  let previous = null;
  let today = 0;
  for (const entry of list) {
    const { message } = entry;
    const day = dayOf(message.date);
    if (day !== today) {
      rows.push({ key: `d${day} ${entry.id}`, day: message.date });
      today = day;
      previous = null;
    }
    const before = previous?.entries[0].message;
    if (before?.media_group_id && before.media_group_id === message.media_group_id && previous.entries.length < 10) {
      previous.entries.push(entry);
      continue;
    }
    const row = { key: `m${entry.id}`, entries: [entry], first: true, last: true };
    if (previous && belongs(previous.entries[0], entry)) {
      previous.last = false;
      row.first = false;
    }
    rows.push(row);
    previous = isService(message) ? null : row;
  }
  return rows;
}

function isService(message) {
  return message.text === undefined && message.photo === undefined && serviceWords(message) !== null;
}

function belongs(a, b) {
  return a.author.id === b.author.id && a.message.sender_chat?.id === b.message.sender_chat?.id && b.message.date - a.message.date < TOGETHER && !isService(b.message);
}
