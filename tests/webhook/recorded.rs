//! grammY's recorded webhook cases.
//!
//! What differs on purpose: a handler's failure is the bot's own business and answered 200, where grammY leaves the answer
//! to the web framework; timeouts are tower's layer; what is awaited is really sent, so that its result is one, and what
//! goes out in the answer is what a handler returns; a refusal tells that its body is text.

use std::path::PathBuf;
use std::time::Duration;

use chappe::prelude::*;
use chappe::source::Webhook;
use chappe_sandbox::{Sandbox, User};
use http::StatusCode;
use serde_json::Value;
use tower::timeout::TimeoutLayer;

use crate::support::{Answer, ask, message, post};

fn cases() -> Vec<Value> {
    let folder = std::env::var_os("CHAPPE_CONFORMANCE")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data"), PathBuf::from);
    let path = folder.join("grammy.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut data: Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let cases = data["webhook"].take();
    cases.as_array().cloned().unwrap_or_else(|| panic!("{}: no webhook cases", path.display()))
}

/// The bot that the case was recorded with.
fn handlers(name: &str) -> Option<Router> {
    let router = Router::new();
    Some(match name {
        "secret_ok" | "secret_missing" => router.any(async || {}),
        "handler_throws" => router.any(async || Result::<()>::Err("x".into())),
        "timeout_throw" | "timeout_return" => {
            router.any(std::future::pending::<()>).layer(TimeoutLayer::new(Duration::from_millis(30)))
        }
        "webhook_reply_first_call_only" => router.any(async || ("one", "two")),
        "webhook_reply_not_allowed_method" => {
            router.any(async |ctx: Ctx| ctx.reply_with_photo(InputFile::bytes("a.png", User::fixture())))
        }
        "webhook_reply_returns_true" => router.any(async || "one"),
        _ => return None,
    })
}

async fn run(case: &Value) -> Result<(Answer, Vec<String>), String> {
    let name = case["name"].as_str().unwrap_or_default();
    let router = handlers(name).ok_or("a case that nobody has looked at")?;
    let sandbox = Sandbox::start().await.map_err(|error| error.to_string())?;
    sandbox.user_with("Alice").id(1001).create();
    let mut webhook = Webhook::new(sandbox.bot(), router).reply_in_response(true);
    if let Some(secret) = case["options"]["secretToken"].as_str() {
        webhook = webhook.secret_token(secret).map_err(|error| error.to_string())?;
    }
    let mut request = post(message(7, 1001, "hi"));
    for (name, value) in case["headers"].as_object().into_iter().flatten() {
        let value = value.as_str().unwrap_or_default().parse().map_err(|_| "no header's value")?;
        let name: http::HeaderName = name.parse().map_err(|_| "no header's name")?;
        request.headers_mut().insert(name, value);
    }
    let answer = ask(&webhook, request).await;
    let sent = sandbox.calls().into_iter().map(|call| call.method).filter(|method| method != "getMe");
    Ok((answer, sent.collect()))
}

/// What is wrong with a case.
fn judge(case: &Value, answer: &Answer, sent: &[String]) -> Result<(), String> {
    let expect = &case["expect"];
    let status = expect["status"].as_u64().map_or(StatusCode::OK.as_u16(), |status| status as u16);
    if answer.status != status {
        return Err(format!("{} instead of {status}", answer.status));
    }
    if answer.status.is_success() && answer.header("content-type") != expect["content_type"].as_str() {
        return Err(format!("of the type {:?}", answer.header("content-type")));
    }
    let json = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
    if json(&answer.body) != json(expect["body"].as_str().unwrap_or_default()) {
        return Err(format!("answered {:?}", answer.body));
    }
    // `result=...` is what an awaited call came back with.
    let calls = expect["api_calls_over_network"].as_array().cloned().unwrap_or_default();
    let calls: Vec<&str> =
        calls.iter().filter_map(Value::as_str).filter(|call| !call.contains('=')).collect();
    if sent != calls {
        return Err(format!("sent {sent:?} instead of {calls:?}"));
    }
    Ok(())
}

#[tokio::test]
async fn grammys_cases_hold() {
    let cases = cases();
    let mut failed = Vec::new();
    for case in &cases {
        let judged = run(case).await.and_then(|(answer, sent)| judge(case, &answer, &sent));
        failed.extend(judged.err().map(|why| format!("{}: {why}", case["name"])));
    }
    println!("{} cases, {} failed", cases.len(), failed.len());
    assert!(!cases.is_empty() && failed.is_empty(), "{}", failed.join("\n"));
}
