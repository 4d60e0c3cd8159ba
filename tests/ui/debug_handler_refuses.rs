//! What `#[debug_handler]` cannot check.
#![allow(unused)]

use chappe::prelude::*;

#[chappe::debug_handler]
async fn generic<T>(value: Flavor<T>) {}

#[chappe::debug_handler]
struct NoFunction;

fn main() {}
