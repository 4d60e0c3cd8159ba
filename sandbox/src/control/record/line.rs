//! One act as a line of Rust.

use std::collections::BTreeMap;

use serde_json::Value;

use super::names::Names;
use super::queries::Wait;
use super::{file, literal};
use crate::world::{Act, ChatKey};

/// The line for the inspector, which names messages by their numbers.
pub(in super::super) fn line(act: &Act, names: &Names) -> String {
    let written = call(act, names, &|_, id| Some(format!("message_{id}")));
    match written {
        Some(call) => format!("{call};"),
        None => format!(
            "// {}: {} {}",
            names.user(act.user.unwrap_or_default()),
            act.verb,
            Value::Object(act.args.clone())
        ),
    }
}

/// The chat and the number of the message that an argument of an act names.
pub(super) fn message_of(act: &Act, argument: &str, names: &Names) -> Option<(ChatKey, i64)> {
    let id = act.args.get(argument)?.as_i64()?;
    Some((Words { act, names, message: &|_, _| None }.chat(), id))
}

/// The call of the kit that does what an act did, such as `alice.send("/start").await?`.
///
/// `message` gives the variable of a message; without one there is no line.
pub(super) fn call(
    act: &Act,
    names: &Names,
    message: &dyn Fn(ChatKey, i64) -> Option<String>,
) -> Option<String> {
    Words { act, names, message }.call()
}

/// The call that types an inline query.
pub(super) fn asked(act: &Act, names: &Names, wait: Wait) -> String {
    let call = Words { act, names, message: &|_, _| None }.ask(wait);
    format!("{call}.await?")
}

/// The call that sends a result of those that are in a variable.
pub(super) fn chosen(act: &Act, names: &Names, results: &str) -> Option<String> {
    Words { act, names, message: &|_, _| None }.choose(results).map(|call| format!("{call}.await?"))
}

/// The call that follows an invite link, of those that are in variables or another.
pub(super) fn followed(act: &Act, names: &Names, links: &BTreeMap<String, String>) -> String {
    let link = act.args.get("link").and_then(Value::as_str).and_then(|link| links.get(link));
    let call = Words { act, names, message: &|_, _| None }.join_by(link.map(String::as_str));
    format!("{call}.await?")
}

/// Where the words of a line come from.
pub(super) struct Words<'a> {
    pub(super) act: &'a Act,
    pub(super) names: &'a Names,
    message: &'a dyn Fn(ChatKey, i64) -> Option<String>,
}

impl Words<'_> {
    pub(super) fn int(&self, name: &str) -> Option<i64> {
        self.act.args.get(name)?.as_i64()
    }

    pub(super) fn text(&self, name: &str) -> String {
        literal::text(self.act.args.get(name).and_then(Value::as_str).unwrap_or_default())
    }

    fn float(&self, name: &str) -> String {
        literal::float(self.act.args.get(name).and_then(Value::as_f64).unwrap_or_default())
    }

    pub(super) fn list(&self, name: &str) -> Option<String> {
        self.act.args.get(name)?.as_array().map(|list| literal::list(list))
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.act.args.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    pub(super) fn me(&self) -> i64 {
        self.act.user.unwrap_or_default()
    }

    /// The group that `chat` names.
    pub(super) fn group(&self) -> Option<&str> {
        let id = self.int("chat").filter(|id| *id < 0)?;
        Some(self.names.group(id))
    }

    /// The other user whose private chat with this one `chat` names.
    pub(super) fn other(&self) -> Option<&str> {
        let id = self.int("chat").filter(|id| *id > 0 && *id != self.me())?;
        Some(self.names.user(id))
    }

    fn chat(&self) -> ChatKey {
        match self.int("chat").filter(|id| *id != self.me()) {
            Some(id) if id < 0 => ChatKey::Shared(id),
            Some(other) => ChatKey::between(self.me(), other),
            None => {
                ChatKey::Private { bot: self.int("bot").unwrap_or(self.names.default_bot), user: self.me() }
            }
        }
    }

    pub(super) fn message(&self, name: &str) -> Option<String> {
        (self.message)(self.chat(), self.int(name)?)
    }

    /// The user, with the bot that is meant.
    pub(super) fn user(&self) -> String {
        self.names.user_with(self.me(), self.int("bot"))
    }

    /// The user, writing to the chat that is meant.
    pub(super) fn writer(&self) -> String {
        let user = self.user();
        match (self.group(), self.other()) {
            (Some(group), _) => format!("{user}.to(&{group})"),
            (None, Some(other)) => format!("{user}.to_user(&{other})?"),
            (None, None) => user,
        }
    }

    /// The file that was sent along as a medium of a kind.
    pub(super) fn file(&self, kind: &str) -> String {
        file::write(self.act.file.as_ref(), kind)
    }

    pub(super) fn place(&self) -> String {
        format!("{}, {}", self.float("latitude"), self.float("longitude"))
    }

    fn call(&self) -> Option<String> {
        let (user, writer) = (self.user(), self.writer());
        let place = || self.place();
        let did = match self.act.verb {
            "send" => match (self.act.args.contains_key("reply_to"), self.group()) {
                (true, _) => format!("{user}.reply(&{}, {})", self.message("reply_to")?, self.text("text")),
                (false, Some(group)) => format!("{user}.send_to(&{group}, {})", self.text("text")),
                (false, None) => match self.other() {
                    Some(other) => format!("{user}.send_to_user(&{other}, {})", self.text("text")),
                    None => format!("{user}.send({})", self.text("text")),
                },
            },
            "send_object" => {
                format!("{writer}.send_json(serde_json::json!({}))", self.act.args.get("fields")?)
            }
            "edit" => format!("{user}.edit(&{}, {})", self.message("message")?, self.text("text")),
            "click" => self.click(&user)?,
            "react" if self.act.args.contains_key("reactions") => {
                format!("{user}.react_with(&{}, {})", self.message("message")?, self.reactions()?)
            }
            "react" => format!("{user}.react(&{}, {})", self.message("message")?, self.text("emoji")),
            "join" => format!("{user}.join(&{})", self.group()?),
            "leave" => format!("{user}.leave(&{})", self.group()?),
            "block" if self.act.args.get("blocked") == Some(&Value::Bool(false)) => {
                format!("{user}.unblock()")
            }
            "block" => format!("{user}.block()"),
            "send_photo" => format!("{writer}.send_photo({}, {})", self.file("photo"), self.text("caption")),
            "send_video" => format!("{writer}.send_video({}, {})", self.file("video"), self.text("caption")),
            "send_document" => {
                format!("{writer}.send_document({}, {})", self.text("name"), self.file("document"))
            }
            "send_audio" => format!("{writer}.send_audio({}, {})", self.text("name"), self.file("audio")),
            "send_voice" => format!("{writer}.send_voice({})", self.file("voice")),
            "send_sticker" => format!("{writer}.send_sticker({})", self.text("emoji")),
            "send_location" => format!("{writer}.send_location({})", place()),
            "send_contact" if self.act.args.contains_key("first_name") => {
                format!("{writer}.send_contact({}, {})", self.text("phone_number"), self.text("first_name"))
            }
            "send_contact" => format!("{writer}.share_contact({})", self.text("phone_number")),
            "send_live_location" => {
                let seconds = self.int("seconds").unwrap_or_default();
                match self.group() {
                    Some(group) => {
                        let radius = self.int("radius");
                        format!("{user}.send_live_location_to(&{group}, {}, {seconds}, {radius:?})", place())
                    }
                    None => format!("{writer}.send_live_location({}, {seconds})", place()),
                }
            }
            "move_to" => format!("{user}.move_to(&{}, {})", self.message("message")?, place()),
            "stop_live_location" => format!("{user}.stop_live_location(&{})", self.message("message")?),
            "send_venue" => {
                format!("{writer}.send_venue({}, {}, {})", place(), self.text("title"), self.text("address"))
            }
            "send_dice" if self.act.args.contains_key("emoji") => {
                format!("{writer}.send_dice({})", self.text("emoji"))
            }
            "send_dice" => format!("{writer}.send_dice(\"🎲\")"),
            "send_poll" => format!("{writer}.send_poll(&{})", self.poll()?),
            "vote" => self.vote(&user)?,
            "add_option" => {
                format!("{user}.add_option(&{}, {})", self.message("message")?, self.text("text"))
            }
            "stop_poll" => format!("{user}.stop_poll(&{})", self.message("message")?),
            "pay" => self.pay(&user)?,
            "shipping_options" => format!("{}.shipping_options()", self.pay(&user)?),
            _ => match self.at_once().or_else(|| self.set_up()) {
                Some(done) => return Some(done),
                None => self.more()?,
            },
        };
        Some(format!("{did}.await?"))
    }

    /// What is done without waiting, or cannot fail, or is done by nobody in particular.
    fn at_once(&self) -> Option<String> {
        Some(match self.act.verb {
            "advance" => {
                let seconds = self.float("seconds");
                format!("sandbox.advance(std::time::Duration::from_secs_f64({seconds}))")
            }
            "web_file" => {
                let file = match self.act.args.get("fails").and_then(Value::as_str) {
                    Some("page") => "chappe_sandbox::WebFile::Page".to_owned(),
                    Some(_) => "chappe_sandbox::WebFile::Unreachable".to_owned(),
                    None => self.file("document"),
                };
                format!("sandbox.web_file({}, {file})?", self.text("url"))
            }
            "upgrade" => format!("{}.upgrade().await?", self.names.group(self.int("group")?)),
            "set_stars" => format!("{}.set_stars({:?})", self.user(), self.int("stars")),
            "dismiss_reply" => format!("{}.dismiss_reply()", self.user()),
            "speak_as" => {
                let channel = self.int("channel").map(|id| format!("Some(&{})", self.names.group(id)));
                let channel = channel.unwrap_or_else(|| "None".to_owned());
                format!("{}.speak_as(&{}, {channel})?", self.user(), self.group()?)
            }
            "found_group" => {
                let members = self.act.args.get("members").and_then(Value::as_array).into_iter().flatten();
                let members: Vec<String> =
                    members.filter_map(Value::as_i64).map(|id| format!("&{}", self.names.user(id))).collect();
                let (title, members) = (self.text("title"), members.join(", "));
                format!("{}.create_group({title}, &[{members}]).await", self.user())
            }
            _ => return None,
        })
    }

    fn click(&self, user: &str) -> Option<String> {
        let label = self.act.args.get("button").and_then(Value::as_str);
        match (self.act.args.contains_key("message"), label) {
            (false, Some(label)) => Some(format!("{user}.click({})", literal::text(label))),
            (true, Some(label)) => {
                Some(format!("{user}.click_on(&{}, {})", self.message("message")?, literal::text(label)))
            }
            (_, None) => {
                let (row, column) = (self.int("row")?, self.int("column")?);
                Some(format!("{user}.click_at(&{}, {row}, {column})", self.message("message")?))
            }
        }
    }

    /// A poll as something.
    pub(super) fn poll(&self) -> Option<String> {
        let (question, options) = (self.text("question"), self.list("options")?);
        let mut poll = format!("chappe_sandbox::Poll::new({question}, {options})");
        for flag in ["public", "multiple"] {
            if self.flag(flag) {
                poll.push_str(&format!(".{flag}()"));
            }
        }
        if let Some(correct) = self.int("correct") {
            poll.push_str(&format!(".quiz({correct})"));
        }
        Some(poll)
    }

    fn vote(&self, user: &str) -> Option<String> {
        let message = self.message("message")?;
        let chosen = self.list("options").or_else(|| self.list("texts")).filter(|list| list != "[]");
        Some(match chosen {
            Some(chosen) => format!("{user}.vote(&{message}, {chosen})"),
            None => format!("{user}.retract_vote(&{message})"),
        })
    }

    fn pay(&self, user: &str) -> Option<String> {
        let mut payment = match self.act.args.get("link").and_then(Value::as_str) {
            Some(link) => format!("{user}.pay_link({})", literal::text(link)),
            None => format!("{user}.pay(&{})", self.message("message")?),
        };
        if let Some(tip) = self.int("tip") {
            payment.push_str(&format!(".tip({tip})"));
        }
        if let Some(option) = self.act.args.get("shipping_option").and_then(Value::as_str) {
            payment.push_str(&format!(".shipping_option({})", literal::text(option)));
        }
        for (part, value) in self.act.args.get("info").and_then(Value::as_object).into_iter().flatten() {
            payment.push_str(&format!(".info({}, serde_json::json!({value}))", literal::text(part)));
        }
        Some(payment)
    }
}
