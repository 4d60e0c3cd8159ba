//! A middleware where a handler is expected.
#![allow(unused)]

use chappe::middleware::Next;
use chappe::prelude::*;

async fn around(ctx: Ctx, next: Next) -> Result<Outcome> {
    next.run(ctx).await
}

fn main() {
    let _ = Router::new().any(around);
}
