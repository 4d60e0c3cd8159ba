//! How updates come to a bot: by polling, by webhook, and at what time.

#[path = "delivery/clock.rs"]
mod clock;
#[path = "delivery/support.rs"]
mod support;
