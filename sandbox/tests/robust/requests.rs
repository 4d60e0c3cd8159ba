//! Requests that are garbage, too large, too deep or sent twice are answered in Telegram's form.

use std::error::Error;

use chappe_sandbox::Sandbox;
use proptest::prelude::*;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

/// A sandbox and a way to call it.
struct Server {
    sandbox: Sandbox,
    client: Client,
    chat: i64,
}

impl Server {
    async fn start() -> Result<Self> {
        let sandbox = Sandbox::start().await?;
        let chat = sandbox.user("Alice").id();
        Ok(Self { sandbox, client: Client::new(), chat })
    }

    fn request(&self, method: &str) -> RequestBuilder {
        self.client.post(format!("{}/bot{}/{method}", self.sandbox.api_url(), self.sandbox.token()))
    }

    async fn json(&self, method: &str, params: &Value) -> Result<Value> {
        answer(self.request(method).json(params)).await
    }
}

/// The answer, whose form must be Telegram's.
async fn answer(request: RequestBuilder) -> Result<Value> {
    let response = request.send().await?;
    let status = response.status().as_u16();
    let answer: Value = response.json().await?;
    let code = if answer["ok"] == true { 200 } else { answer["error_code"].as_u64().unwrap_or_default() };
    if code != u64::from(status) || !(answer["result"] != json!(null) || answer["description"].is_string()) {
        return Err(format!("{status}: {answer}").into());
    }
    Ok(answer)
}

fn words(answer: &Value) -> &str {
    answer["description"].as_str().unwrap_or_default()
}

#[test]
fn garbage_is_answered_in_telegrams_form() -> Result {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let server = runtime.block_on(Server::start())?;
    let kinds = [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain",
        "",
        "\u{e9}",
    ];
    let piece = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        prop::sample::select(vec![
            "--x\r\n",
            "--x--\r\n",
            "Content-Disposition: form-data; name=\"text\"\r\n\r\n",
            "\r\n",
            "{\"text\":",
            "}",
            "[",
            "\"",
            "text=",
            "&",
            "%f",
            "chat_id=1",
            "name=\"\"; filename=\"a\"",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    let bodies = prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat());
    proptest!(ProptestConfig::with_cases(300), |(body in bodies, kind in prop::sample::select(kinds.to_vec()))| {
        let request = server.request("sendMessage").header("content-type", kind.as_bytes()).body(body);
        let answered = runtime.block_on(answer(request)).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&answered["ok"], &json!(false));
    });
    let alive = runtime.block_on(server.json("getMe", &json!({})))?;
    assert_eq!(alive["ok"], true);
    Ok(())
}

#[tokio::test]
async fn every_value_of_every_type_is_answered() -> Result {
    let server = Server::start().await?;
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1e300),
        json!(-0.5),
        json!(u64::MAX),
        json!(""),
        json!("9".repeat(50)),
        json!("\u{0}"),
        json!([]),
        json!({}),
        json!([[[]]]),
        json!({"id": {"id": {}}}),
    ];
    let (mut one, mut refused) = (0, 0);
    for value in &values {
        for name in [
            "chat_id",
            "text",
            "parse_mode",
            "entities",
            "reply_parameters",
            "reply_markup",
            "message_thread_id",
            "protect_content",
        ] {
            let mut params = json!({"chat_id": server.chat, "text": "hello"});
            params[name] = value.clone();
            let answer = server.json("sendMessage", &params).await?;
            one += 1;
            refused += usize::from(answer["ok"] == false);
        }
    }
    assert!(refused > 20 && refused < one, "{refused} of {one}");
    Ok(())
}

#[tokio::test]
async fn parameters_are_at_most_a_mebibyte() -> Result {
    let server = Server::start().await?;
    let large = "x".repeat(3 << 20);
    let zeros = format!("{{\"entities\":[{}0]}}", "0,".repeat(1 << 20));
    let form = Form::new().text("chat_id", server.chat.to_string()).text("text", large.clone());
    let parts = (0..5_000).fold(Form::new(), |form, number| form.text(format!("p{number}"), "x"));
    for (what, request) in [
        ("JSON", server.request("sendMessage").json(&json!({"chat_id": server.chat, "text": large}))),
        ("a list", server.request("sendMessage").header("content-type", "application/json").body(zeros)),
        ("a form", server.request("sendMessage").form(&[("text", &large)])),
        ("a part", server.request("sendMessage").multipart(form)),
        ("parts", server.request("sendMessage").multipart(parts)),
    ] {
        let answer = answer(request).await.map_err(|error| format!("{what}: {error}"))?;
        assert_eq!(
            (&answer["error_code"], words(&answer)),
            (&json!(413), "Request Entity Too Large"),
            "{what}"
        );
    }
    let file = Part::bytes(large.into_bytes()).file_name("a.bin");
    let form = Form::new().text("chat_id", server.chat.to_string()).part("document", file);
    assert_eq!(answer(server.request("sendDocument").multipart(form)).await?["ok"], true);
    Ok(())
}

#[tokio::test]
async fn what_is_logged_is_bounded() -> Result {
    let server = Server::start().await?;
    let text = "x".repeat(450 << 10);
    for _ in 0..20 {
        let answer =
            server.json("sendMessage", &json!({"chat_id": server.chat, "text": text, "more": text})).await?;
        assert_eq!(words(&answer), "Bad Request: text is too long");
    }
    let logged: usize = server.sandbox.calls().iter().map(|call| call.params.to_string().len()).sum();
    assert!(logged < 20 * (64 << 10), "{logged}");
    assert_eq!(server.sandbox.calls()[0].params["chat_id"], server.chat);
    Ok(())
}

#[tokio::test]
async fn json_may_not_be_deep() -> Result {
    let server = Server::start().await?;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let params = json!({"chat_id": server.chat, "text": "a", "reply_markup": deep});
    let answered = server.json("sendMessage", &params).await?;
    assert_eq!(words(&answered), "Bad Request: can't parse reply keyboard markup JSON object");
    let rich = format!("{}\"a\"{}", "[".repeat(120), "]".repeat(120));
    let blocks = format!("{{\"blocks\":[{{\"type\":\"paragraph\",\"text\":{rich}}}]}}");
    let answered =
        server.json("sendRichMessage", &json!({"chat_id": server.chat, "rich_message": blocks})).await?;
    assert!(answered["ok"] == true || words(&answered).starts_with("Bad Request: "), "{answered}");
    let body = format!("{{\"text\":{deep}}}");
    let request = server.request("sendMessage").header("content-type", "application/json").body(body);
    assert_eq!(answer(request).await?["error_code"], 400);
    Ok(())
}

#[tokio::test]
async fn of_two_parameters_of_one_name_the_first_counts() -> Result {
    let server = Server::start().await?;
    let chat = server.chat.to_string();
    let text = |answer: Value| answer["result"]["text"].as_str().unwrap_or_default().to_owned();
    let form = [("chat_id", chat.as_str()), ("text", "first"), ("text", "second")];
    assert_eq!(text(answer(server.request("sendMessage").form(&form)).await?), "first");
    let form = form.iter().fold(Form::new(), |form, (name, value)| form.text(*name, (*value).to_owned()));
    assert_eq!(text(answer(server.request("sendMessage").multipart(form)).await?), "first");
    let request = server.request("sendMessage").query(&[("text", "of the query")]);
    assert_eq!(
        text(answer(request.json(&json!({"chat_id": chat, "text": "of the body"}))).await?),
        "of the query"
    );
    Ok(())
}

#[tokio::test]
async fn a_body_of_another_type_says_nothing() -> Result {
    let server = Server::start().await?;
    for kind in ["text/plain", "application/xml", "application/octet-stream"] {
        let body = json!({"chat_id": server.chat, "text": "hello"}).to_string();
        let request = server.request("sendMessage").header("content-type", kind).body(body);
        assert_eq!(words(&answer(request).await?), "Bad Request: message text is empty", "{kind}");
    }
    Ok(())
}

#[tokio::test]
async fn a_broken_form_is_refused() -> Result {
    let server = Server::start().await?;
    let head = "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhello";
    for (kind, body) in [
        ("multipart/form-data", head.to_owned()),
        ("multipart/form-data; boundary=", head.to_owned()),
        ("multipart/form-data; boundary=y", head.to_owned()),
        ("multipart/form-data; boundary=x", head.to_owned()),
        ("multipart/form-data; boundary=x", format!("{head}\r\n--x")),
        ("multipart/form-data; boundary=x", "--x\r\nno header at all".to_owned()),
        ("multipart/form-data; boundary=x", format!("--x\r\n{}: y\r\n\r\n", "h".repeat(100_000))),
    ] {
        let request = server.request("sendMessage").header("content-type", kind).body(body.clone());
        let answered = answer(request).await.map_err(|error| format!("{kind} {body:.80}: {error}"))?;
        assert_eq!(answered["error_code"], 400, "{kind} {body:.80}");
    }
    Ok(())
}

#[tokio::test]
async fn a_text_that_is_no_utf8_is_refused() -> Result {
    let server = Server::start().await?;
    let words_of = "Bad Request: strings must be encoded in UTF-8";
    let json = "application/json";
    let form = "application/x-www-form-urlencoded";
    let part = b"--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n\xff\r\n--x--\r\n";
    for (kind, body) in [
        (json, b"{\"text\":\"\xff\"}".to_vec()),
        (json, br#"{"text":"half \ud83d"}"#.to_vec()),
        (json, br#"{"text":"\ude00 half"}"#.to_vec()),
        (form, b"text=%ff".to_vec()),
        (form, b"text=\xff".to_vec()),
        ("multipart/form-data; boundary=x", part.to_vec()),
    ] {
        let request = server.request("sendMessage").header("content-type", kind).body(body);
        assert_eq!(words(&answer(request).await?), words_of, "{kind}");
    }
    let payload = server.request("sendInvoice").header("content-type", form).body("payload=%ff");
    assert_eq!(words(&answer(payload).await?), "Bad Request: the payload must be encoded in UTF-8");
    let whole = server.request("sendMessage").header("content-type", json);
    let body = format!(r#"{{"chat_id":{},"text":"\ud83d\ude00"}}"#, server.chat);
    assert_eq!(answer(whole.body(body)).await?["result"]["text"], "😀");
    Ok(())
}
