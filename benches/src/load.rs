//! Requests over connections that are kept, by one thread.

use std::cell::Cell;
use std::io;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;

/// How many connections there are: somewhat fewer than Telegram opens unless told otherwise.
const CONNECTIONS: usize = 32;
/// How often requests that are due are sent, where there is a pace.
const BEAT: Duration = Duration::from_micros(100);

/// Connections to a server, and what to send over them.
pub struct Load {
    runtime: Runtime,
    connections: Vec<TcpStream>,
    requests: Vec<Vec<u8>>,
    /// Which request is next.
    next: Cell<usize>,
}

impl Load {
    /// Connects to a server.
    ///
    /// # Panics
    /// Where it is not there.
    #[must_use]
    pub fn new(address: &str, requests: Vec<Vec<u8>>) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let connect = async || {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            io::Result::Ok(stream)
        };
        let connections =
            (0..CONNECTIONS).map(|_| runtime.block_on(connect()).expect("the server is there")).collect();
        Self { runtime, connections, requests, next: Cell::new(0) }
    }

    /// Sends request after request over each connection, as long as it is wanted; gives how many.
    ///
    /// # Panics
    /// Where one is not answered 200.
    pub fn closed(&mut self, more: impl Fn() -> bool) -> u64 {
        let sent = Cell::new(0);
        let (next, requests) = (&self.next, &self.requests);
        let running = self.connections.iter_mut().map(|stream| async {
            while more() {
                sent.set(sent.get() + 1);
                exchange(stream, pick(next, requests)).await;
            }
        });
        self.runtime.block_on(join_all(running));
        sent.get()
    }

    /// Sends so many requests.
    ///
    /// # Panics
    /// Where one is not answered 200.
    pub fn closed_for(&mut self, count: u64) -> u64 {
        let left = Cell::new(count);
        self.closed(|| left.replace(left.get().saturating_sub(1)) > 0)
    }

    /// Sends so many requests a second, however long the answers take; gives how long each took from when it was due.
    ///
    /// # Panics
    /// Where one is not answered 200.
    pub fn paced(&mut self, rate: f64, length: Duration) -> Vec<Duration> {
        let (senders, receivers): (Vec<_>, Vec<_>) =
            self.connections.iter().map(|_| mpsc::unbounded_channel::<Instant>()).unzip();
        // In a thread of its own: the runtime's clock has steps of a millisecond.
        let pacing = std::thread::spawn(move || {
            let start = Instant::now();
            let mut due = 0;
            while start.elapsed() < length {
                std::thread::sleep(BEAT);
                let now = Instant::now();
                while (due as f64) < now.duration_since(start).as_secs_f64() * rate {
                    // The receivers are there until this thread has ended.
                    _ = senders[due % senders.len()].send(now);
                    due += 1;
                }
            }
        });
        let (next, requests) = (&self.next, &self.requests);
        let running = self.connections.iter_mut().zip(receivers).map(|(stream, mut due)| async move {
            let mut times = Vec::new();
            while let Some(due) = due.recv().await {
                exchange(stream, pick(next, requests)).await;
                times.push(due.elapsed());
            }
            times
        });
        let times = self.runtime.block_on(join_all(running));
        pacing.join().expect("the pace does not panic");
        times.concat()
    }
}

fn pick<'a>(next: &Cell<usize>, requests: &'a [Vec<u8>]) -> &'a [u8] {
    let at = next.get();
    next.set((at + 1) % requests.len());
    &requests[at]
}

/// Sends one request and reads its answer, which has no body.
async fn exchange(stream: &mut TcpStream, request: &[u8]) {
    stream.write_all(request).await.expect("the server reads");
    let mut answer = [0; 1024];
    let mut length = 0;
    while !answer[..length].ends_with(b"\r\n\r\n") {
        let read = stream.read(&mut answer[length..]).await.expect("the server answers");
        assert!(read > 0, "the server closed after {:?}", String::from_utf8_lossy(&answer[..length]));
        length += read;
    }
    let answer = String::from_utf8_lossy(&answer[..length]);
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}
