//! Work that goes on when nobody waits for it any more.

use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;

/// A future that becomes a task when it is dropped before its end: a client that goes away cuts no handler in two.
///
/// It is no task from the start, since that costs more than handling an update does.
pub(super) struct Detach<'a, F>
where
    F: Future + Send + 'static,
{
    /// `None` once it has ended.
    work: Option<Pin<Box<F>>>,
    tasks: &'a TaskTracker,
}

impl<'a, F: Future + Send + 'static> Detach<'a, F> {
    pub(super) fn new(work: F, tasks: &'a TaskTracker) -> Self {
        Self { work: Some(Box::pin(work)), tasks }
    }
}

impl<F: Future + Send + 'static> Future for Detach<'_, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Some(work) = &mut self.work else { return Poll::Pending };
        let output = std::task::ready!(work.as_mut().poll(cx));
        self.work = None;
        Poll::Ready(output)
    }
}

impl<F: Future + Send + 'static> Drop for Detach<'_, F> {
    fn drop(&mut self) {
        // Where there is no runtime any more, nothing can go on.
        if let Some(work) = self.work.take()
            && let Ok(runtime) = Handle::try_current()
        {
            self.tasks.spawn_on(async move { _ = work.await }, &runtime);
        }
    }
}
