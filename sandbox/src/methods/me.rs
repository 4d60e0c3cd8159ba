//! What a bot says of itself: its name, its descriptions, its commands.

use serde_json::{Value, json};

use super::Request;
use crate::server::{Answer, Refusal};
use crate::world::{Bot, Happened};

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "getMe" => own(request).map(|bot| bot.to_me()),
        "logOut" => {
            let now = request.world.now_in_milliseconds();
            own(request).map(|bot| bot.log_out(now)).map(|()| true.into())
        }
        "close" => {
            let now = request.world.now_in_milliseconds();
            own(request).and_then(|bot| bot.close(now)).map(|()| true.into())
        }
        "setMyCommands" => set_commands(request),
        "getMyCommands" => get_commands(request),
        "deleteMyCommands" => scope(request).and_then(|key| {
            own(request)?.commands.remove(&key);
            request.world.feed.push(Happened::Bot(request.bot));
            Ok(true.into())
        }),
        "setMyName" => set_text(request, "name"),
        "getMyName" => get_text(request, "name"),
        "setMyDescription" => set_text(request, "description"),
        "getMyDescription" => get_text(request, "description"),
        "setMyShortDescription" => set_text(request, "short_description"),
        "getMyShortDescription" => get_text(request, "short_description"),
        _ => return None,
    })
}

pub(super) fn own<'a>(request: &'a mut Request<'_>) -> Result<&'a mut Bot, Refusal> {
    let id = request.bot;
    request.world.bots.get_mut(&id).ok_or_else(|| Refusal::new(401, "Unauthorized"))
}

/// What stands before the words for a wrong scope.
const SCOPE: &str = "can't parse BotCommandScope";

/// The scope and the language, in one spelling.
fn scope(request: &Request<'_>) -> Result<(String, String), Refusal> {
    let scope = match request.params.get("scope") {
        None | Some(Value::Null) => "default".to_owned(),
        Some(scope) => {
            let kind = scope.get("type").and_then(Value::as_str).unwrap_or_default();
            let chat = || {
                let id = scope.get("chat_id").filter(|id| **id != "");
                let id = id.ok_or_else(|| Refusal::bad(format!("{SCOPE}: Empty chat_id specified")))?;
                let number = id.as_str().and_then(|id| id.parse::<i64>().ok()).map(Value::from);
                Ok::<i64, Refusal>(request.chat_of(number.as_ref().unwrap_or(id), "chat_id")?.id())
            };
            match kind {
                "chat" | "chat_administrators" => format!("{kind} {}", chat()?),
                "chat_member" => {
                    let user = scope.get("user_id").and_then(Value::as_i64).filter(|id| *id > 0);
                    let user =
                        user.ok_or_else(|| Refusal::bad(format!("{SCOPE}: Invalid user_id specified")))?;
                    format!("{kind} {} {user}", chat()?)
                }
                _ => kind.to_owned(),
            }
        }
    };
    Ok((scope, language(request)?))
}

fn set_commands(request: &mut Request<'_>) -> Answer {
    let key = scope(request)?;
    let mut kept = Vec::new();
    for command in request.params.list("commands") {
        let name = command.get("command").and_then(Value::as_str).unwrap_or_default();
        let name = name.strip_prefix('/').unwrap_or(name);
        let description = command.get("description").and_then(Value::as_str).unwrap_or_default().trim();
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        {
            return Err(Refusal::bad("BOT_COMMAND_INVALID"));
        }
        if description.is_empty() {
            return Err(Refusal::bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
        kept.push(json!({"command": name, "description": description}));
    }
    if kept.len() > 100 {
        return Err(Refusal::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    own(request)?.commands.insert(key, Value::Array(kept));
    request.world.feed.push(Happened::Bot(request.bot));
    Ok(true.into())
}

fn get_commands(request: &mut Request<'_>) -> Answer {
    let key = scope(request)?;
    Ok(own(request)?.commands.get(&key).cloned().unwrap_or_else(|| json!([])))
}

/// The language of a request: two letters, or none for every language.
fn language(request: &Request<'_>) -> Result<String, Refusal> {
    let code = request.params.text("language_code");
    if code.is_empty() || (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase())) {
        return Ok(code.to_owned());
    }
    Err(Refusal::bad("invalid language code specified"))
}

fn set_text(request: &mut Request<'_>, what: &'static str) -> Answer {
    let text = request.params.text(what).to_owned();
    let language = language(request)?;
    let bot = own(request)?;
    if text.is_empty() {
        bot.texts.remove(&(what.to_owned(), language));
    } else {
        if what == "name" && language.is_empty() {
            bot.first_name.clone_from(&text);
        }
        bot.texts.insert((what.to_owned(), language), text);
    }
    Ok(true.into())
}

fn get_text(request: &mut Request<'_>, what: &'static str) -> Answer {
    let language = language(request)?;
    let bot = own(request)?;
    let text = bot
        .texts
        .get(&(what.to_owned(), language))
        .or_else(|| bot.texts.get(&(what.to_owned(), String::new())))
        .cloned()
        .unwrap_or_else(|| if what == "name" { bot.first_name.clone() } else { String::new() });
    Ok(json!({what: text}))
}
