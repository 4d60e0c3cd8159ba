//! The web chat's side of the server: the page, several bots, the view of the world, the events, the inspector.

#[path = "web/api.rs"]
mod api;
#[path = "web/bots.rs"]
mod bots;
#[path = "web/events.rs"]
mod events;
#[path = "web/hands.rs"]
mod hands;
#[path = "web/live.rs"]
mod live;
#[path = "web/my_bot.rs"]
mod my_bot;
#[path = "web/page.rs"]
mod page;
#[path = "web/record.rs"]
mod record;
#[path = "web/session.rs"]
mod session;
#[path = "web/session_files.rs"]
mod session_files;
#[path = "web/session_groups.rs"]
mod session_groups;
#[path = "web/view.rs"]
mod view;

type Error = Box<dyn std::error::Error + Send + Sync>;
type Result<T = (), E = Error> = std::result::Result<T, E>;
