//! Forwarding and copying.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::edit::{caption, message_ids};
use super::media::{self, has_caption};
use super::send::draft;
use super::{Access, Request};
use crate::server::{Answer, Refusal};
use crate::world::{Chat, ChatKey, Entry, Json, Kind};

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "forwardMessage" => single(request, "forward", forward),
        "copyMessage" => single(request, "copy", copy),
        "forwardMessages" => many(request, forward),
        "copyMessages" => many(request, copy),
        _ => return None,
    })
}

/// What is done with a message: its content in the other chat.
type Carry = fn(&Request<'_>, ChatKey, &Entry) -> Result<Json, Refusal>;

/// The chat that messages are taken from; one that became a supergroup can still be read.
fn source(request: &mut Request<'_>) -> Result<ChatKey, Refusal> {
    let from = request.chat_named("from_chat_id")?;
    request.may_access(from, Access::Read)?;
    Ok(from)
}

/// A message there. A public channel shows everybody what it posts; what is said in a supergroup is for those in it.
fn entry(request: &Request<'_>, from: ChatKey, id: i64) -> Option<Entry> {
    let stranger = |chat: &Chat| chat.kind == Kind::Supergroup && !chat.is_present(request.bot);
    let hidden = request.world.chats.get(&from).is_some_and(stranger);
    request.world.entry(from, id).filter(|_| !hidden).cloned()
}

fn single(request: &mut Request<'_>, verb: &str, carry: Carry) -> Answer {
    let to = request.open_chat()?;
    let from = source(request)?;
    let id = request.params.number("message_id");
    let entry = entry(request, from, id);
    let entry = entry.ok_or_else(|| Refusal::bad(format!("message to {verb} not found")))?;
    let content = carry(request, from, &entry)?;
    let message = post(request, to, content)?;
    Ok(if verb == "copy" { json!({"message_id": message["message_id"]}) } else { message })
}

/// Messages that are gone or may not be taken are passed over; albums stay albums.
fn many(request: &mut Request<'_>, carry: Carry) -> Answer {
    let to = request.open_chat()?;
    let from = source(request)?;
    let ids = message_ids(request)?;
    if ids.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(Refusal::bad("message identifiers must be in a strictly increasing order"));
    }
    let mut albums: BTreeMap<String, String> = BTreeMap::new();
    let mut contents = Vec::new();
    let mut found = false;
    for id in ids {
        let Some(entry) = entry(request, from, id) else { continue };
        found = true;
        let Ok(mut content) = carry(request, from, &entry) else { continue };
        if let Some(album) = entry.json.get("media_group_id").and_then(Value::as_str) {
            let ids = &mut request.world.ids;
            let new = albums.entry(album.to_owned()).or_insert_with(|| ids.other().to_string());
            content.insert("media_group_id".into(), new.as_str().into());
        }
        contents.push(content);
    }
    if contents.is_empty() {
        let why = if found { "messages can't be forwarded" } else { "there are no messages to forward" };
        return Err(Refusal::bad(why));
    }
    let mut sent = Vec::new();
    for content in contents {
        let message = post(request, to, content)?;
        sent.push(json!({"message_id": message["message_id"]}));
    }
    Ok(sent.into())
}

fn forward(request: &Request<'_>, from: ChatKey, entry: &Entry) -> Result<Json, Refusal> {
    request.world.forwarded(from, entry)
}

fn copy(request: &Request<'_>, from: ChatKey, entry: &Entry) -> Result<Json, Refusal> {
    let mut content = request.world.copied(from, entry)?;
    let anew = request.params.get("caption").is_some();
    if has_caption(&content) && (anew || request.params.flag("remove_caption")) {
        content.shift_remove("caption");
        content.shift_remove("caption_entities");
        if anew {
            media::add_caption(&mut content, caption(request)?);
        }
    }
    Ok(content)
}

fn post(request: &mut Request<'_>, to: ChatKey, mut content: Json) -> Answer {
    let forwarded = content.contains_key("forward_origin");
    if !forwarded && !request.world.begin_anew(request.bot, to, &mut content) {
        return Err(Refusal::bad("message can't be copied"));
    }
    let draft = draft(request, to, content)?;
    let speaker = request.world.speaker(to, request.bot);
    let (entry, _) = request.world.post(to, speaker, draft);
    Ok(Value::Object(Json::clone(&entry.json)))
}
