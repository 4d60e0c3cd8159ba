//! What bots do for their Web Apps: a message in the user's name, and what they prepare for a user.

use serde_json::{Value, json};

use super::Request;
use super::inline::single;
use crate::check::TOO_OLD;
use crate::server::{Answer, Refusal};
use crate::world::{Author, Offered};

/// What a button for a Web App may ask for.
const ASKS: [&str; 3] = ["request_users", "request_chat", "request_managed_bot"];

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "answerWebAppQuery" => web_app(request),
        "savePreparedInlineMessage" => message(request),
        "savePreparedKeyboardButton" => button(request),
        _ => return None,
    })
}

fn web_app(request: &mut Request<'_>) -> Answer {
    let offer = single(request)?;
    let id = request.params.text("web_app_query_id");
    let open = request.world.prepared(id).filter(|prepared| prepared.bot == request.bot);
    let open = open.and_then(|prepared| match prepared.what {
        Offered::Reply(key) => Some((prepared.user, key)),
        _ => None,
    });
    let (user, key) = open.ok_or_else(|| Refusal::bad(TOO_OLD))?;
    request.world.prepared.remove(id);
    let (entry, _) = request.world.place(Author::User(user), key, request.bot, &offer);
    Ok(match request.world.inline.id_of(key, entry.id) {
        Some(id) => json!({"inline_message_id": id}),
        None => json!({}),
    })
}

fn message(request: &mut Request<'_>) -> Answer {
    let offer = Box::new(single(request)?);
    let user = user(request)?;
    let sorts = ["allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats"];
    let allowed = sorts.into_iter().filter(|name| request.params.flag(name)).map(str::to_owned).collect();
    let (id, until) = request.world.save_prepared(request.bot, user, Offered::Message { offer, allowed });
    Ok(json!({"id": id, "expiration_date": until}))
}

fn button(request: &mut Request<'_>) -> Answer {
    let button = request.params.get("button").cloned().unwrap_or_default();
    if !ASKS.iter().any(|asks| button.get(*asks).is_some_and(Value::is_object)) {
        return Err(Refusal::bad("BUTTON_TYPE_INVALID"));
    }
    let user = user(request)?;
    let (id, _) = request.world.save_prepared(request.bot, user, Offered::Button(button));
    Ok(json!({"id": id}))
}

/// The user for whom it is.
fn user(request: &Request<'_>) -> Result<i64, Refusal> {
    let user = request.params.number("user_id");
    let known = request.world.users.contains_key(&user);
    if known { Ok(user) } else { Err(Refusal::bad("user not found")) }
}
