//! Lines for what two users say to each other, for the bots that they let answer, and for direct messages to channels.

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
            "set_direct_messages" => {
                let open = self.act.args.get("enabled") != Some(&serde_json::Value::Bool(false));
                let stars = open.then(|| self.int("stars").unwrap_or(0));
                format!("{user}.set_direct_messages(&{}, {stars:?})", self.group()?)
            }
            _ => return None,
        })
    }
}
