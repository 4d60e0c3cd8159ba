//! What is no update of Telegram's is refused, before anything of it is read where that can be told.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use chappe::prelude::*;
use chappe::source::{InvalidSecretToken, Webhook};
use chappe::types::UpdateKind;
use http::{Request, StatusCode};
use http_body::{Body, Frame};
use http_body_util::Full;

use crate::kit::Notes;
use crate::support::{ask, message, offline, post};

/// A webhook whose handler notes the updates.
fn noting() -> (Webhook<Router>, Notes<i64>) {
    let notes = Notes::default();
    let own = notes.clone();
    let router = Router::new().any(move |ctx: Ctx| {
        own.add(ctx.update().map_or(0, |update| update.update_id));
        async {}
    });
    (Webhook::new(offline(), router), notes)
}

#[tokio::test]
async fn an_update_is_handled_and_answered_200_with_nothing() {
    let (webhook, notes) = noting();
    let answer = ask(&webhook, post(message(7, 1, "hi"))).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, ""));
    assert_eq!(answer.header("content-type"), None);
    assert_eq!(notes.all(), [7]);
}

#[tokio::test]
async fn only_posts_are_updates() {
    let (webhook, notes) = noting();
    for method in ["GET", "HEAD", "PUT", "DELETE", "BREW"] {
        let request = Request::builder().method(method).uri("/").body(Full::<Bytes>::default());
        let answer = ask(&webhook, request.expect("a request of constants")).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(answer.header("allow"), Some("POST"), "{method}");
    }
    assert_eq!(notes.all(), [0; 0]);
}

#[tokio::test]
async fn any_path_that_gets_there_is_taken_unless_one_is_set() {
    let to = |path: &str| {
        let mut request = post(message(7, 1, "hi"));
        *request.uri_mut() = path.parse().expect("a path");
        request
    };
    let (webhook, notes) = noting();
    for path in ["/", "/any", "/any/../where?x=1"] {
        assert_eq!(ask(&webhook, to(path)).await.status, StatusCode::OK, "{path}");
    }
    let webhook = webhook.path("/hook");
    for path in ["/", "/hook/", "/hookx", "/Hook", "//hook"] {
        assert_eq!(ask(&webhook, to(path)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/hook", "/hook?x=1"] {
        assert_eq!(ask(&webhook, to(path)).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(notes.all(), [7; 5]);
}

#[tokio::test]
async fn a_wrong_secret_is_refused_and_a_right_one_is_not() -> Result {
    let (webhook, notes) = noting();
    let webhook = webhook.secret_token("right_SECRET-1")?;
    let with = |secret: Option<&[u8]>| {
        let mut request = post(message(7, 1, "hi"));
        if let Some(secret) = secret {
            let value = http::HeaderValue::from_bytes(secret).expect("a header's value");
            request.headers_mut().insert("x-telegram-bot-api-secret-token", value);
        }
        request
    };
    for wrong in [None, Some("".as_bytes()), Some(b"right_SECRET-"), Some(b"right_SECRET-11"), Some(b"\xff")]
    {
        let answer = ask(&webhook, with(wrong)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong:?}");
        assert_eq!(answer.body, "secret token is wrong");
    }
    assert_eq!(notes.all(), [0; 0]);
    assert_eq!(ask(&webhook, with(Some(b"right_SECRET-1"))).await.status, StatusCode::OK);
    assert!(!format!("{webhook:?}").contains("right"), "{webhook:?}");
    Ok(())
}

#[test]
fn a_secret_that_telegram_would_refuse_is_refused() {
    let error = |secret: &str| noting().0.secret_token(secret).err();
    assert_eq!(error("not good"), Some(InvalidSecretToken::Character(' ')));
    assert_eq!(error(""), Some(InvalidSecretToken::Empty));
    assert_eq!(error(&"x".repeat(300)), Some(InvalidSecretToken::TooLong(300)));
}

#[tokio::test]
async fn only_json_is_an_update() {
    let (webhook, notes) = noting();
    let of = |kind: Option<&str>| {
        let mut request = post(message(7, 1, "hi"));
        request.headers_mut().remove("content-type");
        if let Some(kind) = kind {
            request.headers_mut().insert("content-type", kind.parse().expect("a header's value"));
        }
        request
    };
    for wrong in [
        None,
        Some(""),
        Some("text/plain"),
        Some("application/json5"),
        Some("application/x-www-form-urlencoded"),
    ] {
        assert_eq!(ask(&webhook, of(wrong)).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{wrong:?}");
    }
    assert_eq!(notes.all(), [0; 0]);
    for right in ["application/json", "application/json; charset=utf-8", "Application/JSON ;charset=x"] {
        assert_eq!(ask(&webhook, of(Some(right))).await.status, StatusCode::OK, "{right:?}");
    }
}

#[tokio::test]
async fn what_is_no_update_is_refused_with_the_reason() {
    let (webhook, notes) = noting();
    for wrong in [
        "",
        "hello",
        "[]",
        "null",
        "{",
        r#"{"update_id":"x"}"#,
        r#"{"message":{}}"#,
        r#"{"update_id":-1}"#,
        r#"{"update_id":1,"message":{}"#,
        r#"{"update_id":1,"message":5} x"#,
    ] {
        let answer = ask(&webhook, post(wrong)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
        assert!(
            answer.body.starts_with("not an update: ") && answer.body.len() < 200,
            "{wrong}: {}",
            answer.body
        );
    }
    assert_eq!(notes.all(), [0; 0]);
}

#[tokio::test]
async fn unknown_kinds_and_what_cannot_be_read_are_handled_as_unknown() {
    let notes = Notes::default();
    let own = notes.clone();
    let router = Router::new().any(move |ctx: Ctx| {
        if let Some(UpdateKind::Unknown(unknown)) = ctx.update().map(|update| &update.kind) {
            own.add(unknown.name.to_string());
        }
        async {}
    });
    let webhook = Webhook::new(offline(), router);
    for body in
        [r#"{"update_id":1,"telepathy":{"thought":"hi"}}"#, r#"{"update_id":2,"message":"no message"}"#]
    {
        assert_eq!(ask(&webhook, post(body)).await.status, StatusCode::OK, "{body}");
    }
    assert_eq!(notes.all(), ["telepathy", "message"]);
}

#[tokio::test]
async fn bytes_that_are_no_utf_8_cost_only_the_text() {
    let (webhook, notes) = noting();
    let mut body = message(7, 1, "hi").into_bytes();
    let at = body.windows(2).position(|two| two == b"hi").expect("the text");
    body[at] = 0xff;
    let request = post("").map(|_| Full::new(Bytes::from(body)));
    assert_eq!(ask(&webhook, request).await.status, StatusCode::OK);
    assert_eq!(notes.all(), [7]);
}

/// A body that counts what is taken of it, and tells its length or does not.
struct Counted {
    pieces: usize,
    taken: Arc<AtomicUsize>,
}

const PIECE: usize = 16 * 1024;

impl Body for Counted {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(left) = self.pieces.checked_sub(1) else { return Poll::Ready(None) };
        self.pieces = left;
        self.taken.fetch_add(PIECE, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[b' '; PIECE])))))
    }
}

#[tokio::test]
async fn of_50_mb_no_more_is_read_than_the_limit() {
    const SIZE: usize = 50 * 1024 * 1024;
    let (webhook, notes) = noting();
    let taken = Arc::new(AtomicUsize::new(0));
    let body = || post("").map(|_| Counted { pieces: SIZE / PIECE, taken: Arc::clone(&taken) });

    let answer = ask(&webhook, body()).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(taken.swap(0, Ordering::Relaxed), 1024 * 1024 + PIECE, "up to the piece that is too much");

    let mut told = body();
    told.headers_mut().insert("content-length", SIZE.into());
    assert_eq!(ask(&webhook, told).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(taken.load(Ordering::Relaxed), 0, "what tells its size is not read at all");
    assert_eq!(notes.all(), [0; 0]);
}

#[tokio::test]
async fn the_limit_itself_is_not_too_much() {
    let body = message(7, 1, "hi");
    let (webhook, _) = noting();
    let webhook = webhook.body_limit(body.len());
    assert_eq!(ask(&webhook, post(body.clone())).await.status, StatusCode::OK);
    assert_eq!(ask(&webhook, post(format!("{body} "))).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// A body in pieces, the last of which never comes.
struct Endless(std::vec::IntoIter<Bytes>);

impl Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.next().map_or(Poll::Pending, |piece| Poll::Ready(Some(Ok(Frame::data(piece)))))
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_is_too_slow_is_told_so() {
    let (webhook, notes) = noting();
    let webhook = webhook.body_timeout(Duration::from_secs(3));
    let start = tokio::time::Instant::now();
    let body = Endless(vec![Bytes::from_static(b"{\"update_id\":")].into_iter());
    let answer = ask(&webhook, post("").map(|_| body)).await;
    assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT);
    assert_eq!(start.elapsed().as_secs(), 3);
    assert_eq!(notes.all(), [0; 0]);
}

#[tokio::test]
async fn a_body_in_many_pieces_is_one_body() {
    let (webhook, notes) = noting();
    let frames = message(7, 1, "hi").into_bytes();
    let frames = frames.into_iter().map(|byte| Ok::<_, Infallible>(Frame::data(Bytes::from(vec![byte]))));
    let body = http_body_util::StreamBody::new(futures_util::stream::iter(frames));
    assert_eq!(ask(&webhook, post("").map(|_| body)).await.status, StatusCode::OK);
    assert_eq!(notes.all(), [7]);
}
