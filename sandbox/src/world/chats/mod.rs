//! Chats: what they are, who is in them, and what may be done there.

mod between;
mod chat;
mod chat_info;
mod direct;
mod full_chat;
mod guise;
mod invites;
mod member;
mod membership;
mod migration;
mod moderation;
mod pins;
mod privacy;
mod rights;
mod settings;
mod topics;

pub(crate) use between::name_chat;
pub(crate) use chat::{Chat, ChatKey, Kind, Member, Role};
pub(crate) use invites::{Invites, JoinRequest, Link};
pub(crate) use rights::{ADMIN_RIGHTS, PERMISSIONS, is_right_in, permissions};
pub(crate) use settings::{ChatSettings, SetUp};
pub(crate) use topics::{COLORS, Topic, TopicChange, Topics};
