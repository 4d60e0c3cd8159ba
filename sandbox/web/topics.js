// The topics of a forum or of direct messages: found in its messages, chosen above them. One topic at a time, or all of them.

import { managesDirect } from './direct.js';
import { fill, h } from './dom.js';
import { field, openDialog, values } from './dialog.js';
import { icon } from './icons.js';
import { nameOf } from './names.js';
import { failed } from './toast.js';
import { can, run } from './verbs.js';

/** Names of topics by their numbers, as far as messages tell. */
export function topicsOf(list) {
  const topics = new Map();
  for (const { message } of list) {
    const direct = message.direct_messages_topic;
    if (direct) topics.set(direct.topic_id, nameOf(direct.user));
    const made = message.forum_topic_created ?? message.reply_to_message?.forum_topic_created;
    if (made && message.message_thread_id) topics.set(message.message_thread_id, made.name);
    if (message.forum_topic_edited?.name) topics.set(message.message_thread_id, message.forum_topic_edited.name);
  }
  return topics;
}

/** Whether a message is in a topic; all are where none is chosen. */
export const inTopic = (topic) => ({ message }) => !topic || topic === (message.direct_messages_topic?.topic_id ?? message.message_thread_id);

export class TopicBar {
  constructor(pane) {
    this.pane = pane;
    this.element = h('div', { class: 'topics', role: 'group', 'aria-label': 'Topics', hidden: true });
  }

  update(list) {
    const { pane } = this;
    const { chat } = pane;
    // Whoever has but one topic chooses none.
    const direct = Boolean(chat?.direct_channel) && managesDirect(chat, pane.user);
    const forum = direct || list.some(({ message }) => message.chat?.is_forum);
    const topics = forum ? topicsOf(list) : new Map();
    const mark = JSON.stringify([forum, [...topics], pane.topic]);
    if (mark === this.mark) return;
    this.mark = mark;
    this.element.hidden = !forum;
    const chip = (id, name) => h('button', { type: 'button', class: 'chip', 'aria-pressed': String(pane.topic === id), onclick: () => pane.choose(id) }, name);
    fill(this.element, chip(null, 'All'), [...topics].map(([id, name]) => chip(id, direct ? name : `# ${name}`)), can('create_topic') && !direct ? h('button', { type: 'button', class: 'icon-button tiny', title: 'New topic', 'aria-label': 'New topic', onclick: () => this.add() }, icon('add', 16)) : null);
  }

  async add() {
    const form = await openDialog({ title: 'New topic', kind: 'narrow', body: field('Name', 'name', { required: true, maxlength: '128' }), actions: [{ label: 'Cancel', value: null }, { label: 'Create', kind: 'primary', value: values }] });
    if (!form) return;
    await run('create_topic', { ...this.pane.where, name: form.name }).catch((error) => failed(error, this.pane.toasts));
  }
}
