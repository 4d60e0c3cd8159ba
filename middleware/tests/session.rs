//! Sessions: what is saved and when, whose they are, and that no update is lost.

#![allow(unreachable_pub)]

#[path = "session/conflicts.rs"]
mod conflicts;
#[path = "session/conformance.rs"]
mod conformance;
#[path = "session/faults.rs"]
mod faults;
#[path = "session/keys.rs"]
mod keys;
#[path = "session/locking.rs"]
mod locking;
#[path = "session/moved.rs"]
mod moved;
#[path = "session/saving.rs"]
mod saving;
#[path = "session/several.rs"]
mod several;
#[path = "session/shapes.rs"]
mod shapes;
#[path = "session/support.rs"]
mod support;
