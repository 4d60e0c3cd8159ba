//! Editing and deleting messages.

use std::sync::Arc;

use serde_json::Value;

use super::ephemeral;
use super::markup::{Place, inline_keyboard};
use super::media;
use super::send::{formatted, text_content};
use super::{Access, Request};
use crate::server::{Answer, Refusal};
use crate::world::{Author, ChatKey, Entry, Json};

/// The longest caption, in UTF-16 units.
pub(crate) const LONGEST_CAPTION: usize = 1024;

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are \
                            exactly the same as a current content and reply markup of the message";

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "editMessageText" | "editEphemeralMessageText" => edit_text(request),
        "editMessageCaption" | "editEphemeralMessageCaption" => edit_caption(request),
        "editMessageReplyMarkup" | "editEphemeralMessageReplyMarkup" => edit_markup(request),
        "editMessageMedia" | "editEphemeralMessageMedia" => edit_media(request),
        "deleteMessage" => delete(request),
        "deleteMessages" => delete_many(request),
        _ => return None,
    })
}

/// The message to edit.
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub(super) key: ChatKey,
    pub(super) id: i64,
    /// Sent by inline mode, in a chat that the bot need not see.
    inline: bool,
}

impl Target {
    pub(super) fn entry<'a>(&self, request: &'a Request<'_>) -> Result<&'a Entry, Refusal> {
        request.world.entry(self.key, self.id).ok_or_else(|| Refusal::bad("message to edit not found"))
    }
}

pub(super) fn target(request: &mut Request<'_>) -> Result<Target, Refusal> {
    target_named(request, "message to edit")
}

/// The same for what else is done to a message, `what` being its name in a refusal.
pub(super) fn target_named(request: &mut Request<'_>, what: &str) -> Result<Target, Refusal> {
    if let Some(id) = request.params.str("inline_message_id") {
        let found = request.world.inline.message(id, request.bot);
        let found = found.filter(|(key, id)| request.world.entry(*key, *id).is_some());
        let (key, id) = found.ok_or_else(|| Refusal::bad("MESSAGE_ID_INVALID"))?;
        return Ok(Target { key, id, inline: true });
    }
    if request.method.name.starts_with("editEphemeral") {
        let (key, number) =
            ephemeral::named(request)?.ok_or_else(|| Refusal::bad("message to edit not found"))?;
        return Ok(Target { key, id: -number, inline: true });
    }
    let key = request.chat()?;
    request.may_access(key, Access::Write)?;
    let id = request.params.int("message_id");
    let id = id.ok_or_else(|| Refusal::bad("message identifier is not specified"))?;
    let target = Target { key, id, inline: false };
    let entry = request.world.entry(key, id).ok_or_else(|| Refusal::bad(format!("{what} not found")))?;
    if !may_edit(request, key, entry) {
        return Err(Refusal::bad("message can't be edited"));
    }
    Ok(target)
}

/// Bots edit what they wrote themselves, and in channels what others wrote where they have the right to.
fn may_edit(request: &Request<'_>, key: ChatKey, entry: &Entry) -> bool {
    // What somebody has paid for stays as it is.
    if entry.json.contains_key("forward_origin") || entry.json.contains_key("is_paid_post") {
        return false;
    }
    match (key, entry.author) {
        (ChatKey::Between { .. }, author) => author == request.world.speaker(key, request.bot),
        (_, Author::Channel(by)) if by != request.bot => {
            request.world.may(key, request.bot, "can_edit_messages")
        }
        (_, author) => author.id() == request.bot,
    }
}

/// Replaces some fields of a message, and its keyboard.
///
/// Fields that are named but missing from the new content are taken away.
pub(super) fn apply(request: &mut Request<'_>, target: Target, replaced: &[&str], content: Json) -> Answer {
    let Target { key, id, inline } = target;
    let place = if inline { Place::Anywhere } else { Place::of(request.world, key) };
    let keyboard = inline_keyboard(request.params.get("reply_markup"), place)?;
    let old = Arc::clone(&target.entry(request)?.json);
    let mut new = Json::clone(&old);
    rewrite(&mut new, replaced, content, keyboard);
    if *old == new {
        return Err(Refusal::bad(NOT_MODIFIED));
    }
    let (entry, _) = request
        .world
        .change_as(key, id, true, |json| *json = new)
        .ok_or_else(|| Refusal::bad("message to edit not found"))?;
    if inline { Ok(true.into()) } else { Ok(request.show(key, &entry)) }
}

fn rewrite(json: &mut Json, replaced: &[&str], content: Json, keyboard: Option<Value>) {
    for name in replaced.iter().filter(|name| !content.contains_key(**name)) {
        json.shift_remove(*name);
    }
    for (name, value) in content {
        json.insert(name, value);
    }
    json.shift_remove("reply_markup");
    if let Some(markup) = keyboard {
        json.insert("reply_markup".into(), markup);
    }
}

fn edit_text(request: &mut Request<'_>) -> Answer {
    let content = text_content(request)?;
    let target = target(request)?;
    if !target.entry(request)?.json.contains_key("text") {
        return Err(Refusal::bad("there is no text in the message to edit"));
    }
    apply(request, target, &["text", "entities", "link_preview_options"], content)
}

fn edit_caption(request: &mut Request<'_>) -> Answer {
    let mut caption = caption(request)?;
    let target = target(request)?;
    let medium = &target.entry(request)?.json;
    if !media::has_caption(medium) {
        return Err(Refusal::bad("there is no caption in the message to edit"));
    }
    media::place_caption(&mut caption, medium);
    apply(request, target, &["caption", "caption_entities", "show_caption_above_media"], caption)
}

/// The caption of a request with its formatting.
pub(crate) fn caption(request: &Request<'_>) -> Result<Json, Refusal> {
    let formatted = formatted(request, "caption", "parse_mode", "caption_entities")?;
    let mut content = Json::new();
    if !formatted.text.is_empty() {
        formatted.write(&mut content, "caption", "caption_entities");
        if request.params.flag("show_caption_above_media") {
            content.insert("show_caption_above_media".into(), true.into());
        }
    }
    Ok(content)
}

fn edit_markup(request: &mut Request<'_>) -> Answer {
    let target = target(request)?;
    apply(request, target, &[], Json::new())
}

fn edit_media(request: &mut Request<'_>) -> Answer {
    let target = target(request)?;
    let item = request.params.get("media").cloned().unwrap_or_default();
    super::album::may_become(&target.entry(request)?.json, item["type"].as_str().unwrap_or_default())?;
    let content = media::input_media(request, &item)?;
    let replaced: Vec<&str> = media::KINDS
        .into_iter()
        .chain(["text", "entities", "link_preview_options"])
        .chain(["caption", "caption_entities", "has_media_spoiler", "show_caption_above_media"])
        .collect();
    apply(request, target, &replaced, content)
}

fn delete(request: &mut Request<'_>) -> Answer {
    let key = request.chat()?;
    request.may_access(key, Access::Write)?;
    let id = request.params.number("message_id");
    let entry = request.world.entry(key, id).ok_or_else(|| Refusal::bad("message to delete not found"))?;
    request.world.may_delete(key, request.bot, entry)?;
    request.world.delete(key, id);
    Ok(true.into())
}

/// Messages that are gone already are passed over; one that must stay keeps all.
fn delete_many(request: &mut Request<'_>) -> Answer {
    let key = request.chat()?;
    request.may_access(key, Access::Write)?;
    let ids = message_ids(request)?;
    for id in &ids {
        if let Some(entry) = request.world.entry(key, *id) {
            request.world.may_delete(key, request.bot, entry)?;
        }
    }
    for id in ids {
        request.world.delete(key, id);
    }
    Ok(true.into())
}

/// The list of messages of a request.
pub(crate) fn message_ids(request: &Request<'_>) -> Result<Vec<i64>, Refusal> {
    request
        .params
        .list("message_ids")
        .iter()
        .map(|id| {
            let id = id.as_i64().or_else(|| id.as_str()?.parse().ok());
            id.ok_or_else(|| Refusal::bad("message identifier must be a Number"))
        })
        .collect()
}
