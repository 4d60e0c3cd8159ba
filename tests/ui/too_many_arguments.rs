//! More arguments than a handler can have.
#![allow(unused)]

use chappe::prelude::*;

async fn many(
    _: Ctx,
    _: Ctx,
    _: Ctx,
    _: Ctx,
    _: Ctx,
    _: Ctx,
    _: Ctx,
    _: Ctx,
    _: Ctx,
    _: Ctx,
    _: Ctx,
    _: Ctx,
    _: Ctx,
) {
}

fn main() {
    let _ = Router::new().any(many);
}
