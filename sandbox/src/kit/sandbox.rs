//! The sandbox itself.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::wait::within;
use super::{BotAccount, Builder, Call, Group, NewUser, User};
use crate::error::{Error, Result};
use crate::server::Core;
use crate::world::{Bot, Kind, Reader};

/// What all handles share; the server stops with the last of them.
#[derive(Debug)]
pub(crate) struct Handle {
    pub(crate) core: Arc<Core>,
    pub(crate) address: SocketAddr,
    pub(crate) deadline: Duration,
    /// Whether the server stops with it; not so for the handle that the server itself has.
    pub(crate) owner: bool,
}

impl Drop for Handle {
    fn drop(&mut self) {
        if self.owner {
            self.core.stop();
        }
    }
}

/// A running Bot API server with its users and chats.
///
/// It is a cheap handle: clones are the same sandbox. The server stops when the last handle is dropped, and users,
/// groups and messages are handles too.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), chappe_sandbox::Error> {
/// let sandbox = chappe_sandbox::Sandbox::start().await?;
/// println!("point your bot at {} with the token {}", sandbox.api_url(), sandbox.token());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Sandbox {
    pub(crate) handle: Arc<Handle>,
    /// How long is waited.
    pub(crate) deadline: Duration,
    /// As whom its users look into their inboxes.
    pub(crate) reader: Reader,
    /// The bot that stands for the default one.
    bot: Option<i64>,
}

impl Sandbox {
    pub(crate) fn new(handle: Handle) -> Self {
        Self { deadline: handle.deadline, reader: Reader::Kit, bot: None, handle: Arc::new(handle) }
    }

    /// The same sandbox, in a handle that does not keep the server running.
    pub(crate) fn unowned(&self) -> Self {
        let Handle { core, address, deadline, .. } = &*self.handle;
        Self::new(Handle { core: Arc::clone(core), address: *address, deadline: *deadline, owner: false })
    }

    /// Starts a sandbox on a free port of this machine.
    ///
    /// # Errors
    ///
    /// When no port of the loopback address can be listened on.
    pub async fn start() -> Result<Self> {
        Self::builder().start().await
    }

    /// Sets up a sandbox before it starts.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The same sandbox with another patience than [`Builder::deadline`]; its users have it too.
    #[must_use]
    pub fn within(&self, deadline: Duration) -> Self {
        Self { deadline, ..self.clone() }
    }

    /// The same sandbox, whose users take nothing of what other readers are to see.
    pub(crate) fn read_by(&self, reader: Reader) -> Self {
        Self { reader, ..self.clone() }
    }

    /// The same sandbox, with another bot where otherwise the default one is meant.
    ///
    /// Its users write to that bot, its groups have that bot in them, and updates, calls and settings are that bot's.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// let sandbox = chappe_sandbox::Sandbox::start().await?;
    /// let shop = sandbox.with_bot(&sandbox.add_bot("Shop", "shop_bot"));
    /// shop.user("Alice").send("what do you sell?").await?;
    /// assert_eq!((shop.pending_updates(), sandbox.pending_updates()), (1, 0));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_bot(&self, bot: &BotAccount) -> Self {
        self.of_bot(bot.id())
    }

    pub(crate) fn of_bot(&self, bot: i64) -> Self {
        Self { bot: Some(bot), ..self.clone() }
    }

    /// The bot that users talk to unless another is named.
    pub(crate) fn bot_id(&self) -> i64 {
        self.bot.unwrap_or(self.core().default_bot)
    }

    /// Whether something of a bot concerns this handle: anything does, unless it is about a certain bot.
    pub(crate) fn concerns(&self, bot: i64) -> bool {
        self.bot.is_none_or(|meant| meant == bot)
    }

    /// Where the server is, such as `http://127.0.0.1:8081`.
    pub fn api_url(&self) -> String {
        format!("http://{}", self.handle.address)
    }

    /// The token of the default bot.
    ///
    /// Any other token of the right form works as well and makes a bot of its own.
    pub fn token(&self) -> String {
        self.look_at_bot(|bot| bot.token.clone())
    }

    /// What `getMe` tells the default bot.
    pub fn bot_user(&self) -> Value {
        self.look_at_bot(Bot::to_me)
    }

    fn look_at_bot<T: Default>(&self, look: impl FnOnce(&Bot) -> T) -> T {
        self.core().look().bots.get(&self.bot_id()).map(look).unwrap_or_default()
    }

    /// Changes the bot that is meant.
    pub(crate) fn change_bot<T: Default>(&self, change: impl FnOnce(&mut Bot) -> T) -> T {
        self.core().change(|world| world.bots.get_mut(&self.bot_id()).map(change).unwrap_or_default())
    }

    /// A user who has a private chat with the default bot.
    ///
    /// The same name gives the same user again. The username is the name in lower case, the language English;
    /// [`Sandbox::user_with`] sets something else.
    pub fn user(&self, first_name: &str) -> User {
        let found =
            self.core().look().users.values().find(|user| user.first_name == first_name).map(|u| u.id);
        match found {
            Some(id) => {
                if let Some(bot) = self.bot {
                    self.core().change(|world| world.open_private(bot, id));
                }
                User::new(self.clone(), id)
            }
            None => self.user_with(first_name).create(),
        }
    }

    /// A new user with more than a name.
    pub fn user_with(&self, first_name: &str) -> NewUser {
        NewUser::new(self.clone(), first_name)
    }

    /// A basic group with these users and the default bot in it; the first user owns it.
    pub fn group(&self, title: &str, users: &[&User]) -> Group {
        Group::create(self, Kind::Group, title, users)
    }

    /// A supergroup with these users and the default bot in it; the first user owns it.
    pub fn supergroup(&self, title: &str, users: &[&User]) -> Group {
        Group::create(self, Kind::Supergroup, title, users)
    }

    /// A channel with these subscribers; the first user owns it, and the default bot is an administrator.
    pub fn channel(&self, title: &str, users: &[&User]) -> Group {
        Group::create(self, Kind::Channel, title, users)
    }

    /// Everything that was said and done so far, a line each.
    pub fn transcript(&self) -> String {
        self.core().look().journal.read()
    }

    /// Every API call that was answered so far, oldest first; the log is bounded.
    pub fn calls(&self) -> Vec<Call> {
        self.core().calls().into_iter().filter(|call| self.concerns(call.bot)).map(Call::new).collect()
    }

    /// Waits for an API call that was answered, now or before, by the method's name.
    ///
    /// # Errors
    ///
    /// When there is none before the deadline.
    pub async fn wait_for_call(&self, method: &str) -> Result<Call> {
        let what = format!("a call of {method}");
        within(self, "the test", &what, self.deadline, || {
            let found = self
                .core()
                .find_call(|call| self.concerns(call.bot) && call.method.eq_ignore_ascii_case(method));
            Ok(found.map(Call::new))
        })
        .await
    }

    /// Feeds an update to the default bot exactly as it is.
    ///
    /// An `update_id` is put in front where it is missing. `allowed_updates` is not looked at.
    ///
    /// # Errors
    ///
    /// When the update is not an object; [`Sandbox::push_raw`] takes anything.
    pub fn push_update(&self, update: Value) -> Result<i64> {
        let Value::Object(update) = update else { return Err(Error::NotAnUpdate(update.to_string())) };
        Ok(self.change_bot(|bot| bot.updates.push_whole(update)))
    }

    /// Feeds text that stands in the answer of `getUpdates` as it is, even when it is broken.
    ///
    /// Gives the identifier that an offset must pass to confirm it.
    pub fn push_raw(&self, text: &str) -> i64 {
        self.change_bot(|bot| bot.updates.push_raw(text))
    }

    /// How many updates wait for the default bot, delivered or not, until it confirms them.
    pub fn pending_updates(&self) -> usize {
        self.look_at_bot(|bot| bot.updates.len())
    }

    /// The highest update that the default bot has confirmed, 0 when there is none.
    pub fn confirmed(&self) -> i64 {
        self.look_at_bot(|bot| bot.updates.confirmed())
    }

    /// Waits until the default bot has confirmed an update.
    ///
    /// # Errors
    ///
    /// When it does not before the deadline.
    pub async fn wait_until_confirmed(&self, update_id: i64) -> Result<()> {
        let what = format!("update {update_id} to be confirmed");
        within(self, "the test", &what, self.deadline, || Ok((self.confirmed() >= update_id).then_some(())))
            .await
    }

    /// Waits until the default bot has confirmed every update there is.
    ///
    /// A bot that confirms an update once it is handled has then said all it has to say, so that
    /// [`User::try_next_message`] proves silence.
    ///
    /// # Errors
    ///
    /// When updates remain at the deadline.
    pub async fn wait_until_idle(&self) -> Result<()> {
        within(self, "the test", "all updates to be confirmed", self.deadline, || {
            Ok((self.pending_updates() == 0).then_some(()))
        })
        .await
    }

    /// Puts the sandbox's clock ahead, to the millisecond: messages from now on have later dates.
    ///
    /// What was to happen in that time has happened when this returns, each at its own time: a poll is closed, a
    /// restriction is over. Waits of the server itself, such as that before a webhook is tried again, end too.
    pub fn advance(&self, by: Duration) {
        let milliseconds = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.core().change(|world| world.advance(milliseconds));
    }

    /// What time it is in the sandbox.
    pub fn now(&self) -> SystemTime {
        let now = u64::try_from(self.core().look().now_in_milliseconds()).unwrap_or_default();
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(now)).unwrap_or(SystemTime::UNIX_EPOCH)
    }

    /// Stops the server now, though handles remain.
    pub fn stop(&self) {
        self.core().stop();
    }

    pub(crate) fn core(&self) -> &Core {
        &self.handle.core
    }
}
