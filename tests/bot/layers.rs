//! Layers of the outgoing stack: what they see, what they may change, and tower's own.

use std::future::{Ready, ready};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use chappe::bot::{ApiRequest, ApiResponse, BotBuilder};
use chappe::types::{ChatId, InputFile};
use chappe::{Bot, BoxError, Error};
use serde_json::json;
use tower::layer::layer_fn;
use tower::retry::{Policy, RetryLayer};
use tower::util::{MapRequestLayer, MapResponseLayer};
use tower::{ServiceBuilder, service_fn};
use tower_service::Service;

use super::server::{Answer, Server, json as answer, refusal};
use super::{Result, chat, sandbox, sent};

/// A builder of a bot of the sandbox.
fn builder(sandbox: &chappe_sandbox::Sandbox) -> BotBuilder {
    // What wraps the transport finds out whether everything above keeps tower's contract.
    Bot::builder(sandbox.token()).api_url(sandbox.api_url()).layer(layer_fn(Strict::new))
}

/// Panics when it is called without having been ready since the last call.
struct Strict<S> {
    inner: S,
    ready: bool,
}

impl<S> Strict<S> {
    fn new(inner: S) -> Self {
        Self { inner, ready: false }
    }
}

impl<S: Clone> Clone for Strict<S> {
    // A clone of a ready service is not ready.
    fn clone(&self) -> Self {
        Self::new(self.inner.clone())
    }
}

impl<S: Service<ApiRequest>> Service<ApiRequest> for Strict<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        let ready = self.inner.poll_ready(cx);
        self.ready = matches!(ready, Poll::Ready(Ok(())));
        ready
    }

    fn call(&mut self, request: ApiRequest) -> S::Future {
        assert!(std::mem::take(&mut self.ready), "called without having been ready");
        self.inner.call(request)
    }
}

/// Notes that a request passed.
fn note(
    log: &Arc<Mutex<Vec<&'static str>>>,
    name: &'static str,
) -> MapRequestLayer<impl Fn(ApiRequest) -> ApiRequest + Clone + use<>> {
    let log = Arc::clone(log);
    MapRequestLayer::new(move |request: ApiRequest| {
        log.lock().expect("no panic").push(name);
        request
    })
}

#[tokio::test]
async fn a_layer_sees_method_parameters_files_and_chat() -> Result {
    let (sandbox, _, alice) = sandbox().await?;
    let seen = Arc::new(Mutex::new(None));
    let see = Arc::clone(&seen);
    let layer = MapRequestLayer::new(move |request: ApiRequest| {
        let files: Vec<String> = request.file_names().collect();
        let seen = (request.method().to_owned(), request.params().clone(), files, request.chat_id());
        *see.lock().expect("no panic") = Some(seen);
        request
    });
    let bot = builder(&sandbox).layer(layer).build()?;
    bot.send_photo(chat(&alice), InputFile::bytes("a.jpg", "a")).caption("c").await?;
    let (method, params, files, of) = seen.lock().expect("no panic").take().expect("a request");
    assert_eq!(
        (method.as_str(), of, files.as_slice()),
        ("sendPhoto", Some(chat(&alice)), &["a.jpg".to_owned()][..])
    );
    assert_eq!(json!(params), json!({"chat_id": alice.id(), "photo": "attach://file0", "caption": "c"}));
    Ok(())
}

#[tokio::test]
async fn a_layer_changes_the_parameters() -> Result {
    let (sandbox, _, alice) = sandbox().await?;
    let layer = MapRequestLayer::new(|mut request: ApiRequest| {
        request.params_mut().insert("text".into(), "changed".into());
        request.params_mut().entry("disable_notification").or_insert(true.into());
        request
    });
    builder(&sandbox).layer(layer).build()?.send_message(chat(&alice), "hi").await?;
    assert_eq!(
        sent(&sandbox),
        json!({"chat_id": alice.id(), "text": "changed", "disable_notification": true})
    );
    Ok(())
}

#[tokio::test]
async fn a_layer_changes_the_parameters_of_a_request_with_files() -> Result {
    let (sandbox, _, alice) = sandbox().await?;
    let layer = MapRequestLayer::new(|mut request: ApiRequest| {
        request.params_mut().insert("caption".into(), "added".into());
        request.params_mut().insert("parse_mode".into(), serde_json::Value::Null);
        request
    });
    let bot = builder(&sandbox).layer(layer).build()?;
    bot.send_photo(chat(&alice), InputFile::bytes("a.jpg", "a")).parse_mode("HTML").await?;
    let message = alice.next_message().await?;
    assert_eq!((message.caption(), message.file().as_deref()), ("added", Some(&b"a"[..])));
    assert_eq!(sent(&sandbox).get("parse_mode"), None, "what is null is not there");
    Ok(())
}

#[tokio::test]
async fn a_layer_changes_the_method_and_the_chat() -> Result {
    let (sandbox, _, alice) = sandbox().await?;
    let bob = sandbox.user("Bob").id();
    let layer = MapRequestLayer::new(move |mut request: ApiRequest| {
        request.set_method("sendMessage");
        request.params_mut().insert("chat_id".into(), bob.into());
        assert_eq!(request.chat_id(), Some(ChatId(bob)));
        request
    });
    let params = serde_json::Map::from_iter([("text".to_owned(), json!("to Bob"))]);
    builder(&sandbox).layer(layer).build()?.call_raw("sendSomething", params).await?;
    assert_eq!(sandbox.user("Bob").next_message().await?.text(), "to Bob");
    assert!(alice.try_next_message().is_none());
    Ok(())
}

#[tokio::test]
async fn a_layer_changes_the_answer() -> Result {
    let (sandbox, ..) = sandbox().await?;
    let layer = MapResponseLayer::new(|_: ApiResponse| ApiResponse::new(r#"{"id":1,"first_name":"other"}"#));
    assert_eq!(builder(&sandbox).layer(layer).build()?.get_me().await?.first_name, "other");
    Ok(())
}

#[tokio::test]
async fn layers_tell_each_other_by_extensions() -> Result {
    #[derive(Clone)]
    struct Mark(&'static str);

    let (sandbox, _, alice) = sandbox().await?;
    let inner = MapRequestLayer::new(|mut request: ApiRequest| {
        let mark = request.extensions().get::<Mark>().map_or("none", |mark| mark.0);
        request.params_mut().insert("text".into(), mark.into());
        request
    });
    let outer = MapRequestLayer::new(|mut request: ApiRequest| {
        request.extensions_mut().insert(Mark("marked"));
        request
    });
    builder(&sandbox).layer(inner).layer(outer).build()?.send_message(chat(&alice), "hi").await?;
    assert_eq!(sent(&sandbox)["text"], "marked");
    Ok(())
}

#[tokio::test]
async fn a_layer_may_answer_itself() -> Result {
    let (sandbox, ..) = sandbox().await?;
    let layer = layer_fn(|_| {
        service_fn(|request: ApiRequest| async move {
            assert_eq!(request.method(), "getMe");
            Ok::<_, BoxError>(ApiResponse::new(r#"{"id":7,"first_name":"made up"}"#))
        })
    });
    assert_eq!(builder(&sandbox).layer(layer).build()?.get_me().await?.id, 7);
    assert!(sandbox.calls().is_empty());
    Ok(())
}

#[tokio::test]
async fn an_answer_of_a_layer_that_is_none_cannot_be_read() -> Result {
    let layer = layer_fn(|_| service_fn(|_: ApiRequest| async { Ok::<_, BoxError>(ApiResponse::new("?")) }));
    let error = Bot::builder("1:x").layer(layer).build()?.get_me().await.expect_err("no user");
    assert!(matches!(&error, Error::Decode { method, .. } if method == "getMe"), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn the_layer_added_last_sees_a_request_first() -> Result {
    let (sandbox, ..) = sandbox().await?;
    let log = Arc::default();
    builder(&sandbox).layer(note(&log, "inner")).layer(note(&log, "outer")).build()?.get_me().await?;
    assert_eq!(*log.lock().expect("no panic"), ["outer", "inner"]);
    Ok(())
}

#[tokio::test]
async fn the_first_layer_of_a_service_builder_sees_a_request_first() -> Result {
    let (sandbox, ..) = sandbox().await?;
    let log = Arc::default();
    let layers = ServiceBuilder::new().layer(note(&log, "first")).layer(note(&log, "second"));
    builder(&sandbox).layer(layers).build()?.get_me().await?;
    assert_eq!(*log.lock().expect("no panic"), ["first", "second"]);
    Ok(())
}

#[tokio::test]
async fn the_timeout_of_tower_is_a_timeout() -> Result {
    let server = Server::start([Answer::Silence]);
    let layer = tower::timeout::TimeoutLayer::new(Duration::from_millis(50));
    let error = server.builder().layer(layer).build()?.get_me().await.expect_err("nobody answers");
    assert!(matches!(&error, Error::Timeout { method } if method == "getMe"), "{error:?}");
    Ok(())
}

/// Repeats what may succeed later, up to so many times.
#[derive(Clone)]
struct Again(usize);

impl Policy<ApiRequest, ApiResponse, BoxError> for Again {
    type Future = Ready<()>;

    fn retry(
        &mut self,
        _: &mut ApiRequest,
        result: &mut Result<ApiResponse, BoxError>,
    ) -> Option<Self::Future> {
        let error = result.as_ref().err()?.downcast_ref::<Error>()?;
        self.0 = self.0.checked_sub(1).filter(|_| error.is_temporary())?;
        Some(ready(()))
    }

    fn clone_request(&mut self, request: &ApiRequest) -> Option<ApiRequest> {
        Some(request.clone())
    }
}

#[tokio::test]
async fn the_retry_of_tower_repeats_a_request() -> Result {
    let busy = refusal(500, "busy", "");
    let server = Server::start([busy.clone(), busy, answer(200, r#"{"ok":true,"result":true}"#)]);
    let bot = server.builder().layer(layer_fn(Strict::new)).layer(RetryLayer::new(Again(5))).build()?;
    bot.delete_message(5, 6).await?;
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|request| request.ends_with("{\"chat_id\":5,\"message_id\":6}")));
    Ok(())
}

#[tokio::test]
async fn the_retry_of_tower_gives_the_last_error() -> Result {
    let server = Server::start([refusal(500, "busy", "")]);
    let bot = server.builder().layer(RetryLayer::new(Again(2))).build()?;
    assert!(matches!(bot.get_me().await, Err(Error::Server(_))));
    assert_eq!(server.requests().len(), 3);
    Ok(())
}

#[tokio::test]
async fn a_file_from_a_path_is_opened_again_when_the_request_is_repeated() -> Result {
    let path = std::env::temp_dir().join(format!("chappe-{}-retry", std::process::id()));
    std::fs::write(&path, "content of the file")?;
    let server = Server::start([refusal(500, "busy", ""), answer(200, r#"{"ok":true,"result":true}"#)]);
    let bot = server.builder().layer(RetryLayer::new(Again(1))).build()?;
    bot.set_chat_photo(-5, InputFile::path(&path)).await?;
    std::fs::remove_file(path)?;
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests.iter().all(|request| request.contains("content of the file")));
    Ok(())
}

#[tokio::test]
async fn a_reader_cannot_be_repeated_and_the_error_says_so() -> Result {
    let server = Server::start([Answer::Close, answer(200, r#"{"ok":true,"result":true}"#)]);
    let bot = server.builder().layer(RetryLayer::new(Again(1))).build()?;
    let error = bot.set_chat_photo(-5, InputFile::reader("r", &b"x"[..])).await.expect_err("read once");
    assert!(matches!(&error, Error::File { name, .. } if name == "r"), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn the_rate_limit_of_tower_fits_behind_a_buffer() -> Result {
    let (sandbox, ..) = sandbox().await?;
    let layers = ServiceBuilder::new().buffer(16).rate_limit(100, Duration::from_secs(1));
    let bot = builder(&sandbox).layer(layers).build()?;
    let calls = (0..10).map(|_| bot.get_me().into_future());
    for answer in futures_util::future::join_all(calls).await {
        answer?;
    }
    assert_eq!(sandbox.calls().len(), 10);
    Ok(())
}

#[tokio::test]
async fn an_error_of_the_server_comes_through_a_buffer_as_it_is() -> Result {
    let (sandbox, ..) = sandbox().await?;
    let bot = builder(&sandbox).layer(tower::buffer::BufferLayer::new(4)).build()?;
    let error = bot.send_message(77, "hi").await.expect_err("nobody is there");
    assert!(matches!(error, Error::BadRequest(_)), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn the_concurrency_limit_of_tower_holds_for_all_clones_of_a_bot() -> Result {
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (run, max) = (Arc::clone(&running), Arc::clone(&most));
    let slow = layer_fn(move |_| {
        let (run, max) = (Arc::clone(&run), Arc::clone(&max));
        service_fn(move |_: ApiRequest| {
            let (run, max) = (Arc::clone(&run), Arc::clone(&max));
            async move {
                max.fetch_max(run.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                for _ in 0..10 {
                    tokio::task::yield_now().await;
                }
                run.fetch_sub(1, Ordering::SeqCst);
                Ok::<_, BoxError>(ApiResponse::new("true"))
            }
        })
    });
    let limit = tower::limit::ConcurrencyLimitLayer::new(3);
    let bot = Bot::builder("1:x").layer(slow).layer(layer_fn(Strict::new)).layer(limit).build()?;
    let calls = (0..20).map(|n| bot.clone().delete_message(n, 1).into_future());
    for answer in futures_util::future::join_all(calls).await {
        answer?;
    }
    assert_eq!(most.load(Ordering::SeqCst), 3);
    Ok(())
}

#[tokio::test]
async fn an_overload_is_an_error_of_the_layer() -> Result {
    let server = Server::start([Answer::Silence]);
    let layers = ServiceBuilder::new().load_shed().concurrency_limit(1);
    let bot = server.builder().layer(layers).build()?;
    let mut first = Box::pin(bot.get_me().into_future());
    assert!(futures_util::FutureExt::now_or_never(&mut first).is_none());
    let error = bot.get_me().await.expect_err("one is running");
    let Error::Layer { method, source } = &error else { panic!("{error:?}") };
    assert_eq!(method, "getMe");
    assert!(source.is::<tower::load_shed::error::Overloaded>());
    Ok(())
}

#[tokio::test]
async fn an_error_of_ones_own_is_found_behind_the_error_of_the_layer() -> Result {
    #[derive(Debug, thiserror::Error)]
    #[error("not on Sundays")]
    struct Sunday;

    let layer = layer_fn(|_| service_fn(|_: ApiRequest| async { Err::<ApiResponse, _>(Sunday) }));
    let error = Bot::builder("1:x").layer(layer).build()?.get_me().await.expect_err("it is Sunday");
    assert!(matches!(&error, Error::Layer { source, .. } if source.is::<Sunday>()), "{error:?}");
    assert_eq!(std::error::Error::source(&error).map(ToString::to_string), Some("not on Sundays".into()));
    Ok(())
}

#[tokio::test]
async fn an_error_of_chappe_by_a_layer_is_given_as_it_is() -> Result {
    let layer = layer_fn(|_| {
        service_fn(|_: ApiRequest| async { Err::<ApiResponse, _>(Error::Config("by a layer".into())) })
    });
    let error = Bot::builder("1:x").layer(layer).build()?.get_me().await.expect_err("refused");
    assert!(matches!(&error, Error::Config(text) if text == "by a layer"), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn every_clone_of_a_bot_has_its_layers() -> Result {
    let (sandbox, ..) = sandbox().await?;
    let log = Arc::default();
    let bot = builder(&sandbox).layer(note(&log, "layer")).build()?;
    bot.clone().get_me().await?;
    bot.clone().clone().get_me().await?;
    assert_eq!(log.lock().expect("no panic").len(), 2);
    Ok(())
}

#[tokio::test]
async fn layers_of_all_sorts_stand_above_a_strict_transport() -> Result {
    let (sandbox, _, alice) = sandbox().await?;
    let layers = ServiceBuilder::new()
        .layer(layer_fn(Strict::new))
        .timeout(Duration::from_secs(5))
        .layer(layer_fn(Strict::new))
        .concurrency_limit(4)
        .buffer(8)
        .layer(RetryLayer::new(Again(1)));
    let bot = builder(&sandbox).layer(layers).build()?;
    let calls = (0..20).map(|n| bot.send_message(chat(&alice), n.to_string()).into_future());
    for answer in futures_util::future::join_all(calls).await {
        answer?;
    }
    assert_eq!(sandbox.calls().len(), 20);
    Ok(())
}
