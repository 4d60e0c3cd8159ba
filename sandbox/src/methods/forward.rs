//! Forwarding and copying.

use serde_json::{Value, json};

use super::Request;
use super::edit::{caption, message_ids};
use super::media::has_caption;
use super::send::draft;
use crate::server::{Answer, Refusal};
use crate::world::{Author, ChatKey, Draft, Entry, Json};

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "forwardMessage" => single(request, "forward", forward),
        "copyMessage" => single(request, "copy", copy),
        "forwardMessages" => many(request, forward),
        "copyMessages" => many(request, copy),
        _ => return None,
    })
}

type Carry = fn(&mut Request<'_>, ChatKey, ChatKey, &Entry) -> Answer;

fn single(request: &mut Request<'_>, verb: &str, carry: Carry) -> Answer {
    let to = request.open_chat()?;
    let from = request.chat_named("from_chat_id")?;
    let id = request.need_int("message_id", "message identifier is not specified")?;
    let entry = request.world.entry(from, id).cloned();
    let entry = entry.ok_or_else(|| Refusal::bad(format!("message to {verb} not found")))?;
    carry(request, to, from, &entry)
}

fn many(request: &mut Request<'_>, carry: Carry) -> Answer {
    let to = request.open_chat()?;
    let from = request.chat_named("from_chat_id")?;
    let mut sent = Vec::new();
    for id in message_ids(request)? {
        let Some(entry) = request.world.entry(from, id).cloned() else { continue };
        let message = carry(request, to, from, &entry)?;
        sent.push(json!({"message_id": message["message_id"]}));
    }
    if sent.is_empty() { Err(Refusal::bad("there are no messages to forward")) } else { Ok(sent.into()) }
}

/// The fields of a message that another one can have as well.
fn content(entry: &Entry) -> Json {
    const OWN: [&str; 13] = [
        "message_id",
        "from",
        "sender_chat",
        "chat",
        "date",
        "edit_date",
        "reply_to_message",
        "reply_markup",
        "quote",
        "media_group_id",
        "message_thread_id",
        "has_protected_content",
        "effect_id",
    ];
    entry
        .json
        .iter()
        .filter(|(name, _)| !OWN.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn may_leave(entry: &Entry) -> Result<(), Refusal> {
    if entry.json.get("has_protected_content") == Some(&Value::Bool(true)) {
        return Err(Refusal::bad("message has protected content and can't be forwarded"));
    }
    Ok(())
}

fn forward(request: &mut Request<'_>, to: ChatKey, from: ChatKey, entry: &Entry) -> Answer {
    may_leave(entry)?;
    let mut content = content(entry);
    if !content.contains_key("forward_origin") {
        let date = entry.json.get("date").cloned().unwrap_or_default();
        let origin = match entry.author {
            Author::Channel(_) => json!({
                "type": "channel",
                "date": date,
                "chat": request.world.chat_json(from),
                "message_id": entry.id,
            }),
            Author::User(id) | Author::Bot(id) => {
                json!({"type": "user", "date": date, "sender_user": request.world.user_json(id)})
            }
        };
        content.insert("forward_origin".into(), origin);
    }
    if request.params.flag("protect_content") {
        content.insert("has_protected_content".into(), true.into());
    }
    let draft = Draft { content, ..Draft::default() };
    let (entry, _) = request.world.post(to, Author::Bot(request.bot), draft);
    Ok(Value::Object(Json::clone(&entry.json)))
}

fn copy(request: &mut Request<'_>, to: ChatKey, _from: ChatKey, entry: &Entry) -> Answer {
    may_leave(entry)?;
    let mut content = content(entry);
    content.shift_remove("forward_origin");
    if has_caption(&content) && request.params.get("caption").is_some() {
        content.shift_remove("caption");
        content.shift_remove("caption_entities");
        content.append(&mut caption(request)?);
    }
    let draft = draft(request, to, content)?;
    let (entry, _) = request.world.post(to, Author::Bot(request.bot), draft);
    Ok(json!({"message_id": entry.id}))
}
