//! The incoming request: an event, a bot, and what layers and handlers have put beside them.

mod flavors;
mod has;
mod known;
mod probe;
mod shortcuts;
mod states;
mod typemap;
mod update;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

pub(crate) use probe::Probe;
pub(crate) use states::{RouterStates, States};
use typemap::TypeMap;
pub use update::Migration;

use crate::Bot;
use crate::command::ParsedCommand;
use crate::filter::Finds;
use crate::text::Entity;
use crate::types::{Chat, ChatId, EntityType, Message, MessageId, Update, User, UserId};

/// One event on its way through layers and handlers. Clones are cheap and share everything.
///
/// A **flavor** is a value that a layer puts in for the handlers within: any type that is `Clone`.
/// What one service puts in, all later ones of the same event see.
///
/// # Example
/// ```
/// use chappe::prelude::*;
///
/// async fn greet(ctx: Ctx) -> Result {
///     let name = ctx.from().map_or("stranger", |user| &user.first_name);
///     ctx.reply(format!("Hello, <b>{name}</b>!")).parse_mode(ParseMode::Html).await?;
///     Ok(())
/// }
/// # let _ = Router::new().command("start", greet);
/// ```
#[derive(Clone)]
pub struct Ctx(Arc<Inner>, States);

struct Inner {
    event: Event,
    bot: Bot,
    /// What the text of the message says as a command; parsed once.
    command: OnceLock<Option<ParsedCommand>>,
    shared: Mutex<Shared>,
    probe: Option<Probe>,
}

/// What services add on the way.
#[derive(Default)]
struct Shared {
    flavors: TypeMap,
    found: Finds,
}

/// What there is to handle.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// An update from Telegram.
    Update(Arc<Update>),
    /// Nothing from Telegram: an error without an update, or the [preflight](crate::preflight).
    None,
}

impl Ctx {
    /// The context of an update.
    pub fn new(bot: Bot, update: impl Into<Arc<Update>>) -> Self {
        Self::build(bot, Event::Update(update.into()), None)
    }

    /// The context of an error: for one that belongs to an update, and for one that does not.
    pub fn from_error(bot: Bot, update: Option<Arc<Update>>, error: impl Into<crate::BoxError>) -> Self {
        let ctx = Self::build(bot, update.map_or(Event::None, Event::Update), None);
        ctx.insert(crate::HandlerError::new(error.into()));
        ctx
    }

    fn build(bot: Bot, event: Event, probe: Option<Probe>) -> Self {
        let inner = Inner { event, bot, command: OnceLock::new(), shared: Mutex::default(), probe };
        Self(Arc::new(inner), States::default())
    }

    /// What there is to handle.
    pub fn event(&self) -> &Event {
        &self.0.event
    }

    /// The update, where the event is one.
    pub fn update(&self) -> Option<&Update> {
        match &self.0.event {
            Event::Update(update) => Some(update),
            Event::None => None,
        }
    }

    /// The update as it is shared, to be kept beyond the event.
    pub fn update_arc(&self) -> Option<Arc<Update>> {
        match &self.0.event {
            Event::Update(update) => Some(Arc::clone(update)),
            Event::None => None,
        }
    }

    /// The bot that the event is for, and with it every method of the Bot API.
    pub fn bot(&self) -> &Bot {
        &self.0.bot
    }

    /// The bot's own user. Every source of updates asks for it before the first.
    pub fn me(&self) -> Option<&User> {
        self.0.bot.cached_me()
    }

    /// The message that the event brings, edited or new, or that a clicked button hangs on.
    pub fn msg(&self) -> Option<&Message> {
        self.update()?.msg()
    }

    /// The identifier of the message that the event is about.
    pub fn msg_id(&self) -> Option<MessageId> {
        self.update()?.msg_id()
    }

    /// The chat that the event happened in.
    pub fn chat(&self) -> Option<&Chat> {
        self.update()?.chat()
    }

    /// The identifier of the chat that the event happened in.
    pub fn chat_id(&self) -> Option<ChatId> {
        self.update()?.chat_id()
    }

    /// Which group became a supergroup, where the event tells of that.
    pub fn migration(&self) -> Option<Migration> {
        self.update()?.migration()
    }

    /// The user who caused the event.
    pub fn from(&self) -> Option<&User> {
        self.update()?.from()
    }

    /// The identifier of the user who caused the event.
    pub fn from_id(&self) -> Option<UserId> {
        self.from().map(|user| user.id)
    }

    /// The chat in whose name the message was sent.
    pub fn sender_chat(&self) -> Option<&Chat> {
        self.update()?.sender_chat()
    }

    /// The identifier of the message sent by inline mode that the event is about.
    pub fn inline_message_id(&self) -> Option<&str> {
        self.update()?.inline_message_id()
    }

    /// The business connection that the event came through.
    pub fn business_connection_id(&self) -> Option<&str> {
        self.update()?.business_connection_id()
    }

    /// The text of the message, or the caption of its medium.
    pub fn text(&self) -> Option<&str> {
        self.update()?.text_or_caption()
    }

    /// The entities of the text or caption with the text that each covers.
    pub fn entities(&self) -> Vec<Entity<'_>> {
        let Some(update) = self.update() else { return Vec::new() };
        crate::text::entities(update.text_or_caption().unwrap_or_default(), update.raw_entities())
    }

    /// The entities of the given kinds with the text that each covers.
    pub fn entities_of(&self, kinds: &[EntityType]) -> Vec<Entity<'_>> {
        let mut entities = self.entities();
        entities.retain(|entity| kinds.contains(&entity.kind));
        entities
    }

    /// The words after the command, split on white space.
    pub fn args(&self) -> Vec<&str> {
        self.words().map(|words| words.split_whitespace().collect()).unwrap_or_default()
    }

    /// The text that [`args`](Self::args) splits; `None` where there is no command.
    pub(crate) fn words(&self) -> Option<&str> {
        let (command, text) = (self.parsed_command()?, self.msg()?.text.as_deref()?);
        Some(crate::command::words(text, command.args_start(text)))
    }

    /// What follows the command, as it was written.
    pub fn command_args(&self) -> Option<&str> {
        let command = self.parsed_command()?;
        Some(command.args(self.msg()?.text.as_deref()?))
    }

    /// The command at the start of the text, wherever it is allowed to stand.
    pub(crate) fn parsed_command(&self) -> Option<&ParsedCommand> {
        self.0.command.get_or_init(|| ParsedCommand::of(self.msg()?)).as_ref()
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        // Nothing that runs under this lock can panic half-way.
        self.0.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Ctx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ctx").field("event", &self.0.event).finish_non_exhaustive()
    }
}
