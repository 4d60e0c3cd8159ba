//! The same, with `#[debug_handler]`: it points at the argument.
#![allow(unused)]

use chappe::prelude::*;

struct Config;

#[chappe::debug_handler]
async fn start(ctx: Ctx, config: Config) {}

fn main() {
    let _ = Router::new().command("start", start);
}
