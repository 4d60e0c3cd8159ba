//! Games: sent, and the points that players have.
//!
//! Every short name of the right form is a game here; its title is the short name.

use serde_json::{Value, json};

use super::super::Request;
use super::super::edit::{Target, target_named};
use super::super::send::{draft, post};
use crate::server::{Answer, Refusal};
use crate::world::Json;

/// How many others before and behind a player are told with the player.
const NEIGHBOURS: usize = 2;
/// How many of the best are told always.
const BEST: usize = 3;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "sendGame" => send_game(request),
        "setGameScore" => set_score(request),
        "getGameHighScores" => high_scores(request),
        _ => return None,
    })
}

fn send_game(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let name = request.params.text("game_short_name");
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if !(3..=30).contains(&name.len()) || !name.bytes().all(word) {
        return Err(Refusal::bad("wrong game short name specified"));
    }
    let picture = request.world.keep_file("photos", Some("game.png"), crate::kit::User::fixture());
    let shown = request.world.medium("photo", &picture, None, &Json::new());
    let game = json!({"title": name, "description": "", "photo": shown.get("photo")});
    let mut draft = draft(request, key, Json::from_iter([("game".to_owned(), game)]))?;
    if !draft.content.contains_key("reply_markup") {
        let play = json!({"inline_keyboard": [[{"text": format!("Play {name}"), "callback_game": {}}]]});
        draft.content.insert("reply_markup".into(), play);
    }
    let entry = post(request, key, draft);
    request.world.place_game(key, entry.id);
    Ok(request.show(key, &entry))
}

/// The message with the game, named so in a refusal, and the player.
fn played(request: &mut Request<'_>, what: &str) -> Result<(Target, i64), Refusal> {
    let player = request.params.int("user_id").filter(|id| request.world.users.contains_key(id));
    let player = player.ok_or_else(|| Refusal::bad("user not found"))?;
    let target = target_named(request, what)?;
    if !target.entry(request)?.json.contains_key("game") {
        return Err(Refusal::bad("MESSAGE_ID_INVALID"));
    }
    Ok((target, player))
}

fn set_score(request: &mut Request<'_>) -> Answer {
    let score = request.params.number("score");
    if score < 0 {
        return Err(Refusal::bad("SCORE_INVALID"));
    }
    let (target, player) = played(request, "message to set game score")?;
    let force = request.params.flag("force");
    request.world.set_score(target.key, target.id, player, score, force).map_err(Refusal::bad)?;
    let quiet = request.params.flag("disable_edit_message");
    let table = request.world.high_scores(target.key, target.id).unwrap_or_default();
    let line = |score: &Value| {
        let name = score["user"]["first_name"].as_str().unwrap_or_default();
        format!("{}. {name} – {}", score["position"], score["score"])
    };
    let text = table.iter().take(BEST).map(line).collect::<Vec<_>>().join("\n");
    if !quiet {
        request.world.change_as(target.key, target.id, true, |json| {
            if let Some(game) = json.get_mut("game").and_then(Value::as_object_mut) {
                game.insert("text".into(), text.into());
            }
        });
    }
    let inline = request.params.str("inline_message_id").is_some();
    let entry = target.entry(request)?;
    Ok(if inline { true.into() } else { request.show(target.key, entry) })
}

fn high_scores(request: &mut Request<'_>) -> Answer {
    let (target, player) = played(request, "message to get game high scores")?;
    let table = request.world.high_scores(target.key, target.id).unwrap_or_default();
    let place = table.iter().position(|score| score["user"]["id"] == player);
    let near = |other: usize| place.is_some_and(|place| other.abs_diff(place) <= NEIGHBOURS);
    let told = table.into_iter().enumerate().filter(|(other, _)| *other < BEST || near(*other));
    Ok(told.map(|(_, score)| score).collect())
}
