//! Filter queries that are none.
#![allow(unused)]

use chappe::prelude::*;

fn main() {
    let _ = query!("mesage:text");
    let _ = query!("message:txet");
    let _ = query!("message:entities:ulr");
    let _ = query!("message:text:url");
    let _ = query!("");
    let _ = query!("message:photo:is_video:more");
    let _ = query!("message", "edit:");
}
