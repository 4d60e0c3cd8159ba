//! A middleware whose last argument is not `Next`.
#![allow(unused)]

use chappe::middleware::{Next, from_fn};
use chappe::prelude::*;

async fn backwards(next: Next, ctx: Ctx) -> Result<Outcome> {
    next.run(ctx).await
}

fn main() {
    let _ = Router::new().layer(from_fn(backwards));
    let _ = Router::new().middleware(backwards);
}
