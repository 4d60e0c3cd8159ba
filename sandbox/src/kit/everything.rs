//! Everybody and every chat of a sandbox.

use super::{Group, Sandbox, User};
use crate::world::ChatKey;

impl Sandbox {
    /// Every user, by their identifiers.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// let sandbox = chappe_sandbox::Sandbox::start().await?;
    /// let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    /// sandbox.group("Friends", &[&alice, &bob]);
    /// assert_eq!(sandbox.users().len(), 2);
    /// assert_eq!(sandbox.groups()[0].title(), "Friends");
    /// # Ok(())
    /// # }
    /// ```
    pub fn users(&self) -> Vec<User> {
        let ids: Vec<i64> = self.core().look().users.keys().copied().collect();
        ids.into_iter().map(|id| User::new(self.clone(), id)).collect()
    }

    /// Every group, supergroup and channel, by their identifiers; groups that became supergroups are among them.
    pub fn groups(&self) -> Vec<Group> {
        let mut keys: Vec<ChatKey> = self.core().look().chats.keys().copied().collect();
        keys.retain(|key| matches!(key, ChatKey::Shared(_)));
        keys.sort_unstable();
        keys.into_iter().map(|key| Group::of(self.clone(), key)).collect()
    }
}
