//! A recording as a whole Rust test: "copy as test".
//!
//! The users and groups that took part are made as they are in the world, the acts are done again in their order, and
//! what the bots did in between is expected. Settings of chats are not made again, nor is a clock that runs by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::line::{call, message_of};
use super::names::Names;
use super::steps::{Place, Step, steps};
use super::{cast, literal};
use crate::world::{Act, ChatKey, Entry, FeedItem, World};

/// Fields that tell what a message without words is.
const KINDS: [&str; 18] = [
    "photo",
    "animation",
    "document",
    "audio",
    "video",
    "voice",
    "video_note",
    "sticker",
    "live_photo",
    "poll",
    "venue",
    "location",
    "dice",
    "contact",
    "invoice",
    "game",
    "checklist",
    "story",
];

/// Writes the test of a recording.
pub(in super::super) fn write(items: &[FeedItem], world: &World, default_bot: i64) -> String {
    let names = Names::of(world, default_bot);
    let steps = steps(items, world, &names);
    let cast = cast::Cast::of(&steps, world, &names);
    let mut script = Script {
        world,
        names: &names,
        cast: &cast,
        wanted: wanted(&steps, &names),
        answered: answered(&steps),
        bound: BTreeMap::new(),
        clicked: BTreeMap::new(),
        text: String::new(),
    };
    let mut text = String::from("// Recorded in the web chat of chappe-sandbox.\n\n#[tokio::test]\n");
    text.push_str("async fn what_was_recorded() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {\n");
    text.push_str(&cast.write());
    let mut acted = false;
    for step in &steps {
        // What belongs together: acts, and what the bot makes of them.
        let acts = matches!(step, Step::Act { .. });
        if acts && !acted {
            script.text.push('\n');
        }
        acted = acts;
        script.step(step);
    }
    text.push_str(&script.text);
    text.push_str("    Ok(())\n}\n");
    text
}

/// The messages that later acts name.
fn wanted(steps: &[Step], names: &Names) -> BTreeSet<Place> {
    let acts = steps.iter().filter_map(|step| match step {
        Step::Act { act, .. } => Some(act),
        _ => None,
    });
    acts.flat_map(|act| ["message", "reply_to"].map(|argument| message_of(act, argument, names)))
        .flatten()
        .collect()
}

/// The callback queries that were answered.
fn answered(steps: &[Step]) -> BTreeSet<String> {
    let answers = steps.iter().filter_map(|step| match step {
        Step::Answered { query, .. } => Some(query.clone()),
        _ => None,
    });
    answers.collect()
}

struct Script<'a> {
    world: &'a World,
    names: &'a Names,
    cast: &'a cast::Cast<'a>,
    wanted: BTreeSet<Place>,
    answered: BTreeSet<String>,
    /// The variables of messages.
    bound: BTreeMap<Place, String>,
    /// The variables of pressed buttons, by their queries.
    clicked: BTreeMap<String, String>,
    text: String,
}

impl Script<'_> {
    fn push(&mut self, line: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "    {line}");
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Act { act, made, query } => self.act(act, *made, query.as_deref()),
            Step::Said(key, entry) => self.said(*key, entry),
            Step::Edited(key, entry) => self.edited(*key, entry),
            Step::Deleted(key, entry) => self.deleted(*key, entry),
            Step::Answered { query, answer } => self.answered(query, answer),
        }
    }

    fn act(&mut self, act: &Act, made: Option<Place>, query: Option<&str>) {
        if act.verb == "upgrade" {
            let group = |name: &str, args: &Value| args[name].as_i64().map(|id| self.names.group(id));
            let outcome = act.outcome.get().and_then(Option::as_ref).unwrap_or(&Value::Null);
            let old = act.args.get("group").and_then(Value::as_i64).map(|id| self.names.group(id));
            if let (Some(old), Some(new)) = (old, group("id", outcome)) {
                let line = format!("let {new} = {old}.upgrade().await?;");
                self.push(&line);
            }
            return;
        }
        if act.verb == "found_group" {
            self.found(act);
            return;
        }
        let Some(call) = call(act, self.names, &|key, id| self.bound.get(&(key, id)).cloned()) else {
            let line = super::line(act, self.names);
            self.push(&format!(
                "// Cannot be written as a step of this test: {}",
                line.trim_start_matches("// ")
            ));
            return;
        };
        let query = query.filter(|query| self.answered.contains(*query));
        if let Some(query) = query {
            let number = self.clicked.len() + 1;
            let variable = if number == 1 { "clicked".to_owned() } else { format!("clicked_{number}") };
            self.push(&format!("let {variable} = {call};"));
            self.clicked.insert(query.to_owned(), variable);
        } else if let Some(place) =
            made.filter(|place| self.wanted.contains(place) && !self.bound.contains_key(place))
        {
            let variable = self.bind(place);
            // A button of a reply keyboard sends a message of its own.
            let taken =
                if act.verb == "click" { ".message().cloned().ok_or(\"nothing was sent\")?" } else { "" };
            self.push(&format!("let {variable} = {call}{taken};"));
        } else {
            self.push(&format!("{call};"));
        }
    }

    /// A user makes a group, which is none of those that are there from the beginning.
    fn found(&mut self, act: &Act) {
        let id = act.outcome.get().and_then(Option::as_ref).and_then(|outcome| outcome["id"].as_i64());
        let (Some(user), Some(id)) = (act.user, id) else { return };
        let title = literal::text(act.args.get("title").and_then(Value::as_str).unwrap_or_default());
        let members = act.args.get("members").and_then(Value::as_array).into_iter().flatten();
        let members: Vec<String> =
            members.filter_map(Value::as_i64).map(|id| format!("&{}", self.names.user(id))).collect();
        let (user, group) = (self.names.user_with(user, None), self.names.group(id));
        self.push(&format!("let {group} = {user}.create_group({title}, &[{}]).await;", members.join(", ")));
    }

    /// A new variable for a message.
    fn bind(&mut self, place: Place) -> String {
        let mut variable = format!("message_{}", place.1);
        let mut number = 1;
        while self.bound.values().any(|taken| *taken == variable) {
            number += 1;
            variable = format!("message_{}_{number}", place.1);
        }
        self.bound.insert(place, variable.clone());
        variable
    }

    /// The handles that see what a bot did in a chat.
    fn readers(&self, key: ChatKey, bot: Option<i64>) -> Vec<String> {
        let readers = self.cast.readers(self.world, key);
        readers.into_iter().map(|user| self.names.user_with(user, bot)).collect()
    }

    fn said(&mut self, key: ChatKey, entry: &Entry) {
        let place = (key, entry.id);
        for user in self.readers(key, Some(entry.author.id())) {
            let words = entry.words();
            let came = if words.is_empty() {
                format!("{user}.next_message().await?")
            } else {
                format!("{user}.expect_text({}).await?", literal::text(words))
            };
            let kind = KINDS.iter().find(|kind| words.is_empty() && entry.json.contains_key(**kind));
            if self.wanted.contains(&place) && !self.bound.contains_key(&place) {
                let variable = self.bind(place);
                self.push(&format!("let {variable} = {came};"));
                if let Some(kind) = kind {
                    self.push(&format!("assert!(!{variable}.field(\"{kind}\").is_null());"));
                }
            } else if let Some(kind) = kind {
                self.push(&format!("assert!(!{came}.field(\"{kind}\").is_null());"));
            } else {
                self.push(&format!("{came};"));
            }
        }
    }

    fn edited(&mut self, key: ChatKey, entry: &Entry) {
        for user in self.readers(key, Some(entry.author.id())) {
            let words = entry.words();
            if words.is_empty() {
                self.push(&format!("{user}.next_edit().await?;"));
            } else {
                self.push(&format!("{user}.expect_edit({}).await?;", literal::text(words)));
            }
        }
    }

    fn deleted(&mut self, key: ChatKey, entry: &Entry) {
        // Of whomever the message was, which says nothing of who took it away.
        for user in self.readers(key, None) {
            match entry.json.get("text").and_then(Value::as_str) {
                Some(text) => {
                    let text = literal::text(text);
                    self.push(&format!("assert_eq!({user}.next_deleted().await?.text(), {text});"));
                }
                None => self.push(&format!("{user}.next_deleted().await?;")),
            }
        }
    }

    fn answered(&mut self, query: &str, answer: &Value) {
        let Some(clicked) = self.clicked.get(query).cloned() else { return };
        let text = answer["text"].as_str().unwrap_or_default();
        let (alert, url) = (answer["show_alert"] == true, answer["url"].as_str());
        if !alert && url.is_none() {
            let line = match text {
                "" => format!("{clicked}.answer().await?;"),
                text => format!("assert_eq!({clicked}.answer().await?.text, {});", literal::text(text)),
            };
            self.push(&line);
            return;
        }
        self.push(&format!("let answer = {clicked}.answer().await?;"));
        self.push(&format!("assert_eq!(answer.text, {});", literal::text(text)));
        if alert {
            self.push("assert!(answer.show_alert);");
        }
        if let Some(url) = url {
            self.push(&format!("assert_eq!(answer.url.as_deref(), Some({}));", literal::text(url)));
        }
    }
}
