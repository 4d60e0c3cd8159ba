//! The rules of [`Store`], as a suite that any store can be run against.
//!
//! It needs no test framework, only a tokio runtime; with several threads the rules on concurrency are the stricter. What
//! it writes has keys that start with `conformance:` and a random number, and is deleted in the end.
//!
//! # Example
//! ```
//! use chappe_middleware::store::{MemoryStore, conformance};
//!
//! #[tokio::main]
//! async fn main() -> Result<(), conformance::Failures> {
//!     conformance::run(|| async { MemoryStore::new() }).await?;
//!     Ok(())
//! }
//! ```
//! A store that several processes share is better run with a second handle, as another process would have:
//! ```
//! use chappe_middleware::store::{MemoryStore, conformance::Suite};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), chappe_middleware::store::conformance::Failures> {
//! let store = MemoryStore::new();
//! let report = Suite::new(store.clone()).second_handle(store).run().await?;
//! println!("{report}");
//! # Ok(())
//! # }
//! ```

mod concurrency;
mod entries;
mod keys;
mod listing;
mod report;
mod room;
mod time;

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::Store;
pub use report::{Failure, Failures, Report};
use room::{Broken, Room};

/// How long a rule may take, unless told otherwise.
const PATIENCE: Duration = Duration::from_secs(60);

type Advance = Arc<dyn Fn(Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// Runs the suite against the store that is opened.
///
/// # Errors
/// Every rule that the store breaks, and how.
pub async fn run<S, F>(open: impl FnOnce() -> F) -> Result<Report, Failures>
where
    S: Store,
    F: Future<Output = S>,
{
    Suite::new(open().await).run().await
}

/// The suite, set up for a store.
#[must_use]
pub struct Suite<S> {
    store: Arc<S>,
    second: Option<Arc<S>>,
    advance: Option<Advance>,
    patience: Duration,
    keys: usize,
    value: usize,
}

impl<S: Store> Suite<S> {
    /// The suite for a store.
    pub fn new(store: S) -> Self {
        let store = Arc::new(store);
        Self { store, second: None, advance: None, patience: PATIENCE, keys: 3_000, value: 1 << 20 }
    }

    /// Checks as well that each of two handles sees what the other writes.
    pub fn second_handle(mut self, store: S) -> Self {
        self.second = Some(Arc::new(store));
        self
    }

    /// How the store's clock is put forward, for a store that has one to be set; without, the suite waits for the end
    /// of entries of some milliseconds.
    ///
    /// With tokio's clock paused that is `|time| tokio::time::advance(time)`.
    pub fn advance<F>(mut self, advance: impl Fn(Duration) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.advance = Some(Arc::new(move |time| Box::pin(advance(time))));
        self
    }

    /// How long a single rule may take; a minute, unless told otherwise.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// How many keys are written to be listed; 3,000, unless told otherwise.
    pub fn keys(mut self, keys: usize) -> Self {
        self.keys = keys;
        self
    }

    /// The size of the largest value, in bytes; 1 MiB, unless told otherwise.
    pub fn largest_value(mut self, bytes: usize) -> Self {
        self.value = bytes;
        self
    }

    /// Runs the suite.
    ///
    /// # Errors
    /// Every rule that the store breaks, and how.
    pub async fn run(self) -> Result<Report, Failures> {
        let mut report = Report::default();
        entries::rules(&self, &mut report).await;
        keys::rules(&self, &mut report).await;
        time::rules(&self, &mut report).await;
        listing::rules(&self, &mut report).await;
        concurrency::rules(&self, &mut report).await;
        report.verdict()
    }

    /// Holds the store against one rule.
    async fn rule<F>(&self, report: &mut Report, name: &'static str, check: impl FnOnce(Arc<Room<S>>) -> F)
    where
        F: Future<Output = Result<(), Broken>> + Send + 'static,
    {
        let room = Arc::new(Room::new(self));
        // A store that panics breaks the rule, and not the suite.
        let mut task = tokio::spawn(check(Arc::clone(&room)));
        let broken = match tokio::time::timeout(self.patience, &mut task).await {
            Ok(Ok(Ok(()))) => None,
            Ok(Ok(Err(Broken(how)))) => Some(how),
            Ok(Err(panic)) => Some(format!("the store panicked: {panic}")),
            Err(_) => {
                task.abort();
                Some(format!("the store took more than {:?}", self.patience))
            }
        };
        report.add(name, broken);
        // Best effort: a store that cannot do this has been reported.
        let _ = tokio::time::timeout(self.patience, room.clear()).await;
    }
}
