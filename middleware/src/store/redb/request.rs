//! What the writer is asked.

use bytes::Bytes;
use tokio::sync::oneshot;

use super::clock::Ends;
use crate::store::{Expect, StoreError, Version};

pub(super) enum Request {
    /// To change what is under a key. Answered is the version that it has got, or the one that was deleted.
    Change {
        key: Box<str>,
        change: Change,
        expect: Expect,
        answer: oneshot::Sender<Result<Option<Version>, StoreError>>,
    },
    /// To open the file again, unless that has happened since the opening that is named.
    Reopen { opening: u64, answer: oneshot::Sender<Result<(), StoreError>> },
}

pub(super) enum Change {
    Save { value: Bytes, ends: Ends },
    Delete,
}
