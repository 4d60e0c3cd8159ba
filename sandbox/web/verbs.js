// What people can do, as the sandbox describes it: its OpenAPI description says which verbs there are and what they take,
// so that this page offers no more than that.

import { get, post, upload } from './api.js';

/** @type {Map<string, {method: string, path: string, takes: Set<string>}>} */
const verbs = new Map();

/** Reads the description; again after the sandbox was exchanged for another. */
export async function loadVerbs() {
  const { paths } = await get('/openapi.json');
  verbs.clear();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const schema = operation.requestBody?.content?.['application/json']?.schema;
      const members = [...Object.keys(schema?.properties ?? {}), ...(operation.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name)];
      verbs.set(operation.operationId, { method: method.toUpperCase(), path, takes: new Set(members) });
    }
  }
}

/** Whether there is a verb. */
export const can = (name) => verbs.has(name);

/** Whether a verb takes a member. */
export const takes = (name, member) => verbs.get(name)?.takes.has(member) ?? false;

function place(name, args) {
  const verb = verbs.get(name);
  if (!verb) throw new Error(`This sandbox cannot do that: ${name}`);
  const rest = { ...args };
  const path = verb.path.replace(/\{(\w+)\}/g, (_, parameter) => {
    const value = rest[parameter];
    delete rest[parameter];
    return encodeURIComponent(value);
  });
  // What a verb does not take would be refused; what has no value is left out.
  for (const key of Object.keys(rest)) if (!verb.takes.has(key) || rest[key] === undefined) delete rest[key];
  return { verb, path, rest };
}

/** Does something: parameters of the path and members of the body by their names. */
export function run(name, args = {}) {
  const { verb, path, rest } = place(name, args);
  return verb.method === 'GET' ? get(path, rest) : post(path, rest, verb.method);
}

/** Sends a file. */
export function send(name, args, file, progress) {
  const { path, rest } = place(name, args);
  delete rest.file;
  return upload(path, file, rest, progress);
}
