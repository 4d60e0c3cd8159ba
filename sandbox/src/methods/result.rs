//! One `InlineQueryResult`: checked, and made the content of the message that it becomes.

use serde_json::{Value, json};

use super::fetch::is_url;
use super::input_content::input_content;
use super::markup::{Place, inline_keyboard};
use super::{Request, media};
use crate::check::within;
use crate::server::Refusal;
use crate::text::{self, url::check_file};
use crate::world::{Json, Offer};

/// A result that is a medium: its type, the medium of the message, the names of its URL and of its file.
const MEDIA: [(&str, &str, &str, &str); 8] = [
    ("photo", "photo", "photo_url", "photo_file_id"),
    ("gif", "animation", "gif_url", "gif_file_id"),
    ("mpeg4_gif", "animation", "mpeg4_url", "mpeg4_file_id"),
    ("video", "video", "video_url", "video_file_id"),
    ("audio", "audio", "audio_url", "audio_file_id"),
    ("voice", "voice", "voice_url", "voice_file_id"),
    ("document", "document", "document_url", "document_file_id"),
    ("sticker", "sticker", "", "sticker_file_id"),
];

/// What is wrong with a result, as Telegram says it.
pub(super) fn wrong(text: impl AsRef<str>) -> Refusal {
    Refusal::bad(format!("can't parse inline query result: {}", text.as_ref()))
}

/// A required text of an object.
pub(super) fn need<'a>(object: &'a Json, name: &str) -> Result<&'a str, Refusal> {
    find(object, name)?.ok_or_else(|| wrong(format!("Can't find field \"{name}\"")))
}

/// An optional text of an object.
pub(super) fn find<'a>(object: &'a Json, name: &str) -> Result<Option<&'a str>, Refusal> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(wrong(format!("Field \"{name}\" must be of type String"))),
    }
}

/// A required number of an object.
pub(super) fn need_number(object: &Json, name: &str) -> Result<f64, Refusal> {
    match object.get(name) {
        None | Some(Value::Null) => Err(wrong(format!("Can't find field \"{name}\""))),
        Some(value) => value
            .as_f64()
            .or_else(|| value.as_str()?.trim().parse().ok())
            .filter(|number| number.is_finite())
            .ok_or_else(|| wrong(format!("Field \"{name}\" must be of type Number"))),
    }
}

/// Checks a result and makes its message.
pub(super) fn offer(request: &mut Request<'_>, result: &Value) -> Result<Offer, Refusal> {
    let Value::Object(object) = result else {
        return Err(Refusal::bad("inline query result must be an object"));
    };
    let kind = find(object, "type")?.unwrap_or_default().to_owned();
    // A number will do for an identifier.
    let id = match object.get("id") {
        Some(Value::Number(number)) => number.to_string(),
        _ => need(object, "id")?.to_owned(),
    };
    let given = match object.get("input_message_content").filter(|content| !content.is_null()) {
        Some(content) => Some(input_content(request, content)?),
        None => None,
    };
    let own = content(request, object, &kind, given.is_some())?;
    let mut content = given.or(own).ok_or_else(|| wrong("Can't find field \"message_text\""))?;
    if let Some(markup) = inline_keyboard(object.get("reply_markup"), Place::Anywhere)? {
        content.insert("reply_markup".into(), markup);
    }
    let invoice = match object.get("input_message_content").filter(|_| content.contains_key("invoice")) {
        Some(said) => Some(super::things::said_invoice(request, said)?),
        None => None,
    };
    add_buttons(&mut content);
    Ok(Offer { id, invoice, json: result.clone(), content })
}

/// Games and invoices have a button of their own where the bot gives none.
fn add_buttons(content: &mut Json) {
    let button = if let Some(game) = content.get("game") {
        let title = game["title"].as_str().unwrap_or_default();
        json!({"text": format!("Play {title}"), "callback_game": {}})
    } else if content.contains_key("invoice") {
        json!({"text": "Pay", "pay": true})
    } else {
        return;
    };
    content.entry("reply_markup").or_insert_with(|| json!({"inline_keyboard": [[button]]}));
}

/// What a result becomes by itself; a text has nothing of its own.
fn content(
    request: &mut Request<'_>,
    object: &Json,
    kind: &str,
    replaced: bool,
) -> Result<Option<Json>, Refusal> {
    if let Some(medium) = MEDIA.iter().find(|(name, ..)| *name == kind) {
        return medium_content(request, object, *medium, replaced);
    }
    let content = match kind {
        "article" => {
            if need(object, "title")?.is_empty() {
                return Err(Refusal::bad("ARTICLE_TITLE_EMPTY"));
            }
            return Ok(None);
        }
        "location" => {
            need(object, "title")?;
            input_content(request, &pick(object, &LOCATION))?
        }
        "venue" => {
            let fields = [&LOCATION[..], &VENUE].concat();
            need(object, "title")?;
            need(object, "address")?;
            input_content(request, &pick(object, &fields))?
        }
        "contact" => {
            need(object, "phone_number")?;
            need(object, "first_name")?;
            input_content(request, &pick(object, &["phone_number", "first_name", "last_name", "vcard"]))?
        }
        "game" => {
            let name = need(object, "game_short_name")?;
            let game = json!({"title": name, "description": "", "photo": []});
            Json::from_iter([("game".to_owned(), game)])
        }
        _ => return Err(wrong(format!("type \"{kind}\" is unsupported for the inline query result"))),
    };
    Ok(Some(content))
}

const LOCATION: [&str; 6] =
    ["latitude", "longitude", "horizontal_accuracy", "live_period", "heading", "proximity_alert_radius"];
const VENUE: [&str; 6] =
    ["title", "address", "foursquare_id", "foursquare_type", "google_place_id", "google_place_type"];

fn pick(object: &Json, names: &[&str]) -> Value {
    names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), object.get(*name)?.clone())))
        .collect::<Json>()
        .into()
}

fn medium_content(
    request: &mut Request<'_>,
    object: &Json,
    (kind, medium, url, file_id): (&str, &str, &str, &str),
    replaced: bool,
) -> Result<Option<Json>, Refusal> {
    let cached = find(object, file_id)?.filter(|id| !id.is_empty());
    let reference = match cached {
        Some(id) => id,
        None if url.is_empty() => need(object, file_id)?,
        None => {
            let reference = need(object, url)?;
            // Only what comes from the web has to be described.
            for name in described(kind) {
                need(object, name)?;
            }
            reference
        }
    };
    let title = ["document", "voice"].contains(&kind) || (kind == "video" && cached.is_some());
    if title {
        need(object, "title")?;
    }
    let mime = find(object, "mime_type")?;
    check_mime(kind, mime, cached.is_some(), replaced)?;
    if cached.is_none() && (!is_url(reference) || check_file(reference).is_err()) {
        return Err(Refusal::bad("WEBDOCUMENT_URL_INVALID"));
    }
    let (file, _) = media::file(request, medium, Some(reference))?;
    let mut hints = object.clone();
    for side in ["width", "height", "duration"] {
        if let Some(value) = object.get(&format!("{}_{side}", kind.trim_end_matches("_gif"))) {
            hints.insert(side.into(), value.clone());
        }
    }
    let mut content = request.world.medium(medium, &file, mime, &hints);
    if media::has_caption(&content) {
        media::add_caption(&mut content, caption(request, object)?);
    }
    Ok(Some(content))
}

/// The fields without which a result from the web is none.
fn described(kind: &str) -> &'static [&'static str] {
    match kind {
        "photo" | "gif" | "mpeg4_gif" => &["thumbnail_url"],
        "video" => &["thumbnail_url", "mime_type", "title"],
        "document" => &["mime_type"],
        "audio" => &["title"],
        _ => &[],
    }
}

fn check_mime(kind: &str, mime: Option<&str>, cached: bool, replaced: bool) -> Result<(), Refusal> {
    let is = |name: &str| mime.is_some_and(|mime| mime.starts_with(name));
    match kind {
        _ if cached => Ok(()),
        "document" if !is("application/pdf") && !is("application/zip") => {
            Err(Refusal::bad("unallowed document MIME type"))
        }
        "video" if !is("video/mp4") && !is("text/html") => Err(Refusal::bad("unallowed video MIME type")),
        // A page that plays a video is no video that could be sent.
        "video" if is("text/html") && !replaced => Err(wrong("Can't find field \"message_text\"")),
        _ => Ok(()),
    }
}

/// The caption of a result or of what else has one.
fn caption(request: &Request<'_>, object: &Json) -> Result<Json, Refusal> {
    let entities = object.get("caption_entities").and_then(Value::as_array);
    let words = find(object, "caption")?.unwrap_or_default();
    let mode = find(object, "parse_mode")?.unwrap_or_default();
    let mut caption = formatted(request, words, mode, entities)?;
    let mut content = Json::new();
    if text::length(&caption.text) > super::edit::LONGEST_CAPTION {
        return Err(Refusal::bad("MEDIA_CAPTION_TOO_LONG"));
    }
    if !caption.text.is_empty() {
        super::send::name_users(request.world, &mut caption);
        caption.write(&mut content, "caption", "caption_entities");
        if object.get("show_caption_above_media") == Some(&Value::Bool(true)) {
            content.insert("show_caption_above_media".into(), true.into());
        }
    }
    Ok(content)
}

/// A text of a result with its formatting.
pub(super) fn formatted(
    request: &Request<'_>,
    words: &str,
    mode: &str,
    entities: Option<&Vec<Value>>,
) -> Result<text::Formatted, Refusal> {
    let entities = entities.map(Vec::as_slice).unwrap_or_default();
    let mut formatted = text::format(words, mode, entities)
        .map_err(|why| Refusal::bad(within("inline query result", why)))?;
    super::send::name_users(request.world, &mut formatted);
    Ok(formatted)
}
