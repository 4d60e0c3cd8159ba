//! Polls: who voted for what, and every message that shows it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::{ChatKey, Json, What, World};
use crate::error::Error;

/// How many polls are remembered; nobody votes in older ones.
const KEPT: usize = 10_000;

/// What is known of a poll when it is made.
#[derive(Debug, Default)]
pub(crate) struct NewPoll {
    /// The `Poll` object without its number, as its maker sees it.
    pub(crate) json: Json,
    /// Whether counts are shown only once it is closed.
    pub(crate) hides_results: bool,
    /// Whether voters may add options.
    pub(crate) grows: bool,
    /// When it closes by itself, in seconds of the sandbox's clock.
    pub(crate) closes_at: Option<i64>,
}

/// A poll.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Poll {
    json: Json,
    hides_results: bool,
    grows: bool,
    owner: i64,
    votes: BTreeMap<i64, Vec<usize>>,
    /// The messages that show it: the first and those that it was forwarded to.
    places: Vec<(ChatKey, i64)>,
}

impl Poll {
    fn flag(&self, name: &str) -> bool {
        self.json.get(name) == Some(&Value::Bool(true))
    }

    fn options(&self) -> &[Value] {
        self.json.get("options").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    fn label(&self, option: usize) -> &str {
        self.options().get(option).and_then(|option| option["text"].as_str()).unwrap_or_default()
    }

    /// Writes the counts of the votes into the object.
    fn count(&mut self) {
        let mut counts = vec![0_u64; self.options().len()];
        for option in self.votes.values().flatten() {
            if let Some(count) = counts.get_mut(*option) {
                *count += 1;
            }
        }
        if let Some(options) = self.json.get_mut("options").and_then(Value::as_array_mut) {
            for (option, count) in options.iter_mut().zip(counts) {
                if let Some(option) = option.as_object_mut() {
                    option.insert("voter_count".into(), count.into());
                }
            }
        }
        self.json.insert("total_voter_count".into(), self.votes.len().into());
    }

    /// The object as it is shown; the right answers only to those who may know them.
    fn show(&self, to_maker: bool) -> Value {
        let mut json = self.json.clone();
        let closed = self.flag("is_closed");
        if !to_maker && !closed {
            for secret in ["correct_option_ids", "explanation", "explanation_entities", "explanation_media"] {
                json.shift_remove(secret);
            }
        }
        if self.hides_results && !closed {
            json.insert("total_voter_count".into(), 0.into());
            for option in json.get_mut("options").and_then(Value::as_array_mut).into_iter().flatten() {
                option["voter_count"] = 0.into();
            }
        }
        Value::Object(json)
    }
}

/// All polls, by number.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Polls {
    polls: BTreeMap<String, Poll>,
}

impl Polls {
    /// What somebody voted for in a poll.
    pub(crate) fn votes_of(&self, poll: &str, voter: i64) -> &[usize] {
        self.polls.get(poll).and_then(|poll| poll.votes.get(&voter)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Everybody's votes in a poll.
    pub(crate) fn votes(&self, poll: &str) -> impl Iterator<Item = (i64, &[usize])> + '_ {
        let votes = self.polls.get(poll).into_iter().flat_map(|poll| &poll.votes);
        votes.map(|(voter, options)| (*voter, options.as_slice()))
    }
}

/// The number of the poll in a message.
pub(crate) fn poll_id(json: &Json) -> Option<&str> {
    json.get("poll")?.get("id")?.as_str()
}

fn impossible<T>(why: impl Into<String>) -> Result<T, Error> {
    Err(Error::Impossible(why.into()))
}

impl World {
    /// Makes a poll; gives the object for the message in a chat.
    pub(crate) fn make_poll(&mut self, owner: i64, key: ChatKey, new: NewPoll) -> Value {
        let id = self.ids.other().to_string();
        let mut json = Json::from_iter([("id".to_owned(), id.as_str().into())]);
        json.extend(new.json);
        let mut poll = Poll {
            json,
            hides_results: new.hides_results,
            grows: new.grows,
            owner,
            votes: BTreeMap::new(),
            places: Vec::new(),
        };
        poll.count();
        let to_maker = self.knows_answers(owner, key);
        let shown = poll.show(to_maker);
        let polls = &mut self.things.polls.polls;
        polls.insert(id.clone(), poll);
        if polls.len() > KEPT {
            polls.pop_first();
        }
        shown
    }

    /// Whether the bots of a chat are told what is right in a quiz.
    fn knows_answers(&self, owner: i64, key: ChatKey) -> bool {
        self.bots.contains_key(&owner) || matches!(key, ChatKey::Private { .. })
    }

    /// Remembers that a message shows a poll.
    pub(crate) fn place_poll(&mut self, key: ChatKey, message_id: i64, json: &Json) {
        let poll = poll_id(json).and_then(|id| self.things.polls.polls.get_mut(id));
        if let Some(poll) = poll {
            poll.places.push((key, message_id));
        }
    }

    /// The poll that a message shows.
    pub(crate) fn poll_of(&self, key: ChatKey, message_id: i64) -> Option<String> {
        poll_id(&self.entry(key, message_id)?.json).map(str::to_owned)
    }

    /// Votes, votes otherwise, or takes the vote back with no option at all.
    ///
    /// Gives the last update that bots got of it.
    pub(crate) fn vote(
        &mut self,
        voter: i64,
        key: ChatKey,
        message_id: i64,
        options: &[usize],
    ) -> Result<Option<i64>, Error> {
        if !self.readers(key).contains(&voter) {
            return impossible(format!("{} does not see that poll", self.name(voter)));
        }
        let id = self.poll_of(key, message_id).ok_or_else(|| Error::Impossible("that is no poll".into()))?;
        let Some(poll) = self.things.polls.polls.get_mut(&id) else {
            return impossible("that poll is forgotten, or was sent without its votes");
        };
        let mut chosen = options.to_vec();
        chosen.sort_unstable();
        chosen.dedup();
        if poll.flag("is_closed") {
            return impossible("the poll is closed");
        }
        if let Some(wrong) = chosen.iter().find(|option| **option >= poll.options().len()) {
            return impossible(format!("the poll has no option {wrong}: it has {}", poll.options().len()));
        }
        if chosen.len() > 1 && !poll.flag("allows_multiple_answers") {
            return impossible("the poll takes one answer only");
        }
        let before = poll.votes.get(&voter);
        if before.is_some() && !poll.flag("allows_revoting") {
            return impossible("the vote was cast, and the poll does not let it be changed");
        }
        if before.is_none() && chosen.is_empty() {
            return impossible("there is no vote to take back");
        }
        if chosen.is_empty() {
            poll.votes.remove(&voter);
        } else {
            poll.votes.insert(voter, chosen.clone());
        }
        poll.count();
        let labels: Vec<String> = chosen.iter().map(|option| format!("[{}]", poll.label(*option))).collect();
        let question = poll.json.get("question").and_then(Value::as_str).unwrap_or_default().to_owned();
        let ids: Vec<Value> = chosen
            .iter()
            .map(|option| poll.options().get(*option).map_or(Value::Null, |o| o["persistent_id"].clone()))
            .collect();
        let (owner, anonymous) = (poll.owner, poll.flag("is_anonymous"));
        let name = self.name(voter);
        self.journal.write(if labels.is_empty() {
            format!("{name} takes the vote back: {question}")
        } else {
            format!("{name} votes {}: {question}", labels.join(" "))
        });
        let mut last = self.show_poll(&id, None);
        if !anonymous {
            let answer = json!({
                "poll_id": id,
                "user": self.user_json(voter),
                "option_ids": chosen,
                "option_persistent_ids": ids,
            });
            let update = self.bots.get_mut(&owner).and_then(|bot| bot.updates.push("poll_answer", &answer));
            last = update.or(last);
        }
        Ok(last)
    }

    /// Adds an option to a poll that lets its voters do so.
    pub(crate) fn add_option(
        &mut self,
        by: i64,
        key: ChatKey,
        message_id: i64,
        text: &str,
    ) -> Result<Option<i64>, Error> {
        let id = self.poll_of(key, message_id).ok_or_else(|| Error::Impossible("that is no poll".into()))?;
        let (user, now) = (self.user_json(by), self.now());
        let Some(poll) = self.things.polls.polls.get_mut(&id) else {
            return impossible("that poll is forgotten, or was sent without its votes");
        };
        let text = text.trim();
        if !poll.grows || poll.flag("is_closed") {
            return impossible("the poll takes no further options");
        }
        if text.is_empty() || crate::text::length(text) > 100 || poll.options().len() >= 12 {
            return impossible("an option has 1 to 100 characters, and a poll 12 options at most");
        }
        let number = poll.options().len().to_string();
        let option = json!({
            "persistent_id": number,
            "text": text,
            "voter_count": 0,
            "added_by_user": user,
            "addition_date": now,
        });
        if let Some(options) = poll.json.get_mut("options").and_then(Value::as_array_mut) {
            options.push(option);
        }
        self.show_poll(&id, None);
        let poll_message = self.entry(key, message_id).map(super::super::Entry::nested);
        let added =
            json!({"poll_message": poll_message, "option_persistent_id": number, "option_text": text});
        Ok(self.service(key, by, "poll_option_added", added))
    }

    /// Closes a poll; gives it as it ended and the update of it, `None` where it was closed or is forgotten.
    pub(crate) fn end_poll(&mut self, id: &str, but: Option<(ChatKey, i64)>) -> Option<(Value, Option<i64>)> {
        let poll = self.things.polls.polls.get_mut(id).filter(|poll| !poll.flag("is_closed"))?;
        poll.json.insert("is_closed".into(), true.into());
        let ended = poll.show(true);
        let places = poll.places.clone();
        let update = self.show_poll(id, but);
        for (key, message_id) in places.into_iter().filter(|place| Some(*place) != but) {
            if let Some(entry) = self.entry(key, message_id).cloned() {
                self.show(key, What::Edited, &entry);
            }
        }
        Some((ended, update))
    }

    /// Writes a poll into every message that shows it, and tells its maker, or everybody once it is closed.
    fn show_poll(&mut self, id: &str, but: Option<(ChatKey, i64)>) -> Option<i64> {
        let poll = self.things.polls.polls.get(id)?;
        let (owner, places, closed) = (poll.owner, poll.places.clone(), poll.flag("is_closed"));
        let (known, unknown) = (poll.show(true), poll.show(false));
        for (key, message_id) in places.iter().copied().filter(|place| Some(*place) != but) {
            let shown = if self.knows_answers(owner, key) { known.clone() } else { unknown.clone() };
            self.repaint(key, message_id, |json| {
                json.insert("poll".into(), shown);
            });
        }
        if let Some(bot) = self.bots.get_mut(&owner) {
            return bot.updates.push("poll", &known);
        }
        // Of others' polls bots hear only when they are closed.
        let (key, _) = places.first().copied().filter(|_| closed)?;
        let shown = if self.knows_answers(owner, key) { known } else { unknown };
        self.announce(key, "poll", &shown)
    }
}
