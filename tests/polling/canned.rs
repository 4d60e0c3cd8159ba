//! Servers for what the sandbox does not do: answers of one's own, and a connection that can be cut.

use std::net::SocketAddr;
use std::sync::Arc;

use chappe::{Bot, Result};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

const TOKEN: &str = "123456:AAEsandboxsandboxsandboxsandbox-abc";

/// A server that answers as a function of the method's name says, with a status and a body; the bot to call it.
pub async fn canned(answer: impl Fn(&str) -> (u16, String) + Send + Sync + 'static) -> Result<Bot> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let bot = Bot::builder(TOKEN).api_url(format!("http://{}", listener.local_addr()?)).build()?;
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let answer = Arc::clone(&answer);
            // A client that goes away early is no concern of the server's.
            tokio::spawn(async move { respond(stream, &*answer).await });
        }
    });
    Ok(bot)
}

async fn respond(mut stream: TcpStream, answer: &(dyn Fn(&str) -> (u16, String) + Send + Sync)) -> Result {
    let mut request = Vec::new();
    let (head, length) = loop {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
        let Some(end) = request.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
        break (String::from_utf8_lossy(&request[..end]).into_owned(), end + 4 + length.unwrap_or(0));
    };
    while request.len() < length {
        stream.read_buf(&mut request).await?;
    }
    let method = head.split(' ').nth(1).and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let (status, body) = answer(method);
    let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await?;
    Ok(stream.write_all(body.as_bytes()).await?)
}

/// A connection to a server that can be cut.
pub struct Wire {
    address: SocketAddr,
    up: watch::Sender<bool>,
    refused: watch::Receiver<usize>,
}

impl Wire {
    /// A wire to a sandbox.
    pub async fn to(sandbox: &chappe_sandbox::Sandbox, up: bool) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let server = sandbox.api_url().trim_start_matches("http://").to_owned();
        let (up, state) = watch::channel(up);
        let (refuse, refused) = watch::channel(0);
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let (server, mut state) = (server.clone(), state.clone());
                if !*state.borrow() {
                    refuse.send_modify(|count| *count += 1);
                    continue;
                }
                tokio::spawn(async move {
                    let mut server = TcpStream::connect(server).await?;
                    tokio::select! {
                        copied = tokio::io::copy_bidirectional(&mut client, &mut server) => copied.map(drop),
                        _ = state.wait_for(|up| !up) => Ok(()),
                    }
                });
            }
        });
        Ok(Self { address, up, refused })
    }

    /// A bot at the other end.
    pub fn bot(&self) -> Result<Bot> {
        Ok(Bot::builder(TOKEN).api_url(format!("http://{}", self.address)).build()?)
    }

    /// Cuts the wire; what is under way is lost.
    pub fn cut(&self) {
        self.up.send_replace(false);
    }

    /// Mends the wire.
    pub fn mend(&self) {
        self.up.send_replace(true);
    }

    /// Waits until so many connections have been refused in all.
    pub async fn refused(&mut self, count: usize) -> Result {
        self.refused.wait_for(|refused| *refused >= count).await?;
        Ok(())
    }
}
