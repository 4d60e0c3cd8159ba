//! A Telegram Bot API server to develop and test bots against, with simulated users driven from code.
//!
//! The sandbox speaks HTTP as Telegram does: a bot in any language runs against it when its API URL is changed.
//! Nothing leaves the machine, no token is needed, and a hundred sandboxes run beside each other in one process.
//!
//! # Example
//!
//! ```no_run
//! use chappe_sandbox::Sandbox;
//!
//! # async fn run_my_bot(api_url: String, token: String) {}
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), chappe_sandbox::Error> {
//! let sandbox = Sandbox::start().await?;
//! tokio::spawn(run_my_bot(sandbox.api_url(), sandbox.token()));
//!
//! let alice = sandbox.user("Alice");
//! alice.send("/start").await?;
//! let answer = alice.next_message().await?;
//! assert_eq!(answer.text(), "Hello, Alice!");
//! alice.click("Yes").await?;
//! alice.expect_text("You said yes.").await?;
//! # Ok(())
//! # }
//! ```
//!
//! # From another language
//!
//! Users are directed over HTTP too, under `/control/v1` of the same server: `POST /users`, then
//! `POST /users/{user}/messages`, `GET /users/{user}/next`, `POST /users/{user}/click` and so on. An `OpenAPI` description
//! of every path is at `/control/v1/openapi.json`. Whoever reaches the server can direct it, as can whoever reaches the
//! Bot API; a page in a browser can only where the sandbox itself served it.
//!
//! # In a browser
//!
//! The server has a web chat at its root, for several people and bots at once, with every update and every API call
//! beside it. What was done there by hand can be copied as a Rust test: `GET /control/v1/view/test`. What happens is
//! told live at `/control/v1/events`, as server-sent events.
//!
//! # Bounds
//!
//! Requests are at most 64 MiB, of which parameters that are no files take at most 1 MiB; those being handled take 256
//! MiB together, and a client has 60 seconds for the head of a request and as long for its body. A chat remembers 1,000
//! messages, the call log 10,000 calls; [`Builder`] changes all of these. The call log takes 64 MiB at most, uploaded
//! files 256 MiB together; a bot has 100,000 unconfirmed updates, and the web chat 10,000 events; the oldest go first.
//! There are 10,000 connections at most. The server listens on loopback unless told otherwise.
//!
//! # What goes wrong
//!
//! [`Sandbox::faults`] and `POST /control/v1/faults` let calls be refused, delayed or lost, connections be reset and
//! updates be dropped, doubled, late or out of order: see [`Fault`]. [`Sandbox::advance`] and `POST /control/v1/clock`
//! put the clock ahead, which everything follows that happens at a time. [`Limits`] refuse what Telegram would find too
//! much.
//!
//! # What stands for the outside
//!
//! A file that a bot sends by URL is fetched from this machine alone. [`Sandbox::web_file`] says what lies under any other
//! URL; where nothing was said, a small file of the right kind stands for it, and a host below `.invalid` is refused as
//! one that cannot be reached. Webhooks are called by `http://`, and by `https://` where the feature `https` is on.
//!
//! Users have as many Stars as they need, and a payment provider's token is anything like `123:TEST:abc`. Every short name
//! of the right form is a game. Pictures are not scaled: the small size of a photo has the bytes of the large one.
//!
//! # What it does not do
//!
//! Methods that mean nothing without Telegram's own world (gifts, stories, passports ...) check their
//! parameters and answer an empty value of the right type; [`Call::simulated`] tells which calls those were.

mod check;
mod control;
mod error;
mod facts;
mod faults;
mod kit;
mod limits;
mod methods;
#[cfg(feature = "chappe")]
mod playground;
mod server;
pub mod terminal;
pub mod text;
mod updates;
mod web;
mod world;

pub use error::{Error, Result};
pub use faults::{Fault, FaultHit, FaultId};
pub use kit::{AskedInline, BusinessConnection, InlineResults, NewInlineQuery};
pub use kit::{
    BotAccount, Builder, Call, CallbackAnswer, Choice, Clicked, Faults, Group, Media, Message, NewUser,
    Payment, Poll, Reaction, Sandbox, SuggestedPost, Topic, User,
};
pub use limits::Limits;
#[cfg(feature = "chappe")]
pub use playground::{playground, playground_builder};
pub use world::WebFile;
