//! A result that is no outcome.
#![allow(unused)]

use chappe::prelude::*;

async fn count() -> u64 {
    5
}

fn main() {
    let _ = Router::new().command("count", count);
}
