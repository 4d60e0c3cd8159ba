//! Media that are shown once they are paid.

use serde_json::json;

use super::super::Request;
use super::super::edit::caption;
use super::super::media::input_media;
use super::super::send::{draft, post};
use crate::server::{Answer, Refusal};
use crate::world::Json;

/// The highest price, in Stars.
const MOST: i64 = 25_000;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "sendPaidMedia" => paid_media(request),
        _ => return None,
    })
}

fn paid_media(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let stars = request.params.number("star_count");
    if !(1..=MOST).contains(&stars) {
        return Err(Refusal::bad("EXTENDED_MEDIA_AMOUNT_INVALID"));
    }
    let payload = request.params.text("payload");
    let mut media = Vec::new();
    for item in request.params.list("media") {
        let kind = item["type"].as_str().unwrap_or_default();
        let content = input_media(request, item)?;
        // A file that was sent before may be of another kind than the bot believes.
        let shown = content.get(kind).cloned().ok_or_else(|| Refusal::bad("EXTENDED_MEDIA_INVALID"))?;
        let mut object = json!({"type": kind});
        object[kind] = shown;
        media.push(object);
    }
    let info = json!({"star_count": stars, "paid_media": media});
    let mut content = Json::from_iter([("paid_media".to_owned(), info)]);
    content.append(&mut caption(request)?);
    let draft = draft(request, key, content)?;
    let entry = post(request, key, draft);
    request.world.offer_media(key, entry.id, request.bot, stars, payload);
    Ok(request.show(key, &entry))
}
