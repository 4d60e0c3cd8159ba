//! Faults on demand: what goes wrong for a bot, when a test says so.

#[path = "faults/bounds.rs"]
mod bounds;
#[path = "faults/calls.rs"]
mod calls;
#[path = "faults/control.rs"]
mod control;
#[path = "faults/raw.rs"]
mod raw;
#[path = "faults/updates.rs"]
mod updates;
