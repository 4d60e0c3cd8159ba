//! The store in memory.

use chappe_middleware::store::MemoryStore;
use chappe_middleware::store::conformance::{Failures, Suite};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn keeps_the_rules() -> Result<(), Failures> {
    let store = MemoryStore::new();
    Suite::new(store.clone()).second_handle(store).keys(10_000).run().await?;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn keeps_the_rules_by_a_clock_that_is_put_forward() -> Result<(), Failures> {
    Suite::new(MemoryStore::new()).advance(tokio::time::advance).run().await?;
    Ok(())
}
