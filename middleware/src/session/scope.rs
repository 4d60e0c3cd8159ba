//! What tells sessions of one type apart: kinds of them.

use super::{Session, SessionKey, SessionLayer};

/// A kind of sessions: what tells two sessions of one type on one event apart.
///
/// # Example
/// ```
/// use chappe::prelude::*;
/// use chappe_middleware::session::{Scope, Session, SessionKey, SessionLayer};
/// use chappe_middleware::store::MemoryStore;
///
/// struct Topic;
///
/// impl Scope for Topic {
///     const LAYER: &'static str = "SessionLayer::<_, Topic>";
///     const PREFIX: &'static str = "topic:";
///     const KEY: SessionKey = SessionKey::TOPIC;
/// }
///
/// async fn count(mut chat: Session<u64>, mut topic: Session<u64, Topic>) -> String {
///     *chat += 1;
///     *topic += 1;
///     format!("{} here, {} in all", *topic, *chat)
/// }
///
/// let router: Router = Router::new()
///     .command("count", count)
///     .layer(SessionLayer::<u64, Topic>::new(MemoryStore::new()))
///     .layer(SessionLayer::<u64>::new(MemoryStore::new()));
/// ```
pub trait Scope: 'static {
    /// What an error calls the layer that is missing.
    const LAYER: &'static str;
    /// What the keys start with, unless the layer says otherwise.
    const PREFIX: &'static str;
    /// Whose the sessions are, unless the layer says otherwise.
    const KEY: SessionKey;
    /// Whether they are loaded only when asked for, unless the layer says otherwise.
    const LAZY: bool = false;
}

/// The scope of a plain [`Session`]: that of a chat, unless the layer says otherwise.
#[derive(Debug)]
pub struct Plain;

/// The scope of [`UserData`].
#[derive(Debug)]
pub struct OfUser;

/// The scope of [`ChatData`].
#[derive(Debug)]
pub struct OfChat;

/// The scope of [`BotData`].
#[derive(Debug)]
pub struct OfBot;

/// What a bot remembers of a user, in whatever chat. Put in by [`UserDataLayer`].
pub type UserData<T> = Session<T, OfUser>;

/// What a bot remembers of a chat. Put in by [`ChatDataLayer`].
pub type ChatData<T> = Session<T, OfChat>;

/// What a bot remembers for itself. Put in by [`BotDataLayer`].
///
/// There is one for all events: those that ask for it are handled one after the other.
pub type BotData<T> = Session<T, OfBot>;

/// Puts [`UserData`] in: a [`SessionLayer`] by user, lazy.
pub type UserDataLayer<T> = SessionLayer<T, OfUser>;

/// Puts [`ChatData`] in: a [`SessionLayer`] by chat, lazy.
pub type ChatDataLayer<T> = SessionLayer<T, OfChat>;

/// Puts [`BotData`] in: a [`SessionLayer`] for the bot, lazy.
pub type BotDataLayer<T> = SessionLayer<T, OfBot>;

impl Scope for Plain {
    const LAYER: &'static str = "SessionLayer";
    const PREFIX: &'static str = "session:";
    const KEY: SessionKey = SessionKey::CHAT;
}

impl Scope for OfUser {
    const LAYER: &'static str = "UserDataLayer";
    const PREFIX: &'static str = "user_data:";
    const KEY: SessionKey = SessionKey::USER;
    const LAZY: bool = true;
}

impl Scope for OfChat {
    const LAYER: &'static str = "ChatDataLayer";
    const PREFIX: &'static str = "chat_data:";
    const KEY: SessionKey = SessionKey::CHAT;
    const LAZY: bool = true;
}

impl Scope for OfBot {
    const LAYER: &'static str = "BotDataLayer";
    const PREFIX: &'static str = "bot_data:";
    const KEY: SessionKey = SessionKey::BOT;
    const LAZY: bool = true;
}
