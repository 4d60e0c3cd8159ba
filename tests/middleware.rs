//! What is around handlers and routers: functions.

#![allow(unreachable_pub)]

#[path = "middleware/functions.rs"]
mod functions;
#[path = "router/support.rs"]
mod support;
