//! An outcome that is dropped: the event in it would be lost.
#![deny(unused_must_use)]

use chappe::middleware::Next;
use chappe::prelude::*;

async fn around(ctx: Ctx, next: Next) -> Result {
    next.run(ctx).await?;
    Ok(())
}

fn build(router: Router) {
    router.command("start", || around_nothing());
}

async fn around_nothing() {}

fn main() {}
