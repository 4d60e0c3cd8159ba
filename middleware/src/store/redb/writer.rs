//! The thread that writes: what has come in meanwhile is one transaction.

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::mpsc::{self, Receiver, Sender};

use super::clock::Clock;
use super::error::Trouble;
use super::file::File;
use super::request::Request;
use crate::store::StoreError;

/// How many changes a transaction has at the most, and how many may wait for the next.
const BATCH: usize = 1_024;
/// How many entries that are over are removed by a transaction, and how many more per change in it.
const PURGED: usize = 16;
const PURGED_PER_CHANGE: usize = 2;
/// How many of them are removed at a time where nothing else is to do.
const PURGED_IDLE: usize = 1_024;

/// The way to the thread, which ends with it.
pub(super) struct Writer {
    requests: Option<Sender<Request>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(file: Arc<File>, clock: Clock) -> Result<Self, StoreError> {
        let (requests, received) = mpsc::channel(BATCH);
        let thread = std::thread::Builder::new().name("chappe-redb".to_owned());
        let thread = thread.spawn(move || run(&file, &clock, received));
        let thread = thread.map_err(|error: io::Error| StoreError::Other(error.into()))?;
        Ok(Self { requests: Some(requests), thread: Some(thread) })
    }

    pub(super) async fn send(&self, request: Request) -> Result<(), StoreError> {
        let requests = self.requests.as_ref().ok_or_else(stopped)?;
        requests.send(request).await.map_err(|_| stopped())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was answered to those who waited for it.
            let _ = thread.join();
        }
    }
}

/// Nobody answers any more.
pub(super) fn stopped() -> StoreError {
    StoreError::Other("the thread that writes has stopped: open the store anew".into())
}

fn run(file: &File, clock: &Clock, mut requests: Receiver<Request>) {
    let mut batch = Vec::with_capacity(BATCH);
    while requests.blocking_recv_many(&mut batch, BATCH) > 0 {
        reopen(file, &mut batch);
        let mut more_is_over = !batch.is_empty() && change(file, clock, &mut batch);
        while more_is_over && requests.is_empty() {
            let purged = file.write(|tables| tables.purge(clock.now(), PURGED_IDLE));
            more_is_over = purged.is_ok_and(|purged| purged == PURGED_IDLE);
        }
    }
}

/// Opens the file again where that was asked for, or is necessary; what remains of the batch are changes.
fn reopen(file: &File, batch: &mut Vec<Request>) {
    let mut changes = Vec::with_capacity(batch.len());
    for request in batch.drain(..) {
        match request {
            Request::Reopen { opening, answer } => {
                let reopened = file.reopen(Some(opening));
                // Who asked may be gone.
                let _ = answer.send(reopened.map_err(|trouble| trouble.to_error()));
            }
            change @ Request::Change { .. } => changes.push(change),
        }
    }
    *batch = changes;
}

/// Makes the changes, answers each, and tells whether there is more that is over than could be removed beside them.
fn change(file: &File, clock: &Clock, batch: &mut Vec<Request>) -> bool {
    if !file.is_open() {
        // Should that fail, the changes are answered with the reason.
        let _ = file.reopen(None);
    }
    let now = clock.now();
    let most = PURGED + batch.len() * PURGED_PER_CHANGE;
    let done = file.write(|tables| {
        let answers: Result<Vec<_>, redb::Error> = batch
            .iter()
            .map(|request| match request {
                Request::Change { key, change, expect, .. } => tables.change(key, change, *expect, now),
                Request::Reopen { .. } => Ok(Ok(None)),
            })
            .collect();
        Ok((answers?, tables.purge(now, most)? == most))
    });
    match done {
        Ok((answers, more_is_over)) => {
            for (request, done) in batch.drain(..).zip(answers) {
                if let Request::Change { answer, .. } = request {
                    // Who asked may be gone.
                    let _ = answer.send(done);
                }
            }
            more_is_over
        }
        Err(trouble) => {
            fail(file, batch, &trouble);
            false
        }
    }
}

fn fail(file: &File, batch: &mut Vec<Request>, trouble: &Trouble) {
    // Before the answers: who asks again finds the file open, if it can be.
    let _ = file.reopen(None);
    for request in batch.drain(..) {
        if let Request::Change { answer, .. } = request {
            let _ = answer.send(Err(trouble.to_error()));
        }
    }
}
