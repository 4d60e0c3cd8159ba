//! Webhooks: what is answered to whom, what becomes of an update, and how a server of them ends.

#![allow(unreachable_pub)]

#[path = "webhook/faults.rs"]
mod faults;
#[path = "webhook/handling.rs"]
mod handling;
#[path = "polling/kit.rs"]
#[allow(dead_code, reason = "shared with the tests of long polling")]
mod kit;
#[path = "webhook/mounted.rs"]
mod mounted;
#[path = "webhook/recorded.rs"]
mod recorded;
#[path = "webhook/replies.rs"]
mod replies;
#[path = "webhook/requests.rs"]
mod requests;
#[path = "webhook/serving.rs"]
mod serving;
#[path = "webhook/setup.rs"]
mod setup;
#[path = "webhook/sources.rs"]
mod sources;
#[path = "webhook/support.rs"]
mod support;
