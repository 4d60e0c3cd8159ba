//! What has to be handled in order.

use std::collections::{HashMap, VecDeque};

use crate::Migration;
use crate::types::{ChatId, Update, UserId};

/// How many supergroups are remembered to have been groups.
const UPGRADES: usize = 1_000;

/// What has to be handled in order: a chat, or where there is none the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Lane {
    Chat(ChatId),
    User(UserId),
    /// Of nobody, and so in no order.
    Alone(i64),
}

impl Lane {
    fn of(update: &Update) -> Self {
        let chat = update.chat_id().map(Self::Chat);
        chat.or_else(|| update.from().map(|user| Self::User(user.id)))
            .unwrap_or(Self::Alone(update.update_id))
    }
}

/// Which lane each update is in.
///
/// A supergroup stays in the lane of the group that it was, lest what was said in the one is handled after what was
/// said in the other.
#[derive(Default)]
pub(super) struct Lanes {
    /// Supergroups, and the groups that they were.
    upgraded: HashMap<ChatId, ChatId>,
    /// The same supergroups, the first met first.
    order: VecDeque<ChatId>,
}

impl Lanes {
    /// The lane of an update.
    pub(super) fn lane(&mut self, update: &Update) -> Lane {
        if let Some(Migration { from, to }) = update.migration()
            && self.upgraded.insert(to, from).is_none()
        {
            self.order.push_back(to);
            if self.order.len() > UPGRADES {
                let first = self.order.pop_front();
                first.map(|first| self.upgraded.remove(&first));
            }
        }
        match Lane::of(update) {
            Lane::Chat(chat) => Lane::Chat(self.upgraded.get(&chat).copied().unwrap_or(chat)),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(chat: i64, more: &str) -> Update {
        let json = format!(
            r#"{{"update_id":1,"message":{{"message_id":1,"date":1,"chat":{{"id":{chat},"type":"group"}}{more}}}}}"#
        );
        Update::from_json(&json).expect("an update")
    }

    #[test]
    fn a_supergroup_is_in_the_lane_of_the_group_that_it_was() {
        for told in
            [message(-5, r#","migrate_to_chat_id":-100"#), message(-100, r#","migrate_from_chat_id":-5"#)]
        {
            let mut lanes = Lanes::default();
            let group = Lane::Chat(ChatId(-5));
            assert_eq!(lanes.lane(&message(-5, "")), group);
            assert_eq!(lanes.lane(&told), group);
            assert_eq!(lanes.lane(&message(-100, "")), group);
            assert_eq!(lanes.lane(&message(-101, "")), Lane::Chat(ChatId(-101)));
        }
    }

    #[test]
    fn so_many_are_remembered_and_no_more() {
        let mut lanes = Lanes::default();
        for chat in 0..2 * UPGRADES as i64 {
            lanes.lane(&message(-1_000_000 - chat, &format!(r#","migrate_from_chat_id":{}"#, -1 - chat)));
        }
        assert_eq!((lanes.upgraded.len(), lanes.order.len()), (UPGRADES, UPGRADES));
    }
}
