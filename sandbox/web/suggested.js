// Posts that are suggested to a channel: made, approved and declined in its direct messages.

import { field, openDialog, values } from './dialog.js';
import { managesDirect } from './direct.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { fullTime, money } from './time.js';
import { can, run } from './verbs.js';

const STATES = { pending: 'waits for an answer', approved: 'is approved', declined: 'is declined' };

/** The line that says what becomes of a suggested post. */
export function suggestedLine({ state, price, send_date: date }) {
  const parts = [price && money(price.amount, price.currency), date && fullTime(date)].filter(Boolean);
  return h('span', { class: 'forwarded' }, icon('star', 13), ['Suggested post', ...parts].join(' · '), ` ${STATES[state] ?? state}`);
}

/** What somebody can do with a suggested post, for its menu. */
export function suggestionItems(act, { id, author, message }) {
  const { pane, user } = act;
  const topic = message.direct_messages_topic?.topic_id;
  const decides = author.id === topic ? user !== topic && managesDirect(pane.chat, user) : user === topic;
  if (message.suggested_post_info?.state !== 'pending' || !decides || !can('approve_post')) return [];
  const answer = (verb, more) => act.guard(() => run(verb, { ...pane.where, message: id, ...more }));
  return [
    { label: 'Approve the post', icon: 'check', run: () => answer('approve_post') },
    { label: 'Decline the post', icon: 'close', run: async () => {
      const form = await openDialog({ title: 'Decline the post', kind: 'narrow', body: field('Why', 'comment', { maxlength: '128', placeholder: 'Nothing is said' }), actions: [{ label: 'Cancel', value: null }, { label: 'Decline', kind: 'primary', value: values }] });
      if (form) await answer('decline_post', { comment: form.comment || undefined });
    } },
    { label: 'Suggest another instead', icon: 'edit', run: () => act.guard(() => askSuggestion(pane, { id, message })) },
  ];
}

/** Suggests a post, maybe in the place of another. */
export async function askSuggestion(pane, other = null) {
  const form = await openDialog({
    title: other ? 'Suggest another post' : 'Suggest a post',
    kind: 'narrow',
    body: [
      field('Text', 'text', { rows: '4', required: true, value: other?.message.text ?? '' }),
      field('Stars', 'stars', { type: 'number', min: '5', max: '100000', placeholder: 'For nothing', value: other?.message.suggested_post_info.price?.amount ?? '' }),
      field('In how many minutes', 'minutes', { type: 'number', min: '5', max: '44640', placeholder: 'When the channel likes' }),
    ],
    actions: [{ label: 'Cancel', value: null }, { label: 'Suggest', kind: 'primary', value: values }],
  });
  if (!form) return;
  const number = (text, by) => (text ? Number(text) * by : undefined);
  await run('suggest_post', { ...pane.where, text: form.text, stars: number(form.stars, 1), after: number(form.minutes, 60), in_place_of: other?.id });
}
