//! A context of one's own: a struct of extractors, with methods, in routers of several modules.
//!
//! Two flavors are added by layers in any order (additive); `Verified` wraps whatever it is given (transformative).

use chappe::extract::{Needs, Rejection};
use chappe::middleware::{Next, from_fn};
use chappe::prelude::*;

/// A flavor: who may do what.
#[derive(Clone)]
struct Config {
    owner: UserId,
}

/// Another flavor: how the user is spoken to.
#[derive(Clone)]
struct Language(&'static str);

/// The context of this bot: checked when it compiles, and by the preflight when it starts.
#[derive(FromCtx)]
struct MyCtx {
    ctx: Ctx,
    config: Flavor<Config>,
    language: Flavor<Language>,
}

impl MyCtx {
    fn is_owner(&self) -> bool {
        self.ctx.from_id() == Some(self.config.owner)
    }

    fn hello(&self) -> &'static str {
        match self.language.0.0 {
            "fr" => "Bonjour",
            _ => "Hello",
        }
    }
}

async fn start(my: MyCtx) -> String {
    format!("{}! You are {}.", my.hello(), if my.is_owner() { "my owner" } else { "a guest" })
}

/// Gives what is within to the owner only; for others the route passes.
struct Verified<T>(T);

impl<T: FromCtx> FromCtx for Verified<T> {
    type Rejection = Rejection;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, Rejection> {
        let my = MyCtx::from_ctx(ctx).await?;
        if !my.is_owner() {
            return Err(Rejection::Pass);
        }
        T::from_ctx(ctx).await.map(Self).map_err(Into::into)
    }

    fn needs(needs: &mut Needs) {
        MyCtx::needs(needs);
        T::needs(needs);
    }
}

mod admin {
    use super::{Args, Rest, Router, Verified};

    async fn shout(Verified(Args(Rest(text))): Verified<Args<Rest>>) -> String {
        text.to_uppercase()
    }

    /// A plugin: a router that brings its own routes.
    pub(super) fn router() -> Router {
        Router::new().command("shout", shout)
    }
}

async fn config(ctx: Ctx, next: Next) -> Result<Outcome> {
    // In the sandbox, whoever comes is the owner.
    ctx.insert(Config { owner: ctx.from_id().unwrap_or_default() });
    next.run(ctx).await
}

async fn language(ctx: Ctx, next: Next) -> Result<Outcome> {
    let french = ctx.from().and_then(|user| user.language_code.as_deref()) == Some("fr");
    ctx.insert(Language(if french { "fr" } else { "en" }));
    next.run(ctx).await
}

#[tokio::main]
async fn main() -> Result {
    let bot = chappe_sandbox::playground().await?;
    let router = Router::new()
        .command("start", start)
        .merge(admin::router())
        .layer(from_fn(config).provides::<Config>())
        .layer(from_fn(language).provides::<Language>());
    bot.run(router).await?;
    Ok(())
}
