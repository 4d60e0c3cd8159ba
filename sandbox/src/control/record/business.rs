//! Lines for what two users say to each other, and for the bots that they let answer.

use super::line::Words;

impl Words<'_> {
    /// The call of the kit, without its end; nothing for other verbs.
    pub(super) fn business(&self) -> Option<String> {
        let user = self.user();
        Some(match self.act.verb {
            "connect_business" => {
                let rights = self.list("rights").unwrap_or_else(|| "[]".to_owned());
                format!("{user}.connect_business(&{rights})")
            }
            "disconnect_business" => format!("{user}.disconnect_business()"),
            "send_to_user" => {
                let other = self.names.user(self.int("to")?);
                format!("{user}.send_to_user(&{other}, {})", self.text("text"))
            }
            _ => return None,
        })
    }
}
