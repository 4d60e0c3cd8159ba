//! A flavor that cannot be cloned.
#![allow(unused)]

use chappe::prelude::*;

struct Config;

#[chappe::debug_handler]
async fn show(Flavor(config): Flavor<Config>) {}

fn main() {}
