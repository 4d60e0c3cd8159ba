//! A session by hand is recorded and written as a test, which is compiled here and passes against the same bot.

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use super::Result;
use super::api::Api;

/// What the recorder wrote; the test below proves that it writes the same today.
#[allow(clippy::similar_names)]
mod recorded {
    #[allow(unused_imports)]
    use super::run_my_bot;

    include!("recorded.rs");
}

/// The bot under test: buttons that edit and delete, and a word to everything else.
pub(crate) async fn run_my_bot(api_url: String, token: String) {
    let mut offset = 0;
    let api = Api::of(api_url, token);
    while let Ok(updates) = api.bot("getUpdates", json!({"offset": offset, "timeout": 30})).await {
        for update in updates.as_array().into_iter().flatten() {
            offset = update["update_id"].as_i64().unwrap_or_default() + 1;
            // The sandbox is gone, or the test is about to fail.
            let _ = handle(&api, update).await;
        }
    }
}

async fn handle(api: &Api, update: &Value) -> Result {
    if let Some(query) = update.get("callback_query") {
        let (chat, id) = (&query["message"]["chat"]["id"], &query["message"]["message_id"]);
        let place = json!({"chat_id": chat, "message_id": id});
        if query["data"] == "greet" {
            let answer = json!({"callback_query_id": query["id"], "text": "Hi there"});
            api.bot("answerCallbackQuery", answer).await?;
            let text = format!("Hello, \"{}\".", query["from"]["first_name"].as_str().unwrap_or_default());
            api.bot("editMessageText", json!({"chat_id": chat, "message_id": id, "text": text})).await?;
        } else {
            let answer = json!({"callback_query_id": query["id"], "text": "Gone", "show_alert": true});
            api.bot("answerCallbackQuery", answer).await?;
            api.bot("deleteMessage", place).await?;
        }
        return Ok(());
    }
    if let Some(edited) = update.get("edited_message") {
        if let Some(text) = edited["text"].as_str() {
            let text = format!("You meant {text}");
            api.bot("sendMessage", json!({"chat_id": edited["chat"]["id"], "text": text})).await?;
        }
        return Ok(());
    }
    let Some(message) = update.get("message") else { return Ok(()) };
    let chat = &message["chat"]["id"];
    match message["text"].as_str() {
        Some("/start") => {
            let row = json!([
                {"text": "Greet me", "callback_data": "greet"},
                {"text": "Remove this", "callback_data": "remove"},
            ]);
            let markup = json!({"inline_keyboard": [row]});
            let text = "Welcome.\nWhat shall I do?";
            api.bot("sendMessage", json!({"chat_id": chat, "text": text, "reply_markup": markup})).await?;
        }
        Some("/dice") => {
            api.bot("sendDice", json!({"chat_id": chat})).await?;
        }
        Some(text) => {
            api.bot("sendMessage", json!({"chat_id": chat, "text": format!("You said {text}")})).await?;
        }
        None if message["caption"] == "look" => {
            api.bot("sendMessage", json!({"chat_id": chat, "text": "A nice photo."})).await?;
        }
        None => {}
    }
    Ok(())
}

/// What somebody does in the web chat; after each act the bot's answer is waited for.
async fn session(sandbox: &Sandbox) -> Result {
    let api = Api::new(sandbox);
    let alice = api.post("/users", json!({"name": "Alice"})).await?["id"].clone();
    let bob = json!({"name": "Bob", "last_name": "Jones", "premium": true});
    let bob = api.post("/users", bob).await?["id"].clone();
    let friends =
        api.post("/groups", json!({"title": "Friends", "members": [alice, bob]})).await?["id"].clone();
    let others = api.post("/groups", json!({"title": "Others", "members": [bob]})).await?["id"].clone();
    let helper = sandbox.add_bot("Helper", "helper_bot");
    tokio::spawn(run_my_bot(sandbox.api_url(), sandbox.token()));
    tokio::spawn(run_my_bot(sandbox.api_url(), helper.token().to_owned()));
    let (a, b) = (format!("/users/{alice}"), format!("/users/{bob}"));
    let act = async |path: String, body: Value| api.post(&path, body).await;
    let expect = async |who: &str, body: Value| api.post(&format!("{who}/expect"), body).await;

    act(format!("{a}/messages"), json!({"text": "/start"})).await?;
    let menu = expect(&a, json!({"text": "Welcome.\nWhat shall I do?"})).await?["id"].clone();
    let clicked = act(format!("{a}/click"), json!({"message": menu, "row": 0, "column": 0})).await?;
    expect(&a, json!({"text": "Hello, \"Alice\".", "what": "edit"})).await?;
    api.get(&format!("{a}/answers/{}", clicked["query"])).await?;

    act(format!("{b}/messages"), json!({"text": "/start"})).await?;
    let menu = expect(&b, json!({"text": "Welcome.\nWhat shall I do?"})).await?["id"].clone();
    act(format!("{b}/click"), json!({"message": menu, "button": "Remove this"})).await?;
    api.get(&format!("{b}/next?what=deleted")).await?;

    act(format!("{a}/photos"), json!({"caption": "look"})).await?;
    let nice = expect(&a, json!({"text": "A nice photo."})).await?["id"].clone();
    act(format!("{a}/messages"), json!({"text": "thanks", "reply_to": nice})).await?;
    expect(&a, json!({"text": "You said thanks"})).await?;
    act(format!("{a}/messages"), json!({"text": "/dice"})).await?;
    api.get(&format!("{a}/next")).await?;

    let hi = act(format!("{b}/messages"), json!({"text": "hi all", "chat": friends})).await?;
    for user in [&a, &b] {
        expect(user, json!({"text": "You said hi all"})).await?;
    }
    act(format!("{b}/edits"), json!({"message": hi["id"], "chat": friends, "text": "hello all"})).await?;
    for user in [&a, &b] {
        expect(user, json!({"text": "You meant hello all"})).await?;
    }
    act(format!("{a}/joins"), json!({"chat": others})).await?;
    // What is refused is no part of the test.
    api.ask("POST", &format!("{a}/joins"), Some(json!({"chat": others}))).await?;
    act(format!("{a}/messages"), json!({"text": "can you help?", "bot": helper.id()})).await?;
    expect(&a, json!({"text": "You said can you help?"})).await?;
    act(format!("{a}/reactions"), json!({"message": nice, "emoji": "👍"})).await?;
    silent(&api, &b, &friends).await?;

    let club =
        act(format!("{a}/groups"), json!({"title": "Book club", "members": [bob]})).await?["id"].clone();
    act(format!("{b}/messages"), json!({"text": "what do we read?", "chat": club})).await?;
    for user in [&a, &b] {
        expect(user, json!({"text": "You said what do we read?"})).await?;
    }
    let upgraded = act(format!("/groups/{others}/upgrade"), json!({})).await?["id"].clone();
    act(format!("{a}/messages"), json!({"text": "still here", "chat": upgraded})).await?;
    for user in [&a, &b] {
        expect(user, json!({"text": "You said still here"})).await?;
    }
    Ok(())
}

/// Acts of every kind, to which the bot says nothing.
async fn silent(api: &Api, user: &str, friends: &Value) -> Result {
    let act = async |path: &str, body: Value| api.post(&format!("{user}/{path}"), body).await;
    let id = async |path: &str, body: Value| Ok::<_, super::Error>(act(path, body).await?["id"].clone());
    act("documents", json!({"name": "notes.txt", "file": "aGVsbG8="})).await?;
    act("videos", json!({"chat": friends})).await?;
    act("voices", json!({})).await?;
    act("audios", json!({"name": "song.mp3"})).await?;
    let sticker = id("stickers", json!({"emoji": "🎉"})).await?;
    act("forwards", json!({"message": sticker, "to": friends})).await?;
    act("pins", json!({"message": sticker})).await?;
    act("pins", json!({"message": sticker, "pinned": false})).await?;
    act("locations", json!({"latitude": 46, "longitude": 6.6})).await?;
    act("contacts", json!({"phone_number": "+41225550100", "first_name": "Dora"})).await?;
    act("contacts", json!({"phone_number": "+41225550100"})).await?;
    act("venues", json!({"latitude": 46.5, "longitude": 6.6, "title": "Café", "address": "Main Street 1"}))
        .await?;
    act("dice", json!({"emoji": "🎯"})).await?;
    act("objects", json!({"fields": {"story": {"id": 1, "chat": null, "seen": [true, "\"x\""]}}})).await?;
    let place = json!({"latitude": 46.5, "longitude": 6.6, "seconds": 600});
    let live = id("live-locations", place).await?;
    act("moves", json!({"message": live, "latitude": 46.25, "longitude": 6.5})).await?;
    act("location-stops", json!({"message": live})).await?;
    let poll = json!({"question": "Tea?", "options": ["Yes", "No"], "public": true, "chat": friends});
    let poll = id("polls", poll).await?;
    act("votes", json!({"message": poll, "chat": friends, "options": [0]})).await?;
    act("votes", json!({"message": poll, "chat": friends})).await?;
    act("votes", json!({"message": poll, "chat": friends, "texts": ["No"]})).await?;
    act("poll-stops", json!({"message": poll, "chat": friends})).await?;
    act("media", json!({"kind": "animation", "caption": "moving", "spoiler": true})).await?;
    act("albums", json!({"media": [{"kind": "photo", "caption": "one"}, {"kind": "photo"}]})).await?;
    act("blocks", json!({})).await?;
    act("blocks", json!({"blocked": false})).await?;
    api.post("/clock", json!({"seconds": 0.5})).await?;
    Ok(())
}

#[tokio::test]
async fn a_session_by_hand_is_written_as_the_test_that_passes_above() -> Result {
    let sandbox = Sandbox::start().await?;
    session(&sandbox).await?;
    let written = Api::new(&sandbox).get("/view/test").await?;
    let written = written["rust"].as_str().ok_or("no test")?;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/web/recorded.rs");
    if std::env::var_os("CHAPPE_RECORD").is_some() {
        std::fs::write(path, written)?;
    }
    assert_eq!(written, include_str!("recorded.rs"), "CHAPPE_RECORD=1 writes it anew");
    Ok(())
}

#[tokio::test]
async fn an_act_has_its_line_of_rust_in_the_log() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = sandbox.user("Alice").id();
    api.post(&format!("/users/{alice}/messages"), json!({"text": "say \"hi\""})).await?;
    api.ask("POST", &format!("/users/{alice}/leaves"), Some(json!({"chat": alice}))).await?;
    let log = api.get("/view/log").await?;
    let act = &log["log"][0];
    assert_eq!((&act["kind"], &act["verb"], &act["user"]), (&json!("act"), &json!("send"), &json!(alice)));
    assert_eq!(
        (&act["rust"], &act["refused"]),
        (&json!("alice.send(\"say \\\"hi\\\"\").await?;"), &json!(false))
    );
    assert_eq!(log["log"][1]["kind"], "update");
    assert_eq!(log["log"][2]["refused"], true);
    Ok(())
}

#[tokio::test]
async fn a_part_of_a_session_is_written_too() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = sandbox.user("Alice").id();
    let path = format!("/users/{alice}/messages");
    for text in ["one", "two", "three"] {
        api.post(&path, json!({"text": text})).await?;
    }
    let log = api.get("/view/log").await?;
    let acts: Vec<&Value> =
        log["log"].as_array().into_iter().flatten().filter(|item| item["kind"] == "act").collect();
    let range = format!("after={}&until={}", acts[0]["seq"], acts[1]["seq"]);
    let written = api.get(&format!("/view/test?{range}")).await?;
    let written = written["rust"].as_str().ok_or("no test")?;
    let sent = |text: &str| written.contains(&format!("alice.send(\"{text}\")"));
    assert_eq!((sent("one"), sent("two"), sent("three")), (false, true, false), "{written}");
    Ok(())
}
