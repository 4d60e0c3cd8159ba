//! The HTTP side: requests in any of Telegram's encodings, answers in its form.

pub(crate) mod answer;
pub(crate) mod body;
mod call;
mod core;
mod http;
mod intake;
mod listen;
mod params;
mod socket;
mod timers;
mod token;
mod trouble;

pub(crate) use answer::{Answer, Refusal};
pub(crate) use core::{Bounds, Core, Recorded};
pub(crate) use intake::Room;
pub(crate) use listen::serve;
pub(crate) use params::{Params, Upload};
pub(crate) use timers::run_timers;
pub(crate) use token::Token;
