//! A service is called only when it is ready, and asked for that only when there is work.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use chappe::prelude::*;
use chappe_sandbox::Sandbox;
use tokio::sync::Semaphore;
use tower::limit::ConcurrencyLimit;
use tower::{Service, ServiceBuilder};

use crate::kit::{Notes, run, run_with};

/// Has to be ready anew for every call, and is so only at the second time of asking.
struct Strict {
    asked: usize,
    calls: Arc<AtomicUsize>,
}

impl Service<Ctx> for Strict {
    type Response = Outcome;
    type Error = BoxError;
    type Future = std::future::Ready<Result<Outcome>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result> {
        self.asked += 1;
        if self.asked < 2 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Ctx) -> Self::Future {
        assert!(self.asked >= 2, "called without being ready");
        self.asked = 0;
        self.calls.fetch_add(1, Ordering::SeqCst);
        std::future::ready(Ok(Outcome::Done))
    }
}

#[tokio::test]
async fn a_service_is_called_only_when_it_is_ready() -> Result {
    let sandbox = Sandbox::start().await?;
    let calls = Arc::new(AtomicUsize::new(0));
    for number in 0..30 {
        sandbox.user(&format!("User {}", number % 10)).send("hello").await?;
    }
    let service = Strict { asked: 0, calls: Arc::clone(&calls) };
    let bot = run_with(sandbox.bot(), service, |polling| polling.preflight(false));
    sandbox.wait_until_idle().await?;
    bot.stop().await?;
    assert_eq!(calls.load(Ordering::SeqCst), 30);
    Ok(())
}

#[tokio::test]
async fn an_idle_bot_holds_no_permit() -> Result {
    let sandbox = Sandbox::start().await?;
    let permits = Arc::new(Semaphore::new(1));
    let service = ConcurrencyLimit::with_semaphore(Router::new().any(async || "hello"), Arc::clone(&permits));
    let bot = run(sandbox.bot(), service);
    let alice = sandbox.user("Alice");
    for _ in 0..3 {
        alice.send("hello").await?;
        alice.expect_text("hello").await?;
        sandbox.wait_until_idle().await?;
        assert_eq!(permits.available_permits(), 1);
    }
    Ok(bot.stop().await?)
}

/// Notes that a service is asked whether it is ready, and is not.
struct Watched<S>(S, Notes<()>);

impl<S: Service<Ctx>> Service<Ctx> for Watched<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        let ready = self.0.poll_ready(cx);
        if ready.is_pending() {
            self.1.add(());
        }
        ready
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        self.0.call(ctx)
    }
}

#[tokio::test]
async fn a_permit_that_others_have_is_waited_for() -> Result {
    let sandbox = Sandbox::start().await?;
    let permits = Arc::new(Semaphore::new(1));
    let waits = Notes::default();
    let limited = ConcurrencyLimit::with_semaphore(Router::new().any(async || "hello"), Arc::clone(&permits));
    let service = Watched(limited, waits.clone());
    let bot = run_with(sandbox.bot(), service, |polling| polling.preflight(false));
    let others = permits.acquire().await?;
    let alice = sandbox.user("Alice");
    alice.send("hello").await?;
    waits.wait_for(1).await;
    assert!(alice.try_next_message().is_none());
    drop(others);
    alice.expect_text("hello").await?;
    Ok(bot.stop().await?)
}

#[tokio::test]
async fn a_limit_of_one_handles_everything_one_by_one() -> Result {
    let sandbox = Sandbox::start().await?;
    let running = Arc::new(AtomicUsize::new(0));
    let service = ServiceBuilder::new().concurrency_limit(1).service(Router::new().any(move || {
        let running = Arc::clone(&running);
        async move {
            assert_eq!(running.fetch_add(1, Ordering::SeqCst), 0);
            tokio::task::yield_now().await;
            running.fetch_sub(1, Ordering::SeqCst);
            "done"
        }
    }));
    let users: Vec<_> = (0..20).map(|number| sandbox.user(&format!("User {number}"))).collect();
    for user in &users {
        user.send("hello").await?;
    }
    let bot = run(sandbox.bot(), service);
    for user in &users {
        user.expect_text("done").await?;
    }
    Ok(bot.stop().await?)
}
