//! The stores, held against the rules of a store, and against what can go wrong.

#[path = "stores/memory.rs"]
mod memory;
#[path = "stores/suite.rs"]
mod suite;
