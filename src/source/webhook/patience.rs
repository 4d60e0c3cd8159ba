//! Waiting for something that is nearly always there at once.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Sleep, sleep};

/// The output of a future, or `None` where it takes too long.
///
/// A timer costs about as much as handling an update does, so there is none until the future has been polled twice: the
/// body of a request is there when it is asked for the second time.
pub(super) async fn within<F: Future>(patience: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut asked_before = false;
    let mut timer: Option<Pin<Box<Sleep>>> = None;
    poll_fn(|cx| {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(Some(output));
        }
        if !std::mem::replace(&mut asked_before, true) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        timer.get_or_insert_with(|| Box::pin(sleep(patience))).as_mut().poll(cx).map(|()| None)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_comes_in_time_is_given_and_what_does_not_is_not() {
        let patience = Duration::from_secs(2);
        assert_eq!(within(patience, async { 5 }).await, Some(5));
        let later = async |seconds| {
            sleep(Duration::from_secs(seconds)).await;
            seconds
        };
        assert_eq!(within(patience, later(1)).await, Some(1));
        let start = tokio::time::Instant::now();
        assert_eq!(within(patience, later(3)).await, None);
        assert_eq!(start.elapsed(), patience);
    }
}
