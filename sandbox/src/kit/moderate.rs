//! What administrators do with members, and members with each other: add, ban, restrict, promote.

use std::collections::BTreeMap;

use super::{BotAccount, Group, User};
use crate::error::{Error, Result};
use crate::server::Refusal;
use crate::world::{ADMIN_RIGHTS, PERMISSIONS, World};

impl User {
    /// Brings somebody into a group or channel.
    ///
    /// # Errors
    ///
    /// When the user may not, or the other is in there already, or is banned.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// let sandbox = chappe_sandbox::Sandbox::start().await?;
    /// let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    /// let group = sandbox.group("Friends", &[&alice]);
    /// alice.add(&group, &bob).await?;
    /// bob.send_to(&group, "thanks for the invitation").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn add(&self, group: &Group, user: &User) -> Result<Option<i64>> {
        let update =
            self.sandbox().core().change(|world| world.add_member(group.key(), self.id(), user.id()));
        self.turn().await;
        update
    }

    /// Throws somebody out, who can come back.
    ///
    /// # Errors
    ///
    /// When the user may not.
    pub async fn remove(&self, group: &Group, user: &User) -> Result<()> {
        self.moderate(|world| world.unban(group.key(), self.id(), user.id(), false)).await
    }

    /// Throws somebody out, who cannot come back.
    ///
    /// # Errors
    ///
    /// When the user may not.
    pub async fn ban(&self, group: &Group, user: &User) -> Result<()> {
        self.moderate(|world| world.ban(group.key(), self.id(), user.id(), 0)).await
    }

    /// Lets somebody come back who was banned.
    ///
    /// # Errors
    ///
    /// When the user may not.
    pub async fn unban(&self, group: &Group, user: &User) -> Result<()> {
        self.moderate(|world| world.unban(group.key(), self.id(), user.id(), true)).await
    }

    /// Leaves somebody only these permissions, such as `can_send_messages`; with all of them the restriction ends.
    ///
    /// # Errors
    ///
    /// When the user may not, or a permission is not one of the Bot API's.
    pub async fn restrict(&self, group: &Group, user: &User, permissions: &[&str]) -> Result<()> {
        let permissions = named(&PERMISSIONS, permissions)?;
        self.moderate(|world| world.restrict(group.key(), self.id(), user.id(), permissions, 0)).await
    }

    /// Makes an administrator of somebody, with these rights such as `can_pin_messages`; with none a plain member again.
    ///
    /// # Errors
    ///
    /// When the user may not or does not have such a right, or it is not one of the Bot API's.
    pub async fn promote(&self, group: &Group, user: &User, rights: &[&str]) -> Result<()> {
        let rights = named(&admin_rights(), rights)?;
        self.moderate(|world| world.promote(group.key(), self.id(), user.id(), &rights)).await
    }

    /// Makes an administrator of a bot, with these rights; with none a plain member again. The bot is told.
    ///
    /// # Errors
    ///
    /// When the user may not or does not have such a right, or it is not one of the Bot API's.
    pub async fn promote_bot(&self, group: &Group, bot: &BotAccount, rights: &[&str]) -> Result<()> {
        let rights = named(&admin_rights(), rights)?;
        self.moderate(|world| world.promote(group.key(), self.id(), bot.id(), &rights)).await
    }

    /// Throws a bot out: it is told, and refused from now on until somebody adds it again.
    ///
    /// # Errors
    ///
    /// When the user may not.
    pub async fn remove_bot(&self, group: &Group, bot: &BotAccount) -> Result<()> {
        self.moderate(|world| world.ban(group.key(), self.id(), bot.id(), 0)).await
    }

    /// Gives an administrator a title, or takes it with an empty one.
    ///
    /// # Errors
    ///
    /// When the user may not, or it is longer than 16 characters.
    pub async fn set_title(&self, group: &Group, user: &User, title: &str) -> Result<()> {
        self.moderate(|world| world.set_custom_title(group.key(), self.id(), user.id(), title)).await
    }

    /// Leaves everybody in a group only these permissions.
    ///
    /// # Errors
    ///
    /// When the user may not, or a permission is not one of the Bot API's.
    pub async fn set_permissions(&self, group: &Group, permissions: &[&str]) -> Result<()> {
        let all = named(&PERMISSIONS, permissions)?;
        self.moderate(|world| world.set_permissions(group.key(), self.id(), all)).await
    }

    pub(super) async fn moderate<T>(&self, act: impl FnOnce(&mut World) -> Result<T, Refusal>) -> Result<T> {
        let done = self.sandbox().core().change(act)?;
        self.turn().await;
        Ok(done)
    }
}

/// Every right of an administrator, being anonymous among them.
fn admin_rights() -> Vec<&'static str> {
    ADMIN_RIGHTS.into_iter().chain(["is_anonymous"]).collect()
}

/// Every name, with whether it is among those that are on.
fn named(all: &[&str], on: &[&str]) -> Result<BTreeMap<String, bool>> {
    known(all, on)?;
    Ok(all.iter().map(|name| ((*name).to_owned(), on.contains(name))).collect())
}

/// Refuses what is no right of an administrator.
pub(crate) fn known_rights(rights: &[&str]) -> Result<()> {
    known(&admin_rights(), rights)
}

/// Refuses a name that is none of those that there are.
pub(super) fn known(all: &[&str], names: &[&str]) -> Result<()> {
    match names.iter().find(|name| !all.contains(name)) {
        Some(unknown) => Err(Error::Impossible(format!("{unknown:?} is none of {}", all.join(", ")))),
        None => Ok(()),
    }
}

impl Group {
    /// Has the owner bring somebody into it.
    ///
    /// # Errors
    ///
    /// When the user is in there already.
    pub async fn add(&self, user: &User) -> Result<Option<i64>> {
        self.owner()?.add(self, user).await
    }

    /// Has the owner throw somebody out, who can come back.
    ///
    /// # Errors
    ///
    /// When there is no owner.
    pub async fn remove(&self, user: &User) -> Result<()> {
        self.owner()?.remove(self, user).await
    }
}
