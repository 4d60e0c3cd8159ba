//! What the database's errors mean.

use std::time::Duration;

use crate::store::StoreError;

/// Why something was not done on a connection.
pub(super) enum Failure {
    Sqlx(sqlx::Error),
    Late(Duration),
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Sqlx(error)
    }
}

impl Failure {
    /// The error of an operation on a key.
    pub(super) fn on(self, key: &str) -> StoreError {
        let error = match self {
            Self::Sqlx(error) => error,
            Self::Late(timeout) => {
                return StoreError::Unavailable(
                    format!("PostgreSQL did not answer within {timeout:?}").into(),
                );
            }
        };
        let damaged = |error: sqlx::Error| StoreError::Damaged { key: key.to_owned(), source: error.into() };
        match &error {
            sqlx::Error::Database(reported) => match reported.code().as_deref().unwrap_or_default() {
                // Data or index corrupted; a column is of another type.
                "XX001" | "XX002" | "42703" | "42804" | "42883" => damaged(error),
                // A value or a message is too large for the server's memory, whoever asks.
                "53100" | "53200" => StoreError::Full(error.into()),
                // Resources, an operator or a crash, connections, timeouts and deadlocks, a server that may not write.
                code if ["53", "57", "08", "40"].contains(&code.get(..2).unwrap_or_default()) => {
                    StoreError::Unavailable(error.into())
                }
                "25006" | "55P03" => StoreError::Unavailable(error.into()),
                _ => StoreError::Other(error.into()),
            },
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Protocol(_) => StoreError::Unavailable(error.into()),
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => damaged(error),
            _ => StoreError::Other(error.into()),
        }
    }
}

/// The table is something else's.
pub(super) fn other_table(table: &str, columns: &[String]) -> StoreError {
    let columns = columns.join(", ");
    StoreError::Other(
        format!("{table} is not a store's table, but has ({columns}): choose another name").into(),
    )
}
