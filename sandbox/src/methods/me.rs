//! What a bot says of itself: its name, its descriptions, its commands.

use serde_json::{Value, json};

use super::Request;
use crate::server::{Answer, Refusal};
use crate::world::Bot;

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
            Ok(true.into())
        }),
        "setMyName" => set_text(request, "name", 64),
        "getMyName" => get_text(request, "name"),
        "setMyDescription" => set_text(request, "description", 512),
        "getMyDescription" => get_text(request, "description"),
        "setMyShortDescription" => set_text(request, "short_description", 120),
        "getMyShortDescription" => get_text(request, "short_description"),
        "setChatMenuButton" => store(request, "menu_button", json!({"type": "default"})),
        "getChatMenuButton" => load(request, "menu_button", &json!({"type": "default"})),
        _ => return None,
    })
}

fn own<'a>(request: &'a mut Request<'_>) -> Result<&'a mut Bot, Refusal> {
    let id = request.bot;
    request.world.bots.get_mut(&id).ok_or_else(|| Refusal::new(401, "Unauthorized"))
}

/// The scope and the language, in one spelling.
fn scope(request: &Request<'_>) -> Result<(String, String), Refusal> {
    let scope = match request.params.get("scope") {
        None | Some(Value::Null) => "default".to_owned(),
        Some(Value::Object(scope)) => {
            let kind = scope.get("type").and_then(Value::as_str).unwrap_or_default();
            let field = |name: &str| scope.get(name).map(ToString::to_string).unwrap_or_default();
            match kind {
                "default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators" => {
                    kind.to_owned()
                }
                "chat" | "chat_administrators" => format!("{kind} {}", field("chat_id")),
                "chat_member" => format!("{kind} {} {}", field("chat_id"), field("user_id")),
                _ => return Err(Refusal::bad("can't parse BotCommandScope: Unsupported type specified")),
            }
        }
        Some(_) => {
            return Err(Refusal::bad("can't parse BotCommandScope: BotCommandScope must be an Object"));
        }
    };
    Ok((scope.replace('"', ""), request.params.str("language_code").unwrap_or_default().to_owned()))
}

fn set_commands(request: &mut Request<'_>) -> Answer {
    let key = scope(request)?;
    let Some(commands) = request.params.array("commands") else {
        return Err(Refusal::bad("can't parse commands: Expected an Array of BotCommand"));
    };
    let mut kept = Vec::new();
    for command in commands {
        let name = command.get("command").and_then(Value::as_str).unwrap_or_default();
        let name = name.strip_prefix('/').unwrap_or(name);
        let description = command.get("description").and_then(Value::as_str).unwrap_or_default().trim();
        if name.is_empty() || name.len() > 32 {
            return Err(Refusal::bad("BOT_COMMAND_INVALID"));
        }
        if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
            return Err(Refusal::bad("BOT_COMMAND_INVALID"));
        }
        if description.is_empty() || description.encode_utf16().count() > 256 {
            return Err(Refusal::bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
        kept.push(json!({"command": name, "description": description}));
    }
    if kept.len() > 100 {
        return Err(Refusal::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    own(request)?.commands.insert(key, Value::Array(kept));
    Ok(true.into())
}

fn get_commands(request: &mut Request<'_>) -> Answer {
    let key = scope(request)?;
    Ok(own(request)?.commands.get(&key).cloned().unwrap_or_else(|| json!([])))
}

fn language(request: &Request<'_>) -> String {
    request.params.str("language_code").unwrap_or_default().to_owned()
}

fn set_text(request: &mut Request<'_>, what: &'static str, most: usize) -> Answer {
    let text = request.params.str(what).unwrap_or_default().to_owned();
    if text.encode_utf16().count() > most {
        return Err(Refusal::bad(format!("{what} is too long").replace('_', " ")));
    }
    let language = language(request);
    let bot = own(request)?;
    if text.is_empty() {
        bot.texts.remove(&(what.to_owned(), language));
    } else {
        bot.texts.insert((what.to_owned(), language), text);
    }
    Ok(true.into())
}

fn get_text(request: &mut Request<'_>, what: &'static str) -> Answer {
    let language = language(request);
    let bot = own(request)?;
    let text = bot
        .texts
        .get(&(what.to_owned(), language))
        .or_else(|| bot.texts.get(&(what.to_owned(), String::new())))
        .cloned()
        .unwrap_or_else(|| if what == "name" { bot.first_name.clone() } else { String::new() });
    Ok(json!({what: text}))
}

fn setting(request: &Request<'_>, name: &str) -> String {
    format!("{name} {}", request.params.int("chat_id").unwrap_or_default())
}

fn store(request: &mut Request<'_>, name: &str, default: Value) -> Answer {
    let key = setting(request, name);
    let value = request.params.get(name).cloned().unwrap_or(default);
    own(request)?.settings.insert(key, value);
    Ok(true.into())
}

fn load(request: &mut Request<'_>, name: &str, default: &Value) -> Answer {
    let key = setting(request, name);
    let general = format!("{name} 0");
    let bot = own(request)?;
    Ok(bot.settings.get(&key).or_else(|| bot.settings.get(&general)).unwrap_or(default).clone())
}
