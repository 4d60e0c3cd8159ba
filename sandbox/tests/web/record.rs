//! A session by hand is recorded and written as a test, which is compiled here and passes against the same bot.

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use super::Result;
use super::api::Api;

/// What the recorder wrote; the test below proves that it writes the same today.
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
        let text = format!("You meant {}", edited["text"].as_str().unwrap_or_default());
        api.bot("sendMessage", json!({"chat_id": edited["chat"]["id"], "text": text})).await?;
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
        None if message.get("photo").is_some() => {
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
