//! Layers from async functions, in axum's manner.

use std::any::type_name;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

use crate::extract::{FromCtx, Needs};
use crate::{BoxError, Ctx, IntoOutcome, Outcome, Result};

type OutcomeFuture = Pin<Box<dyn Future<Output = Result<Outcome>> + Send>>;

/// Makes a layer of an async function: its last argument is [`Next`], those before it are extractors.
///
/// Where an extractor passes, so does the layer, and nothing within it runs: a guard that asks for [`From`] lets no
/// event through that has no sender. Take an `Option` where the rest shall run all the same.
///
/// [`From`]: crate::extract::From
///
/// # Example
/// ```
/// use chappe::middleware::{Next, from_fn};
/// use chappe::prelude::*;
///
/// #[derive(Clone)]
/// struct IsAdmin(bool);
///
/// async fn admin(ctx: Ctx, next: Next) -> Result<Outcome> {
///     ctx.insert(IsAdmin(ctx.from_id() == Some(UserId(42))));
///     let outcome = next.run(ctx).await;
///     println!("handled");
///     outcome
/// }
///
/// async fn secret(Flavor(admin): Flavor<IsAdmin>) -> &'static str {
///     if admin.0 { "welcome" } else { "no" }
/// }
///
/// let router: Router = Router::new()
///     .command("secret", secret)
///     .layer(from_fn(admin).provides::<IsAdmin>());
/// ```
pub fn from_fn<F, T>(function: F) -> FromFnLayer<F, T>
where
    F: MiddlewareFn<T>,
{
    FromFnLayer { function, provides: Arc::new([]), marker: PhantomData }
}

/// The layer that [`from_fn`] makes.
#[must_use = "a layer does nothing until it wraps a service"]
pub struct FromFnLayer<F, T> {
    function: F,
    provides: Arc<[fn(&Ctx)]>,
    marker: PhantomData<fn() -> T>,
}

impl<F, T> FromFnLayer<F, T> {
    /// Declares that the function puts a flavor in, so that the [preflight](crate::preflight) knows.
    pub fn provides<U: Send + Sync + 'static>(mut self) -> Self {
        let declare: fn(&Ctx) = |ctx| ctx.declare::<U>();
        self.provides = self.provides.iter().copied().chain([declare]).collect();
        self
    }
}

impl<S, F: Clone, T> Layer<S> for FromFnLayer<F, T> {
    type Service = FromFn<F, S, T>;

    fn layer(&self, inner: S) -> Self::Service {
        FromFn {
            function: self.function.clone(),
            provides: Arc::clone(&self.provides),
            inner,
            marker: PhantomData,
        }
    }
}

/// The service that [`from_fn`]'s layer makes.
pub struct FromFn<F, S, T> {
    function: F,
    provides: Arc<[fn(&Ctx)]>,
    inner: S,
    marker: PhantomData<fn() -> T>,
}

impl<F, S, T> Service<Ctx> for FromFn<F, S, T>
where
    F: MiddlewareFn<T>,
    S: Service<Ctx, Response = Outcome> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    type Response = Outcome;
    type Error = BoxError;
    type Future = OutcomeFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        // The one that was polled ready goes into the future; its clone has to be polled again.
        let clone = self.inner.clone();
        let mut ready = std::mem::replace(&mut self.inner, clone);
        if let Some(probe) = ctx.probe() {
            let mut needs = Needs::default();
            F::needs(&mut needs);
            probe.middleware(F::name(), &needs, || {
                declare(&self.provides, &ctx) | self.function.declare(&ctx)
            });
            let future = ready.call(ctx);
            return Box::pin(async { future.await.map_err(Into::into) });
        }
        let next = Next::new(move |ctx| {
            let future = ready.call(ctx);
            Box::pin(async { future.await.map_err(Into::into) })
        });
        Box::pin(self.function.clone().call(ctx, next))
    }
}

/// The rest of the way, from where a [middleware](from_fn) stands.
pub struct Next(Box<dyn FnOnce(Ctx) -> OutcomeFuture + Send>);

impl Next {
    pub(crate) fn new(run: impl FnOnce(Ctx) -> OutcomeFuture + Send + 'static) -> Self {
        Self(Box::new(run))
    }

    /// Runs the rest. It can be run once, which the compiler sees to.
    ///
    /// # Errors
    /// Those of the services within.
    pub async fn run(self, ctx: Ctx) -> Result<Outcome> {
        (self.0)(ctx).await
    }
}

impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Next")
    }
}

/// An async function that can be a layer: extractors, then [`Next`].
#[diagnostic::on_unimplemented(
    message = "this is not a middleware function",
    label = "not a middleware function",
    note = "a middleware is an `async fn` of at most six extractors and, last, `Next`, whose result implements `IntoOutcome` and whose future is `Send`",
    note = "put `#[chappe::debug_handler]` on the function to be told which of these does not hold"
)]
pub trait MiddlewareFn<T>: Clone + Send + Sync + 'static {
    /// Extracts the arguments and runs the function.
    fn call(self, ctx: Ctx, next: Next) -> impl Future<Output = Result<Outcome>> + Send + 'static;

    /// Tells what the arguments need, for the [preflight](crate::preflight).
    fn needs(needs: &mut Needs);

    /// Declares the flavors that the function puts in, for the [preflight](crate::preflight); `false` where nothing is
    /// known of them. See [`FromFnLayer::provides`].
    fn declare(&self, ctx: &Ctx) -> bool {
        let _ = ctx;
        false
    }

    /// The function's path, by which reports name it.
    fn name() -> &'static str {
        type_name::<Self>()
    }
}

/// A function with what it provides is one too, for [`Router::middleware`](crate::Router::middleware).
#[diagnostic::do_not_recommend]
impl<F: MiddlewareFn<T>, T: 'static> MiddlewareFn<T> for FromFnLayer<F, T> {
    fn call(self, ctx: Ctx, next: Next) -> impl Future<Output = Result<Outcome>> + Send + 'static {
        self.function.call(ctx, next)
    }

    fn needs(needs: &mut Needs) {
        F::needs(needs);
    }

    fn declare(&self, ctx: &Ctx) -> bool {
        declare(&self.provides, ctx) | self.function.declare(ctx)
    }

    fn name() -> &'static str {
        F::name()
    }
}

fn declare(provides: &[fn(&Ctx)], ctx: &Ctx) -> bool {
    for declare in provides {
        declare(ctx);
    }
    !provides.is_empty()
}

macro_rules! middleware {
    ($($name:ident),*) => {
        #[diagnostic::do_not_recommend]
        impl<F, Fut, R, $($name),*> MiddlewareFn<($($name,)* Next,)> for F
        where
            F: Fn($($name,)* Next) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output = R> + Send + 'static,
            R: IntoOutcome + 'static,
            $($name: FromCtx + 'static,)*
        {
            #[allow(non_snake_case)]
            async fn call(self, ctx: Ctx, next: Next) -> Result<Outcome> {
                $(let $name = match $name::from_ctx(&ctx).await {
                    Ok(value) => value,
                    Err(rejection) => return rejection.into().resolve(ctx, Self::name()).await,
                };)*
                self($($name,)* next).await.into_outcome(&ctx).await
            }

            #[allow(unused_variables)]
            fn needs(needs: &mut Needs) {
                $($name::needs(needs);)*
            }
        }
    };
}

middleware!();
middleware!(A);
middleware!(A, B);
middleware!(A, B, C);
middleware!(A, B, C, D);
middleware!(A, B, C, D, E);
middleware!(A, B, C, D, E, G);

impl<F: Clone, T> Clone for FromFnLayer<F, T> {
    fn clone(&self) -> Self {
        Self { function: self.function.clone(), provides: Arc::clone(&self.provides), marker: PhantomData }
    }
}

impl<F: Clone, S: Clone, T> Clone for FromFn<F, S, T> {
    fn clone(&self) -> Self {
        Self {
            function: self.function.clone(),
            provides: Arc::clone(&self.provides),
            inner: self.inner.clone(),
            marker: PhantomData,
        }
    }
}

impl<F, T> fmt::Debug for FromFnLayer<F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FromFnLayer").field(&type_name::<F>()).finish()
    }
}

impl<F, S: fmt::Debug, T> fmt::Debug for FromFn<F, S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromFn")
            .field("function", &type_name::<F>())
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}
