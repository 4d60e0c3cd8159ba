//! The outgoing side, against the sandbox, and against a server of fixed answers where the sandbox gives none like it.

#![allow(unreachable_pub)]

use chappe::types::ChatId;
use chappe::{Bot, Error};
use chappe_sandbox::{Sandbox, User};
use serde_json::Value;

#[path = "bot/calls.rs"]
mod calls;
#[path = "bot/downloads.rs"]
mod downloads;
#[path = "bot/environment.rs"]
mod environment;
#[path = "bot/errors.rs"]
mod errors;
#[path = "bot/files.rs"]
mod files;
#[path = "bot/layers.rs"]
mod layers;
#[path = "support/require_ready.rs"]
mod require_ready;
#[path = "bot/secrets.rs"]
mod secrets;
#[path = "bot/server.rs"]
mod server;
#[path = "bot/streams.rs"]
mod streams;

/// What tests give back: any failure on the way.
type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// A sandbox with its bot, and somebody who has written to it.
async fn sandbox() -> Result<(Sandbox, Bot, User)> {
    let sandbox = Sandbox::start().await?;
    let (bot, alice) = (sandbox.bot(), sandbox.user("Alice"));
    Ok((sandbox, bot, alice))
}

/// The parameters of the last call that the sandbox saw.
fn sent(sandbox: &Sandbox) -> Value {
    sandbox.calls().pop().expect("a call").params
}

/// The private chat with a user.
fn chat(user: &User) -> ChatId {
    ChatId(user.id())
}

/// An error with everything that it was caused by, in both forms.
fn whole(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(&format!("\n{error}\n{error:?}"));
        source = error.source();
    }
    text
}
