//! Whether what is around a service keeps tower's contract, and what it is around.

use std::task::{Context, Poll};

use tower::layer::{LayerFn, layer_fn};
use tower_service::Service;

/// Panics where it is called without having been ready since the last call; a clone has to be asked anew.
#[derive(Debug)]
pub struct RequireReady<S> {
    inner: S,
    ready: bool,
}

/// Makes a service one that has to be asked.
pub fn require_ready<S>(inner: S) -> RequireReady<S> {
    RequireReady { inner, ready: false }
}

/// The same as a layer.
pub fn layer<S>() -> LayerFn<fn(S) -> RequireReady<S>> {
    layer_fn(require_ready)
}

impl<S: Clone> Clone for RequireReady<S> {
    fn clone(&self) -> Self {
        require_ready(self.inner.clone())
    }
}

impl<S: Service<R>, R> Service<R> for RequireReady<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        let ready = self.inner.poll_ready(cx);
        self.ready = matches!(ready, Poll::Ready(Ok(())));
        ready
    }

    fn call(&mut self, request: R) -> S::Future {
        assert!(std::mem::take(&mut self.ready), "it is called without having been ready");
        self.inner.call(request)
    }
}
