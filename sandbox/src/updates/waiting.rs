//! One update in a queue, and those that a fault holds back.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::lane::Lane;

/// An update that waits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Waiting {
    pub(super) id: i64,
    pub(super) raw: Arc<str>,
    pub(super) lane: Lane,
    /// When it is dropped, in milliseconds since 1970.
    pub(super) expires: i64,
    /// Put in late or by hand, perhaps with an old number: it is handed out once before an offset can drop it.
    pub(super) unseen: bool,
    /// A webhook took it, and what it answered is being carried out.
    #[serde(skip)]
    pub(super) taken: bool,
}

/// An update that a fault holds back.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Held {
    pub(super) until: Until,
    pub(super) waiting: Waiting,
}

/// How long it is held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Until {
    /// A time, in milliseconds since 1970.
    Time(i64),
    /// The next update is in.
    Next,
}
