//! Lines for inline queries: what is typed, which result is sent, and messages that a bot has prepared.

use serde_json::Value;

use super::line::Words;
use super::literal;

/// What a test does with an inline query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// It is answered.
    Results,
    /// The bot leaves it without an answer.
    No,
}

impl Words<'_> {
    /// The call that types an inline query.
    pub(super) fn ask(&self, wait: Wait) -> String {
        let (user, query) = (self.user(), self.text("query"));
        let mut chat = match (self.other(), self.group()) {
            (Some(other), _) => format!(".in_chat_with(&{other})"),
            (None, Some(group)) => format!(".in_group(&{group})"),
            (None, None) => String::new(),
        };
        let offset = self.act.args.get("offset").and_then(Value::as_str).filter(|offset| !offset.is_empty());
        if let Some(offset) = offset {
            chat.push_str(&format!(".offset({})", literal::text(offset)));
        }
        match (wait, chat.is_empty()) {
            (Wait::Results, true) => format!("{user}.inline({query})"),
            (Wait::Results, false) => format!("{user}.asks({query}){chat}.results()"),
            (Wait::No, _) => format!("{user}.asks({query}){chat}.ask()"),
        }
    }

    /// The call that sends one of the results, which are in a variable.
    pub(super) fn choose(&self, results: &str) -> Option<String> {
        match self.act.args.get("title").and_then(Value::as_str) {
            Some(title) => Some(format!("{results}.choose_titled({})", literal::text(title))),
            None => Some(format!("{results}.choose({})", self.int("index")?)),
        }
    }

    pub(super) fn prepared(&self) -> Option<String> {
        if self.other().is_some() {
            return None;
        }
        let group = self.group().map_or_else(|| "None".to_owned(), |group| format!("Some(&{group})"));
        Some(format!("{}.send_prepared({}, {group})", self.user(), self.text("id")))
    }
}
