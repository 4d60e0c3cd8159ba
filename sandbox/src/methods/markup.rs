//! What becomes of the reply markup that a bot gives: a button does one thing, what says nothing is left out, and what
//! may not stand in a chat is refused.

use serde_json::{Value, json};

use super::Request;
use crate::check;
use crate::server::Refusal;
use crate::text::url;
use crate::world::{ChatKey, Json, Kind, World};

/// The most buttons of a row; more are left out.
const MOST_IN_ROW: usize = 12;

/// What a button of a reply keyboard can ask for in private chats alone, and what is said elsewhere.
const PRIVATE: [(&str, &str); 7] = [
    ("request_contact", "Phone number can be requested in private chats only"),
    ("request_location", "Location can be requested in private chats only"),
    ("request_poll", "Poll can be requested in private chats only"),
    ("web_app", "Web App buttons can be used in private chats only"),
    ("request_users", "Users can be requested in private chats only"),
    ("request_managed_bot", "Managed bots can be requested in private chats only"),
    ("request_chat", "Chats can be requested in private chats only"),
];

const INLINE_EXPECTED: &str = "inline keyboard expected";

/// Where a markup is to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Private,
    Group,
    Channel,
    /// Under a message of inline mode, in a chat that the bot need not know.
    Anywhere,
}

impl Place {
    pub(crate) fn of(world: &World, key: ChatKey) -> Self {
        match world.chats.get(&key).map(|chat| chat.kind) {
            Some(Kind::Channel) => Self::Channel,
            Some(Kind::Group | Kind::Supergroup) => Self::Group,
            Some(Kind::Private) | None => Self::Private,
        }
    }
}

/// The markup of a request, for a message of its own.
pub(crate) fn markup(request: &Request<'_>, key: ChatKey) -> Result<Option<Value>, Refusal> {
    let place = Place::of(request.world, key);
    let markup = request.params.get("reply_markup");
    if place == Place::Channel {
        return inline_keyboard(markup, place);
    }
    let Some(markup) = given(markup)? else { return Ok(None) };
    if is_filled(markup, "keyboard") {
        return keyboard(markup, place).map_err(Refusal::worded);
    }
    if is_filled(markup, "inline_keyboard") {
        return inline(markup, place).map_err(Refusal::worded);
    }
    Ok(has_no_buttons(markup).then(|| for_everybody(markup.clone(), place).into()))
}

/// The buttons under a message, where there can be no other markup.
pub(crate) fn inline_keyboard(markup: Option<&Value>, place: Place) -> Result<Option<Value>, Refusal> {
    let Some(markup) = given(markup)? else { return Ok(None) };
    if is_filled(markup, "keyboard") {
        return Err(Refusal::bad(INLINE_EXPECTED));
    }
    if is_filled(markup, "inline_keyboard") {
        return inline(markup, place).map_err(Refusal::worded);
    }
    if has_no_buttons(markup) { Err(Refusal::bad(INLINE_EXPECTED)) } else { Ok(None) }
}

/// Whether a markup takes a keyboard away or wishes for a reply.
fn has_no_buttons(markup: &Json) -> bool {
    ["remove_keyboard", "force_reply"].into_iter().any(|name| markup.get(name) == Some(&Value::Bool(true)))
}

/// A markup of the right form.
fn given(markup: Option<&Value>) -> Result<Option<&Json>, Refusal> {
    let Some(markup) = markup.filter(|markup| !markup.is_null()) else { return Ok(None) };
    check::keyboard(markup).map_err(Refusal::worded)?;
    Ok(markup.as_object())
}

fn is_filled(markup: &Json, rows: &str) -> bool {
    markup.get(rows).and_then(Value::as_array).is_some_and(|rows| !rows.is_empty())
}

fn keyboard(markup: &Json, place: Place) -> Result<Option<Value>, String> {
    let rows = rows(&markup["keyboard"], |button| reply_button(button, place))?;
    let mut markup = for_everybody(markup.clone(), place);
    let is_empty = rows.is_empty();
    markup.insert("keyboard".into(), rows.into());
    Ok(if is_empty { None } else { Some(markup.into()) })
}

/// In a private chat there is nobody whom a markup could leave out.
fn for_everybody(mut markup: Json, place: Place) -> Json {
    if place == Place::Private {
        markup.shift_remove("selective");
    }
    markup
}

fn inline(markup: &Json, place: Place) -> Result<Option<Value>, String> {
    let rows = rows(&markup["inline_keyboard"], |button| inline_button(button, place))?;
    Ok(if rows.is_empty() { None } else { Some(json!({"inline_keyboard": rows})) })
}

/// The rows that have buttons, with the buttons that have a label.
fn rows(rows: &Value, read: impl Fn(&Value) -> Result<Value, String>) -> Result<Vec<Value>, String> {
    let labelled = |button: &&Value| *button != "" && button.get("text") != Some(&Value::from(""));
    let mut kept = Vec::new();
    for row in rows.as_array().into_iter().flatten().filter_map(Value::as_array) {
        let buttons = row.iter().filter(labelled).take(MOST_IN_ROW).map(&read);
        let buttons = buttons.collect::<Result<Vec<_>, _>>()?;
        if !buttons.is_empty() {
            kept.push(buttons.into());
        }
    }
    Ok(kept)
}

fn reply_button(button: &Value, place: Place) -> Result<Value, String> {
    let asks = |name: &str| button.get(name).is_some_and(|wish| !wish.is_null() && *wish != false);
    if let (false, Some((_, words))) = (place == Place::Private, PRIVATE.iter().find(|(name, _)| asks(name)))
    {
        return Err((*words).to_owned());
    }
    if let Some(address) = address(button.get("web_app")) {
        url::check_secure(address, "keyboard button Web App")?;
    }
    Ok(button.clone())
}

/// A button that does one thing, as the real server shows it.
fn inline_button(button: &Value, place: Place) -> Result<Value, String> {
    let Some(button) = button.as_object() else { return Ok(Value::Null) };
    let deed = check::deed(button);
    let mut shown = Json::new();
    for (name, value) in button.iter().filter(|(name, _)| check::is_look(name)) {
        shown.insert(name.clone(), said(value));
    }
    if let Some((name, value)) = deed.and_then(|name| Some((name, button.get(name)?))) {
        let (name, value) = act(name, value, place)?;
        shown.insert(name.to_owned(), value);
    }
    Ok(shown.into())
}

/// What a button does, by its name.
fn act(name: &'static str, value: &Value, place: Place) -> Result<(&'static str, Value), String> {
    if name.starts_with("switch_inline_query") && place == Place::Channel {
        let name = name.strip_suffix("_chosen_chat").unwrap_or(name);
        return Err(format!(
            "Can't use {name} button in a channel chat, because users will not be able to use the button without \
             knowing bot's username"
        ));
    }
    Ok((
        name,
        match name {
            "url" => url::check_button(value.as_str().unwrap_or_default())?.into(),
            "callback_game" => json!({}),
            "pay" => true.into(),
            "switch_inline_query_chosen_chat" => return chosen(value),
            "login_url" => with_address(value, "inline keyboard button login")?,
            "web_app" if matches!(place, Place::Group | Place::Channel) => {
                return Err("BUTTON_TYPE_INVALID".into());
            }
            "web_app" => with_address(value, "inline keyboard button Web App")?,
            _ => said(value),
        },
    ))
}

/// A number will do for a text.
fn said(value: &Value) -> Value {
    if value.is_number() { value.to_string().into() } else { value.clone() }
}

fn address(page: Option<&Value>) -> Option<&str> {
    page?.get("url")?.as_str()
}

/// A page that may be reached over HTTPS alone.
fn with_address(page: &Value, what: &str) -> Result<Value, String> {
    let address = url::check_secure(address(Some(page)).unwrap_or_default(), what)?;
    let mut page = page.clone();
    page["url"] = address.into();
    Ok(page)
}

/// Inline mode in a chat of some kinds; all kinds are as good as none being named.
fn chosen(wish: &Value) -> Result<(&'static str, Value), String> {
    let query = wish.get("query").map_or_else(|| "".into(), said);
    let kinds = ["allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats"];
    let allowed = kinds.map(|kind| wish.get(kind) == Some(&Value::Bool(true)));
    if !allowed.contains(&true) {
        return Err("At least one chat type must be allowed".into());
    }
    if !allowed.contains(&false) {
        return Ok(("switch_inline_query", query));
    }
    let mut shown = Json::from_iter([("query".to_owned(), query)]);
    shown.extend(kinds.iter().zip(allowed).map(|(kind, allowed)| ((*kind).to_owned(), allowed.into())));
    Ok(("switch_inline_query_chosen_chat", shown.into()))
}
