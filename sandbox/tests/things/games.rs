//! Games are played, and points are kept.

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::client::{Result, call, refused, wait_for};

#[tokio::test]
async fn a_game_is_opened_by_its_button_at_the_url_that_the_bot_gives() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    call(&sandbox, "sendGame", json!({"chat_id": alice.id(), "game_short_name": "snake"})).await?;
    let clicked = alice.click("Play snake").await?;
    let query = wait_for(&sandbox, "callback_query").await?;
    assert_eq!((&query["game_short_name"], query.get("data")), (&json!("snake"), None));
    let answer = json!({"callback_query_id": query["id"], "url": "https://example.org/snake"});
    call(&sandbox, "answerCallbackQuery", answer).await?;
    assert_eq!(clicked.answer().await?.url.as_deref(), Some("https://example.org/snake"));
    Ok(())
}

#[tokio::test]
async fn points_are_kept_and_shown_and_never_fall_unless_forced() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.group("Friends", &[&alice, &bob]);
    let game = json!({"chat_id": group.id(), "game_short_name": "snake"});
    let id = call(&sandbox, "sendGame", game).await?["message_id"].clone();
    let score = |user: i64, score: i64, more: Value| {
        let mut params = json!({"chat_id": group.id(), "message_id": id, "user_id": user, "score": score});
        if let (Some(params), Some(more)) = (params.as_object_mut(), more.as_object()) {
            params.extend(more.clone());
        }
        params
    };
    call(&sandbox, "setGameScore", score(alice.id(), 10, json!({}))).await?;
    call(&sandbox, "setGameScore", score(bob.id(), 20, json!({}))).await?;
    alice.next_edit().await?;
    assert_eq!(alice.next_edit().await?.field("game")["text"], "1. Bob – 20\n2. Alice – 10");
    let lower = score(bob.id(), 5, json!({}));
    assert_eq!(refused(&sandbox, "setGameScore", lower).await?, "Bad Request: BOT_SCORE_NOT_MODIFIED");
    call(&sandbox, "setGameScore", score(bob.id(), 5, json!({"force": true, "disable_edit_message": true})))
        .await?;
    let ask = json!({"chat_id": group.id(), "message_id": id, "user_id": bob.id()});
    let table = call(&sandbox, "getGameHighScores", ask).await?;
    let read = |place: usize| (&table[place]["user"]["first_name"], &table[place]["score"]);
    assert_eq!(read(0), (&json!("Alice"), &json!(10)));
    assert_eq!(read(1), (&json!("Bob"), &json!(5)));
    assert_eq!(table[1]["position"], 2);
    Ok(())
}

#[tokio::test]
async fn games_are_refused_in_telegrams_words() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let game = json!({"chat_id": alice.id(), "game_short_name": "no game"});
    assert_eq!(refused(&sandbox, "sendGame", game).await?, "Bad Request: wrong game short name specified");
    let gone = json!({"chat_id": alice.id(), "message_id": 99, "user_id": alice.id(), "score": 1});
    for (method, what) in [("setGameScore", "set game score"), ("getGameHighScores", "get game high scores")]
    {
        let words = format!("Bad Request: message to {what} not found");
        assert_eq!(refused(&sandbox, method, gone.clone()).await?, words);
    }
    let text = call(&sandbox, "sendMessage", json!({"chat_id": alice.id(), "text": "hi"})).await?;
    let score = |score: i64| json!({"chat_id": alice.id(), "message_id": text["message_id"], "user_id": alice.id(), "score": score});
    assert_eq!(refused(&sandbox, "setGameScore", score(1)).await?, "Bad Request: MESSAGE_ID_INVALID");
    assert_eq!(refused(&sandbox, "setGameScore", score(-1)).await?, "Bad Request: SCORE_INVALID");
    Ok(())
}
