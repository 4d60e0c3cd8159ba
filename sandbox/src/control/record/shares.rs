//! Lines for what keyboards and apps offer: what is shared, bots that are made, quotes, checklists, stickers of sets.

use serde_json::Value;

use super::line::Words;
use super::literal;

impl Words<'_> {
    /// The call of the kit, without its end; nothing for other verbs.
    pub(super) fn shares(&self) -> Option<String> {
        let user = self.user();
        let message = || self.message("message");
        let ids = |name: &str| self.list(name).unwrap_or_else(|| "[]".to_owned());
        Some(match self.act.verb {
            "share_location" => format!("{user}.share_location({})", self.place()),
            "share_users" => {
                let users = self.act.args.get("users")?.as_array()?.iter().filter_map(Value::as_i64);
                let users: Vec<String> = users.map(|id| format!("&{}", self.names.user(id))).collect();
                format!("{user}.share_users(&[{}])", users.join(", "))
            }
            "share_chat" => format!("{user}.share_chat(&{})", self.group()?),
            "share_poll" => format!("{user}.share_poll(&{})", self.poll()?),
            "create_managed_bot" => {
                format!("{user}.create_managed_bot({}, {})", self.text("name"), self.text("username"))
            }
            "press_prepared" => format!("{user}.press_prepared({})", self.text("id")),
            "press_menu_button" => format!("{user}.press_menu_button()"),
            "send_web_app_data" => {
                format!("{user}.send_web_app_data({}, {})", self.text("button"), self.text("data"))
            }
            "quote" => {
                format!("{user}.quote(&{}, {}, {})", message()?, self.text("quote"), self.text("text"))
            }
            "send_checklist" => {
                format!("{user}.send_checklist({}, {})", self.text("title"), self.list("tasks")?)
            }
            "mark_tasks" => {
                format!("{user}.mark_tasks(&{}, &{}, &{})", message()?, ids("done"), ids("not_done"))
            }
            "add_tasks" => format!("{user}.add_tasks(&{}, {})", message()?, self.list("tasks")?),
            "send_sticker_of" => {
                format!("{user}.send_sticker_of({}, {})", self.text("set"), self.text("emoji"))
            }
            // Only what has been begun can be stopped.
            "stop_draft" => format!("{user}.sees_draft().await?;\n    {user}.stop_draft()"),
            _ => return None,
        })
    }

    /// Several reactions, as the kit has them.
    pub(super) fn reactions(&self) -> Option<String> {
        let kind = |one: &Value| {
            let text = |name: &str| one[name].as_str().map(literal::text);
            Some(match one["type"].as_str()? {
                "emoji" => format!("chappe_sandbox::Reaction::Emoji({}.into())", text("emoji")?),
                "custom_emoji" => {
                    format!("chappe_sandbox::Reaction::Custom({}.into())", text("custom_emoji_id")?)
                }
                "paid" => "chappe_sandbox::Reaction::Paid".to_owned(),
                _ => return None,
            })
        };
        let list: Option<Vec<String>> =
            self.act.args.get("reactions")?.as_array()?.iter().map(kind).collect();
        let list = list?.join(", ");
        // An empty list tells nothing of its type.
        Some(if list.is_empty() { "None::<chappe_sandbox::Reaction>".into() } else { format!("[{list}]") })
    }
}
