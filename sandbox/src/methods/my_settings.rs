//! A bot's menu button and the rights that it asks for where it is added.

use serde_json::{Value, json};

use super::Request;
use super::me::own;
use crate::server::{Answer, Refusal};
use crate::world::{ADMIN_RIGHTS, Kind, is_right_in};

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "setChatMenuButton" => set_button(request),
        "getChatMenuButton" => chat(request).and_then(|chat| Ok(own(request)?.menu_button(chat))),
        "setMyDefaultAdministratorRights" => set_rights(request),
        "getMyDefaultAdministratorRights" => get_rights(request),
        _ => return None,
    })
}

/// The private chat that a button is for; 0 for all.
fn chat(request: &mut Request<'_>) -> Result<i64, Refusal> {
    let Some(id) = request.params.int("chat_id") else { return Ok(0) };
    if id <= 0 {
        return Err(Refusal::bad("invalid chat_id specified"));
    }
    let known = request.chat_of(&id.into(), "chat_id").is_ok();
    if known { Ok(id) } else { Err(Refusal::bad("user not found")) }
}

fn set_button(request: &mut Request<'_>) -> Answer {
    let chat = chat(request)?;
    let button = request.params.get("menu_button").cloned().unwrap_or_else(|| json!({"type": "default"}));
    let kept = match button["type"].as_str() {
        Some("web_app") => {
            let (text, url) = (button["text"].as_str(), button["web_app"]["url"].as_str());
            let (Some(text), Some(url)) = (text.filter(|text| !text.is_empty()), url) else {
                let words = "can't parse menu button: Field \"text\" must be of type String";
                return Err(Refusal::bad(words));
            };
            if !url.starts_with("https://") {
                return Err(Refusal::bad("BUTTON_URL_INVALID"));
            }
            json!({"type": "web_app", "text": text, "web_app": {"url": url}})
        }
        Some(kind) => json!({"type": kind}),
        // An empty text, which is as good as nothing elsewhere.
        None => return Err(Refusal::bad("can't parse menu button: MenuButton must be an Object")),
    };
    let settings = &mut own(request)?.settings;
    let name = format!("menu_button {chat}");
    // What is the default in one chat is what stands for all.
    if kept["type"] == "default" {
        settings.remove(&name);
    } else {
        settings.insert(name, kept);
    }
    Ok(true.into())
}

fn place(request: &Request<'_>) -> (&'static str, Kind) {
    if request.params.flag("for_channels") {
        ("rights channels", Kind::Channel)
    } else {
        ("rights groups", Kind::Supergroup)
    }
}

fn set_rights(request: &mut Request<'_>) -> Answer {
    let (name, kind) = place(request);
    let kept = whole(kind, request.params.get("rights").unwrap_or(&Value::Null));
    own(request)?.settings.insert(name.to_owned(), kept);
    Ok(true.into())
}

fn get_rights(request: &mut Request<'_>) -> Answer {
    let (name, kind) = place(request);
    Ok(own(request)?.settings.get(name).cloned().unwrap_or_else(|| whole(kind, &Value::Null)))
}

/// Every right that there is in such a chat, on or off.
fn whole(kind: Kind, rights: &Value) -> Value {
    let on = |name: &str| rights.get(name).and_then(Value::as_bool).unwrap_or(false);
    let names = ["is_anonymous"].into_iter().chain(ADMIN_RIGHTS).filter(|name| is_right_in(kind, name));
    names.map(|name| (name.to_owned(), Value::Bool(on(name)))).collect::<serde_json::Map<_, _>>().into()
}
