//! The stores, held against the rules of a store, and against what can go wrong.

#![cfg(unix)]

#[path = "stores/children.rs"]
mod children;
#[path = "stores/counting.rs"]
mod counting;
#[path = "stores/memory.rs"]
mod memory;
#[path = "stores/postgres.rs"]
mod postgres;
#[path = "stores/redb.rs"]
mod redb;
#[path = "stores/redis.rs"]
mod redis;
#[path = "stores/servers.rs"]
mod servers;
#[path = "stores/suite.rs"]
mod suite;
