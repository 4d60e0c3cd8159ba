// Direct messages to channels: everybody who writes has a topic of his own, which administrators see too.

/** Whether somebody sees every topic. */
export const managesDirect = (chat, user) => chat.members.some(({ id, status }) => id === user && ['creator', 'administrator'].includes(status));

/** Whether somebody sees a message, as far as it is a direct message. */
export const seesDirectly = (chat, entry, user) => !chat?.direct_channel || entry.message.direct_messages_topic?.topic_id === user || managesDirect(chat, user);
