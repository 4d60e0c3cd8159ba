//! tower layers for [chappe](https://docs.rs/chappe) bots: a module per layer, a feature per module.
//!
//! | feature | layer | default |
//! |---|---|---|
//! | `flavor` | [`flavor`]: a flavor made by an async function | yes |
//! | `follow_migration` | [`follow_migration`]: calls follow a group that became a supergroup | yes |
//! | `session` | [`session`]: typed state per chat, user, or any key | yes |
//! | `store` | [`store`]: where state is kept | yes |
//! | `conformance` | [`store::conformance`]: the rules of a store, to be run against one's own | no |
//! | `full` | all of them | no |

#[cfg(feature = "flavor")]
pub mod flavor;
#[cfg(feature = "follow_migration")]
pub mod follow_migration;
#[cfg(feature = "session")]
mod keyed_lock;
#[cfg(feature = "session")]
pub mod session;
#[cfg(feature = "store")]
pub mod store;
