//! Messages for one member of a group alone: sent, and taken away; they are edited as others are.

use serde_json::Value;

use super::Request;
use crate::server::{Answer, Refusal};
use crate::world::{ChatKey, Kind};

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "deleteEphemeralMessage" => delete(request),
        _ => return None,
    })
}

/// For whom alone a message is, if it is for one.
pub(super) fn receiver(request: &Request<'_>, key: ChatKey) -> Result<Option<i64>, Refusal> {
    let Some(Value::Object(parameters)) = request.params.get("ephemeral_message_parameters") else {
        return Ok(None);
    };
    let chat = request.world.chats.get(&key).ok_or_else(|| Refusal::bad("chat not found"))?;
    if !matches!(chat.kind, Kind::Group | Kind::Supergroup) {
        return Err(Refusal::bad("method is available only for groups and supergroups"));
    }
    let receiver = parameters.get("receiver_user_id").and_then(Value::as_i64).unwrap_or_default();
    if !request.world.users.contains_key(&receiver) || !chat.role(receiver).is_present() {
        return Err(Refusal::bad("USER_NOT_PARTICIPANT"));
    }
    Ok(Some(receiver))
}

/// The chat and the number of the bot's message that a request names; `None` where there is none.
pub(super) fn named(request: &mut Request<'_>) -> Result<Option<(ChatKey, i64)>, Refusal> {
    let key = request.chat()?;
    let number = request.params.number("ephemeral_message_id");
    let receiver = request.params.int("receiver_user_id");
    let entry = request.world.entry(key, -number.abs().max(1));
    let entry = entry.filter(|entry| entry.author.id() == request.bot && entry.receiver() == receiver);
    Ok(entry.map(|_| (key, number)))
}

fn delete(request: &mut Request<'_>) -> Answer {
    let (key, number) = named(request)?.ok_or_else(|| Refusal::bad("message to delete not found"))?;
    request.world.forget_whisper(key, number);
    Ok(true.into())
}
