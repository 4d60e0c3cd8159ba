// Messages about the chat itself, in words.

import { nameOf } from './names.js';
import { fullTime, money } from './time.js';

const forum = (verb) => (m, who) => `${who} ${verb} the topic`;
const seconds = (value) => (value >= 86_400 ? `${Math.round(value / 86_400)} days` : value >= 3600 ? `${Math.round(value / 3600)} hours` : `${value} seconds`);

/** What the fields of service messages say; the first that is there is told. */
const WORDS = {
  new_chat_members: (m, who) => {
    const names = m.new_chat_members.map(nameOf);
    const self = m.new_chat_members.length === 1 && m.new_chat_members[0].id === m.from?.id;
    return self ? `${who} joined` : `${who} added ${names.join(', ')}`;
  },
  left_chat_member: (m, who) => (m.left_chat_member.id === m.from?.id ? `${who} left` : `${who} removed ${nameOf(m.left_chat_member)}`),
  new_chat_title: (m, who) => `${who} changed the name to “${m.new_chat_title}”`,
  new_chat_photo: (m, who) => `${who} changed the photo`,
  delete_chat_photo: (m, who) => `${who} removed the photo`,
  group_chat_created: (m, who) => `${who} created the group`,
  supergroup_chat_created: (m, who) => `${who} created the group`,
  channel_chat_created: () => 'The channel was created',
  migrate_to_chat_id: (m) => `The group became the supergroup ${m.migrate_to_chat_id}`,
  migrate_from_chat_id: (m) => `This was the group ${m.migrate_from_chat_id}`,
  pinned_message: (m, who) => `${who} pinned a message`,
  message_auto_delete_timer_changed: (m, who) => (m.message_auto_delete_timer_changed.message_auto_delete_time
    ? `${who} lets messages vanish after ${seconds(m.message_auto_delete_timer_changed.message_auto_delete_time)}`
    : `${who} lets messages stay`),
  direct_message_price_changed: ({ direct_message_price_changed: price }) => (price.are_direct_messages_enabled
    ? `People can write to the channel${price.direct_message_star_count ? ` for ${money(price.direct_message_star_count, 'XTR')} a message` : ''}`
    : 'The channel takes no direct messages any more'),
  suggested_post_approved: ({ suggested_post_approved: { price, send_date: date } }, who) => `${who} approved the post${price ? ` for ${money(price.amount, price.currency)}` : ''}, to be published ${fullTime(date)}`,
  suggested_post_approval_failed: ({ suggested_post_approval_failed: { price } }) => `There are not enough Stars to pay ${money(price.amount, price.currency)} for the post`,
  suggested_post_declined: ({ suggested_post_declined: { comment } }, who) => `${who} declined the post${comment ? `: ${comment}` : ''}`,
  suggested_post_paid: ({ suggested_post_paid: { currency, amount, star_amount: stars } }) => `The channel got ${money(stars?.amount ?? amount, currency)} for the post`,
  suggested_post_refunded: () => 'The post was deleted, and its price paid back',
  successful_payment: (m, who) => `${who} paid ${money(m.successful_payment.total_amount, m.successful_payment.currency)}`,
  refunded_payment: (m) => `${money(m.refunded_payment.total_amount, m.refunded_payment.currency)} were paid back`,
  users_shared: (m, who) => `${who} shared ${m.users_shared.users?.map((user) => user.first_name ?? user.user_id).join(', ') ?? 'people'}`,
  chat_shared: (m, who) => `${who} shared the chat ${m.chat_shared.title ?? m.chat_shared.chat_id}`,
  managed_bot_created: (m, who) => `${who} made the bot ${nameOf(m.managed_bot_created.bot)}`,
  connected_website: (m, who) => `${who} logged in at ${m.connected_website}`,
  write_access_allowed: (m, who) => `${who} allowed the bot to write`,
  web_app_data: (m, who) => `${who} sent data by “${m.web_app_data.button_text}”`,
  boost_added: (m, who) => `${who} boosted the chat`,
  chat_background_set: (m, who) => `${who} changed the background`,
  checklist_tasks_done: (m, who) => `${who} changed what is done in a checklist`,
  checklist_tasks_added: (m, who) => `${who} added to a checklist`,
  forum_topic_created: (m, who) => `${who} created the topic “${m.forum_topic_created.name}”`,
  forum_topic_edited: (m, who) => (m.forum_topic_edited.name ? `${who} renamed the topic to “${m.forum_topic_edited.name}”` : `${who} changed the topic`),
  forum_topic_closed: forum('closed'),
  forum_topic_reopened: forum('reopened'),
  general_forum_topic_hidden: (m, who) => `${who} hid the general topic`,
  general_forum_topic_unhidden: (m, who) => `${who} showed the general topic`,
  video_chat_scheduled: (m, who) => `${who} planned a video chat`,
  video_chat_started: (m, who) => `${who} began a video chat`,
  video_chat_ended: (m) => `The video chat ended after ${seconds(m.video_chat_ended.duration ?? 0)}`,
  video_chat_participants_invited: (m, who) => `${who} invited to the video chat`,
  proximity_alert_triggered: () => 'Somebody came near',
  giveaway_created: () => 'A giveaway was made',
  giveaway_completed: () => 'A giveaway ended',
};

/** The words of a service message; nothing for what is no such message. */
export function serviceWords(message) {
  const field = Object.keys(WORDS).find((name) => message[name] !== undefined);
  if (!field) return null;
  const who = message.sender_chat?.title ?? (message.from ? nameOf(message.from) : message.chat?.title ?? 'Somebody');
  return WORDS[field](message, who);
}

/** Fields that every message may have; one with no others has no content that this page knows. */
const COMMON = new Set([
  'message_id', 'message_thread_id', 'from', 'sender_chat', 'sender_boost_count', 'sender_business_bot', 'date', 'chat', 'business_connection_id',
  'forward_origin', 'is_topic_message', 'is_automatic_forward', 'reply_to_message', 'external_reply', 'quote', 'reply_to_story', 'via_bot', 'edit_date',
  'has_protected_content', 'is_from_offline', 'is_paid_post', 'media_group_id', 'author_signature', 'paid_star_count', 'link_preview_options',
  'effect_id', 'caption', 'caption_entities', 'entities', 'show_caption_above_media', 'has_media_spoiler', 'reply_markup', 'direct_messages_topic', 'suggested_post_info',
]);

/** What a message that this page does not know calls itself. */
export function unknownKind(message) {
  return Object.keys(message).find((name) => !COMMON.has(name)) ?? 'message';
}
