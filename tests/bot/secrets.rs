//! The token is shown nowhere.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chappe::bot::{ApiRequest, ApiResponse};
use chappe::types::InputFile;
use chappe::{Bot, BoxError, Error};
use tower::layer::layer_fn;

use super::server::{Answer, SECRET, Server, TOKEN, http, json, refusal};
use super::{Result, whole};

fn assert_hidden(what: &str, text: &str) {
    assert!(!text.contains(SECRET), "{what} shows the token: {text}");
}

/// Every way to ask for what is not there or cannot be had.
async fn errors(bot: &Bot) -> Vec<Error> {
    let timeout = Duration::from_millis(50);
    let mut errors = Vec::new();
    errors.extend(bot.get_me().request_timeout(timeout).await.err());
    let photo = InputFile::bytes("a.jpg", "a");
    errors.extend(bot.send_photo(-5, photo).request_timeout(timeout).await.err());
    errors.extend(bot.call_raw("getMoon", serde_json::Map::new()).await.err());
    errors.extend(bot.download_path("a/b").await.err());
    match bot.download_path("c/d").await {
        Ok(download) => errors.extend(download.bytes().await.err()),
        Err(error) => errors.push(error),
    }
    errors
}

#[tokio::test]
async fn no_error_shows_it_whatever_the_server_does() {
    let escaped = TOKEN.replace(':', "%3A");
    for (what, answer) in [
        ("a refusal that quotes the path", refusal(404, "no PATH here", "")),
        ("a refusal that quotes it escaped", refusal(400, &format!("no /bot{escaped}/x"), "")),
        ("a refusal that quotes the secret alone", refusal(400, SECRET, "")),
        ("a page that quotes the path", http(502, "text/html", "<p>cannot reach PATH</p>")),
        ("a page behind a good status", http(200, "text/html", "<p>PATH</p>")),
        ("a redirect", Answer::Bytes("HTTP/1.1 302 x\r\nlocation: PATH\r\ncontent-length: 0\r\n\r\n".into())),
        ("an answer of another form", json(200, r#"{"path":"PATH","PATH":1}"#)),
        ("an answer with a broken member of that name", json(200, r#"{"ok":true,"result":{"PATH":tru}}"#)),
        (
            "an answer that ends early",
            Answer::Last("HTTP/1.1 200 x\r\ncontent-length: 999\r\n\r\nPATH".into()),
        ),
        ("no HTTP", Answer::Last("PATH\r\n\r\n".into())),
        ("no answer", Answer::Close),
    ] {
        let errors = errors(&Server::start([answer]).bot()).await;
        assert!(!errors.is_empty(), "{what}");
        for error in errors {
            assert_hidden(what, &whole(&error));
        }
    }
}

#[tokio::test]
async fn no_error_of_a_connection_shows_it() -> Result {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    for url in [format!("http://{nobody}"), format!("https://{nobody}"), "http://[::1]:1".to_owned()] {
        let errors = errors(&Bot::builder(TOKEN).api_url(&url).build()?).await;
        assert_eq!(errors.len(), 5, "{url}");
        for error in errors {
            assert_hidden(&url, &whole(&error));
        }
    }
    Ok(())
}

#[tokio::test]
async fn no_error_of_a_client_that_follows_redirects_shows_it() -> Result {
    let answer = "HTTP/1.1 302 x\r\nlocation: PATH\r\ncontent-length: 0\r\n\r\n";
    let server = Server::start([Answer::Bytes(answer.into())]);
    let bot = server.builder().client(reqwest::Client::new()).build()?;
    for error in errors(&bot).await {
        assert_hidden("a loop of redirects", &whole(&error));
    }
    Ok(())
}

#[tokio::test]
async fn silence_does_not_show_it() {
    let bot = Server::start([Answer::Silence]).bot();
    let error = bot.get_me().request_timeout(Duration::from_millis(50)).await.expect_err("nobody answers");
    assert_hidden("a timeout", &whole(&error));
}

#[test]
fn no_error_of_the_set_up_shows_it() {
    for token in [format!("{TOKEN}/x"), format!("bot{TOKEN}"), format!("{TOKEN} {TOKEN}")] {
        assert_hidden("a malformed token", &whole(&Bot::new(token).expect_err("malformed")));
    }
    for url in [format!("host/bot{TOKEN}"), format!("ftp://host/{TOKEN}"), format!("http://h/?t={TOKEN}")] {
        let error = Bot::builder(TOKEN).api_url(&url).build().expect_err("malformed");
        assert_hidden("a malformed address", &whole(&error));
    }
}

#[tokio::test]
async fn nothing_that_can_be_printed_shows_it() -> Result {
    let server = Server::start([http(200, "text/plain", "x")]);
    let builder = server.builder().api_url(format!("{}/bot{TOKEN}", server.url()));
    assert_hidden("BotBuilder", &format!("{builder:?} {builder:#?}"));
    let bot = server.bot();
    assert_hidden("Bot", &format!("{bot:?} {bot:#?}"));
    let call = bot.send_message(5, "hi");
    assert_hidden("Call", &format!("{call:?} {call:#?}"));
    let request = call.to_request()?;
    assert_hidden("ApiRequest", &format!("{request:?} {request:#?}"));
    let download = bot.download_path("a").await?;
    assert_hidden("Download", &format!("{download:?} {download:#?}"));
    Ok(())
}

#[test]
fn the_transport_does_not_show_it() -> Result {
    let shown = Arc::new(Mutex::new(String::new()));
    let show = Arc::clone(&shown);
    // The innermost layer is given the transport in a box; what is told of it is all there is.
    let layer = layer_fn(move |stack| {
        *show.lock().expect("no panic") = format!("{stack:?} {stack:#?}");
        stack
    });
    Bot::builder(TOKEN).layer(layer).build()?;
    assert_hidden("the stack", &shown.lock().expect("no panic"));
    Ok(())
}

#[tokio::test]
async fn a_layer_sees_a_request_and_an_answer_without_it() -> Result {
    let shown = Arc::new(Mutex::new(String::new()));
    let (show, server) = (Arc::clone(&shown), Server::start([json(200, r#"{"ok":true,"result":[]}"#)]));
    let layer = layer_fn(move |mut stack| {
        let show = Arc::clone(&show);
        tower::service_fn(move |request: ApiRequest| {
            let (show, line) = (Arc::clone(&show), format!("{request:?}"));
            let answer = tower_service::Service::call(&mut stack, request);
            async move {
                let answer: ApiResponse = answer.await?;
                show.lock().expect("no panic").push_str(&format!("{line} -> {answer:?}"));
                Ok::<_, BoxError>(answer)
            }
        })
    });
    server.builder().layer(layer).build()?.get_updates().await?;
    let shown = shown.lock().expect("no panic").clone();
    assert_eq!(
        shown,
        r#"ApiRequest { method: "getUpdates", params: {}, files: [], .. } -> ApiResponse("[]")"#
    );
    Ok(())
}

/// What the child process writes its log to.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(buf);
        Ok(buf.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A log is the whole process's, so this runs in one of its own.
#[tokio::test]
#[ignore = "run by `no_line_of_a_log_shows_it`"]
async fn child_that_logs_everything() -> Result {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .init();
    for answer in [
        json(200, r#"{"ok":true,"result":{"id":1}}"#),
        http(502, "text/html", "PATH"),
        refusal(429, "PATH", r#"{"retry_after":1}"#),
        Answer::Bytes("HTTP/1.1 302 x\r\nlocation: PATH\r\ncontent-length: 0\r\n\r\n".into()),
        Answer::Close,
    ] {
        errors(&Server::start([answer]).bot()).await;
    }
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    errors(&Bot::builder(TOKEN).api_url(format!("http://{nobody}")).build()?).await;
    let log = String::from_utf8_lossy(&log.0.lock().expect("no panic")).into_owned();
    // That of the client beneath, so that the test is known to see something.
    assert!(log.contains("connect"), "nothing was logged: {log}");
    assert_hidden("the log", &log);
    Ok(())
}

#[test]
fn no_line_of_a_log_shows_it() -> Result {
    let child = std::process::Command::new(std::env::current_exe()?)
        .args(["--exact", "--ignored", "secrets::child_that_logs_everything"])
        .output()?;
    let told = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && told.contains("1 passed"), "{told}");
    Ok(())
}
