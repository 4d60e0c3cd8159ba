//! A handler that holds across an await what must not leave its thread.
#![allow(unused)]

use std::rc::Rc;

use chappe::prelude::*;

async fn start(ctx: Ctx) -> Result {
    let name = Rc::new("Alice");
    ctx.reply("hello").await?;
    println!("{name}");
    Ok(())
}

fn main() {
    let _ = Router::new().command("start", start);
}
