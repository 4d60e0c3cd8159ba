//! Polls, places, files and whatever else is done with a message beside reading it.

#[path = "things/checklists.rs"]
mod checklists;
#[path = "things/client.rs"]
mod client;
#[path = "things/files.rs"]
mod files;
#[path = "things/games.rs"]
mod games;
#[path = "things/payments.rs"]
mod payments;
#[path = "things/places.rs"]
mod places;
#[path = "things/polls.rs"]
mod polls;
#[path = "things/reactions.rs"]
mod reactions;
#[path = "things/stickers.rs"]
mod stickers;
#[path = "things/web_files.rs"]
mod web_files;
