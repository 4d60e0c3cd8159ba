//! The layers of tower around the calls that a bot makes.

use std::collections::HashSet;
use std::future::{Ready, ready};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use chappe::bot::{ApiRequest, ApiResponse, BotBuilder};
use chappe::types::{ChatId, InputFile};
use chappe::{Bot, BoxError, Error};
use chappe_sandbox::{Sandbox, User};
use futures_util::FutureExt as _;
use tower::filter::{AsyncFilterLayer, FilterLayer};
use tower::layer::layer_fn;
use tower::retry::{Policy, RetryLayer};
use tower::spawn_ready::SpawnReadyLayer;
use tower::timeout::TimeoutLayer;
use tower::util::{AndThenLayer, MapErrLayer, ThenLayer, option_layer};
use tower::{Service, ServiceBuilder, service_fn};

use crate::require_ready;
use crate::server::{Answer, Server, json as answer, refusal};

type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// A sandbox, and somebody who has written to its bot.
async fn sandbox() -> Result<(Sandbox, User)> {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    Ok((sandbox, alice))
}

/// A builder of a bot of the sandbox, whose transport finds out whether everything above keeps tower's contract.
fn builder(sandbox: &Sandbox) -> BotBuilder {
    Bot::builder(sandbox.token()).api_url(sandbox.api_url()).layer(require_ready::layer())
}

/// A builder of a bot whose calls a function answers, by the method, after 300 ms.
fn local(respond: fn(&str) -> Result<&'static str, &'static str>) -> BotBuilder {
    let transport = layer_fn(move |_| {
        service_fn(move |request: ApiRequest| async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            respond(request.method()).map(ApiResponse::new).map_err(BoxError::from)
        })
    });
    Bot::builder("1:x").layer(transport).layer(require_ready::layer())
}

/// Answers `deleteMessage`, and nothing else.
fn deletes(method: &str) -> Result<&'static str, &'static str> {
    if method == "deleteMessage" { Ok("true") } else { Err("not here") }
}

/// What an error is about.
fn cause(error: &Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
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
    let bot = server.builder().layer(require_ready::layer()).layer(RetryLayer::new(Again(5))).build()?;
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

#[tokio::test(start_paused = true)]
async fn the_rate_limit_of_tower_holds_behind_a_buffer() -> Result {
    let layers = ServiceBuilder::new().buffer(16).rate_limit(2, Duration::from_secs(10));
    let bot = local(|_| Ok("true")).layer(layers).build()?;
    let begin = tokio::time::Instant::now();
    let calls = (0..5).map(|n| bot.delete_message(n, 1).into_future());
    for answer in futures_util::future::join_all(calls).await {
        answer?;
    }
    assert_eq!(begin.elapsed().as_secs(), 20, "two, two and one");
    Ok(())
}

#[tokio::test]
async fn an_error_of_the_server_comes_through_a_buffer_as_it_is() -> Result {
    let (sandbox, _) = sandbox().await?;
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
    let bot = Bot::builder("1:x").layer(slow).layer(require_ready::layer()).layer(limit).build()?;
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
    assert!((&mut first).now_or_never().is_none());
    let error = bot.get_me().await.expect_err("one is running");
    let Error::Layer { method, source } = &error else { panic!("{error:?}") };
    assert_eq!(method, "getMe");
    assert!(source.is::<tower::load_shed::error::Overloaded>());
    Ok(())
}

#[tokio::test]
async fn layers_of_all_sorts_stand_above_a_strict_transport() -> Result {
    let (sandbox, alice) = sandbox().await?;
    let layers = ServiceBuilder::new()
        .layer(require_ready::layer())
        .timeout(Duration::from_secs(5))
        .layer(require_ready::layer())
        .concurrency_limit(4)
        .buffer(8)
        .layer(RetryLayer::new(Again(1)));
    let bot = builder(&sandbox).layer(layers).build()?;
    let calls = (0..20).map(|n| bot.send_message(ChatId(alice.id()), n.to_string()).into_future());
    for answer in futures_util::future::join_all(calls).await {
        answer?;
    }
    assert_eq!(sandbox.calls().len(), 20);
    Ok(())
}

#[tokio::test]
async fn the_filter_of_tower_keeps_calls_back() -> Result {
    let (sandbox, alice) = sandbox().await?;
    let quiet = FilterLayer::new(|request: ApiRequest| {
        if request.method().starts_with("send") { Err("not at night") } else { Ok(request) }
    });
    let bot = builder(&sandbox).layer(quiet).build()?;
    let error = bot.send_message(ChatId(alice.id()), "hi").await.expect_err("it is night");
    assert!(matches!(&error, Error::Layer { method, .. } if method == "sendMessage"), "{error:?}");
    assert_eq!(cause(&error), "not at night");
    bot.get_me().await?;
    let methods: Vec<String> = sandbox.calls().into_iter().map(|call| call.method).collect();
    assert_eq!(methods, ["getMe"]);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn the_filter_of_tower_that_waits_holds_a_call_up() -> Result {
    let permission = AsyncFilterLayer::new(|request: ApiRequest| async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        if request.chat_id() == Some(ChatId(1)) { Ok(request) } else { Err("no permission") }
    });
    let bot = local(deletes).layer(permission).build()?;
    let begin = tokio::time::Instant::now();
    bot.delete_message(1, 1).await?;
    assert_eq!(begin.elapsed().as_millis(), 5300);
    assert_eq!(cause(&bot.delete_message(2, 1).await.expect_err("it is another chat")), "no permission");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn then_and_then_and_map_err_of_tower_change_what_came_of_a_call() -> Result {
    #[derive(Debug, thiserror::Error)]
    #[error("mine: {0}")]
    struct Mine(BoxError);

    let mine = local(deletes).layer(MapErrLayer::new(Mine)).build()?;
    assert_eq!(cause(&mine.get_me().await.expect_err("it is not there")), "mine: not here");

    let refuse = |_: ApiResponse| ready(Err::<ApiResponse, BoxError>("answered, and then".into()));
    let refused = local(deletes).layer(AndThenLayer::new(refuse)).build()?;
    assert_eq!(cause(&refused.delete_message(1, 1).await.expect_err("it is refused")), "answered, and then");
    assert_eq!(cause(&refused.get_me().await.expect_err("it is not there")), "not here");

    let forgive = |result: Result<ApiResponse, BoxError>| {
        ready(result.or_else(|_| Ok::<_, BoxError>(ApiResponse::new(r#"{"id":9,"first_name":"made up"}"#))))
    };
    assert_eq!(local(deletes).layer(ThenLayer::new(forgive)).build()?.get_me().await?.id, 9);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn an_optional_layer_of_tower_is_there_or_not() -> Result {
    for (limit, in_time) in [(Some(Duration::from_millis(100)), false), (None, true)] {
        let layer = option_layer(limit.map(TimeoutLayer::new));
        let bot = local(deletes).layer(layer).build()?;
        assert_eq!(bot.delete_message(1, 1).await.is_ok(), in_time);
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn spawn_ready_of_tower_makes_the_transport_ready_in_a_task_of_its_own() -> Result {
    let pollers = Arc::new(Mutex::new(HashSet::new()));
    let log = Arc::clone(&pollers);
    let slow = layer_fn(move |inner| Slow { inner, asked: false, pollers: Arc::clone(&log) });
    // Its service cannot be cloned, and so stands behind a buffer.
    let layers = ServiceBuilder::new().buffer(8).layer(SpawnReadyLayer::new()).layer(slow);
    let bot = local(deletes).layer(layers).build()?;
    for n in 0..3 {
        bot.delete_message(n, 1).await?;
    }
    // The buffer's task, and one for each time that the transport was not ready at once.
    assert_eq!(pollers.lock().expect("no panic").len(), 4);
    Ok(())
}

/// Is ready when it is asked for the second time; notes which tasks ask.
struct Slow<S> {
    inner: S,
    asked: bool,
    pollers: Arc<Mutex<HashSet<tokio::task::Id>>>,
}

impl<S: Service<ApiRequest>> Service<ApiRequest> for Slow<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.pollers.lock().expect("no panic").insert(tokio::task::id());
        if !std::mem::replace(&mut self.asked, true) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: ApiRequest) -> S::Future {
        self.asked = false;
        self.inner.call(request)
    }
}
