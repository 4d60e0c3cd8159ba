//! Long polling against a sandbox: what is delivered, in which order, and what of it is confirmed.

#![allow(unreachable_pub)]

#[path = "polling/broken.rs"]
mod broken;
#[path = "polling/canned.rs"]
mod canned;
#[path = "polling/delivery.rs"]
mod delivery;
#[path = "polling/failures.rs"]
mod failures;
#[path = "polling/fake.rs"]
mod fake;
#[path = "polling/kit.rs"]
mod kit;
#[path = "polling/network.rs"]
mod network;
#[path = "polling/pace.rs"]
mod pace;
#[path = "polling/preflight.rs"]
mod preflight;
#[path = "polling/readiness.rs"]
mod readiness;
#[path = "polling/refusals.rs"]
mod refusals;
#[path = "polling/shutdown.rs"]
mod shutdown;
#[path = "polling/window.rs"]
mod window;
