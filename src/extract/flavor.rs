//! What layers and routers put beside the event.

use std::ops::{Deref, DerefMut};

use super::{FromCtx, Needs, Rejection};
use crate::Ctx;

/// A flavor: a value of the type that a layer put in, cloned.
///
/// # Example
/// ```
/// use chappe::middleware::{Next, from_fn};
/// use chappe::prelude::*;
///
/// #[derive(Clone)]
/// struct Greeting(&'static str);
///
/// async fn english(ctx: Ctx, next: Next) -> Result<Outcome> {
///     ctx.insert(Greeting("Hello"));
///     next.run(ctx).await
/// }
///
/// async fn greet(Flavor(greeting): Flavor<Greeting>) -> &'static str {
///     greeting.0
/// }
///
/// let router: Router =
///     Router::new().command("start", greet).layer(from_fn(english).provides::<Greeting>());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flavor<T>(pub T);

/// What [`Router::with_state`](crate::Router::with_state) was given, cloned. See [`Ctx::state`].
///
/// # Example
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use chappe::prelude::*;
///
/// async fn count(State(counter): State<Arc<AtomicU64>>) -> String {
///     format!("{}", counter.fetch_add(1, Ordering::Relaxed))
/// }
///
/// let router: Router = Router::new().command("count", count).with_state(Arc::new(AtomicU64::new(0)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State<T>(pub T);

impl<T: Clone + Send + Sync + 'static> FromCtx for Flavor<T> {
    type Rejection = Rejection;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, Rejection> {
        ctx.get::<T>().map(Flavor).ok_or_else(Rejection::missing::<T>)
    }

    fn needs(needs: &mut Needs) {
        needs.flavor::<T>();
    }
}

impl<T: Clone + Send + Sync + 'static> FromCtx for State<T> {
    type Rejection = Rejection;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, Rejection> {
        ctx.state().cloned().map(State).ok_or_else(|| Rejection::missing_from::<Self>("Router::with_state"))
    }

    fn needs(needs: &mut Needs) {
        needs.flavor_from::<Self>("Router::with_state");
    }
}

impl<T> Deref for Flavor<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Flavor<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
