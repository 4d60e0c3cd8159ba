//! The updates that wait for a bot, and what confirms them.

#[cfg(not(feature = "https"))]
mod http;
#[cfg(feature = "https")]
mod https;
mod kind;
mod lane;
mod lanes;
mod post;
mod queue;
mod reply;
mod waiting;
mod webhook;

pub(crate) use queue::{Poll, Queue};
pub(crate) use webhook::{deliver, deliver_all};
