//! Groups, supergroups and channels.

use super::{Sandbox, User};
use crate::error::{Error, Result};
use crate::world::{Chat, ChatKey, Happened, Kind, Member, Role};

/// A chat of several: a group, a supergroup or a channel.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), chappe_sandbox::Error> {
/// let sandbox = chappe_sandbox::Sandbox::start().await?;
/// let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
/// let friends = sandbox.group("Friends", &[&alice, &bob]);
/// bob.send_to(&friends, "hello all").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Group {
    sandbox: Sandbox,
    key: ChatKey,
}

impl Group {
    pub(crate) fn create(sandbox: &Sandbox, kind: Kind, title: &str, users: &[&User]) -> Self {
        let core = sandbox.core();
        let key = core.change(|world| {
            let id = world.ids.chat(kind);
            let mut chat = Chat::new(id, kind, title);
            for (place, user) in users.iter().enumerate() {
                let role = if place == 0 { Role::Creator } else { Role::Member };
                chat.members.insert(user.id(), Member::new(role));
            }
            let role = if kind == Kind::Channel { Role::Administrator } else { Role::Member };
            chat.members.insert(sandbox.bot_id(), Member::new(role));
            let key = ChatKey::Shared(id);
            world.chats.insert(key, chat);
            world.feed.push(Happened::Chat(key));
            key
        });
        Self { sandbox: sandbox.clone(), key }
    }

    /// The handle of a chat that is there.
    pub(crate) fn of(sandbox: Sandbox, key: ChatKey) -> Self {
        Self { sandbox, key }
    }

    /// Its `chat_id`.
    pub fn id(&self) -> i64 {
        self.key.id()
    }

    /// Its title as it is now.
    pub fn title(&self) -> String {
        self.sandbox.core().look().chats.get(&self.key).map_or_else(String::new, |chat| chat.title.clone())
    }

    /// Gives it a public username, by which bots can address it.
    pub fn username(self, username: &str) -> Self {
        self.change(|chat| chat.username = Some(username.trim_start_matches('@').to_owned()));
        self
    }

    /// Makes the default bot an administrator with every right, or a plain member again.
    pub fn bot_admin(self, admin: bool) -> Self {
        let bot = self.sandbox.bot_id();
        let role = if admin { Role::Administrator } else { Role::Member };
        self.change(|chat| chat.member(bot).role = role);
        self
    }

    /// Makes a supergroup of the group, as its owner can, and gives that; this handle remains the old chat's.
    ///
    /// Bots are told by a message with `migrate_to_chat_id` in the old chat and one with `migrate_from_chat_id` in the
    /// new. What they send to the old chat from now on is refused, with the new identifier in the refusal. Members keep
    /// their rights; messages are numbered anew.
    ///
    /// # Errors
    ///
    /// When it is no group, or not any more.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// let sandbox = chappe_sandbox::Sandbox::start().await?;
    /// let alice = sandbox.user("Alice");
    /// let group = sandbox.group("Friends", &[&alice]);
    /// let supergroup = group.upgrade().await?;
    /// assert_ne!(supergroup.id(), group.id());
    /// alice.send_to(&supergroup, "same friends, more of them").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn upgrade(&self) -> Result<Self> {
        let key = self.sandbox.core().change(|world| world.upgrade(self.key));
        let key = key.ok_or_else(|| {
            Error::Impossible(format!("{:?} is not a group that could become a supergroup", self.title()))
        })?;
        tokio::task::yield_now().await;
        Ok(Self { sandbox: self.sandbox.clone(), key })
    }

    /// How many messages it remembers now.
    pub fn history_len(&self) -> usize {
        self.sandbox.core().look().chats.get(&self.key).map_or(0, |chat| chat.entries.len())
    }

    /// The user who owns it.
    pub(crate) fn owner(&self) -> Result<User> {
        let world = self.sandbox.core().look();
        let members = world.chats.get(&self.key).map(|chat| &chat.members);
        let owner = members.into_iter().flatten().find(|(_, member)| member.role == Role::Creator);
        let owner = owner.map(|(id, _)| *id).filter(|id| world.users.contains_key(id));
        drop(world);
        let owner = owner.ok_or_else(|| Error::Impossible(format!("{:?} has no owner", self.title())))?;
        Ok(User::new(self.sandbox.clone(), owner))
    }

    pub(crate) fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    pub(crate) fn key(&self) -> ChatKey {
        self.key
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Chat)) {
        self.sandbox.core().change(|world| {
            if let Some(chat) = world.chats.get_mut(&self.key) {
                change(chat);
                world.feed.push(Happened::Chat(self.key));
            }
            world.follow_channel(self.key);
        });
    }
}
