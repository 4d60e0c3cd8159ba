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

    /// The call that sends something new to another user; the kit has one for texts and one for any fields.
    pub(super) fn talk(&self, other: &str) -> Option<String> {
        let user = self.user();
        Some(match self.act.verb {
            "send" => format!("{user}.send_to_user(&{other}, {})", self.text("text")),
            "send_object" => {
                let fields = self.act.args.get("fields")?;
                format!("{user}.send_json_to_user(&{other}, serde_json::json!({fields}))")
            }
            "ask_inline" | "choose_inline" => self.more()?,
            _ => return None,
        })
    }
}
