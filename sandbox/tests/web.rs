//! The web chat's side of the server: the page, several bots, the view of the world, the events, the inspector.

#[path = "web/api.rs"]
mod api;
#[path = "web/bots.rs"]
mod bots;
#[path = "web/page.rs"]
mod page;

use std::error::Error;

type Result<T = (), E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;
