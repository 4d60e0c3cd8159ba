//! Large files: they pass through, and are never in memory as a whole.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use chappe::types::InputFile;
use chappe::{Bot, Error};
use tokio::io::{AsyncRead, ReadBuf};

use super::Result;
use super::server::TOKEN;

/// Much more than sockets hold.
const SIZE: u64 = 64 << 20;
/// What sockets and buffers may hold.
const HELD: u64 = 24 << 20;

/// Gives `SIZE` bytes, and counts those that were taken.
struct Source(Arc<AtomicU64>);

impl AsyncRead for Source {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let left = SIZE - self.0.load(Ordering::SeqCst);
        let count = (buf.remaining() as u64).min(left) as usize;
        buf.initialize_unfilled_to(count).fill(b'x');
        buf.advance(count);
        self.0.fetch_add(count as u64, Ordering::SeqCst);
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn an_upload_is_never_in_memory_as_a_whole() -> Result {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let bot = Bot::builder(TOKEN).api_url(format!("http://{}", listener.local_addr()?)).build()?;
    let taken = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&taken);
    let server = std::thread::spawn(move || -> std::io::Result<(u64, u64)> {
        let (mut stream, _) = listener.accept()?;
        let (mut buf, mut received, mut lead) = (vec![0; 1 << 16], 0, 0);
        let mut tail = Vec::new();
        // A body of unknown length ends with an empty chunk.
        while !tail.ends_with(b"\r\n0\r\n\r\n") {
            let count = stream.read(&mut buf)?;
            if count == 0 {
                break;
            }
            received += count as u64;
            lead = lead.max(counter.load(Ordering::SeqCst).saturating_sub(received));
            tail.extend_from_slice(&buf[..count]);
            tail.drain(..tail.len().saturating_sub(16));
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 25\r\n\r\n{\"ok\":true,\"result\":true} ")?;
        Ok((received, lead))
    });
    bot.set_chat_photo(-5, InputFile::reader("big", Source(Arc::clone(&taken)))).await?;
    let (received, lead) = server.join().expect("the server did not panic")?;
    assert!(received > SIZE && taken.load(Ordering::SeqCst) == SIZE, "{received}");
    assert!(lead < HELD, "{lead} bytes were taken before the server had them");
    Ok(())
}

/// A server that sends a file of `SIZE` bytes, and counts those that it could write.
fn file_server(written: Arc<AtomicU64>) -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || -> std::io::Result<()> {
        let (mut stream, _) = listener.accept()?;
        let mut request = [0; 4096];
        let _ = stream.read(&mut request)?;
        stream.write_all(format!("HTTP/1.1 200 OK\r\ncontent-length: {SIZE}\r\n\r\n").as_bytes())?;
        let block = vec![b'y'; 1 << 16];
        while written.load(Ordering::SeqCst) < SIZE {
            stream.write_all(&block)?;
            written.fetch_add(block.len() as u64, Ordering::SeqCst);
        }
        Ok(())
    });
    Ok(url)
}

#[tokio::test]
async fn a_download_is_never_in_memory_as_a_whole() -> Result {
    let written = Arc::new(AtomicU64::new(0));
    let bot = Bot::builder(TOKEN).api_url(file_server(Arc::clone(&written))?).build()?;
    let mut download = bot.download_path("videos/big.mp4").await?;
    assert_eq!(download.size(), Some(SIZE));
    let (mut read, mut lead) = (0, 0);
    while let Some(chunk) = download.chunk().await? {
        read += chunk.len() as u64;
        lead = lead.max(written.load(Ordering::SeqCst).saturating_sub(read));
    }
    assert_eq!(read, SIZE);
    assert!(lead < HELD, "{lead} bytes had come before they were read");
    Ok(())
}

#[tokio::test]
async fn a_file_of_twenty_megabytes_goes_up_and_comes_down() -> Result {
    let (_sandbox, bot, alice) = super::sandbox().await?;
    let bytes: Vec<u8> = (0..20u32 << 20).map(|n| (n % 251) as u8).collect();
    let message = bot.send_document(alice.id(), InputFile::bytes("big", bytes.clone())).await?;
    let id = message.document.expect("a document").file_id;
    assert!(bot.download(id).await?.bytes().await? == bytes);
    Ok(())
}

#[tokio::test]
async fn a_download_that_stalls_is_a_timeout() -> Result {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let bot = Bot::builder(TOKEN).api_url(format!("http://{}", listener.local_addr()?)).build()?;
    std::thread::spawn(move || -> std::io::Result<()> {
        let (mut stream, _) = listener.accept()?;
        let mut request = [0; 4096];
        let _ = stream.read(&mut request)?;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nhalf")?;
        // Waits for the other side to go.
        stream.read(&mut request).map(drop)
    });
    let mut download = bot.download_path("a").await?;
    assert_eq!(download.chunk().await?.as_deref(), Some(&b"half"[..]));
    // The clock jumps to the next deadline when there is nothing else to do.
    tokio::time::pause();
    assert!(matches!(download.chunk().await, Err(Error::Timeout { .. })));
    Ok(())
}
