//! Routing: which route has an update, and what is around it.

#![allow(unreachable_pub)]

#[path = "router/commands.rs"]
mod commands;
#[path = "router/errors.rs"]
mod errors;
#[path = "router/flow.rs"]
mod flow;
#[path = "router/kinds.rs"]
mod kinds;
#[allow(dead_code)]
#[path = "polling/kit.rs"]
mod kit;
#[path = "router/order.rs"]
mod order;
#[path = "router/support.rs"]
mod support;
