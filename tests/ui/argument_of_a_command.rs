//! Arguments of a command that no word can be parsed into.
#![allow(unused)]

use chappe::prelude::*;

struct Point;

#[chappe::debug_handler]
async fn go(Args((point, fast)): Args<(Point, bool)>) {}

#[chappe::debug_handler]
async fn stop(Args(point): Args<Point>) {}

fn main() {}
