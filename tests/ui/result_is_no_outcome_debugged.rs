//! The same, with `#[debug_handler]`: it points at the result.
#![allow(unused)]

use chappe::prelude::*;

#[chappe::debug_handler]
async fn count() -> u64 {
    5
}

#[chappe::debug_handler]
async fn maybe() -> Option<u64> {
    None
}

#[chappe::debug_handler]
async fn result() -> Result<u64> {
    Ok(5)
}

fn main() {}
