//! A Telegram bot framework built on tower.
//!
//! Each update becomes a [`Ctx`], flows through tower [`Layer`](tower_layer::Layer)s, and ends in a handler; each call
//! of the Bot API is a request too, with a tower stack of its own. Everything between Telegram and a handler is a
//! [`Service`](tower_service::Service), and everything that changes it is a `Layer`.
//!
//! # Example
//! ```no_run
//! use chappe::prelude::*;
//!
//! async fn start(ctx: Ctx) -> Result {
//!     ctx.reply("Hello! Try /add 2 3").await?;
//!     Ok(())
//! }
//!
//! async fn add(Args((a, b)): Args<(i64, i64)>) -> String {
//!     (a + b).to_string()
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result {
//!     let bot = Bot::from_env()?; // TELEGRAM_BOT_TOKEN
//!     let router = Router::new().command("start", start).command("add", add);
//!     bot.run(router).await?;
//!     Ok(())
//! }
//! ```
//!
//! # Features
//! | feature | what for | default |
//! |---|---|---|
//! | `macros` | `#[derive(FromCtx)]` and `#[debug_handler]` | yes |
//! | `rustls` | TLS by rustls | yes |
//! | `native-tls` | TLS by the platform's library | no |
//! | `webhook` | [`Webhook`](source::Webhook): updates over HTTP, under axum or alone | no |

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod bot;
mod command;
mod ctx;
pub mod extract;
pub mod filter;
mod handler;
mod handler_error;
pub mod json;
pub mod keyboard;
mod macros;
pub mod methods;
pub mod middleware;
mod outcome;
pub mod photo;
pub mod preflight;
pub mod prelude;
mod primitives;
mod router;
pub mod source;
pub mod text;
pub mod types;

pub use bot::{Bot, Error};
#[cfg(feature = "macros")]
pub use chappe_macros::{FromCtx, debug_handler};
pub use command::{CommandPattern, InvalidCommand, MAX_COMMAND_LENGTH};
pub use ctx::{Ctx, Event, Migration};
pub use extract::FromCtx;
pub use handler::{Handler, HandlerService};
pub use handler_error::{HandlerError, HandlerPanic};
pub use outcome::{IntoOutcome, Outcome};
pub use router::{OutcomeFuture, RouteService, Router, RouterFuture};

/// Any error: what services on the incoming side fail with, as tower's own layers do.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A result whose error is any error.
pub type Result<T = (), E = BoxError> = std::result::Result<T, E>;
