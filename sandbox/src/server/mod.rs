//! The HTTP side: requests in any of Telegram's encodings, answers in its form.

pub(crate) mod answer;
pub(crate) mod body;
mod core;
mod http;
mod params;
mod timers;
mod token;

pub(crate) use answer::{Answer, Refusal};
pub(crate) use core::{Core, Recorded};
pub(crate) use http::serve;
pub(crate) use params::{Params, Upload};
pub(crate) use timers::run_timers;
pub(crate) use token::Token;
