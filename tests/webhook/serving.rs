//! A webhook that is served alone: how it begins, and how it ends.

use std::future::{IntoFuture as _, Ready};
use std::task::{Context, Poll};
use std::time::Duration;

use chappe::BoxError;
use chappe::prelude::*;
use chappe::source::{RunError, Webhook};
use chappe_sandbox::Sandbox;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use tower::Service;

use crate::kit::{Gate, Notes, complaints, log};
use crate::support::{message, offline};

const LONG: Duration = Duration::from_secs(20);

/// A webhook that is served until told otherwise.
struct Served {
    url: String,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), RunError>>,
}

async fn serve(webhook: Webhook<Router>, shutdown: Duration, announce: bool) -> Result<Served> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let (stop, stopped) = oneshot::channel();
    let mut serve = webhook.serve(listener).shutdown_timeout(shutdown);
    if announce {
        serve = serve.public_url(&url);
    }
    let serve = serve.with_graceful_shutdown(async { _ = stopped.await });
    Ok(Served { url, stop, task: tokio::spawn(serve.into_future()) })
}

/// Sends an update by a connection of its own; gives the status.
fn send(url: &str, update: i64) -> JoinHandle<Result<u16, reqwest::Error>> {
    let post = reqwest::Client::new().post(url).header("content-type", "application/json");
    let post = post.body(message(update, update, "hi"));
    tokio::spawn(async { Ok(post.send().await?.status().as_u16()) })
}

fn gated(gate: &Gate, notes: &Notes<&'static str>) -> Router {
    let (gate, notes) = (gate.clone(), notes.clone());
    Router::new().any(move || {
        let (gate, notes) = (gate.clone(), notes.clone());
        async move {
            gate.pass().await;
            notes.add("finished");
        }
    })
}

#[tokio::test]
async fn it_tells_telegram_of_itself_and_serves() -> Result {
    let sandbox = Sandbox::start().await?;
    let webhook = Webhook::new(sandbox.bot(), Router::new().any(async || "hello")).secret_token("secret")?;
    let served = serve(webhook, LONG, true).await?;
    let alice = sandbox.user("Alice");
    alice.send("hi").await?;
    alice.expect_text("hello").await?;
    served.stop.send(()).map_err(|()| "it has ended")?;
    timeout(LONG, served.task).await???;
    Ok(())
}

#[tokio::test]
async fn bot_run_webhook_serves_a_service() -> Result {
    let sandbox = Sandbox::start().await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let run = sandbox.bot().run_webhook(listener, Router::new().any(async || "hello")).public_url(url);
    let task = tokio::spawn(run.into_future());
    let alice = sandbox.user("Alice");
    alice.send("hi").await?;
    alice.expect_text("hello").await?;
    task.abort();
    Ok(())
}

#[tokio::test]
async fn what_runs_is_finished_before_the_end() -> Result {
    let (gate, notes) = (Gate::new(), Notes::default());
    let served = serve(Webhook::new(offline(), gated(&gate, &notes)), LONG, false).await?;
    let (first, second) = (send(&served.url, 1), send(&served.url, 2));
    gate.reached(2).await;
    served.stop.send(()).map_err(|()| "it has ended")?;
    // No new connection is taken once it stops.
    let address = served.url.trim_start_matches("http://").trim_end_matches('/').to_owned();
    timeout(LONG, async {
        while tokio::net::TcpStream::connect(&address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await?;
    assert!(!served.task.is_finished());
    gate.release(2);
    assert_eq!((first.await??, second.await??), (200, 200));
    timeout(LONG, served.task).await???;
    assert_eq!(notes.all(), ["finished"; 2]);
    Ok(())
}

#[tokio::test]
async fn what_runs_for_a_client_that_has_gone_is_finished_too() -> Result {
    let (gate, notes) = (Gate::new(), Notes::default());
    let served = serve(Webhook::new(offline(), gated(&gate, &notes)), LONG, false).await?;
    let sending = send(&served.url, 1);
    gate.reached(1).await;
    sending.abort();
    served.stop.send(()).map_err(|()| "it has ended")?;
    gate.release(1);
    timeout(LONG, served.task).await???;
    assert_eq!(notes.all(), ["finished"]);
    Ok(())
}

#[tokio::test]
async fn what_takes_too_long_is_left_and_answered_503() -> Result {
    let (lines, _guard) = log();
    let (gate, notes) = (Gate::new(), Notes::default());
    let webhook = Webhook::new(offline(), gated(&gate, &notes));
    let served = serve(webhook, Duration::from_millis(200), false).await?;
    let sending = send(&served.url, 1);
    gate.reached(1).await;
    let start = Instant::now();
    served.stop.send(()).map_err(|()| "it has ended")?;
    timeout(LONG, served.task).await???;
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert_eq!(sending.await??, 503);
    assert_eq!(complaints(&lines), ["updates that take too long are left; they come again"]);
    gate.release(1);
    assert_eq!(notes.all(), [""; 0]);
    Ok(())
}

#[tokio::test]
async fn an_address_in_use_says_so() -> Result {
    let taken = TcpListener::bind("127.0.0.1:0").await?;
    let address = taken.local_addr()?;
    let run = offline().run_webhook(address, Router::new()).await;
    let Err(error @ RunError::Bind { .. }) = run else { return Err(format!("{run:?}").into()) };
    assert_eq!(
        error.to_string(),
        format!("cannot listen on {address}, which is in use: stop the other program, or take another port")
    );
    Ok(())
}

#[tokio::test]
async fn routes_that_cannot_work_are_told_of_at_the_start() {
    #[derive(Clone)]
    struct Config;
    let router: Router = Router::new().command("show", async |_: Flavor<Config>| {});
    let run = timeout(LONG, offline().run_webhook("127.0.0.1:0", router).into_future()).await;
    assert!(matches!(run, Ok(Err(RunError::Preflight(_)))), "{run:?}");
}

#[tokio::test]
async fn a_wrong_token_is_told_of_at_the_start() -> Result {
    let sandbox = Sandbox::start().await?;
    // The default bot is there; with another secret it is none.
    sandbox.bot().get_me().await?;
    let bot = Bot::builder("123456:AAEwrongwrongwrongwrongwrongwrong").api_url(sandbox.api_url()).build()?;
    let run = timeout(LONG, bot.run_webhook("127.0.0.1:0", Router::new()).into_future()).await?;
    assert!(matches!(run, Err(RunError::Unauthorized(_))), "{run:?}");
    Ok(())
}

/// A service that can never be ready again.
#[derive(Clone)]
struct Broken;

impl Service<Ctx> for Broken {
    type Response = Outcome;
    type Error = BoxError;
    type Future = Ready<Result<Outcome>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result> {
        Poll::Ready(Err("out of order".into()))
    }

    fn call(&mut self, _: Ctx) -> Self::Future {
        unreachable!("it is never ready")
    }
}

#[tokio::test]
async fn a_service_that_can_never_be_ready_again_ends_it() -> Result {
    let (log, _guard) = log();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let serve = Webhook::new(offline(), Broken).preflight(false).serve(listener);
    let served = tokio::spawn(serve.into_future());
    assert_eq!(send(&url, 1).await??, 503, "the update comes again");
    let Err(RunError::Service(error)) = timeout(LONG, served).await?? else { panic!("it goes on") };
    assert_eq!(error.to_string(), "out of order");
    assert_eq!(complaints(&log).len(), 1);
    Ok(())
}
