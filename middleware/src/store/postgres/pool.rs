//! Connections, and how long one waits for them.

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection as _, PgConnection, PgPool, Postgres};

use super::error::Failure;
use crate::store::StoreError;

/// A connection that was not used for so long is tried before it is used again.
const FRESH: Duration = Duration::from_secs(1);

/// A pool of connections to an address; it connects when it is used.
pub(super) fn to(url: &str, timeout: Duration, connections: u32) -> Result<PgPool, StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(|error| Failure::from(error).on(""))?;
    // So that the server does not go on for one who has given up.
    let options = options
        .application_name("chappe")
        .options([("statement_timeout", format!("{}ms", timeout.as_millis().max(1)))]);
    Ok(PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(timeout)
        .test_before_acquire(false)
        .before_acquire(|connection, known| {
            Box::pin(async move {
                if known.idle_for < FRESH {
                    return Ok(true);
                }
                // One that does not answer is replaced, and no error.
                Ok(tokio::time::timeout(FRESH, connection.ping()).await.is_ok_and(|answer| answer.is_ok()))
            })
        })
        .connect_lazy_with(options))
}

/// Does something on a connection, until the time is over.
pub(super) async fn run<T>(
    pool: &PgPool,
    timeout: Duration,
    work: impl AsyncFnOnce(&mut PgConnection) -> sqlx::Result<T>,
) -> Result<T, Failure> {
    let work = async {
        let mut connection = Used::new(pool.acquire().await?);
        let done = work(&mut connection.connection).await;
        // Any error but the server's own leaves open what comes next on the connection.
        connection.spoiled = !matches!(done, Ok(_) | Err(sqlx::Error::Database(_)));
        Ok(done?)
    };
    tokio::time::timeout(timeout, work).await.unwrap_or(Err(Failure::Late(timeout)))
}

/// A connection that is closed, and not given back, if its use was interrupted.
struct Used {
    connection: PoolConnection<Postgres>,
    spoiled: bool,
}

impl Used {
    fn new(connection: PoolConnection<Postgres>) -> Self {
        Self { connection, spoiled: true }
    }
}

impl Drop for Used {
    fn drop(&mut self) {
        if self.spoiled {
            self.connection.close_on_drop();
        }
    }
}
