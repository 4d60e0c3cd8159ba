//! What can go wrong while a test drives the sandbox.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// The result of what a simulated user does or waits for.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the sandbox could not do what a test asked of it.
///
/// `Debug` prints the same words as `Display`: a test that ends with `?` or `unwrap` shows the transcript readably.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address could not be listened on.
    #[error("cannot listen on {address}: {source}; choose another port, or 0 for any free one")]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The token does not have the form of a bot token.
    #[error(
        "the bot's token must look like 123456:AAExample: a number, a colon, and letters, digits, - or _"
    )]
    Token,
    /// A saved world could not be read.
    #[error("cannot start from the world in {}: {reason}; take another file, or move this one away to begin anew", path.display())]
    Load {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The world could not be saved.
    #[error("cannot save the world to {}: {source}", path.display())]
    Save {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Nothing of what was waited for came in time.
    #[error(
        "{who} waited {waited:?} for {what}, and it did not come\n\
         (is the bot running against this sandbox, and does it answer?)\n{transcript}"
    )]
    Deadline {
        /// Who waited.
        who: String,
        /// What was waited for.
        what: String,
        /// How long.
        waited: Duration,
        /// What was said in the sandbox until then.
        transcript: String,
    },
    /// Something else came than what was expected.
    #[error("{who} expected {expected:?}, but the bot sent {found:?}\n{transcript}")]
    Unexpected {
        /// Who expected it.
        who: String,
        /// The expected text.
        expected: String,
        /// The text that came instead.
        found: String,
        /// What was said in the sandbox until then.
        transcript: String,
    },
    /// A message has no button with that label.
    #[error("no button {label:?} in that message; its buttons are {buttons:?}")]
    NoButton {
        /// The label that was looked for.
        label: String,
        /// The labels that are there.
        buttons: Vec<String>,
    },
    /// The user cannot do this in that chat.
    #[error("{0}")]
    Impossible(String),
    /// The bot did not let a payment be made.
    #[error("the payment was declined: {0}")]
    Declined(String),
    /// A pushed update is not an object that could carry an `update_id`.
    #[error("an update must be a JSON object; use `push_raw` for text that is not ({0})")]
    NotAnUpdate(String),
}

impl From<crate::server::Refusal> for Error {
    fn from(refusal: crate::server::Refusal) -> Self {
        Self::Impossible(refusal.description)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
