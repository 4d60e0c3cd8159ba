//! `sendMessage` and what all sending methods share.

use serde_json::{Value, json};

use super::Request;
use super::ephemeral;
use super::markup::{Place, markup};
use super::reply::reply;
use crate::server::{Answer, Refusal};
use crate::text::{self, Formatted};
use crate::world::{ChatKey, Draft, Entry, Json, World};

/// The longest text of a message, in UTF-16 units.
pub(crate) const LONGEST_TEXT: usize = 4096;

/// What there is to say of the preview of a link.
const LINK_PREVIEW: [&str; 5] =
    ["is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"];

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "sendMessage" => message(request),
        _ => return None,
    })
}

fn message(request: &mut Request<'_>) -> Answer {
    let content = text_content(request)?;
    let key = request.open_chat()?;
    let draft = draft(request, key, content)?;
    let entry = say(request, key, draft)?;
    if let ChatKey::Between { .. } = key {
        return Ok(request.show(key, &entry));
    }
    // Most of what bots do is this, so the message is not copied.
    request.posted = Some(entry.json);
    Ok(Value::Null)
}

/// The text of a request with its formatting.
pub(crate) fn text_content(request: &Request<'_>) -> Result<Json, Refusal> {
    let formatted = formatted(request, "text", "parse_mode", "entities")?;
    if formatted.text.is_empty() {
        return Err(Refusal::bad("message text is empty"));
    }
    let mut content = Json::new();
    formatted.write(&mut content, "text", "entities");
    add_link_preview(&mut content, &request.params.values);
    Ok(content)
}

/// Adds what the bot says of the preview of a link; what says nothing is left out.
pub(crate) fn add_link_preview(content: &mut Json, said: &Json) {
    let mut options = match said.get("link_preview_options") {
        Some(Value::Object(options)) => options.clone(),
        // What `link_preview_options` has replaced.
        _ => match said.get("disable_web_page_preview") {
            Some(flag) => {
                Json::from_iter([("is_disabled".to_owned(), (flag == "true" || *flag == true).into())])
            }
            None => return,
        },
    };
    options.retain(|name, value| {
        LINK_PREVIEW.contains(&name.as_str()) && !value.is_null() && *value != false && *value != ""
    });
    if !options.is_empty() {
        content.insert("link_preview_options".into(), options.into());
    }
}

/// A text as its parse mode or its entities say, or with the entities that Telegram finds by itself.
pub(crate) fn formatted(
    request: &Request<'_>,
    name: &str,
    parse_mode: &str,
    entities: &str,
) -> Result<Formatted, Refusal> {
    let text = request.params.text(name);
    let mode = request.params.text(parse_mode);
    let given = request.params.list(entities);
    let mut formatted = text::format(text, mode, given).map_err(Refusal::bad)?;
    name_users(request.world, &mut formatted);
    Ok(formatted)
}

/// Puts the whole user into a mention by identifier; a user that nobody knows is not mentioned.
pub(crate) fn name_users(world: &World, formatted: &mut Formatted) {
    formatted.entities.retain_mut(|entity| {
        if entity.kind != "text_mention" {
            return true;
        }
        let id = entity.extra.as_ref().and_then(|(_, user)| user.get("id")).and_then(Value::as_i64);
        let user = id.and_then(|id| world.user_json(id));
        let known = user.is_some();
        entity.extra = user.map(|user| ("user", user));
        known
    });
}

/// Posts a message with everything that sending methods have in common.
pub(crate) fn send(request: &mut Request<'_>, content: Json) -> Answer {
    let key = request.open_chat()?;
    let draft = draft(request, key, content)?;
    let entry = say(request, key, draft)?;
    Ok(request.show(key, &entry))
}

/// Says it to the whole chat, or to the one member for whom alone it is.
fn say(request: &mut Request<'_>, key: ChatKey, draft: Draft) -> Result<Entry, Refusal> {
    Ok(match ephemeral::receiver(request, key)? {
        Some(receiver) => request.world.whisper(key, request.bot, receiver, draft),
        None => post(request, key, draft),
    })
}

/// Posts a message as whom the bot speaks there.
pub(crate) fn post(request: &mut Request<'_>, key: ChatKey, draft: Draft) -> Entry {
    let author = request.author(key);
    request.world.post(key, author, draft).0
}

/// Adds the reply, the keyboard and the options to the content of a message.
pub(crate) fn draft(request: &Request<'_>, key: ChatKey, mut content: Json) -> Result<Draft, Refusal> {
    let reply_to = reply(request, key, &mut content)?;
    if let ChatKey::Between { .. } = key {
        let me = request.world.user_json(request.bot).unwrap_or_default();
        content.insert("sender_business_bot".into(), me);
    }
    if request.params.flag("protect_content") {
        content.insert("has_protected_content".into(), true.into());
    }
    // What is no number is no effect.
    let effect =
        request.params.str("message_effect_id").filter(|id| id.trim().parse::<i64>().is_ok_and(|id| id != 0));
    if let Some(effect) = effect {
        if Place::of(request.world, key) != Place::Private {
            return Err(Refusal::bad("can't use message effects in the chat"));
        }
        content.insert("effect_id".into(), effect.trim().into());
    }
    if let Some(thread) = request.params.int("message_thread_id").filter(|thread| *thread != 0) {
        content.insert("message_thread_id".into(), thread.into());
    }
    if let Some(topic) = request.params.int("direct_messages_topic_id").filter(|topic| *topic != 0) {
        content.insert("direct_messages_topic".into(), json!({"topic_id": topic}));
    }
    if let Some(Value::Object(parameters)) = request.params.get("suggested_post_parameters") {
        content.insert("suggested_post_info".into(), request.world.suggestion(key, parameters)?);
    }
    request.may_say(key, reply_to, &content)?;
    let mut keyboard = None;
    match markup(request, key)? {
        Some(markup) if markup.get("inline_keyboard").is_some() => {
            content.insert("reply_markup".into(), markup);
        }
        other => keyboard = other,
    }
    Ok(Draft { content, reply_to, keyboard, ..Draft::default() })
}
