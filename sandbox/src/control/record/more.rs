//! Lines for what users do with media, messages and members.

use serde_json::Value;

use super::line::Words;
use super::queries::Wait;
use super::{file, literal};

impl Words<'_> {
    /// The call of the kit, without its end; nothing for verbs that have no line.
    pub(super) fn more(&self) -> Option<String> {
        let user = self.user();
        let message = || self.message("message");
        let on = |name: &str| self.act.args.get(name) != Some(&Value::Bool(false));
        Some(match self.act.verb {
            "send_media" => {
                let kind = self.act.args.get("kind").and_then(Value::as_str).unwrap_or_default();
                let of = media(|name| self.act.args.get(name), &self.file(kind))?;
                format!("{}.send_media({of})", self.writer())
            }
            "send_album" => {
                let items = self.act.args.get("media")?.as_array()?;
                let write = |item: &Value| {
                    let kind = item.get("kind").and_then(Value::as_str).unwrap_or_default();
                    media(|name| item.get(name), &file::write(file::of_item(item).as_ref(), kind))
                };
                let items: Option<Vec<String>> = items.iter().map(write).collect();
                format!("{}.send_album([{}])", self.writer(), items?.join(", "))
            }
            "buy" => format!("{user}.buy(&{})", message()?),
            "pin" if on("pinned") => format!("{user}.pin(&{})", message()?),
            "pin" => format!("{user}.unpin(&{})", message()?),
            "delete" => format!("{user}.delete(&{})", message()?),
            "forward" => match self.int("to").filter(|to| Some(*to) != self.act.user) {
                Some(to) => format!("{user}.forward(&{}, &{})", message()?, self.names.group(to)),
                None => format!("{user}.forward_to_bot(&{})", message()?),
            },
            "comment" => format!("{user}.comment(&{}, {})", message()?, self.text("text")),
            "add_member" => format!("{user}.add(&{}, &{})", self.group()?, self.member()?),
            "remove_member" => format!("{user}.remove(&{}, &{})", self.group()?, self.member()?),
            "ban_member" => {
                let verb = if on("banned") { "ban" } else { "unban" };
                format!("{user}.{verb}(&{}, &{})", self.group()?, self.member()?)
            }
            "restrict_member" => {
                let (group, left) = (self.group()?, self.list("permissions")?);
                match self.member() {
                    Some(member) => format!("{user}.restrict(&{group}, &{member}, &{left})"),
                    None => format!("{user}.set_permissions(&{group}, &{left})"),
                }
            }
            "promote_member" => {
                let (group, member) = (self.group()?, self.member()?);
                let promoted = format!("{user}.promote(&{group}, &{member}, &{})", self.list("rights")?);
                if self.act.args.contains_key("title") {
                    let title = self.text("title");
                    format!("{promoted}.await?;\n    {user}.set_title(&{group}, &{member}, {title})")
                } else {
                    promoted
                }
            }
            "promote_bot" => {
                let (group, rights) = (self.group()?, self.list("rights")?);
                format!("{user}.promote_bot(&{group}, &{}, &{rights})", self.bot())
            }
            "remove_bot" => format!("{user}.remove_bot(&{}, &{})", self.group()?, self.bot()),
            "ask_inline" => self.ask(Wait::Results),
            "choose_inline" => self.choose("results")?,
            "send_prepared" => self.prepared()?,
            "join_by_link" => self.join_by(None),
            "request_to_join" => format!("{user}.request_to_join(&{})", self.group()?),
            "decide_join_request" => {
                format!("{user}.decide(&{}, &{}, {})", self.group()?, self.member()?, on("let_in"))
            }
            "create_topic" => match self.group() {
                Some(forum) => format!("{user}.create_topic(&{forum}, {})", self.text("name")),
                None => format!("{user}.create_private_topic({})", self.text("name")),
            },
            "send_in_topic" => format!("{user}.send_in(&{}, {})", self.topic()?, self.text("text")),
            "close_topic" => format!("{user}.close_topic(&{}, {})", self.topic()?, on("closed")),
            _ => return self.shares().or_else(|| self.business()).or_else(|| self.direct()),
        })
    }

    /// The bot that is meant, as something that groups know.
    pub(super) fn bot(&self) -> String {
        let default = || "sandbox.bot_with_token(&sandbox.token())?".to_owned();
        self.other_bot().map_or_else(default, str::to_owned)
    }

    /// The bot that is meant, where it is not the default one.
    pub(super) fn other_bot(&self) -> Option<&str> {
        let other = self.int("bot").filter(|bot| *bot != self.names.default_bot)?;
        self.names.bots.get(&other).map(String::as_str)
    }

    fn topic(&self) -> Option<String> {
        Some(format!("chappe_sandbox::Topic::of(&{}, {})", self.group()?, self.int("topic")?))
    }

    fn member(&self) -> Option<&str> {
        Some(self.names.user(self.int("member")?))
    }
}

/// A file as something, such as `Media::photo(..).caption(..)`.
fn media<'a>(get: impl Fn(&str) -> Option<&'a Value>, file: &str) -> Option<String> {
    let text = |name: &str| get(name).and_then(Value::as_str);
    let kind = text("kind")?;
    let named = matches!(kind, "document" | "audio");
    let default = if kind == "audio" { "audio.mp3" } else { "file" };
    let name =
        if named { format!("{}, ", literal::text(text("name").unwrap_or(default))) } else { String::new() };
    let mut media = format!("chappe_sandbox::Media::{kind}({name}{file})");
    if let Some(caption) = text("caption") {
        media.push_str(&format!(".caption({})", literal::text(caption)));
    }
    if get("spoiler") == Some(&Value::Bool(true)) {
        media.push_str(".spoiler()");
    }
    Some(media)
}
