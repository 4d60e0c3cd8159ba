//! A flavor made by an async function: looked up, computed, or read from a configuration.
//!
//! # Example
//! ```
//! use chappe::prelude::*;
//! use chappe_middleware::flavor::FlavorLayer;
//! use tower::ServiceBuilder;
//!
//! #[derive(Clone)]
//! struct Config {
//!     developer: UserId,
//!     is_developer: bool,
//! }
//!
//! async fn config(ctx: Ctx) -> Result<Config> {
//!     let developer = UserId(123_456);
//!     Ok(Config { developer, is_developer: ctx.from_id() == Some(developer) })
//! }
//!
//! async fn start(Flavor(config): Flavor<Config>) -> &'static str {
//!     if config.is_developer { "Hi, mum!" } else { "Welcome" }
//! }
//!
//! let router: Router = Router::new().command("start", start);
//! let service = ServiceBuilder::new().layer(FlavorLayer::new(config)).service(router);
//! ```

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use chappe::{BoxError, Ctx, Outcome, Result};
use tower_layer::Layer;
use tower_service::Service;

/// Puts in a flavor that an async function makes for each event.
///
/// Where the function fails, the service within is not called, and the error goes where a handler's goes.
#[must_use = "a layer does nothing until it wraps a service"]
pub struct FlavorLayer<F, T> {
    make: F,
    flavor: PhantomData<fn() -> T>,
}

impl<F, Fut, T> FlavorLayer<F, T>
where
    F: Fn(Ctx) -> Fut + Clone,
    Fut: Future<Output = Result<T>> + Send + 'static,
    T: Clone + Send + Sync + 'static,
{
    /// A layer for what the function makes.
    pub fn new(make: F) -> Self {
        Self { make, flavor: PhantomData }
    }
}

impl<S, F: Clone, T> Layer<S> for FlavorLayer<F, T> {
    type Service = Flavor<S, F, T>;

    fn layer(&self, inner: S) -> Self::Service {
        Flavor { inner, make: self.make.clone(), flavor: PhantomData }
    }
}

/// The service that [`FlavorLayer`] makes.
pub struct Flavor<S, F, T> {
    inner: S,
    make: F,
    flavor: PhantomData<fn() -> T>,
}

impl<S, F, Fut, T> Service<Ctx> for Flavor<S, F, T>
where
    S: Service<Ctx, Response = Outcome> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    F: Fn(Ctx) -> Fut,
    Fut: Future<Output = Result<T>> + Send + 'static,
    T: Clone + Send + Sync + 'static,
{
    type Response = Outcome;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Outcome>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        // The one that was polled ready goes into the future; its clone has to be polled again.
        let clone = self.inner.clone();
        let mut ready = std::mem::replace(&mut self.inner, clone);
        // The preflight is only told what would be put in.
        ctx.declare::<T>();
        let made = (!ctx.is_probe()).then(|| (self.make)(ctx.clone()));
        Box::pin(async move {
            if let Some(made) = made {
                ctx.insert(made.await?);
            }
            ready.call(ctx).await.map_err(Into::into)
        })
    }
}

impl<F: Clone, T> Clone for FlavorLayer<F, T> {
    fn clone(&self) -> Self {
        Self { make: self.make.clone(), flavor: PhantomData }
    }
}

impl<S: Clone, F: Clone, T> Clone for Flavor<S, F, T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), make: self.make.clone(), flavor: PhantomData }
    }
}

impl<F, T> fmt::Debug for FlavorLayer<F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FlavorLayer<{}>", std::any::type_name::<T>())
    }
}

impl<S: fmt::Debug, F, T> fmt::Debug for Flavor<S, F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flavor").field("inner", &self.inner).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use chappe::prelude::*;
    use chappe::types::Update;
    use tower::{Layer as _, ServiceExt as _};

    use super::*;

    #[derive(Clone)]
    struct Answer(u32);

    fn ctx() -> Result<Ctx> {
        let update =
            r#"{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"}}}"#;
        Ok(Ctx::new(Bot::new("42:TEST")?, Update::from_json(update)?))
    }

    async fn needs(answer: chappe::extract::Flavor<Answer>, ctx: Ctx) -> Outcome {
        if answer.0.0 == 42 { Outcome::Done } else { Outcome::Pass(ctx) }
    }

    #[tokio::test]
    async fn the_handlers_within_see_what_was_made() -> Result {
        let layer = FlavorLayer::new(async |_| Ok(Answer(42)));
        let outcome = layer.layer(Router::new().any(needs)).oneshot(ctx()?).await?;
        assert!(outcome.is_done());
        Ok(())
    }

    #[tokio::test]
    async fn a_failure_stops_the_event() -> Result {
        let layer = FlavorLayer::new(async |_| Err::<Answer, _>("no answer".into()));
        let result = layer.layer(Router::new().any(needs)).oneshot(ctx()?).await;
        assert_eq!(result.map(|_| ()).map_err(|error| error.to_string()), Err("no answer".to_owned()));
        Ok(())
    }

    #[tokio::test]
    async fn the_preflight_is_told_and_nothing_is_made() -> Result {
        let layer = FlavorLayer::new(async |_| -> Result<Answer> { panic!("made for a probe") });
        let mut service = layer.layer(Router::new().any(needs));
        let report = chappe::preflight::run(&Bot::new("42:TEST")?, &mut service).await;
        assert_eq!((report.handlers, report.missing.len()), (1, 0));
        Ok(())
    }
}
