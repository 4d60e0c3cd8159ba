//! The same, with `#[debug_handler]`.
#![allow(unused)]

use chappe::prelude::*;

#[chappe::debug_handler]
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

fn main() {}
