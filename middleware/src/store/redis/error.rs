//! What the server's errors mean.

use std::time::Duration;

use redis::{ErrorKind, RedisError, ServerErrorKind};

use crate::store::StoreError;

/// The error of an operation on a key.
pub(super) fn of(key: &str, error: RedisError) -> StoreError {
    let unavailable = match error.kind() {
        ErrorKind::Io
        | ErrorKind::AuthenticationFailed
        | ErrorKind::ClusterConnectionNotFound
        | ErrorKind::Server(
            ServerErrorKind::BusyLoading
            | ServerErrorKind::ClusterDown
            | ServerErrorKind::MasterDown
            | ServerErrorKind::ReadOnly
            | ServerErrorKind::TryAgain,
        ) => true,
        // A script runs too long, the last save to the disk failed, or too few replicas are there.
        _ => matches!(error.code(), Some("BUSY" | "MISCONF" | "NOREPLICAS")),
    };
    if unavailable {
        return StoreError::Unavailable(error.into());
    }
    match (error.code(), error.kind()) {
        (Some("OOM"), _) => StoreError::Full(error.into()),
        (Some("WRONGTYPE"), _) | (_, ErrorKind::UnexpectedReturnType) => {
            StoreError::Damaged { key: key.to_owned(), source: error.into() }
        }
        _ => StoreError::Other(error.into()),
    }
}

/// The server did not answer in time.
pub(super) fn late(timeout: Duration) -> StoreError {
    StoreError::Unavailable(format!("Redis did not answer within {timeout:?}").into())
}

/// Under a key is something else than an entry.
pub(super) fn damaged(key: &str) -> StoreError {
    let source = "it was not written by this store: is the key prefix used by something else?".into();
    StoreError::Damaged { key: key.to_owned(), source }
}
