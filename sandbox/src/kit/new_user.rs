//! Making a user with more than a name.

use super::{Sandbox, User};
use crate::world;

/// A user who is not there yet.
#[derive(Debug, Clone)]
#[must_use = "the user is there once `create` is called"]
pub struct NewUser {
    sandbox: Sandbox,
    first_name: String,
    last_name: Option<String>,
    username: Option<String>,
    language: Option<String>,
    premium: bool,
    id: Option<i64>,
    bio: Option<String>,
    private_forwards: bool,
    stranger: bool,
}

impl NewUser {
    pub(crate) fn new(sandbox: Sandbox, first_name: &str) -> Self {
        Self {
            sandbox,
            first_name: first_name.to_owned(),
            last_name: None,
            username: None,
            language: None,
            premium: false,
            id: None,
            bio: None,
            private_forwards: false,
            stranger: false,
        }
    }

    /// Gives a last name.
    pub fn last_name(mut self, last_name: &str) -> Self {
        self.last_name = Some(last_name.to_owned());
        self
    }

    /// Gives another username, or none when it is empty.
    pub fn username(mut self, username: &str) -> Self {
        self.username = Some(username.trim_start_matches('@').to_owned());
        self
    }

    /// Gives another language, such as `de`, or none when it is empty.
    pub fn language(mut self, code: &str) -> Self {
        self.language = Some(code.to_owned());
        self
    }

    /// Makes the user a Premium one.
    pub fn premium(mut self) -> Self {
        self.premium = true;
        self
    }

    /// Gives a certain identifier; a user of that identifier is replaced.
    pub fn id(mut self, id: i64) -> Self {
        self.id = Some(id);
        self
    }

    /// Says something of the user on the profile, which bots see when the user asks to join a chat.
    pub fn bio(mut self, bio: &str) -> Self {
        self.bio = Some(bio.to_owned());
        self
    }

    /// Has forwarded messages name the user without leading to the account.
    pub fn private_forwards(mut self) -> Self {
        self.private_forwards = true;
        self
    }

    /// Makes a user who never wrote to the bot: it cannot write first.
    pub fn stranger(mut self) -> Self {
        self.stranger = true;
        self
    }

    /// Makes the user, with a private chat with the default bot.
    pub fn create(self) -> User {
        let bot = self.sandbox.bot_id();
        let id = self.sandbox.core().change(|world| {
            let id = self.id.unwrap_or_else(|| world.ids.user());
            let mut user = world::User::new(id, &self.first_name);
            user.last_name = self.last_name;
            if let Some(username) = self.username {
                user.username = (!username.is_empty()).then_some(username);
            }
            if let Some(language) = self.language {
                user.language = (!language.is_empty()).then_some(language);
            }
            user.premium = self.premium;
            user.bio = self.bio;
            user.private_forwards = self.private_forwards;
            if self.stranger { world.add_stranger(user) } else { world.add_user(user, bot) }
        });
        User::new(self.sandbox.clone(), id)
    }
}
