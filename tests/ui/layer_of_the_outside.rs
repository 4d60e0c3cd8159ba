//! A layer whose service answers something else.
#![allow(unused)]

use chappe::prelude::*;
use tower::util::MapResponseLayer;

fn main() {
    let _ = Router::new().layer(MapResponseLayer::new(|_: Outcome| "done"));
}
