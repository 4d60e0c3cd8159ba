// Talking to the sandbox: its control API, and what of it exists.

import { otherIn } from './between.js';

const ROOT = '/control/v1';

/** What the server refused, with its hint. */
export class Refused extends Error {
  constructor(status, { error, hint } = {}) {
    super(error || `the sandbox answered ${status}`);
    this.status = status;
    this.hint = hint || '';
  }
}

async function read(response) {
  const text = await response.text();
  let body = {};
  try {
    body = text ? JSON.parse(text) : {};
  } catch {
    body = { error: text.slice(0, 200) };
  }
  if (!response.ok) throw new Refused(response.status, body);
  return body;
}

async function ask(path, options) {
  try {
    return await read(await fetch(ROOT + path, options));
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(0, { error: 'The sandbox does not answer', hint: 'Is it still running?' });
  }
}

/** Asks for something; members of `query` that are undefined are left out. */
export function get(path, query = {}) {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const search = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
  return ask(search ? `${path}?${search}` : path, { headers: { Accept: 'application/json' } });
}

/** Does something. */
export function post(path, body = {}, method = 'POST') {
  return ask(path, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

/** Does something with a file, telling how much of it is sent. */
export function upload(path, file, fields = {}, progress = () => {}) {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    for (const [key, value] of Object.entries(fields)) {
      if (value !== undefined && value !== null && value !== '') form.append(key, String(value));
    }
    form.append('file', file, file.name || 'file');
    const request = new XMLHttpRequest();
    request.open('POST', ROOT + path);
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = () => reject(new Refused(0, { error: 'The file could not be sent' }));
    request.onload = () => {
      let body = {};
      try {
        body = JSON.parse(request.responseText);
      } catch { /* What is no JSON says nothing. */ }
      if (request.status >= 200 && request.status < 300) resolve(body);
      else reject(new Refused(request.status, body));
    };
    request.send(form);
  });
}

/** Where a file is. */
export const fileUrl = (id) => `${ROOT}/files/${encodeURIComponent(id)}`;

/** Where events come from. */
export const eventsUrl = (after, boot) => `${ROOT}/events?after=${after}&boot=${encodeURIComponent(boot)}`;

/** What the members of a request of somebody say about the chat that it is about. */
export function inChat(key, user) {
  if (key.includes('/')) return { bot: Number(key.split('/')[0]) };
  const other = otherIn(key, user);
  if (other !== null) return { chat: other };
  return { chat: Number(key) };
}
