//! How updates come to a bot: by polling, by webhook, and at what time.

#[path = "delivery/clock.rs"]
mod clock;
#[path = "delivery/hook.rs"]
mod hook;
#[path = "delivery/many.rs"]
mod many;
#[path = "delivery/order.rs"]
mod order;
#[path = "delivery/polling.rs"]
mod polling;
#[path = "delivery/replies.rs"]
mod replies;
#[path = "delivery/retries.rs"]
mod retries;
#[path = "delivery/session.rs"]
mod session;
#[path = "delivery/setting.rs"]
mod setting;
#[path = "delivery/support.rs"]
mod support;
