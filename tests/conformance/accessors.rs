//! Whom and what an update is about.

use chappe::types::{EntityType, MaybeInaccessibleMessage, UpdateKind};
use serde_json::{Value, json};

use crate::{Case, array, body, bot, ctx, equal, grammy, ptb};

pub fn cases() -> Vec<Case> {
    let probes = array(&grammy()["probes"]["entity_probes"]);
    array(&grammy()["updates"])
        .iter()
        .map(|case| {
            let name = case["name"].as_str().unwrap_or_default();
            (name.to_owned(), check(body(name), &case["expect"], probes))
        })
        .collect()
}

fn check(update: &Value, expect: &Value, probes: &[Value]) -> Result<(), String> {
    let ctx = ctx(update);
    let pointed = |key: &str| {
        expect[key].as_str().map_or(&Value::Null, |pointer| update.pointer(pointer).unwrap_or(&Value::Null))
    };
    let json = |value: Option<Value>| value.unwrap_or(Value::Null);

    let msg = match ctx.update().map(|update| &update.kind) {
        // `msg` leaves out what cannot be seen; what it is about is checked by its parts below.
        Some(UpdateKind::CallbackQuery(query)) => match query.message.as_deref() {
            Some(inaccessible @ MaybeInaccessibleMessage::Inaccessible(_)) => to_json(inaccessible),
            _ => json(ctx.msg().map(to_json)),
        },
        _ => json(ctx.msg().map(to_json)),
    };
    holds("msg", &msg, pointed("msg"))?;
    equal("msg_id", &json!(ctx.msg_id()), &expect["msg_id"])?;
    equal("chat", &json(ctx.chat().map(to_json)), pointed("chat"))?;
    equal("chat_id", &json!(ctx.chat_id()), &expect["chat_id"])?;
    // grammY leaves out who answered a poll; chappe tells.
    let answered = update.pointer("/poll_answer/user");
    equal("from", &json(ctx.from().map(to_json)), answered.unwrap_or(pointed("from")))?;
    equal("from_id", &json!(ctx.from_id()), answered.map_or(&expect["from_id"], |user| &user["id"]))?;
    equal("sender_chat", &json(ctx.sender_chat().map(to_json)), pointed("sender_chat"))?;
    equal("sender_chat_id", &json!(ctx.sender_chat().map(|chat| chat.id)), &expect["sender_chat_id"])?;
    equal("inline_message_id", &json!(ctx.inline_message_id()), &expect["inline_message_id"])?;
    equal("business_connection_id", &json!(ctx.business_connection_id()), &expect["business_connection_id"])?;

    let entities: Vec<Value> = ctx
        .entities()
        .iter()
        .map(|entity| {
            let mut json = to_json(&**entity);
            json["text"] = entity.text.into();
            json
        })
        .collect();
    equal("entities", &entities.into(), &expect["entities"])?;
    for (probe, expected) in probes.iter().zip(array(&expect["entities_by"])) {
        let kinds: Vec<EntityType> = match probe.as_str() {
            Some(kind) => vec![kind.into()],
            None => array(probe).iter().filter_map(Value::as_str).map(Into::into).collect(),
        };
        let texts: Vec<&str> = ctx.entities_of(&kinds).iter().map(|entity| entity.text).collect();
        equal(&format!("entities_of {probe}"), &json!(texts), expected)?;
    }
    Ok(())
}

/// Everything that arrived is there; what should have arrived and did not may be there as a default.
fn holds(what: &str, got: &Value, expected: &Value) -> Result<(), String> {
    let all = match (got, expected) {
        (Value::Object(got), Value::Object(expected)) => expected
            .iter()
            .try_for_each(|(key, value)| holds(key, got.get(key).unwrap_or(&Value::Null), value)),
        _ => equal(what, got, expected),
    };
    all.map_err(|error| format!("{what}: {error}"))
}

fn to_json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("what was read can be written")
}

/// python-telegram-bot's effective user, chat and message.
pub fn effective() -> Vec<Case> {
    array(&ptb()["effective"])
        .iter()
        .map(|case| (case["name"].as_str().unwrap_or_default().to_owned(), check_effective(case)))
        .collect()
}

fn check_effective(case: &Value) -> Result<(), String> {
    let update =
        chappe::types::Update::from_json(&case["update"].to_string()).map_err(|error| error.to_string())?;
    let ctx = chappe::Ctx::new(bot(&json!({"id": 1, "is_bot": true, "first_name": "b"})), update);
    let boost = case["update"].get("chat_boost").or(case["update"].get("removed_chat_boost")).is_some();
    if !boost {
        // Who boosted is known to grammY, and so to chappe, but not to python-telegram-bot.
        equal("user", &json!(ctx.from_id()), &case["effective_user"])?;
    }
    equal("chat", &json!(ctx.chat_id()), &case["effective_chat"])?;
    let reaction =
        case["update"].get("message_reaction").or(case["update"].get("message_reaction_count")).is_some();
    if !reaction {
        // The message of a reaction is known by its number only.
        equal("message", &json!(ctx.msg_id()), &case["effective_message"])?;
    }
    Ok(())
}
