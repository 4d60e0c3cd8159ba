//! The same, with `#[debug_handler]`.
#![allow(unused)]

use std::rc::Rc;

use chappe::prelude::*;

#[chappe::debug_handler]
async fn start(ctx: Ctx) -> Result {
    let name = Rc::new("Alice");
    ctx.reply("hello").await?;
    println!("{name}");
    Ok(())
}

fn main() {}
