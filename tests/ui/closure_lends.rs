//! An async closure that lends what it captured.
#![allow(unused)]

use chappe::prelude::*;

fn main() {
    let greeting = String::from("hello");
    let _ = Router::new().command("start", async move || greeting.clone());
}
