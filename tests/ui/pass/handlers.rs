//! All that is a handler.

use std::sync::Arc;

use chappe::Handler;
use chappe::middleware::{Next, from_fn};
use chappe::prelude::*;

#[chappe::debug_handler]
async fn all(ctx: Ctx, text: Option<Text>, args: Result<Args<(u8,)>, chappe::extract::Rejection>) -> Result<Option<String>> {
    let _ = (ctx, text, args);
    Ok(None)
}

#[chappe::debug_handler]
pub async fn in_public() {}

#[chappe::debug_handler]
async fn something() -> impl chappe::IntoOutcome {
    "something"
}

#[chappe::debug_handler]
async fn around(ctx: Ctx, next: Next) -> Result<Outcome> {
    next.run(ctx).await
}

fn with_impl(greeting: Arc<str>) -> impl Handler<(Ctx,)> {
    move |ctx: Ctx| {
        let greeting = Arc::clone(&greeting);
        async move { ctx.reply(&*greeting) }
    }
}

fn main() {
    let text = String::from("captured");
    let _ = Router::new()
        .any(all)
        .any(in_public)
        .any(something)
        .any(async || {})
        .any(async |ctx: Ctx| ctx.reply("hi"))
        .any(move || std::future::ready(text.clone()))
        .any(with_impl("hi".into()))
        .any(|_: Ctx, _: Ctx, _: Ctx, _: Ctx, _: Ctx, _: Ctx, _: Ctx, _: Ctx, _: Ctx, _: Ctx, _: Ctx, _: Ctx| async {})
        .middleware(around)
        .middleware(from_fn(around).provides::<u8>())
        .layer(from_fn(around));
}
