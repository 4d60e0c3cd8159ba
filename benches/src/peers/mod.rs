//! The other frameworks.
//!
//! Here, and not in the benchmarks, so that they are not compiled again whenever chappe has changed: it takes minutes.

pub mod frankenstein;
pub mod telers;
pub mod teloxide;
