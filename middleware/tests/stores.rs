//! The stores, held against the rules of a store, and against what can go wrong.

#![cfg(unix)]

#[path = "stores/children.rs"]
mod children;
#[path = "stores/memory.rs"]
mod memory;
#[path = "stores/redb.rs"]
mod redb;
#[path = "stores/suite.rs"]
mod suite;
