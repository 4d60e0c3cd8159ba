//! The task that does what is due, and waiting by the sandbox's clock.

use std::sync::Arc;
use std::time::Duration;

use super::Core;

/// Does what is due until the sandbox stops; costs nothing while nothing is scheduled.
pub(crate) async fn run_timers(core: Arc<Core>) {
    let mut stopped = core.stopped();
    let mut scheduled = core.look().timers.watch();
    let work = async {
        loop {
            scheduled.mark_unchanged();
            let next = core.look().timers.next();
            let due = async {
                match next {
                    Some(at) => core.sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = due => core.change(crate::world::World::run_due),
                _ = scheduled.changed() => {}
            }
        }
    };
    tokio::select! {
        () = work => {}
        _ = stopped.wait_for(|stopped| *stopped) => {}
    }
}

impl Core {
    /// Waits until the sandbox's clock shows a time, in milliseconds since 1970; a step of the clock counts.
    pub(crate) async fn sleep_until(&self, at: i64) {
        let mut stepped = self.look().clock.watch();
        loop {
            stepped.mark_unchanged();
            let left = at.saturating_sub(self.look().now_in_milliseconds());
            let Some(left) = u64::try_from(left).ok().filter(|left| *left > 0) else { return };
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(left)) => {}
                _ = stepped.changed() => {}
            }
        }
    }
}
