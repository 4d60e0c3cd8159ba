//! tower layers for [chappe](https://docs.rs/chappe) bots: a module per layer, a feature per module.
//!
//! | feature | layer | default |
//! |---|---|---|
//! | `flavor` | [`flavor`]: a flavor made by an async function | yes |
//! | `full` | all of them | yes |

#[cfg(feature = "flavor")]
pub mod flavor;
