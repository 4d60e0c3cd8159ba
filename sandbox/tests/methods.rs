//! What bots do, by every encoding, and how they are refused.

#[path = "methods/sending.rs"]
mod sending;

use std::error::Error;

use chappe_sandbox::{Sandbox, User};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

fn url(sandbox: &Sandbox, method: &str) -> String {
    format!("{}/bot{}/{method}", sandbox.api_url(), sandbox.token())
}

async fn call(sandbox: &Sandbox, method: &str, params: Value) -> Result<Value> {
    Ok(reqwest::Client::new().post(url(sandbox, method)).json(&params).send().await?.json().await?)
}

/// The description of a refusal, which must be one.
async fn refused(sandbox: &Sandbox, method: &str, params: Value) -> Result<String> {
    let response = reqwest::Client::new().post(url(sandbox, method)).json(&params).send().await?;
    let status = response.status().as_u16();
    let answer: Value = response.json().await?;
    assert_eq!(answer["ok"], false, "{answer}");
    assert_eq!(answer["error_code"], status);
    Ok(answer["description"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn every_encoding_says_the_same() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let id = alice.id().to_string();
    let markup = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]});
    let client = reqwest::Client::new();
    let pairs = [("chat_id", id.as_str()), ("text", "hi & bye"), ("reply_markup", &markup.to_string())];
    client.get(url(&sandbox, "sendMessage")).query(&pairs).send().await?;
    client.post(url(&sandbox, "SENDMESSAGE")).form(&pairs).send().await?;
    let form = pairs.iter().fold(Form::new(), |form, (k, v)| form.text((*k).to_owned(), (*v).to_owned()));
    client.post(url(&sandbox, "test/sendMessage")).multipart(form).send().await?;
    call(&sandbox, "sendMessage", json!({"chat_id": id, "text": "hi & bye", "reply_markup": markup})).await?;
    for _ in 0..4 {
        let message = alice.next_message().await?;
        assert_eq!(message.text(), "hi & bye");
        assert_eq!(message.buttons(), [["Yes"]]);
    }
    let calls = sandbox.calls();
    assert!(calls.iter().all(|call| call.params == calls[0].params && call.method == "sendMessage"));
    assert_eq!(calls[0].params["chat_id"], alice.id());
    Ok(())
}

#[tokio::test]
async fn a_button_is_pressed_and_answered_once() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let markup =
        json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "No", "url": "a.org"}]]});
    let params = json!({"chat_id": alice.id(), "text": "sure?", "reply_markup": markup});
    call(&sandbox, "sendMessage", params).await?;
    let clicked = alice.click("Yes").await?;
    let updates = call(&sandbox, "getUpdates", json!({})).await?;
    let query = &updates["result"][0]["callback_query"];
    assert_eq!(query["data"], "y");
    assert_eq!(query["message"]["text"], "sure?");
    let answer = json!({"callback_query_id": query["id"], "text": "thanks", "show_alert": true});
    assert_eq!(call(&sandbox, "answerCallbackQuery", answer.clone()).await?["result"], true);
    let shown = clicked.answer().await?;
    assert_eq!((shown.text.as_str(), shown.show_alert), ("thanks", true));
    assert_eq!(
        refused(&sandbox, "answerCallbackQuery", answer).await?,
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    );
    let missing = alice.click_on(&alice.next_message().await?, "Maybe").await.unwrap_err();
    assert!(missing.to_string().contains("\"Yes\", \"No\""), "{missing}");
    Ok(())
}

#[tokio::test]
async fn messages_are_edited_and_deleted() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let chat = alice.id();
    let sent = call(&sandbox, "sendMessage", json!({"chat_id": chat, "text": "one"})).await?;
    let id = &sent["result"]["message_id"];
    let edit = json!({"chat_id": chat, "message_id": id, "text": "<b>two</b>", "parse_mode": "HTML"});
    call(&sandbox, "editMessageText", edit.clone()).await?;
    let edited = alice.expect_edit("two").await?;
    assert_eq!(edited.entities(), [json!({"type": "bold", "offset": 0, "length": 3})]);
    let same = refused(&sandbox, "editMessageText", edit).await?;
    assert!(
        same.starts_with("Bad Request: message is not modified: specified new message content"),
        "{same}"
    );
    let gone = json!({"chat_id": chat, "message_id": 999, "text": "x"});
    assert_eq!(refused(&sandbox, "editMessageText", gone).await?, "Bad Request: message to edit not found");
    let delete = json!({"chat_id": chat, "message_id": id});
    call(&sandbox, "deleteMessage", delete.clone()).await?;
    assert_eq!(alice.next_deleted().await?.text(), "two");
    assert_eq!(refused(&sandbox, "deleteMessage", delete).await?, "Bad Request: message to delete not found");
    Ok(())
}

#[tokio::test]
async fn refusals_have_telegrams_words() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let chat = alice.id();
    let button = |data: String| json!({"inline_keyboard": [[{"text": "b", "callback_data": data}]]});
    for (method, params, words) in [
        ("sendMessage", json!({"text": "a"}), "Bad Request: chat_id is empty"),
        ("sendMessage", json!({"chat_id": 77, "text": "a"}), "Bad Request: chat not found"),
        ("sendMessage", json!({"chat_id": "@nobody", "text": "a"}), "Bad Request: chat not found"),
        ("sendMessage", json!({"chat_id": chat, "text": " \n"}), "Bad Request: message text is empty"),
        ("sendMessage", json!({"chat_id": chat}), "Bad Request: message text is empty"),
        (
            "sendMessage",
            json!({"chat_id": chat, "text": "😀".repeat(2049)}),
            "Bad Request: message is too long",
        ),
        (
            "sendMessage",
            json!({"chat_id": chat, "text": "<b>a", "parse_mode": "HTML"}),
            "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            "sendMessage",
            json!({"chat_id": chat, "text": "a", "parse_mode": "BBCode"}),
            "Bad Request: unsupported parse_mode",
        ),
        (
            "sendMessage",
            json!({"chat_id": chat, "text": "a", "reply_markup": button("x".repeat(65))}),
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            json!({"chat_id": chat, "text": "a", "reply_parameters": {"message_id": 5}}),
            "Bad Request: message to be replied not found",
        ),
        ("sendPhoto", json!({"chat_id": chat}), "Bad Request: there is no photo in the request"),
        (
            "getFile",
            json!({"file_id": "x"}),
            "Bad Request: wrong file_id or the file is temporarily unavailable",
        ),
        ("noSuchMethod", json!({}), "Not Found: method not found"),
    ] {
        assert_eq!(refused(&sandbox, method, params.clone()).await?, words, "{method} {params}");
    }
    alice.block().await?;
    let blocked = refused(&sandbox, "sendMessage", json!({"chat_id": chat, "text": "a"})).await?;
    assert_eq!(blocked, "Forbidden: bot was blocked by the user");
    Ok(())
}

#[tokio::test]
async fn files_go_up_and_come_down() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let client = reqwest::Client::new();
    let media =
        json!([{"type": "document", "media": "attach://a"}, {"type": "document", "media": "attach://b"}]);
    let form = Form::new()
        .text("chat_id", alice.id().to_string())
        .text("media", media.to_string())
        .part("a", Part::bytes(b"first".to_vec()).file_name("a.txt"))
        .part("b", Part::bytes(b"second".to_vec()).file_name("b.txt"));
    let sent: Value =
        client.post(url(&sandbox, "sendMediaGroup")).multipart(form).send().await?.json().await?;
    assert_eq!(sent["result"][1]["document"]["file_name"], "b.txt", "{sent}");
    let (first, second) = (alice.next_message().await?, alice.next_message().await?);
    assert_eq!(first.field("media_group_id"), second.field("media_group_id"));
    assert_eq!(second.file().as_deref(), Some(&b"second"[..]));
    let file = call(&sandbox, "getFile", json!({"file_id": first.field("document")["file_id"]})).await?;
    let path = file["result"]["file_path"].as_str().ok_or("no path")?;
    let down = format!("{}/file/bot{}/{path}", sandbox.api_url(), sandbox.token());
    assert_eq!(client.get(down).send().await?.text().await?, "first");
    Ok(())
}

#[tokio::test]
async fn a_photo_of_a_user_can_be_sent_back() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let photo = alice.send_photo(User::fixture(), "see #this").await?;
    let id = photo.photo()[1]["file_id"].clone();
    let params = json!({"chat_id": alice.id(), "photo": id, "caption": "got it"});
    call(&sandbox, "sendPhoto", params).await?;
    let answer = alice.expect_text("got it").await?;
    assert_eq!(answer.file(), Some(User::fixture()));
    Ok(())
}

#[tokio::test]
async fn a_group_hears_and_obeys() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice]).bot_admin(true).username("friends");
    assert!(bob.send_to(&group, "hi").await.is_err());
    bob.join(&group).await?;
    bob.send_to(&group, "hi").await?;
    call(&sandbox, "sendMessage", json!({"chat_id": "@friends", "text": "welcome"})).await?;
    assert_eq!(alice.next_message_in(&group).await?.text(), "welcome");
    assert_eq!(bob.next_message().await?.text(), "welcome");
    let ids = json!({"chat_id": group.id(), "user_id": bob.id()});
    assert_eq!(call(&sandbox, "getChatMember", ids.clone()).await?["result"]["status"], "member");
    call(&sandbox, "banChatMember", ids.clone()).await?;
    assert_eq!(call(&sandbox, "getChatMember", ids).await?["result"]["status"], "kicked");
    assert!(bob.send_to(&group, "hi").await.is_err());
    Ok(())
}

#[tokio::test]
async fn what_means_nothing_here_is_checked_and_simulated() -> Result {
    let sandbox = Sandbox::start().await?;
    let missing = refused(&sandbox, "createNewStickerSet", json!({"user_id": 1})).await?;
    assert_eq!(missing, "Bad Request: parameter \"name\" is required");
    let gifts = call(&sandbox, "getAvailableGifts", json!({})).await?;
    assert_eq!(gifts["result"]["gifts"], json!([]));
    assert!(sandbox.calls().last().is_some_and(|call| call.simulated));
    Ok(())
}

#[tokio::test]
async fn tokens_are_told_apart() -> Result {
    let sandbox = Sandbox::start().await?;
    let status = async |token: &str| {
        let response = reqwest::get(format!("{}/bot{token}/getMe", sandbox.api_url())).await?;
        Ok::<_, Box<dyn Error>>((response.status().as_u16(), response.json::<Value>().await?))
    };
    assert_eq!(status("999:another-bot").await?.1["result"]["id"], 999);
    assert_eq!(status("999:wrong-secret").await?.0, 401);
    assert_eq!(status("nonsense").await?.1["description"], "Unauthorized: invalid token specified");
    let elsewhere = status("nonsense:secret").await?;
    assert_eq!((elsewhere.0, &elsewhere.1["error_code"]), (421, &json!(421)));
    assert_eq!(elsewhere.1["description"], "Misdirected Request: unallowed token specified");
    assert_eq!(reqwest::get(format!("{}/other", sandbox.api_url())).await?.status().as_u16(), 404);
    Ok(())
}

#[tokio::test]
async fn garbage_is_refused_in_telegrams_form() -> Result {
    let sandbox = Sandbox::builder().body_limit(10_000).start().await?;
    let client = reqwest::Client::new();
    for (kind, body, code) in [
        ("application/json", "{broken".to_owned(), 400),
        ("application/json", "[1]".to_owned(), 400),
        ("application/json", "[".repeat(9_000), 400),
        ("multipart/form-data", "no boundary".to_owned(), 400),
        ("multipart/form-data; boundary=x", "--x\r\nbroken".to_owned(), 400),
        ("application/json", format!("{{\"text\":\"{}\"}}", "x".repeat(20_000)), 413),
    ] {
        let request = client.post(url(&sandbox, "sendMessage")).header("content-type", kind).body(body);
        let answer: Value = request.send().await?.json().await?;
        assert_eq!((&answer["ok"], &answer["error_code"]), (&json!(false), &json!(code)), "{kind}: {answer}");
    }
    Ok(())
}

#[tokio::test]
async fn commands_are_kept_per_scope_and_language() -> Result {
    let sandbox = Sandbox::start().await?;
    let commands = json!([{"command": "start", "description": "Begin"}]);
    let scope = json!({"type": "chat", "chat_id": sandbox.user("Alice").id()});
    call(&sandbox, "setMyCommands", json!({"commands": commands, "scope": scope})).await?;
    assert_eq!(call(&sandbox, "getMyCommands", json!({})).await?["result"], json!([]));
    assert_eq!(call(&sandbox, "getMyCommands", json!({"scope": scope})).await?["result"], commands);
    Ok(())
}

#[tokio::test]
async fn an_error_shows_the_transcript() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice").within(std::time::Duration::ZERO);
    alice.send("anybody there?").await?;
    let error = format!("{:?}", alice.next_message().await.unwrap_err());
    assert!(error.contains("Alice -> Sandbox Bot: anybody there?"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_hundred_sandboxes_live_beside_each_other() -> Result {
    let mut sandboxes = Vec::new();
    for _ in 0..100 {
        sandboxes.push(Sandbox::start().await?);
    }
    for (number, sandbox) in sandboxes.iter().enumerate() {
        sandbox.user("Alice").send(number.to_string()).await?;
    }
    for (number, sandbox) in sandboxes.iter().enumerate() {
        let updates = call(sandbox, "getUpdates", json!({})).await?;
        assert_eq!(updates["result"][0]["message"]["text"], number.to_string());
        assert_eq!(updates["result"].as_array().map(Vec::len), Some(1));
    }
    Ok(())
}
