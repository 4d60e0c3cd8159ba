//! What is around handlers and routers: layers of tower's, of the user's, and functions.

#![allow(unreachable_pub)]

#[path = "middleware/compose.rs"]
mod compose;
#[path = "middleware/functions.rs"]
mod functions;
#[path = "middleware/layers.rs"]
mod layers;
#[path = "middleware/ready.rs"]
mod ready;
#[path = "router/support.rs"]
mod support;
