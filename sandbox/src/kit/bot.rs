//! Bots beside the default one.

use serde_json::{Value, json};

use super::{Group, Sandbox, User};
use crate::error::{Error, Result};
use crate::server::Token;
use crate::world::{Bot, Role};

/// A bot of a sandbox; a cheap handle.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), chappe_sandbox::Error> {
/// let sandbox = chappe_sandbox::Sandbox::start().await?;
/// let shop = sandbox.add_bot("Shop", "shop_bot");
/// println!("point the second bot at {} with the token {}", sandbox.api_url(), shop.token());
///
/// let alice = sandbox.user("Alice").with_bot(&shop);
/// alice.send("what do you sell?").await?;
/// assert_eq!(sandbox.pending_updates(), 0, "the default bot hears nothing of it");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct BotAccount {
    sandbox: Sandbox,
    id: i64,
    token: String,
}

impl BotAccount {
    fn new(sandbox: &Sandbox, bot: &Bot) -> Self {
        Self { sandbox: sandbox.clone(), id: bot.id, token: bot.token.clone() }
    }

    /// Its identifier.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Its token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Its username, without the `@`.
    pub fn username(&self) -> String {
        self.look(|bot| bot.username.clone()).unwrap_or_default()
    }

    /// What `getMe` tells it.
    pub fn json(&self) -> Value {
        self.look(Bot::to_me).unwrap_or_default()
    }

    /// Whether it is the one that users talk to unless they say otherwise.
    pub fn is_default(&self) -> bool {
        self.sandbox.core().default_bot == self.id
    }

    /// How many updates wait for it, delivered or not, until it confirms them.
    pub fn pending_updates(&self) -> usize {
        self.look(|bot| bot.updates.len()).unwrap_or_default()
    }

    /// The highest update that it has confirmed, 0 when there is none.
    pub fn confirmed(&self) -> i64 {
        self.look(|bot| bot.updates.confirmed()).unwrap_or_default()
    }

    fn look<T>(&self, look: impl FnOnce(&Bot) -> T) -> Option<T> {
        self.sandbox.core().look().bots.get(&self.id).map(look)
    }
}

impl Sandbox {
    /// Makes another bot; a username that is there already gives that bot again.
    ///
    /// Users talk to it once they say so: [`User::with_bot`].
    pub fn add_bot(&self, name: &str, username: &str) -> BotAccount {
        let username = username.trim_start_matches('@');
        self.core().change(|world| {
            if let Some(bot) = world.bot_called(username) {
                return BotAccount::new(self, bot);
            }
            BotAccount::new(self, world.add_bot(name, username))
        })
    }

    /// Every bot: the default one, those that were added, and those that came with a token of their own.
    pub fn bots(&self) -> Vec<BotAccount> {
        self.core().look().bots.values().map(|bot| BotAccount::new(self, bot)).collect()
    }

    /// The bot of a token, made where its number is new, as its first call would make it.
    ///
    /// # Errors
    ///
    /// When the token does not have the form of one, or its number belongs to a bot with another.
    pub fn bot_with_token(&self, token: &str) -> Result<BotAccount> {
        let token = Token::parse(token).ok_or(Error::Token)?;
        let id = self.core().bot(&token).map_err(|_| Error::Token)?;
        Ok(BotAccount { sandbox: self.clone(), id, token: token.text })
    }

    /// The bot of an identifier.
    pub(crate) fn bot_of(&self, id: i64) -> Option<BotAccount> {
        self.core().look().bots.get(&id).map(|bot| BotAccount::new(self, bot))
    }
}

impl User {
    /// The same person in the private chat with another bot.
    ///
    /// What this handle sends, clicks and waits for is that bot's.
    #[must_use]
    pub fn with_bot(&self, bot: &BotAccount) -> Self {
        self.sandbox().core().change(|world| world.open_private(bot.id, self.id()));
        self.of_bot(bot.id)
    }
}

impl Group {
    /// The same group, where another bot than the default one is meant: by `bot_admin` and `bot_rights`.
    #[must_use]
    pub fn with_bot(&self, bot: &BotAccount) -> Self {
        Self::of(self.sandbox().with_bot(bot), self.key())
    }

    /// Adds a bot as a member, which the group's owner does.
    ///
    /// # Errors
    ///
    /// When the bot is in there already, or the group has become a supergroup.
    pub async fn add_bot(&self, bot: &BotAccount) -> Result<()> {
        let key = self.key();
        self.sandbox().core().change(|world| {
            if world.upgraded(key).is_some() {
                return Err(world.became_supergroup(key));
            }
            let chat = world.chats.get(&key);
            if chat.is_some_and(|chat| chat.role(bot.id).is_present()) {
                return Err(Error::Impossible(format!("{} is in that chat already", world.name(bot.id))));
            }
            let owner = chat.and_then(|chat| {
                let owner = chat.members.iter().find(|(_, member)| member.role == Role::Creator);
                owner.map(|(id, _)| *id).or_else(|| chat.present().next())
            });
            let (by, channel) = (owner.unwrap_or(bot.id), chat.is_some_and(crate::world::Chat::is_channel));
            // In a channel a bot is an administrator or nothing, and its coming is not told in a post.
            let role = if channel { Role::Administrator } else { Role::Member };
            world.change_member(key, by, bot.id, |member| member.role = role);
            if !channel {
                let added = json!([world.user_json(bot.id)]);
                world.service(key, by, "new_chat_members", added);
            }
            Ok(())
        })?;
        tokio::task::yield_now().await;
        Ok(())
    }
}
