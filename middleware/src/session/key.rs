//! Whose session it is.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use chappe::{Ctx, Migration};

/// Whose session it is: events with the same key share one.
///
/// Each but a [function](SessionKey::with)'s names the bot, so that two bots can share a store.
#[derive(Clone)]
pub struct SessionKey(pub(super) Kind);

#[derive(Clone)]
pub(super) enum Kind {
    Chat,
    User,
    UserInChat,
    Topic,
    Bot,
    With(Function),
}

type Function = Arc<dyn Fn(&Ctx) -> Option<String> + Send + Sync>;

impl SessionKey {
    /// The chat's. Where a group becomes a supergroup, the session moves with it.
    pub const CHAT: Self = Self(Kind::Chat);
    /// The user's, in whatever chat.
    pub const USER: Self = Self(Kind::User);
    /// The user's in one chat. Where a group becomes a supergroup, the sessions move with it.
    pub const USER_IN_CHAT: Self = Self(Kind::UserInChat);
    /// That of a topic of a forum; the whole chat's where it has none.
    pub const TOPIC: Self = Self(Kind::Topic);
    /// The bot's, one for everything.
    pub const BOT: Self = Self(Kind::Bot);

    /// What a function makes of the event; `None` where it has no session.
    ///
    /// # Example
    /// ```
    /// use chappe_middleware::session::SessionKey;
    ///
    /// let by_language = SessionKey::with(|ctx| ctx.from()?.language_code.clone());
    /// ```
    pub fn with(key: impl Fn(&Ctx) -> Option<String> + Send + Sync + 'static) -> Self {
        Self(Kind::With(Arc::new(key)))
    }

    /// The key that an event has in the store; `None` where it has none.
    ///
    /// The message that tells of a migration has that of the new chat, also in the old one.
    pub(super) fn of(&self, ctx: &Ctx, migration: Option<Migration>, prefix: &str) -> Option<Arc<str>> {
        let chat = || migration.map(|migration| migration.to).or_else(|| ctx.chat_id());
        let mut key = Key::start();
        key.0.push_str(prefix);
        if let Kind::With(function) = &self.0 {
            key.0.push_str(&function(ctx)?);
            return Some(key.finish());
        }
        key.number("", ctx.bot().id().0);
        match &self.0 {
            Kind::Chat => key.number("/chat:", chat()?.0),
            Kind::User => key.number("/user:", ctx.from_id()?.0),
            Kind::UserInChat => {
                key.number("/chat:", chat()?.0);
                key.number("/user:", ctx.from_id()?.0);
            }
            Kind::Topic => {
                let topic = ctx.msg().filter(|message| message.is_topic_message);
                key.number("/chat:", chat()?.0);
                key.number(
                    "/topic:",
                    topic.and_then(|message| message.message_thread_id).map_or(0, |it| it.0),
                );
            }
            Kind::Bot | Kind::With(_) => key.0.push_str("/bot"),
        }
        Some(key.finish())
    }

    /// Whether the chat is part of the key.
    pub(super) fn moves(&self) -> bool {
        matches!(self.0, Kind::Chat | Kind::UserInChat | Kind::Topic)
    }

    /// Whether two take the same events for the same session.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(&self.0) == std::mem::discriminant(&other.0)
            && !matches!(self.0, Kind::With(_))
    }
}

thread_local! {
    /// Where keys are written before their length is known.
    static SCRATCH: Cell<String> = const { Cell::new(String::new()) };
}

/// A key that is being written.
struct Key(String);

impl Key {
    fn start() -> Self {
        let mut key = SCRATCH.take();
        key.clear();
        Self(key)
    }

    fn finish(self) -> Arc<str> {
        let key = self.0.as_str().into();
        SCRATCH.set(self.0);
        key
    }

    fn number(&mut self, name: &str, number: i64) {
        self.0.push_str(name);
        self.0.push_str(itoa::Buffer::new().format(number));
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Chat => "CHAT",
            Kind::User => "USER",
            Kind::UserInChat => "USER_IN_CHAT",
            Kind::Topic => "TOPIC",
            Kind::Bot => "BOT",
            Kind::With(_) => "with(..)",
        })
    }
}
