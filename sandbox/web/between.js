// Private chats of two people, which each of the two sees as a chat with the other.

/** The key of the chat of two people. */
export const between = (one, other) => `${Math.min(one, other)}+${Math.max(one, other)}`;

/** The two people whose chat it is; nothing for other chats. */
export const pairOf = (key) => (key.includes('+') ? key.split('+').map(Number) : null);

/** With whom somebody is in a chat of two people; nothing for other chats. */
export const otherIn = (key, user) => pairOf(key)?.find((id) => id !== user) ?? null;

/** A chat as the page knows it: for the sandbox, one of two people is as private as one with a bot. */
export const told = (chat) => (pairOf(chat.key) ? { ...chat, kind: 'between' } : chat);

/** A chat of two people in which nothing was said yet. */
export const unsaid = (key) => ({ key, kind: 'between', title: '', id: pairOf(key)[1], bot: null, user: null, members: pairOf(key).map((id) => ({ id, status: 'member' })), pinned: [], last: null, upgraded_to: null, keyboards: {}, commands: {} });
