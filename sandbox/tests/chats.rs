//! Chats of several: members and their rights, links, topics, settings, channels.

#[path = "chats/invites.rs"]
mod invites;
#[path = "chats/members.rs"]
mod members;
#[path = "chats/permissions.rs"]
mod permissions;
#[path = "chats/privacy.rs"]
mod privacy;
#[path = "chats/senders.rs"]
mod senders;
#[path = "chats/support.rs"]
mod support;
#[path = "chats/topics.rs"]
mod topics;
