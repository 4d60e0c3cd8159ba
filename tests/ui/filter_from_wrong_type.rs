//! Something that is no filter, where one is expected.
#![allow(unused)]

use chappe::prelude::*;

async fn handler() {}

fn main() {
    let _ = Router::new().on(42, handler);
}
