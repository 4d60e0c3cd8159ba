//! What messages can hold beside words and files, where it has a life of its own: polls and the like.

mod checklists;
mod copies;
mod dice;
mod due;
mod games;
mod live;
mod paid;
mod payments;
mod polls;
mod reactions;
mod repaint;
mod stickers;
mod suggested;

use serde::{Deserialize, Serialize};

pub(crate) use checklists::MOST_TASKS;
pub(crate) use dice::throw;
pub(crate) use due::Due;
pub(crate) use games::Games;
pub(crate) use live::{FOREVER, LiveLocations, still};
pub(crate) use paid::PaidMedia;
pub(crate) use payments::{Invoice, Order, PERIOD, Payments, Reply, STARS};
pub(crate) use polls::{NewPoll, Polls};
pub(crate) use reactions::Reactions;
pub(crate) use stickers::{NewSticker, Sticker, StickerSet, Stickers};
pub(crate) use suggested::SuggestedPosts;

/// The state of all such things.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Things {
    pub(crate) games: Games,
    pub(crate) live: LiveLocations,
    pub(crate) paid: PaidMedia,
    pub(crate) payments: Payments,
    pub(crate) polls: Polls,
    pub(crate) reactions: Reactions,
    pub(crate) stickers: Stickers,
    pub(crate) suggested: SuggestedPosts,
}
