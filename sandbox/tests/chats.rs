//! Chats of several: members and their rights, links, topics, settings, channels.

#[path = "chats/access.rs"]
mod access;
#[path = "chats/carrying.rs"]
mod carrying;
#[path = "chats/commands.rs"]
mod commands;
#[path = "chats/deletion.rs"]
mod deletion;
#[path = "chats/direct.rs"]
mod direct;
#[path = "chats/invites.rs"]
mod invites;
#[path = "chats/members.rs"]
mod members;
#[path = "chats/over_http.rs"]
mod over_http;
#[path = "chats/permissions.rs"]
mod permissions;
#[path = "chats/privacy.rs"]
mod privacy;
#[path = "chats/senders.rs"]
mod senders;
#[path = "chats/settings.rs"]
mod settings;
#[path = "chats/suggested.rs"]
mod suggested;
#[path = "chats/support.rs"]
mod support;
#[path = "chats/topics.rs"]
mod topics;
