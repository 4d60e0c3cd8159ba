//! `FromCtx` is for structs.
#![allow(unused)]

use chappe::prelude::*;

#[derive(FromCtx)]
enum Either {
    Text(Text),
    Nothing,
}

fn main() {}
