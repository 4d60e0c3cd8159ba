//! A handler that is not async.
#![allow(unused)]

use chappe::prelude::*;

fn start(ctx: Ctx) -> &'static str {
    "hello"
}

fn main() {
    let _ = Router::new().command("start", start);
}
