//! Limits are limits of what they are layered on.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chappe::{Router, filter};
use tower::limit::ConcurrencyLimitLayer;

use crate::support::{ctx, message, run};

/// Handlers that tell how many of them ran at the same time at most.
#[derive(Clone, Default)]
struct Crowd {
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Crowd {
    fn handler(
        &self,
    ) -> impl Fn() -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> + Clone + Send + Sync + use<> {
        let crowd = self.clone();
        move || {
            let crowd = crowd.clone();
            Box::pin(async move {
                let now = crowd.now.fetch_add(1, Ordering::SeqCst) + 1;
                crowd.most.fetch_max(now, Ordering::SeqCst);
                for _ in 0..5 {
                    tokio::task::yield_now().await;
                }
                crowd.now.fetch_sub(1, Ordering::SeqCst);
            })
        }
    }

    /// The most that run at the same time where six updates come at once, for two routes in turn.
    async fn most(&self, router: &Router) -> usize {
        let texts = ["a", "b", "a", "b", "a", "b"];
        futures_util::future::join_all(texts.map(|text| run(router, ctx(message(text))))).await;
        self.most.load(Ordering::SeqCst)
    }

    fn routes(&self) -> Router {
        Router::new().hears("a", self.handler()).hears("b", self.handler())
    }
}

#[tokio::test]
async fn without_a_limit_all_run_at_once() {
    let crowd = Crowd::default();
    assert_eq!(crowd.most(&crowd.routes()).await, 6);
}

#[tokio::test]
async fn a_limit_on_the_router_is_one_limit() {
    let crowd = Crowd::default();
    assert_eq!(crowd.most(&crowd.routes().layer(ConcurrencyLimitLayer::new(1))).await, 1);
}

#[tokio::test]
async fn a_limit_on_the_routes_is_one_limit_each() {
    let crowd = Crowd::default();
    assert_eq!(crowd.most(&crowd.routes().route_layer(ConcurrencyLimitLayer::new(1))).await, 2);
}

#[tokio::test]
async fn a_limit_on_a_nested_router_is_one_limit() {
    let crowd = Crowd::default();
    let router = Router::new().nest(filter::any(), crowd.routes().layer(ConcurrencyLimitLayer::new(2)));
    assert_eq!(crowd.most(&router).await, 2);
}

#[tokio::test]
async fn a_limit_that_is_cloned_with_its_router_is_still_one() {
    let crowd = Crowd::default();
    let limited = crowd.routes().layer(ConcurrencyLimitLayer::new(1));
    let router = Router::new().nest(filter::text("a"), limited.clone()).nest(filter::text("b"), limited);
    assert_eq!(crowd.most(&router).await, 1);
}
