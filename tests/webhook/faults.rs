//! Clients that go away, are slow, or send too much, over real connections.

use std::net::SocketAddr;
use std::time::Duration;

use chappe::prelude::*;
use chappe::source::Webhook;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::kit::{Gate, Notes};
use crate::support::{message, offline, serve};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);

fn head(length: usize) -> String {
    format!(
        "POST / HTTP/1.1\r\nhost: bot\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    )
}

async fn begin(address: SocketAddr, body: &str) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(format!("{}{body}", head(body.len())).as_bytes()).await?;
    Ok(stream)
}

/// Everything up to the end of the connection, or of an answer with no body that is awaited.
async fn status_line(stream: &mut TcpStream) -> Result<String> {
    let mut text = Vec::new();
    while !text.contains(&b'\n') {
        if timeout(LONG, stream.read_buf(&mut text)).await?? == 0 {
            return Err(format!("closed after {:?}", String::from_utf8_lossy(&text)).into());
        }
    }
    Ok(String::from_utf8_lossy(&text).lines().next().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_client_that_goes_away_cuts_no_handler_in_two() -> Result {
    let (gate, notes) = (Gate::new(), Notes::default());
    let router = {
        let (gate, notes) = (gate.clone(), notes.clone());
        Router::new().any(move || {
            let (gate, notes) = (gate.clone(), notes.clone());
            async move {
                // A value that is dropped with the future, should that be dropped.
                let guard = Dropped(notes.clone(), "cut in two");
                gate.pass().await;
                std::mem::forget(guard);
                notes.add("finished");
            }
        })
    };
    let webhook = Webhook::new(offline(), router);
    let (gone, left) = (Notes::default(), webhook.clone());
    // What axum drops when the client is gone is the answer.
    let own = gone.clone();
    let app = axum::Router::new().fallback_service(webhook).layer(axum::middleware::from_fn(
        move |request: axum::extract::Request, next: axum::middleware::Next| {
            let guard = Dropped(own.clone(), "the client is gone");
            async move {
                let response = next.run(request).await;
                std::mem::forget(guard);
                response
            }
        },
    ));
    let address = serve(app).await?;
    let stream = begin(address, &message(7, 1, "hi")).await?;
    gate.reached(1).await;
    drop(stream);
    gone.wait_for(1).await;
    let mut waiting = std::pin::pin!(left.finished());
    assert!(timeout(Duration::ZERO, &mut waiting).await.is_err(), "it is waited for");
    gate.release(1);
    timeout(LONG, waiting).await?;
    assert_eq!(notes.all(), ["finished"]);
    Ok(())
}

/// Notes that it is dropped.
struct Dropped(Notes<&'static str>, &'static str);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.add(self.1);
    }
}

#[tokio::test]
async fn a_slow_client_is_told_so_and_others_are_served_meanwhile() -> Result {
    let webhook =
        Webhook::new(offline(), Router::new().any(async || {})).body_timeout(Duration::from_millis(300));
    let address = serve(axum::Router::new().fallback_service(webhook)).await?;
    let mut slow = TcpStream::connect(address).await?;
    slow.write_all(format!("{}{{", head(1000)).as_bytes()).await?;
    let mut quick = begin(address, &message(7, 1, "hi")).await?;
    assert_eq!(status_line(&mut quick).await?, "HTTP/1.1 200 OK");
    assert_eq!(status_line(&mut slow).await?, "HTTP/1.1 408 Request Timeout");
    Ok(())
}

#[tokio::test]
async fn a_body_that_breaks_off_is_no_update_and_harms_nobody() -> Result {
    let notes = Notes::default();
    let own = notes.clone();
    let router = Router::new().any(move |text: Text| {
        own.add(text.to_string());
        async {}
    });
    let address = serve(axum::Router::new().fallback_service(Webhook::new(offline(), router))).await?;
    let whole = message(7, 1, "half");
    let mut stream = TcpStream::connect(address).await?;
    let half = format!("{}{}", head(whole.len()), &whole[..whole.len() / 2]);
    stream.write_all(half.as_bytes()).await?;
    stream.shutdown().await?;
    let mut rest = Vec::new();
    timeout(LONG, stream.read_to_end(&mut rest)).await??;
    let mut next = begin(address, &message(8, 1, "whole")).await?;
    assert_eq!(status_line(&mut next).await?, "HTTP/1.1 200 OK");
    assert_eq!(notes.all(), ["whole"]);
    Ok(())
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn bodies_of_50_mb_take_no_memory() -> Result {
    const SIZE: usize = 50 * 1024 * 1024;
    /// The most that this process has had in memory, in KiB.
    fn peak() -> Result<usize> {
        let status = std::fs::read_to_string("/proc/self/status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no line for it")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
    let webhook = Webhook::new(offline(), Router::new().any(async || {}));
    let address = serve(axum::Router::new().fallback_service(webhook)).await?;
    let before = peak()?;
    for told in [true, false] {
        let mut stream = TcpStream::connect(address).await?;
        let head = if told {
            head(SIZE)
        } else {
            head(0).replace("content-length: 0", "transfer-encoding: chunked")
        };
        stream.write_all(head.as_bytes()).await?;
        let piece = vec![b' '; 64 * 1024];
        let (mut reading, mut writing) = stream.split();
        let sending = async {
            for _ in 0..SIZE / piece.len() {
                let sent = async {
                    if !told {
                        writing.write_all(b"10000\r\n").await?;
                    }
                    writing.write_all(&piece).await?;
                    if told { Ok(()) } else { writing.write_all(b"\r\n").await }
                };
                // The server has had enough, and closes.
                if sent.await.is_err() {
                    break;
                }
            }
            std::future::pending::<()>().await;
        };
        let mut text = [0; 64];
        let length = tokio::select! {
            length = timeout(LONG, reading.read(&mut text)) => length??,
            () = sending => 0,
        };
        let line = String::from_utf8_lossy(&text[..length]).into_owned();
        assert!(line.starts_with("HTTP/1.1 413 "), "{line}");
    }
    let grown = peak()?.saturating_sub(before);
    assert!(grown < 20 * 1024, "{grown} KiB more than before");
    Ok(())
}
