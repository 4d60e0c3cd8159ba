//! The control API, as a test in another language uses it: by HTTP alone.

#[path = "control/bots.rs"]
mod bots;
#[path = "control/described.rs"]
mod described;
#[path = "control/queries.rs"]
mod queries;
#[path = "control/readers.rs"]
mod readers;

use std::error::Error;

use chappe_sandbox::{Fault, Sandbox};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

type Result<T = (), E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// A client of one sandbox.
#[derive(Clone)]
struct Control {
    client: Client,
    api: String,
    token: String,
}

impl Control {
    fn new(sandbox: &Sandbox) -> Self {
        Self { client: Client::new(), api: sandbox.api_url(), token: sandbox.token() }
    }

    /// Asks the control API.
    async fn request(&self, method: &str, path: &str, body: Option<Value>) -> Result<Response> {
        let url = format!("{}/control/v1{path}", self.api);
        let mut request = self.client.request(Method::from_bytes(method.as_bytes())?, url);
        if let Some(body) = body {
            request = request.json(&body);
        }
        Ok(request.send().await?)
    }

    /// Asks the control API; gives the status and the answer.
    async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Result<(u16, Value)> {
        let response = self.request(method, path, body).await?;
        Ok((response.status().as_u16(), response.json().await?))
    }

    async fn get(&self, path: &str) -> Result<Value> {
        let (status, answer) = self.ask("GET", path, None).await?;
        assert_eq!(status, 200, "{path}: {answer}");
        Ok(answer)
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value> {
        let (status, answer) = self.ask("POST", path, Some(body)).await?;
        assert_eq!(status, 200, "{path}: {answer}");
        Ok(answer)
    }

    /// The status and the words of a refusal, which must be one.
    async fn refused(&self, method: &str, path: &str, body: Option<Value>) -> Result<(u16, String)> {
        let (status, answer) = self.ask(method, path, body).await?;
        assert!(status >= 400, "{path}: {answer}");
        let hint = answer["hint"].as_str().unwrap_or_default();
        assert!(!hint.is_empty(), "{path}: {answer}");
        Ok((status, answer["error"].as_str().unwrap_or_default().to_owned()))
    }

    /// Calls a method of the Bot API, as the bot.
    async fn bot(&self, method: &str, params: Value) -> Result<Value> {
        let url = format!("{}/bot{}/{method}", self.api, self.token);
        let answer: Value = self.client.post(url).json(&params).send().await?.json().await?;
        assert_eq!(answer["ok"], true, "{method}: {answer}");
        Ok(answer["result"].clone())
    }

    /// A bot that lets everybody pay, and ships by post.
    async fn let_pay(self) -> Result {
        let mut offset = 0;
        loop {
            let updates = self.bot("getUpdates", json!({"offset": offset, "timeout": 30})).await?;
            for update in updates.as_array().into_iter().flatten() {
                offset = update["update_id"].as_i64().ok_or("no update_id")? + 1;
                if let Some(query) = update.get("pre_checkout_query") {
                    let answer = json!({"pre_checkout_query_id": query["id"], "ok": true});
                    self.bot("answerPreCheckoutQuery", answer).await?;
                }
                if let Some(query) = update.get("shipping_query") {
                    let post =
                        json!({"id": "post", "title": "Post", "prices": [{"label": "Post", "amount": 3}]});
                    let answer =
                        json!({"shipping_query_id": query["id"], "ok": true, "shipping_options": [post]});
                    self.bot("answerShippingQuery", answer).await?;
                }
            }
        }
    }

    /// A bot that says everything again, under a button that changes what it said.
    async fn echo(self) -> Result {
        let mut offset = 0;
        loop {
            let updates = self.bot("getUpdates", json!({"offset": offset, "timeout": 30})).await?;
            for update in updates.as_array().into_iter().flatten() {
                offset = update["update_id"].as_i64().ok_or("no update_id")? + 1;
                if let Some(query) = update.get("callback_query") {
                    let answer = json!({"callback_query_id": query["id"], "text": "louder!"});
                    self.bot("answerCallbackQuery", answer).await?;
                    let message = &query["message"];
                    let text = message["text"].as_str().unwrap_or_default().to_uppercase();
                    let (chat, id) = (&message["chat"]["id"], &message["message_id"]);
                    let edit = json!({"chat_id": chat, "message_id": id, "text": text});
                    self.bot("editMessageText", edit).await?;
                    continue;
                }
                let message = update.get("message").unwrap_or(&update["edited_message"]);
                let markup = json!({"inline_keyboard": [[{"text": "Louder", "callback_data": "up"}]]});
                let text = message["text"].as_str().unwrap_or("no text");
                let params = json!({"chat_id": message["chat"]["id"], "text": text, "reply_markup": markup});
                self.bot("sendMessage", params).await?;
            }
        }
    }
}

#[tokio::test]
async fn a_bot_is_tested_by_http_alone() -> Result {
    let sandbox = Sandbox::start().await?;
    let control = Control::new(&sandbox);
    let place = control.get("/sandbox").await?;
    assert_eq!((&place["api_url"], &place["token"]), (&json!(control.api), &json!(control.token)));
    let bot = tokio::spawn(control.clone().echo());

    let alice = control.post("/users", json!({"name": "Alice", "language": "de"})).await?;
    assert_eq!(alice["user"]["language_code"], "de");
    let user = format!("/users/{}", alice["id"]);
    let sent = control.post(&format!("{user}/messages"), json!({"text": "hello"})).await?;
    assert_eq!(sent["chat"], alice["id"]);

    let echo = control.get(&format!("{user}/next?deadline_ms=5000")).await?;
    assert_eq!((&echo["text"], &echo["buttons"]), (&json!("hello"), &json!([["Louder"]])));

    let clicked = control.post(&format!("{user}/click"), json!({"button": "Louder"})).await?;
    assert_eq!(clicked["button"]["callback_data"], "up");
    let answer = control.get(&format!("{user}/answers/{}", clicked["query"])).await?;
    assert_eq!(answer, json!({"text": "louder!", "show_alert": false, "url": null}));
    let louder = control.get(&format!("{user}/next?what=edit")).await?;
    assert_eq!((&louder["text"], &louder["id"]), (&json!("HELLO"), &echo["id"]));

    let edit = json!({"message": sent["id"], "text": "good bye"});
    control.post(&format!("{user}/edits"), edit).await?;
    control.post(&format!("{user}/expect"), json!({"text": "good bye"})).await?;

    let calls = control.get("/calls?method=sendMessage&last=1").await?;
    assert_eq!(calls["calls"][0]["params"]["text"], "good bye");
    control.get("/updates/idle").await?;
    let transcript = control.get("/transcript").await?;
    let transcript = transcript["transcript"].as_str().unwrap_or_default();
    assert!(transcript.contains("Alice presses [Louder]"), "{transcript}");
    bot.abort();
    Ok(())
}

#[tokio::test]
async fn a_group_is_joined_left_and_upgraded() -> Result {
    let sandbox = Sandbox::start().await?;
    let control = Control::new(&sandbox);
    let alice = control.post("/users", json!({"name": "Alice"})).await?["id"].clone();
    let bob = control.post("/users", json!({"name": "Bob"})).await?["id"].clone();
    assert_eq!(control.post("/users", json!({"name": "Bob"})).await?["id"], bob);
    let group = control.post("/groups", json!({"title": "Friends", "members": [alice, alice]})).await?;
    let chat = &group["id"];
    let owners = control.bot("getChatAdministrators", json!({"chat_id": chat})).await?;
    assert_eq!(owners[0]["user"]["id"], alice);

    let send = format!("/users/{bob}/messages");
    let (status, error) = control.refused("POST", &send, Some(json!({"text": "hi", "chat": chat}))).await?;
    assert_eq!((status, error.as_str()), (400, "Bob is not in \"Friends\"; call `join` first"));
    control.post(&format!("/users/{bob}/joins"), json!({"chat": chat})).await?;
    let hi = control.post(&send, json!({"text": "hi", "chat": chat})).await?;
    let reply = json!({"text": "hi Bob", "chat": chat, "reply_to": hi["id"]});
    let reply = control.post(&format!("/users/{alice}/messages"), reply).await?;
    assert_eq!(reply["message"]["reply_to_message"]["text"], "hi");
    control.bot("sendMessage", json!({"chat_id": chat, "text": "hi all"})).await?;
    for user in [&alice, &bob] {
        let heard = control.get(&format!("/users/{user}/next?chat={chat}")).await?;
        assert_eq!(heard["text"], "hi all");
    }
    control.post(&format!("/users/{bob}/leaves"), json!({"chat": chat})).await?;

    let upgraded = control.post(&format!("/groups/{chat}/upgrade"), json!({})).await?;
    assert_eq!(upgraded["kind"], "supergroup");
    assert!(!upgraded["members"].as_array().is_some_and(|members| members.contains(&bob)), "{upgraded}");
    let old = control.get(&format!("/groups/{chat}")).await?;
    assert_eq!(old["upgraded_to"], upgraded["id"]);
    Ok(())
}

#[tokio::test]
async fn bytes_arrive_as_they_were() -> Result {
    let sandbox = Sandbox::start().await?;
    let control = Control::new(&sandbox);
    let alice = control.post("/users", json!({"name": "Alice"})).await?["id"].clone();
    let file = json!({"name": "a.txt", "file": "aGVsbG8="});
    control.post(&format!("/users/{alice}/documents"), file).await?;
    let updates = control.bot("getUpdates", json!({})).await?;
    let document = &updates[0]["message"]["document"];
    assert_eq!(document["file_name"], "a.txt");
    let file = control.bot("getFile", json!({"file_id": document["file_id"]})).await?;
    let path = file["file_path"].as_str().ok_or("no path")?;
    let url = format!("{}/file/bot{}/{path}", control.api, control.token);
    assert_eq!(reqwest::get(url).await?.bytes().await?, "hello");
    Ok(())
}

#[tokio::test]
async fn what_lies_on_the_web_is_told() -> Result {
    let sandbox = Sandbox::start().await?;
    let control = Control::new(&sandbox);
    let alice = sandbox.user("Alice");
    let url = "https://example.org/notes.txt";
    let send = json!({"chat_id": alice.id(), "document": url});
    control.post("/web-files", json!({"url": url, "file": "aGVsbG8="})).await?;
    control.bot("sendDocument", send.clone()).await?;
    assert_eq!(alice.next_message().await?.file().as_deref(), Some(&b"hello"[..]));
    for (fails, words) in [
        ("unreachable", "Bad Request: failed to get HTTP URL content"),
        ("page", "Bad Request: wrong type of the web page content"),
    ] {
        control.post("/web-files", json!({"url": url, "fails": fails})).await?;
        let method = format!("{}/bot{}/sendDocument", control.api, control.token);
        let answer: Value = control.client.post(method).json(&send).send().await?.json().await?;
        assert_eq!(answer["description"], words);
    }
    for wrong in [
        json!({"url": url, "fails": "page", "file": "aGVsbG8="}),
        json!({"url": "http://127.0.0.1/notes.txt"}),
        json!({"url": url, "fails": "always"}),
    ] {
        let (status, _) = control.refused("POST", "/web-files", Some(wrong.clone())).await?;
        assert_eq!(status, 400, "{wrong}");
    }
    Ok(())
}

/// A world in which every example of the description is true.
async fn furnished() -> Result<(Sandbox, Control)> {
    let sandbox = Sandbox::start().await?;
    let control = Control::new(&sandbox);
    let alice = sandbox.user("Alice");
    let bob = sandbox.user("Bob");
    sandbox.group("Friends", &[&alice, &bob]);
    sandbox.group("Others", &[&bob]);
    sandbox.add_bot("Helper", "helper_bot");
    alice.send("hello").await?;
    let markup = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]});
    control
        .bot("sendMessage", json!({"chat_id": alice.id(), "text": "Sure?", "reply_markup": markup}))
        .await?;
    let query = alice.click("Yes").await?.id();
    sandbox.faults().add(Fault::update_drop().after(1_000_000));
    control.bot("answerCallbackQuery", json!({"callback_query_id": query, "text": "thanks"})).await?;
    let updates = control.bot("getUpdates", json!({})).await?;
    let last = updates.as_array().and_then(|updates| updates.last()?["update_id"].as_i64());
    control.bot("getUpdates", json!({"offset": last.ok_or("no updates")? + 1})).await?;
    Ok((sandbox, control))
}

#[tokio::test]
async fn bad_input_is_refused_in_words() -> Result {
    let (_sandbox, control) = furnished().await?;
    let user = |rest: &str| format!("/users/1001{rest}");
    for (method, path, body, status, words) in [
        ("GET", "/nothing".into(), None, 404, "there is no /control/v1/nothing"),
        ("GET", String::new(), None, 404, "there is no /control/v1"),
        ("DELETE", "/users".into(), None, 405, "/control/v1/users does not take DELETE"),
        ("GET", "/users/77".into(), None, 404, "there is no user 77"),
        ("GET", "/users/alice".into(), None, 400, "\"user\" has to be a whole number"),
        ("POST", "/users".into(), None, 400, "\"name\" is missing"),
        ("POST", "/users".into(), Some(json!({"name": " "})), 400, "\"name\" is empty"),
        ("POST", "/users".into(), Some(json!({"name": 5})), 400, "\"name\" has to be a string"),
        ("POST", "/users".into(), Some(json!({"name": "A", "nmae": 1})), 400, "unknown member \"nmae\""),
        ("POST", "/users".into(), Some(json!({"name": "A", "id": 123_456})), 400, "123456 is a bot"),
        ("POST", "/users".into(), Some(json!(["name"])), 400, "the body is not an object"),
        ("POST", "/users?name=A".into(), Some(json!({})), 400, "this takes no query"),
        ("POST", "/groups".into(), Some(json!({"title": "T", "members": [9]})), 404, "there is no user 9"),
        ("POST", "/groups/5/upgrade".into(), None, 404, "there is no group 5"),
        ("POST", user("/messages"), Some(json!({"text": "a", "chat": -1})), 404, "there is no group -1"),
        (
            "POST",
            user("/messages"),
            Some(json!({"text": ""})),
            400,
            "Telegram's apps do not send an empty message",
        ),
        (
            "POST",
            user("/edits"),
            Some(json!({"message": 2, "text": "x"})),
            400,
            "Alice cannot edit a message of",
        ),
        (
            "POST",
            user("/edits"),
            Some(json!({"message": 9, "text": "x"})),
            404,
            "there is no message 9 in the chat",
        ),
        ("POST", user("/photos"), Some(json!({"file": "!"})), 400, "\"file\" is not base64"),
        (
            "POST",
            user("/click"),
            Some(json!({"button": "No", "message": 2})),
            404,
            "no button \"No\" in that message",
        ),
        (
            "POST",
            user("/expect"),
            Some(json!({"text": "No?"})),
            409,
            "Alice expected \"No?\", but the bot sent \"Sure?\"",
        ),
        ("POST", user("/joins"), Some(json!({"chat": -4_000_001})), 400, "Alice is in that chat already"),
        ("POST", "/updates".into(), Some(json!({})), 400, "either \"update\" or \"raw\" is needed"),
        (
            "POST",
            "/updates".into(),
            Some(json!({"update": {"update_id": -1}})),
            400,
            "\"update_id\" is out of range",
        ),
        ("POST", "/clock".into(), Some(json!({"seconds": -1})), 400, "\"seconds\" is out of range"),
        ("GET", user("/next?what=all"), None, 400, "\"what\" has to be one of message, edit, deleted"),
        (
            "GET",
            user("/next?deadline_ms=1e9"),
            None,
            400,
            "\"deadline_ms\" has to be a whole number from 0 to 600000",
        ),
        ("GET", user("/answers/7"), None, 404, "Alice pressed no button that made this query"),
    ] {
        let refused = control.refused(method, &path, body).await?;
        assert_eq!(refused.0, status, "{method} {path}: {}", refused.1);
        assert!(refused.1.starts_with(words), "{method} {path}: {}", refused.1);
    }
    Ok(())
}

#[tokio::test]
async fn a_body_has_to_be_json_and_small_enough() -> Result {
    let sandbox = Sandbox::builder().body_limit(100).start().await?;
    let url = format!("{}/control/v1/users", sandbox.api_url());
    let json = "application/json";
    for (kind, body, status, words) in [
        ("text/plain", "{\"name\":\"A\"}".to_owned(), 400, "the body is not JSON"),
        (json, "{\"name\":".to_owned(), 400, "the body is not JSON: EOF"),
        (json, "[".repeat(100), 400, "the body is not JSON: "),
        (json, " ".repeat(101), 413, "the body is too large"),
    ] {
        let request = Client::new().post(&url).header("content-type", kind).body(body);
        let response = request.send().await?;
        assert_eq!(response.status(), status, "{words}");
        let answer: Value = response.json().await?;
        assert!(answer["error"].as_str().is_some_and(|error| error.starts_with(words)), "{answer}");
    }
    Ok(())
}

#[tokio::test]
async fn a_deadline_shows_the_transcript() -> Result {
    let sandbox = Sandbox::start().await?;
    let control = Control::new(&sandbox);
    let alice = control.post("/users", json!({"name": "Alice"})).await?["id"].clone();
    control.post(&format!("/users/{alice}/messages"), json!({"text": "anybody?"})).await?;
    for path in ["next?deadline_ms=0", "next?deadline_ms=20&what=edit"] {
        let (status, error) = control.refused("GET", &format!("/users/{alice}/{path}"), None).await?;
        assert_eq!(status, 408, "{error}");
        assert!(error.contains("Alice -> Sandbox Bot: anybody?"), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_wait_is_woken_by_the_bot() -> Result {
    let sandbox = Sandbox::start().await?;
    let control = Control::new(&sandbox);
    let alice = sandbox.user("Alice").id();
    let path = format!("/users/{alice}/next?deadline_ms=60000");
    let (message, _) = tokio::try_join!(
        control.get(&path),
        control.bot("sendMessage", json!({"chat_id": alice, "text": "wake up"})),
    )?;
    assert_eq!(message["text"], "wake up");
    Ok(())
}

#[tokio::test]
async fn an_open_wait_does_not_keep_the_server_alive() -> Result {
    let sandbox = Sandbox::start().await?;
    let url = format!(
        "{}/control/v1/users/{}/next?deadline_ms=60000",
        sandbox.api_url(),
        sandbox.user("Alice").id()
    );
    let waiting = tokio::spawn(async move { reqwest::get(&url).await });
    // The wait has begun or will be refused a connection: either way it ends with the sandbox.
    Control::new(&sandbox).get("/sandbox").await?;
    drop(sandbox);
    let _ = tokio::time::timeout(std::time::Duration::from_secs(5), waiting).await??;
    Ok(())
}
