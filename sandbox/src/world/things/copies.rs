//! What begins anew when a message is copied: a copy of a poll has votes of its own.

use serde_json::{Value, json};

use super::super::{ChatKey, Json, World};
use super::live::still;
use super::polls::NewPoll;

impl World {
    /// Makes the things in a copied message new ones; `false` where that cannot be, as for a quiz of unknown answer.
    pub(crate) fn begin_anew(&mut self, owner: i64, key: ChatKey, content: &mut Json) -> bool {
        still(content);
        let Some(Value::Object(poll)) = content.get("poll") else { return true };
        let mut poll = poll.clone();
        if poll.get("type") == Some(&json!("quiz")) && !poll.contains_key("correct_option_ids") {
            return false;
        }
        for name in ["id", "close_date", "open_period"] {
            poll.shift_remove(name);
        }
        poll.insert("is_closed".into(), false.into());
        let poll = self.make_poll(owner, key, NewPoll { json: poll, ..NewPoll::default() });
        content.insert("poll".into(), poll);
        true
    }
}
