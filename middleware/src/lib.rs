//! tower layers for [chappe](https://docs.rs/chappe) bots: a module per layer, a feature per module.
//!
//! | feature | layer | default |
//! |---|---|---|
//! | `catch_panic` | [`catch_panic`]: a panic becomes an error | yes |
//! | `command` | [`command`]: a command and its arguments | yes |
//! | `dedup` | [`dedup`]: an update that came already is not handled again | yes |
//! | `errors` | [`errors`]: an error handler and boundary | yes |
//! | `flavor` | [`flavor`]: a flavor made by an async function | yes |
//! | `follow_migration` | [`follow_migration`]: calls follow a group that became a supergroup | yes |
//! | `regex` | [`mod@regex`]: an expression that a text or button data matches | yes |
//! | `session` | [`session`]: typed state per chat, user, or any key | yes |
//! | `postgres` | `store::PostgresStore`: a store in a PostgreSQL database; needs Rust 1.94 | no |
//! | `redb` | `store::RedbStore`: a store in a file, without a server; needs Rust 1.90 | no |
//! | `redis` | `store::RedisStore`: a store in a Redis server | no |
//! | `store` | [`store`]: where state is kept | yes |
//! | `conformance` | `store::conformance`: the rules of a store, to be run against one's own | no |
//! | `full` | all of them | no |

#[cfg(feature = "catch_panic")]
pub mod catch_panic;
#[cfg(feature = "command")]
pub mod command;
#[cfg(feature = "dedup")]
pub mod dedup;
#[cfg(feature = "errors")]
pub mod errors;
#[cfg(feature = "flavor")]
pub mod flavor;
#[cfg(feature = "follow_migration")]
pub mod follow_migration;
#[cfg(any(feature = "dedup", feature = "session"))]
mod keyed_lock;
#[cfg(any(feature = "command", feature = "regex"))]
mod matching;
#[cfg(any(feature = "dedup", feature = "follow_migration"))]
mod recent;
#[cfg(feature = "regex")]
pub mod regex;
#[cfg(feature = "session")]
pub mod session;
#[cfg(feature = "store")]
mod shard;
#[cfg(feature = "store")]
pub mod store;
#[cfg(test)]
mod testing;
