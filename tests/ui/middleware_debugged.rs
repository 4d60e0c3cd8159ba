//! A middleware that holds across an await what must not leave its thread, with `#[debug_handler]`.
#![allow(unused)]

use std::rc::Rc;

use chappe::middleware::Next;
use chappe::prelude::*;

#[chappe::debug_handler]
async fn around(name: String, ctx: Ctx, next: Next) -> Result<Outcome> {
    let name = Rc::new(name);
    let outcome = next.run(ctx).await;
    println!("{name}");
    outcome
}

fn main() {}
