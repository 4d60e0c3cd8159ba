//! An argument that is no extractor.
#![allow(unused)]

use chappe::prelude::*;

struct Config;

async fn start(ctx: Ctx, config: Config) {}

fn main() {
    let _ = Router::new().command("start", start);
}
