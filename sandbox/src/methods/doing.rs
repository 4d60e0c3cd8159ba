//! What a bot shows that it is doing: chat actions, and messages that grow while they are written.

use serde_json::Value;

use super::Request;
use super::send::formatted;
use crate::server::{Answer, Refusal};
use crate::world::{ChatKey, Growing, Json};

const ACTIONS: [&str; 15] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "record_audio",
    "upload_audio",
    "upload_document",
    "choose_sticker",
    "find_location",
    "pick_up_location",
    "record_video_note",
    "upload_video_note",
    "cancel",
];

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "sendChatAction" => action(request),
        "sendMessageDraft" => draft(request),
        "sendRichMessageDraft" => rich_draft(request),
        _ => return None,
    })
}

fn action(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let action = request.params.text("action").to_ascii_lowercase();
    if !ACTIONS.contains(&action.as_str()) {
        return Err(Refusal::bad("wrong parameter action in request"));
    }
    let from = request.author(key).id();
    request.world.does(key, from, &action);
    Ok(true.into())
}

fn draft(request: &mut Request<'_>) -> Answer {
    let text = formatted(request, "text", "parse_mode", "entities")?;
    let mut content = Json::new();
    text.write(&mut content, "text", "entities");
    grow(request, content)
}

fn rich_draft(request: &mut Request<'_>) -> Answer {
    let rich = request.params.get("rich_message").cloned().unwrap_or_default();
    let content = Json::from_iter([("rich_message".to_owned(), rich)]);
    grow(request, content)
}

fn grow(request: &mut Request<'_>, content: Json) -> Answer {
    let key = request.open_chat()?;
    let ChatKey::Private { .. } = key else { return Err(Refusal::bad("chat not found")) };
    let params = request.params;
    let id = params.number("draft_id");
    if id == 0 {
        return Err(Refusal::bad("draft_id is empty"));
    }
    let growing = Growing {
        id,
        content,
        can_stop: params.flag("can_stop"),
        keep_on_stop: params.flag("keep_on_stop"),
        thread: params.int("message_thread_id").filter(|thread| *thread != 0),
        until: 0,
    };
    request.world.grows(key, request.bot, growing);
    Ok(Value::Bool(true))
}
