//! Async functions as services.

use std::any::type_name;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use tower_service::Service;

use crate::extract::{FromCtx, Needs};
use crate::{BoxError, Ctx, IntoOutcome, Outcome, Result};

/// An async function whose arguments are [extractors](crate::extract) and whose result is an [outcome](IntoOutcome).
///
/// Implemented for functions of up to twelve arguments.
///
/// # Example
/// ```
/// use chappe::prelude::*;
///
/// async fn add(Args((a, b)): Args<(i64, i64)>) -> String {
///     (a + b).to_string()
/// }
/// # let _ = Router::new().command("add", add);
/// ```
#[diagnostic::on_unimplemented(
    message = "this is not a handler",
    label = "not a handler",
    note = "a handler is an `async fn` of at most twelve extractors, whose result implements `IntoOutcome` and whose future is `Send`",
    note = "put `#[chappe::debug_handler]` on the function to be told which of these does not hold",
    note = "a function that takes `Next` is a middleware: for `Router::middleware`, or by `from_fn` for `Router::layer`"
)]
pub trait Handler<T>: Clone + Send + Sync + Sized + 'static {
    /// Extracts the arguments, runs the function, and carries out what it returns.
    fn call(self, ctx: Ctx) -> impl Future<Output = Result<Outcome>> + Send;

    /// Tells what the arguments need, for the [preflight](crate::preflight).
    fn needs(needs: &mut Needs);

    /// The handler as a service, to be wrapped in layers or run on its own.
    fn into_service(self) -> HandlerService<Self, T> {
        HandlerService { handler: self, marker: PhantomData }
    }

    /// The function's path, by which reports name it.
    fn name() -> &'static str {
        type_name::<Self>()
    }
}

#[diagnostic::do_not_recommend]
impl<F, Fut, R> Handler<()> for F
where
    F: Fn() -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = R> + Send,
    R: IntoOutcome,
{
    async fn call(self, ctx: Ctx) -> Result<Outcome> {
        self().await.into_outcome(&ctx).await
    }

    fn needs(_: &mut Needs) {}
}

macro_rules! handler {
    ($($name:ident),+) => {
        #[diagnostic::do_not_recommend]
        impl<F, Fut, R, $($name),+> Handler<($($name,)+)> for F
        where
            F: Fn($($name),+) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output = R> + Send,
            R: IntoOutcome,
            $($name: FromCtx,)+
        {
            #[allow(non_snake_case)]
            async fn call(self, ctx: Ctx) -> Result<Outcome> {
                $(let $name = match $name::from_ctx(&ctx).await {
                    Ok(value) => value,
                    Err(rejection) => return rejection.into().resolve(ctx, Self::name()).await,
                };)+
                self($($name),+).await.into_outcome(&ctx).await
            }

            fn needs(needs: &mut Needs) {
                $($name::needs(needs);)+
            }
        }
    };
}

handler!(A);
handler!(A, B);
handler!(A, B, C);
handler!(A, B, C, D);
handler!(A, B, C, D, E);
handler!(A, B, C, D, E, G);
handler!(A, B, C, D, E, G, H);
handler!(A, B, C, D, E, G, H, I);
handler!(A, B, C, D, E, G, H, I, J);
handler!(A, B, C, D, E, G, H, I, J, K);
handler!(A, B, C, D, E, G, H, I, J, K, L);
handler!(A, B, C, D, E, G, H, I, J, K, L, M);

/// A handler as a [`Service`].
pub struct HandlerService<H, T> {
    handler: H,
    marker: PhantomData<fn() -> T>,
}

impl<H: Clone, T> Clone for HandlerService<H, T> {
    fn clone(&self) -> Self {
        Self { handler: self.handler.clone(), marker: PhantomData }
    }
}

impl<H, T> fmt::Debug for HandlerService<H, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HandlerService").field(&type_name::<H>()).finish()
    }
}

impl<H: Handler<T>, T: 'static> Service<Ctx> for HandlerService<H, T> {
    type Response = Outcome;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Outcome>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        if let Some(probe) = ctx.probe() {
            let mut needs = Needs::default();
            H::needs(&mut needs);
            probe.handler(H::name(), &needs);
            return Box::pin(std::future::ready(Ok(Outcome::Done)));
        }
        Box::pin(self.handler.clone().call(ctx))
    }
}
