//! A recording as a whole Rust test: "copy as test".
//!
//! The users and groups that took part are made as they are in the world, the acts are done again in their order, and
//! what the bots did in between is expected. Photos of chats and rights of members from before are not made
//! again, nor is a clock that runs by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::later::{answered, chosen_from, wanted};
use super::line::{asked, call, chosen, followed};
use super::names::Names;
use super::queries::Wait;
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
        chosen: chosen_from(&steps),
        bound: BTreeMap::new(),
        clicked: BTreeMap::new(),
        results: BTreeMap::new(),
        links: BTreeMap::new(),
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

struct Script<'a> {
    world: &'a World,
    names: &'a Names,
    cast: &'a cast::Cast<'a>,
    wanted: BTreeSet<Place>,
    answered: BTreeSet<String>,
    chosen: BTreeSet<u64>,
    /// The variables of messages.
    bound: BTreeMap<Place, String>,
    /// The variables of pressed buttons, by their queries.
    clicked: BTreeMap<String, String>,
    /// The variables of inline results, by their queries.
    results: BTreeMap<u64, String>,
    /// The variables of invite links.
    links: BTreeMap<String, String>,
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
        if matches!(act.verb, "found_group" | "set_direct_messages" | "create_managed_bot") {
            self.makes(act);
            return;
        }
        if act.verb == "invite_link" {
            self.invited(act);
            return;
        }
        if act.verb == "ask_inline" {
            self.asked(act, query);
            return;
        }
        let line = match act.verb {
            "choose_inline" => {
                let query = act.args.get("inline_query").and_then(Value::as_u64);
                let results = query.and_then(|query| self.results.get(&query));
                results.and_then(|results| chosen(act, self.names, results))
            }
            "join_by_link" => Some(followed(act, self.names, &self.links)),
            _ => call(act, self.names, &|key, id| self.bound.get(&(key, id)).cloned()),
        };
        let Some(call) = line else {
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

    /// A user makes a group or a bot, or opens direct messages: what is not there from the beginning.
    fn makes(&mut self, act: &Act) {
        let id = act.outcome.get().and_then(Option::as_ref).and_then(|outcome| outcome["id"].as_i64());
        if let Some((id, made)) = id.zip(call(act, self.names, &|_, _| None)) {
            let variable = match self.names.bots.get(&id) {
                Some(bot) => bot,
                None => self.names.group(id),
            };
            self.push(&format!("let {variable} = {made};"));
        }
    }

    /// An invite link is made, which differs from that of the recording.
    fn invited(&mut self, act: &Act) {
        let outcome = act.outcome.get().and_then(Option::as_ref);
        let link = outcome.and_then(|outcome| outcome["link"].as_str());
        let made = link.zip(call(act, self.names, &|_, _| None));
        if let Some((link, made)) = made {
            let variable = format!("link_{}", self.links.len() + 1);
            self.push(&format!("let {variable} = {made};"));
            self.links.insert(link.to_owned(), variable);
        }
    }

    /// A user types an inline query; the results are kept where one of them is sent later.
    fn asked(&mut self, act: &Act, query: Option<&str>) {
        let query = query.and_then(|query| query.parse().ok());
        let kept = query.filter(|query| self.chosen.contains(query));
        let answer = query.and_then(|query| self.world.inline.get(query)?.answer.as_ref());
        let wait = if kept.is_some() || answer.is_some() { Wait::Results } else { Wait::No };
        let asked = asked(act, self.names, wait);
        let Some(query) = kept else { return self.push(&format!("{asked};")) };
        let variable = match self.results.len() {
            0 => "results".to_owned(),
            others => format!("results_{}", others + 1),
        };
        self.push(&format!("let {variable} = {asked};"));
        self.results.insert(query, variable);
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

    /// The handles that see what a bot did in a chat, or what one of two users did to a message.
    fn readers(&self, key: ChatKey, entry: &Entry, bot: Option<i64>) -> Vec<String> {
        let mut readers = self.cast.readers(self.world, key);
        readers.retain(|reader| self.world.sees_directly(key, entry, *reader));
        if let ChatKey::Between { .. } = key {
            readers.retain(|reader| *reader != entry.author.id());
        }
        readers.into_iter().map(|user| self.names.user_with(user, bot)).collect()
    }

    fn said(&mut self, key: ChatKey, entry: &Entry) {
        let place = (key, entry.id);
        for user in self.readers(key, entry, Some(entry.author.id())) {
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
        for user in self.readers(key, entry, Some(entry.author.id())) {
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
        for user in self.readers(key, entry, None) {
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
