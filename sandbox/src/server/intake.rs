//! What is being received: no body may be slow for ever, and all of them together may only be so large.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::Sleep;

use super::Refusal;

/// The room that all bodies being handled share.
#[derive(Debug)]
pub(crate) struct Room {
    bytes: usize,
    taken: AtomicUsize,
}

impl Room {
    pub(crate) fn new(bytes: usize) -> Self {
        Self { bytes, taken: AtomicUsize::new(0) }
    }

    fn take(&self, bytes: usize) -> bool {
        let enough = |taken: usize| taken.checked_add(bytes).filter(|taken| *taken <= self.bytes);
        self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, enough).is_ok()
    }
}

/// What one request takes of the room, until it is answered.
#[derive(Debug)]
pub(super) struct Share {
    room: Arc<Room>,
    taken: AtomicUsize,
    fault: AtomicU8,
}

/// Why a body was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Slow = 1,
    Full = 2,
}

impl Share {
    pub(super) fn of(room: &Arc<Room>) -> Arc<Self> {
        Arc::new(Self { room: Arc::clone(room), taken: AtomicUsize::new(0), fault: AtomicU8::new(0) })
    }

    /// How the request is refused, where its body could not be read.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        match self.fault.load(Ordering::Relaxed) {
            1 => Some(Refusal::new(408, "Request Timeout")),
            2 => Some(Refusal::too_many(1)),
            _ => None,
        }
    }

    fn take(&self, bytes: usize) -> bool {
        let enough = self.room.take(bytes);
        if enough {
            self.taken.fetch_add(bytes, Ordering::Relaxed);
        }
        enough
    }

    fn fail(&self, fault: Fault) -> BoxError {
        self.fault.store(fault as u8, Ordering::Relaxed);
        fault.into()
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.room.taken.fetch_sub(*self.taken.get_mut(), Ordering::Relaxed);
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::Slow => "the body took too long",
            Fault::Full => "too much is being received",
        })
    }
}

impl std::error::Error for Fault {}

/// A body that is received under both bounds.
pub(super) struct Intake {
    body: Incoming,
    share: Arc<Share>,
    patience: Duration,
    /// Set when the body first keeps the sandbox waiting.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl Intake {
    pub(super) fn new(body: Incoming, share: Arc<Share>, patience: Duration) -> Self {
        Self { body, share, patience, deadline: None }
    }
}

impl Body for Intake {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        match Pin::new(&mut this.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                let size = frame.data_ref().map_or(0, Bytes::len);
                let enough = this.share.take(size);
                Poll::Ready(Some(if enough { Ok(frame) } else { Err(this.share.fail(Fault::Full)) }))
            }
            Poll::Ready(other) => Poll::Ready(other.map(|frame| frame.map_err(Into::into))),
            Poll::Pending => {
                let patience = this.patience;
                let deadline = this.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
                match deadline.as_mut().poll(cx) {
                    Poll::Ready(()) => Poll::Ready(Some(Err(this.share.fail(Fault::Slow)))),
                    Poll::Pending => Poll::Pending,
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_comes_back_when_the_request_is_answered() {
        let room = Arc::new(Room::new(10));
        let (one, other) = (Share::of(&room), Share::of(&room));
        assert!(one.take(6) && other.take(4));
        assert!(!other.take(1));
        drop(one);
        assert!(other.take(6));
        assert!(!other.take(1));
        drop(other);
        assert_eq!(room.taken.load(Ordering::Relaxed), 0);
    }
}
