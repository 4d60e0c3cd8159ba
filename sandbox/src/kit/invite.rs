//! Coming into a chat by an invite link, or by asking.

use super::{Group, User};
use crate::error::{Error, Result};
use crate::world::Link;

impl Group {
    /// The invite link of the group's owner.
    ///
    /// # Errors
    ///
    /// When the chat has no owner.
    pub fn invite_link(&self) -> Result<String> {
        self.link(Link { primary: true, ..Link::default() })
    }

    /// A new invite link of the owner's, by which whoever follows it has to be let in.
    ///
    /// # Errors
    ///
    /// When the chat has no owner.
    pub fn request_link(&self) -> Result<String> {
        self.link(Link { asks: true, ..Link::default() })
    }

    fn link(&self, link: Link) -> Result<String> {
        let owner = self.owner()?.id();
        let link = self.sandbox().core().change(|world| {
            let there = world.chats.get(&self.key()).and_then(|chat| chat.invites.primary(owner)).cloned();
            let there = there.filter(|_| link.primary);
            there.or_else(|| world.new_link(self.key(), Link { creator: owner, ..link }))
        });
        link.map(|link| link.url).ok_or_else(|| Error::Impossible("there is no such chat".into()))
    }
}

impl User {
    /// Follows an invite link: joins, or asks to where the link is such. Gives the update's identifier.
    ///
    /// # Errors
    ///
    /// When the link has expired, or the user is in that chat already, or banned.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// let sandbox = chappe_sandbox::Sandbox::start().await?;
    /// let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    /// let group = sandbox.group("Friends", &[&alice]);
    /// bob.join_by(&group.invite_link()?).await?;
    /// bob.send_to(&group, "hello").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn join_by(&self, link: &str) -> Result<Option<i64>> {
        let update = self.sandbox().core().change(|world| world.join_by(link, self.id()));
        self.turn().await;
        update
    }

    /// Asks to be let into a chat; bots there that may invite hear of it.
    ///
    /// # Errors
    ///
    /// When the user is in there already, has asked already, or is banned.
    pub async fn request_to_join(&self, group: &Group) -> Result<Option<i64>> {
        let update = self.sandbox().core().change(|world| world.ask_to_join(group.key(), self.id(), None));
        self.turn().await;
        update
    }

    /// Lets somebody in who asked, or sends them away.
    ///
    /// # Errors
    ///
    /// When the user may not, or nobody asked.
    pub async fn decide(&self, group: &Group, user: &User, let_in: bool) -> Result<Option<i64>> {
        let decided = self.sandbox().core().change(|world| {
            if !world.is_admin_with(group.key(), self.id(), "can_invite_users") {
                return Err(Error::Impossible(format!("{} may let nobody in", world.name(self.id()))));
            }
            let decided = world.decide(group.key(), self.id(), user.id(), let_in);
            decided.map_err(|_| Error::Impossible(format!("{} has not asked", world.name(user.id()))))
        });
        self.turn().await;
        decided
    }
}
