//! The updates that wait for a bot, and what confirms them.

mod queue;
mod webhook;

pub(crate) use queue::{Poll, Queue};
pub(crate) use webhook::{deliver, deliver_all};

/// The kinds that a bot gets only when it asks for them by name.
pub(crate) const OPT_IN: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];
