//! What a call can fail with, and how it is told.

use std::time::Duration;

use chappe::json::RawJson;
use chappe::types::ChatId;
use chappe::{Bot, Error};

use super::server::{Answer, SECRET, Server, http, json, refusal};
use super::{Result, chat, sandbox, whole};

/// What a call fails with against a server that answers so.
async fn failure(answer: Answer) -> Error {
    let error = Server::start([answer]).bot().send_message(-1005, "hi").await;
    error.expect_err("the server refused")
}

/// Fails unless the error is of that shape.
macro_rules! assert_error {
    ($error:expr, $shape:pat $(if $guard:expr)?) => {{
        let error = $error;
        assert!(matches!(&error, $shape $(if $guard)?), "{error:?}");
        error
    }};
}

#[tokio::test]
async fn a_bad_request_says_what_is_bad() -> Result {
    let (_sandbox, bot, _) = sandbox().await?;
    let error = bot.send_message(77, "hi").await.expect_err("nobody is there");
    let error = assert_error!(error, Error::BadRequest(r) if r.code == 400 && r.method == "sendMessage");
    assert_eq!(error.to_string(), "sendMessage: Bad Request: chat not found (400)");
    Ok(())
}

#[tokio::test]
async fn a_wrong_secret_is_unauthorized() -> Result {
    let (sandbox, bot, _) = sandbox().await?;
    let stranger = Bot::builder(format!("{}:another", bot.id())).api_url(sandbox.api_url()).build()?;
    let error = stranger.get_me().await.expect_err("the secret is wrong");
    let error = assert_error!(error, Error::Unauthorized(r) if r.code == 401);
    assert!(error.is_fatal() && error.to_string().contains("check the token"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_bot_that_was_blocked_is_forbidden() -> Result {
    let (_sandbox, bot, alice) = sandbox().await?;
    alice.block().await?;
    let error = bot.send_message(chat(&alice), "hi").await.expect_err("the bot is blocked");
    assert_error!(error, Error::Forbidden(r) if r.description.contains("blocked"));
    Ok(())
}

#[tokio::test]
async fn a_method_that_is_none_is_not_found() -> Result {
    let (_sandbox, bot, _) = sandbox().await?;
    let error = bot.call_raw("getMoon", serde_json::Map::new()).await.expect_err("no such method");
    assert_error!(error, Error::NotFound(r) if r.method == "getMoon");
    Ok(())
}

#[tokio::test]
async fn a_second_poller_is_a_conflict() -> Result {
    let (_sandbox, bot, _) = sandbox().await?;
    bot.set_webhook("https://example.org").await?;
    let error = bot.get_updates().await.expect_err("a webhook is set");
    assert_error!(error, Error::Conflict(r) if r.code == 409);
    Ok(())
}

#[tokio::test]
async fn too_many_requests_say_how_long_to_wait() {
    let error = failure(refusal(429, "Too Many Requests: retry after 17", r#"{"retry_after":17}"#)).await;
    let error = assert_error!(error, Error::RetryAfter { after, .. } if *after == Duration::from_secs(17));
    assert!(error.is_temporary());
}

#[tokio::test]
async fn too_many_requests_without_a_time_are_a_second() {
    let error = failure(refusal(429, "Too Many Requests", "")).await;
    assert_error!(error, Error::RetryAfter { after, .. } if *after == Duration::from_secs(1));
}

#[tokio::test]
async fn a_wait_that_is_negative_is_none() {
    let error = failure(refusal(429, "Too Many Requests", r#"{"retry_after":-5}"#)).await;
    assert_error!(error, Error::RetryAfter { after, .. } if after.is_zero());
}

const MIGRATED: &str = "Bad Request: group chat was upgraded to a supergroup chat";

#[tokio::test]
async fn a_migrated_chat_tells_the_old_and_the_new_identifier() {
    let error = failure(refusal(400, MIGRATED, r#"{"migrate_to_chat_id":-1009}"#)).await;
    let error = assert_error!(error, Error::Migrated { old: Some(ChatId(-1005)), new: ChatId(-1009), .. });
    assert!(error.to_string().ends_with("; the chat -1005 is now -1009"), "{error}");
}

#[tokio::test]
async fn a_migrated_chat_that_was_named_has_no_old_identifier() {
    let server = Server::start([refusal(400, MIGRATED, r#"{"migrate_to_chat_id":-1009}"#)]);
    let error = server.bot().send_message("@friends", "hi").await.expect_err("it has migrated");
    assert_error!(error, Error::Migrated { old: None, new: ChatId(-1009), .. });
}

#[tokio::test]
async fn a_migrated_chat_is_told_for_a_request_with_files_too() {
    let server = Server::start([refusal(400, MIGRATED, r#"{"migrate_to_chat_id":-1009}"#)]);
    let photo = chappe::types::InputFile::bytes("a.jpg", "a");
    let error = server.bot().send_photo(-1005, photo).await.expect_err("it has migrated");
    assert_error!(error, Error::Migrated { old: Some(ChatId(-1005)), .. });
}

#[tokio::test]
async fn a_fault_of_the_server_is_temporary() {
    for code in [500, 502, 503, 599] {
        let error = failure(refusal(code, "Internal Server Error", "")).await;
        let error = assert_error!(error, Error::Server(r) if r.code == i64::from(code));
        assert!(error.is_temporary());
    }
}

#[tokio::test]
async fn any_other_code_is_a_refusal() {
    for code in [402, 413, 420] {
        assert_error!(failure(refusal(code, "No", "")).await, Error::Refused(r) if r.code == i64::from(code));
    }
}

#[tokio::test]
async fn the_code_of_the_answer_counts_before_that_of_http() {
    let answer = json(200, r#"{"ok":false,"error_code":403,"description":"Forbidden: no"}"#);
    assert_error!(failure(answer).await, Error::Forbidden(_));
}

#[tokio::test]
async fn a_refusal_without_a_code_has_that_of_http() {
    assert_error!(
        failure(json(403, r#"{"ok":false,"description":"no"}"#)).await,
        Error::Forbidden(r) if r.description == "no"
    );
}

#[tokio::test]
async fn a_page_of_a_gateway_is_sorted_by_its_status_and_quoted() {
    let page = format!("<html><h1>502 Bad Gateway</h1>{}</html>", "x".repeat(10_000));
    let error =
        assert_error!(failure(http(502, "text/html", &page)).await, Error::Server(r) if r.code == 502);
    let text = error.to_string();
    assert!(text.contains("not an answer of the Bot API") && text.contains("502 Bad Gateway"), "{text}");
    assert!(text.len() < 400, "{}", text.len());
}

#[tokio::test]
async fn an_empty_refusal_is_sorted_by_its_status() {
    assert_error!(failure(http(401, "text/plain", "")).await, Error::Unauthorized(_));
    assert_error!(failure(http(429, "text/plain", "")).await, Error::RetryAfter { .. });
}

#[tokio::test]
async fn an_answer_that_is_no_json_cannot_be_read() {
    for body in ["<html>", "", r#"{"ok":true,"result":"#, r#"{"ok":true,"result":{}}x"#] {
        let error = assert_error!(
            failure(json(200, body)).await,
            Error::Decode { method, .. } if method == "sendMessage"
        );
        assert!(!error.is_temporary());
    }
}

#[tokio::test]
async fn an_answer_of_another_form_is_refused() {
    for body in [r#"{"ok":true}"#, "{}", r#"{"ok":false}"#] {
        assert_error!(failure(json(200, body)).await, Error::Refused(_));
    }
}

#[tokio::test]
async fn a_result_of_another_type_cannot_be_read() {
    let error = assert_error!(failure(json(200, r#"{"ok":true,"result":[]}"#)).await, Error::Decode { .. });
    assert!(whole(&error).contains("expected an object, found an array"), "{}", whole(&error));
}

#[tokio::test]
async fn an_answer_that_ends_early_is_a_fault_of_the_network() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"ok\":true,\"res";
    let error = assert_error!(failure(Answer::Last(answer.into())).await, Error::Network { .. });
    assert!(error.is_temporary());
}

#[tokio::test]
async fn a_connection_that_breaks_is_a_fault_of_the_network() {
    assert_error!(failure(Answer::Close).await, Error::Network { method, .. } if method == "sendMessage");
}

#[tokio::test]
async fn a_connection_that_is_reset_is_a_fault_of_the_network() -> Result {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let bot =
        Bot::builder(super::server::TOKEN).api_url(format!("http://{}", listener.local_addr()?)).build()?;
    // Closing while there is something to be read resets the connection.
    std::thread::spawn(move || listener.accept().and_then(|(stream, _)| stream.peek(&mut [0])));
    assert_error!(bot.get_me().await.expect_err("it was reset"), Error::Network { .. });
    Ok(())
}

#[tokio::test]
async fn an_answer_that_is_no_http_is_a_fault_of_the_network() {
    assert_error!(failure(Answer::Last("hello\r\n\r\n".into())).await, Error::Network { .. });
}

#[tokio::test]
async fn a_refused_connection_is_a_fault_of_the_network() -> Result {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let bot = Bot::builder(super::server::TOKEN).api_url(format!("http://{nobody}")).build()?;
    let error = assert_error!(bot.get_me().await.expect_err("nobody is there"), Error::Network { .. });
    assert!(whole(&error).contains("refused") && !whole(&error).contains(SECRET), "{}", whole(&error));
    Ok(())
}

#[tokio::test]
async fn silence_is_a_timeout() {
    let call = Server::start([Answer::Silence]).bot().get_me().request_timeout(Duration::from_millis(50));
    let error = assert_error!(
        call.await.expect_err("nobody answers"),
        Error::Timeout { method } if method == "getMe"
    );
    assert!(error.is_temporary() && error.refusal().is_none());
}

#[tokio::test]
async fn silence_ends_by_itself() -> Result {
    let server = Server::start([json(200, r#"{"ok":true,"result":true}"#), Answer::Silence]);
    let bot = server.bot();
    bot.delete_message(1, 2).await?;
    // The clock jumps to the next deadline when there is nothing else to do; the connection stands already.
    tokio::time::pause();
    let start = tokio::time::Instant::now();
    assert_error!(bot.delete_message(1, 2).await.expect_err("nobody answers"), Error::Timeout { .. });
    assert_eq!(start.elapsed().as_secs(), 60);
    Ok(())
}

#[tokio::test]
async fn an_upload_may_take_longer_by_its_size() -> Result {
    let server = Server::start([json(200, r#"{"ok":true,"result":true}"#), Answer::Silence]);
    let bot = server.bot();
    bot.delete_message(1, 2).await?;
    tokio::time::pause();
    let start = tokio::time::Instant::now();
    let file = chappe::types::InputFile::bytes("a", vec![b'x'; 32 << 10]);
    assert_error!(bot.set_chat_photo(1, file).await.expect_err("nobody answers"), Error::Timeout { .. });
    assert_eq!(start.elapsed().as_secs(), 62);
    Ok(())
}

#[tokio::test]
async fn silence_within_the_body_is_a_timeout() {
    let answer = Answer::Bytes("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"ok\"".into());
    let call = Server::start([answer]).bot().get_me().request_timeout(Duration::from_millis(50));
    assert_error!(call.await.expect_err("nobody goes on"), Error::Timeout { .. });
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Server::start([json(200, r#"{"ok":true,"result":true}"#)]);
    for status in [301, 302, 307, 308] {
        let answer = format!(
            "HTTP/1.1 {status} Elsewhere\r\nlocation: {}PATH\r\ncontent-length: 0\r\n\r\n",
            other.url()
        );
        let error = failure(Answer::Bytes(answer)).await;
        assert_error!(error, Error::Refused(r) if r.code == i64::from(status));
    }
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn a_description_that_quotes_the_token_is_told_without_it() {
    let error = failure(refusal(404, "no such path: PATH", "")).await;
    assert_eq!(error.to_string(), "sendMessage: no such path: /bot<token>/sendMessage (404)");
}

#[tokio::test]
async fn what_the_server_told_besides_can_be_read() {
    let error = failure(refusal(400, "no", r#"{"new":{"a":1}}"#)).await;
    let extra = &error.refusal().expect("a refusal").parameters.extra;
    assert_eq!(extra.get("new").map(RawJson::get), Some(r#"{"a":1}"#));
}
