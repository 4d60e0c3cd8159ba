//! tower's own layers, with no adapter between, around what handles updates and around the calls that a bot makes.

#![allow(unreachable_pub)]

#[path = "tower/http.rs"]
mod http_layers;
#[path = "tower/incoming.rs"]
mod incoming;
#[allow(dead_code)]
#[path = "polling/kit.rs"]
mod kit;
#[path = "tower/limits.rs"]
mod limits;
#[path = "tower/order.rs"]
mod order;
#[path = "tower/outgoing.rs"]
mod outgoing;
#[path = "tower/polling.rs"]
mod polling;
#[path = "tower/ready.rs"]
mod ready;
#[path = "support/require_ready.rs"]
mod require_ready;
#[allow(dead_code)]
#[path = "bot/server.rs"]
mod server;
#[path = "router/support.rs"]
mod support;
