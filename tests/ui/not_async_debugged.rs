//! The same, with `#[debug_handler]`.
#![allow(unused)]

#[chappe::debug_handler]
fn start() -> &'static str {
    "hello"
}

fn main() {}
