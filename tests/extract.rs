//! What handlers ask for, and what they return.

#![allow(unreachable_pub)]

#[path = "extract/arguments.rs"]
mod arguments;
#[path = "extract/derived.rs"]
mod derived;
#[path = "extract/flavors.rs"]
mod flavors;
#[path = "extract/outcomes.rs"]
mod outcomes;
#[path = "extract/parts.rs"]
mod parts;
#[path = "router/support.rs"]
mod support;
