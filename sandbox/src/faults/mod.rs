//! Faults on demand: what networks and servers do to bots, at a moment that a test chooses.

mod effect;
mod fault;
mod hit;
mod pattern;
mod table;

pub(crate) use effect::{CallEffect, Effect, UpdateEffect};
pub use fault::Fault;
pub use hit::{FaultHit, FaultId};
pub(crate) use table::{Harm, Rule, Table};
