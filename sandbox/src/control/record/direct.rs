//! Lines for direct messages to channels, and for posts that are suggested there.

use serde_json::Value;

use super::line::Words;

impl Words<'_> {
    /// The call of the kit, without its end; nothing for other verbs.
    pub(super) fn direct(&self) -> Option<String> {
        let user = self.user();
        Some(match self.act.verb {
            "set_direct_messages" => {
                let open = self.act.args.get("enabled") != Some(&Value::Bool(false));
                let stars = open.then(|| self.int("stars").unwrap_or(0));
                format!("{user}.set_direct_messages(&{}, {stars:?})", self.group()?)
            }
            "suggest_post" => format!("{user}.suggest_post(&{}, &{})", self.group()?, self.suggested()?),
            "approve_post" => {
                let after =
                    self.int("after").map_or("None".to_owned(), |after| format!("Some({})", time(after)));
                format!("{user}.approve_post(&{}, {after})", self.message("message")?)
            }
            "decline_post" => {
                format!("{user}.decline_post(&{}, {})", self.message("message")?, self.text("comment"))
            }
            _ => return None,
        })
    }

    fn suggested(&self) -> Option<String> {
        let mut post = format!("chappe_sandbox::SuggestedPost::new({})", self.text("text"));
        if let Some(stars) = self.int("stars") {
            post.push_str(&format!(".stars({stars})"));
        }
        if let Some(after) = self.int("after") {
            post.push_str(&format!(".after({})", time(after)));
        }
        if self.act.args.contains_key("in_place_of") {
            post.push_str(&format!(".in_place_of(&{})", self.message("in_place_of")?));
        }
        Some(post)
    }
}

fn time(seconds: i64) -> String {
    format!("std::time::Duration::from_secs({seconds})")
}
