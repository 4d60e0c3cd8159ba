//! What is checked of a sticker before it comes into a set.

use serde_json::Value;

use super::super::Request;
use super::super::fetch::is_url;
use super::super::media::file;
use crate::server::Refusal;
use crate::world::{NewSticker, StoredFile, dimensions};

/// The most search words of a sticker.
const MOST_KEYWORDS: usize = 20;
/// How long all search words of a sticker may be together.
const LONGEST_KEYWORDS: usize = 64;

/// The name of a new set, which says whose it is.
pub(super) fn set_name(request: &Request<'_>) -> Result<String, Refusal> {
    let name = request.params.text("name");
    let username = request.world.bots.get(&request.bot).map_or("", |bot| bot.username.as_str());
    let ending = format!("_by_{username}").to_ascii_lowercase();
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let good = name.len() <= 64
        && name.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
        && name.bytes().all(word)
        && !name.contains("__")
        && name.to_ascii_lowercase().ends_with(&ending);
    if good { Ok(name.to_owned()) } else { Err(Refusal::bad("invalid sticker set name is specified")) }
}

/// Reads an `InputSticker` for a set of a kind.
pub(super) fn input_sticker(
    request: &mut Request<'_>,
    given: &Value,
    kind: &str,
) -> Result<NewSticker, Refusal> {
    let format = given["format"].as_str().unwrap_or_default();
    if !matches!(format, "static" | "animated" | "video") {
        return Err(Refusal::bad("invalid sticker format specified"));
    }
    let emoji = emoji(&given["emoji_list"])?;
    let keywords = keywords(&given["keywords"])?;
    let reference = given["sticker"].as_str().filter(|reference| !reference.is_empty());
    let reference = reference.ok_or_else(|| Refusal::bad("sticker is not specified"))?;
    if is_url(reference) && format != "static" {
        return Err(Refusal::bad(format!("{format} sticker must be uploaded as an InputFile")));
    }
    let medium = if kind == "custom_emoji" { kind } else { "sticker" };
    let (file, _) = file(request, medium, Some(reference))?;
    fits(&file, format, kind)?;
    let mask = given.get("mask_position").filter(|mask| mask.is_object()).cloned();
    Ok(NewSticker { file, format: format.to_owned(), emoji, keywords, mask })
}

/// Whether a picture has the size of a sticker, as far as it tells.
pub(super) fn fits(file: &StoredFile, format: &str, kind: &str) -> Result<(), Refusal> {
    let Some((width, height)) = dimensions(&file.bytes).filter(|_| format == "static") else { return Ok(()) };
    let fits = match kind {
        "custom_emoji" => (width, height) == (100, 100),
        _ => width.max(height) == 512,
    };
    if fits { Ok(()) } else { Err(Refusal::bad("STICKER_PNG_DIMENSIONS")) }
}

/// The emoji that a sticker stands for.
pub(super) fn emoji(list: &Value) -> Result<Vec<String>, Refusal> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .filter_map(Value::as_str)
        .map(|emoji| {
            let sign = emoji.chars().any(|c| !c.is_alphanumeric() && !c.is_whitespace() && !c.is_ascii());
            let digits = emoji.contains('\u{20e3}');
            if sign || digits { Ok(emoji.to_owned()) } else { Err(Refusal::bad("invalid sticker emojis")) }
        })
        .collect()
}

/// The words by which a sticker is found.
pub(super) fn keywords(list: &Value) -> Result<Vec<String>, Refusal> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let words: Option<Vec<String>> = list.iter().map(|word| word.as_str().map(str::to_owned)).collect();
    let words = words.ok_or_else(|| Refusal::bad("keyword must be a string"))?;
    let length: usize = words.iter().map(|word| crate::text::length(word)).sum();
    if words.len() > MOST_KEYWORDS || length > LONGEST_KEYWORDS {
        return Err(Refusal::bad("STICKER_KEYWORDS_INVALID"));
    }
    Ok(words)
}
