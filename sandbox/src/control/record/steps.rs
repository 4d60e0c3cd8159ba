//! The events of a recording as the steps of a test: what users did, and what bots did after that.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde_json::Value;

use super::names::Names;
use crate::world::{Act, ChatKey, Entry, FeedItem, Happened, Json, World, button_label};

/// A message, named by its chat and its number.
pub(super) type Place = (ChatKey, i64);

/// One step.
#[derive(Debug)]
pub(super) enum Step {
    /// A user did something, which made a message or a callback query.
    Act { act: Arc<Act>, made: Option<Place>, query: Option<String> },
    /// A bot sent a message.
    Said(ChatKey, Entry),
    /// A bot edited one.
    Edited(ChatKey, Entry),
    /// A message was deleted, which users see.
    Deleted(ChatKey, Entry),
    /// A bot answered a pressed button.
    Answered { query: String, answer: Arc<Value> },
}

/// The steps of a recording, without what was refused and what nobody sees.
pub(super) fn steps(items: &[FeedItem], world: &World, names: &Names) -> Vec<Step> {
    let mut seen = Seen { world, shown: BTreeMap::new() };
    let mut steps = Vec::new();
    for item in items {
        match &item.what {
            Happened::Message(key, entry) => {
                seen.shown.insert((*key, entry.id), entry.clone());
                if is_of_bot(world, entry) || is_between(*key) {
                    steps.push(Step::Said(*key, entry.clone()));
                }
            }
            Happened::Edited(key, entry) => {
                seen.shown.insert((*key, entry.id), entry.clone());
                // What inline mode sent is a user's, but the bot's to edit.
                if is_of_bot(world, entry) || is_between(*key) || entry.json.contains_key("via_bot") {
                    steps.push(Step::Edited(*key, entry.clone()));
                }
            }
            Happened::Repainted(key, entry) => {
                let before = seen.shown.insert((*key, entry.id), entry.clone());
                // The end of a poll is an edit to those who see it, whosever the poll is.
                if is_ended_poll(entry) && !before.as_ref().is_some_and(is_ended_poll) {
                    steps.push(Step::Edited(*key, entry.clone()));
                }
            }
            Happened::Deleted(key, entry) => {
                seen.shown.remove(&(*key, entry.id));
                steps.push(Step::Deleted(*key, entry.clone()));
            }
            Happened::Answer { query, answer, .. } => {
                steps.push(Step::Answered { query: query.clone(), answer: Arc::clone(answer) });
            }
            Happened::Act(act) => steps.extend(seen.act(act, names)),
            _ => {}
        }
    }
    steps
}

fn is_of_bot(world: &World, entry: &Entry) -> bool {
    world.bots.contains_key(&entry.author.id()) && !entry.is_service()
}

fn is_ended_poll(entry: &Entry) -> bool {
    entry.json.get("poll").is_some_and(|poll| poll["is_closed"] == true)
}

/// Whether two users see there what the other did.
fn is_between(key: ChatKey) -> bool {
    matches!(key, ChatKey::Between { .. })
}

/// The messages as they were at a point of the recording.
struct Seen<'a> {
    world: &'a World,
    shown: BTreeMap<Place, Entry>,
}

impl Seen<'_> {
    fn act(&self, act: &Arc<Act>, names: &Names) -> Option<Step> {
        let outcome = act.outcome.get()?.as_ref()?;
        let bot = act.args.get("bot").and_then(Value::as_i64).unwrap_or(names.default_bot);
        let place = |message: &Value| {
            let (id, chat) = (message["id"].as_i64()?, message["chat"].as_i64()?);
            let user = act.user?;
            let key = match chat {
                chat if chat == user => ChatKey::Private { bot, user },
                chat if self.world.users.contains_key(&chat) => ChatKey::between(user, chat),
                chat => ChatKey::Shared(chat),
            };
            Some((key, id))
        };
        let made = place(outcome).or_else(|| place(&outcome["sent"]));
        let query = outcome["query"].as_u64().map(|query| query.to_string());
        let act = match act.verb {
            "click" => self.plain_click(act, names),
            _ => Arc::clone(act),
        };
        Some(Step::Act { act, made, query })
    }

    /// A click by what is written on the button, where that finds the same button.
    fn plain_click(&self, act: &Arc<Act>, names: &Names) -> Arc<Act> {
        let plain = || {
            let place = super::line::message_of(act, "message", names)?;
            let entry = self.shown.get(&place)?;
            let number = |name: &str| act.args.get(name)?.as_u64().and_then(|n| usize::try_from(n).ok());
            let label = if let Some(label) = act.args.get("button").and_then(Value::as_str) {
                label
            } else {
                let row = entry.rows().nth(number("row")?)?;
                button_label(row.get(number("column")?)?)
            };
            if entry.buttons().filter(|button| button_label(button) == label).count() != 1 {
                return None;
            }
            let user = act.user?;
            let later = self.shown.iter().any(|((key, _), other)| {
                other.sequence > entry.sequence
                    && other.buttons().any(|button| button_label(button) == label)
                    && self.world.readers(*key).contains(&user)
            });
            let mut args = Json::from_iter([("button".to_owned(), label.into())]);
            let kept: &[&str] = if later { &["message", "chat", "bot"] } else { &["bot"] };
            for name in kept {
                if let Some(value) = act.args.get(*name) {
                    args.insert((*name).to_owned(), value.clone());
                }
            }
            let (user, verb) = (act.user, act.verb);
            Some(Act { user, verb, args, file: None, before: None, outcome: OnceLock::new() })
        };
        plain().map_or_else(|| Arc::clone(act), Arc::new)
    }
}
