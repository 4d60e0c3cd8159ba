//! A field that is no extractor.
#![allow(unused)]

use chappe::prelude::*;

#[derive(FromCtx)]
struct MyCtx {
    ctx: Ctx,
    name: String,
}

fn main() {}
