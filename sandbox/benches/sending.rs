//! How many `sendMessage` calls a second the sandbox answers, beside a bare axum handler that answers the same bytes.
//!
//! Each server is a process of its own; this one is the client, over loopback connections that are kept. Afterwards the
//! sandbox's memory is looked at while a million messages come.

use std::error::Error;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::post;
use chappe_sandbox::Sandbox;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

type Result<T = (), E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// Which server a process is to be.
const SERVER: &str = "CHAPPE_BENCH_SERVER";
/// What the bare handler answers.
const ANSWER: &str = "CHAPPE_BENCH_ANSWER";
const SANDBOX: &str = "chappe-sandbox";
const BARE: &str = "axum, a handler that reads the body";
const PATH: &str = "/bot123456:AAEsandboxsandboxsandboxsandbox-abc/sendMessage";
const CONNECTIONS: usize = 32;
const ROUNDS: usize = 7;
const TURN: Duration = Duration::from_secs(2);
/// After how many messages the memory is looked at.
const MARKS: [u64; 4] = [0, 100_000, 500_000, 1_000_000];
const STARTS: usize = 200;

fn main() -> Result {
    if let Ok(server) = std::env::var(SERVER) {
        return tokio::runtime::Runtime::new()?.block_on(serve(&server));
    }
    // `cargo test` runs benchmarks too, to see that they work.
    let quick = !std::env::args().any(|arg| arg == "--bench");
    let client = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    client.block_on(run(quick))
}

/// Is one of the servers, until the process is killed.
async fn serve(server: &str) -> Result {
    if server == SANDBOX {
        let sandbox = Sandbox::start().await?;
        sandbox.user("Alice");
        println!("{}", sandbox.api_url());
        std::future::pending::<()>().await;
    }
    let answer = Bytes::from(std::env::var(ANSWER)?);
    let bare = move |body: Bytes| {
        std::hint::black_box(&body);
        let answer = answer.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], answer) }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, Router::new().route(PATH, post(bare))).await?)
}

/// A server in a process of its own.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(name: &str, answer: &str) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .env(SERVER, name)
            .env(ANSWER, answer)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let address = line.trim().trim_start_matches("http://").to_owned();
        Ok(Self { child, address })
    }

    /// The memory that it uses, in KiB.
    fn memory(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no figure")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One kept connection.
struct Line {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Line {
    async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(4096) })
    }

    /// Sends a message and gives the body of the answer.
    async fn send(&mut self, number: u64) -> Result<&[u8]> {
        let body = format!(r#"{{"chat_id":1001,"text":"Hello, this is message number {number}."}}"#);
        let request = format!(
            "POST {PATH} HTTP/1.1\r\nhost: sandbox\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed the connection".into());
            }
            let Some(head) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
            let text = std::str::from_utf8(&self.buffer[..head])?.to_ascii_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
            let end = head + 4 + length.ok_or("no length")?.parse::<usize>()?;
            if self.buffer.len() >= end {
                if !text.starts_with("http/1.1 200") {
                    return Err(String::from_utf8_lossy(&self.buffer).into_owned().into());
                }
                return Ok(&self.buffer[head + 4..end]);
            }
        }
    }
}

/// Sends for a time, or so many messages, over all connections at once; how many there were.
async fn load(address: &str, time: Duration, most: u64) -> Result<u64> {
    let until = Instant::now() + time;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let mut line = Line::open(address).await?;
        tasks.spawn(async move {
            let mut sent = 0;
            while sent < most / CONNECTIONS as u64 && Instant::now() < until {
                line.send(sent).await?;
                sent += 1;
            }
            Ok::<_, Box<dyn Error + Send + Sync>>(sent)
        });
    }
    let mut sent = 0;
    while let Some(done) = tasks.join_next().await {
        sent += done??;
    }
    Ok(sent)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

async fn run(quick: bool) -> Result {
    let sandbox = Server::start(SANDBOX, "")?;
    let answer = String::from_utf8(Line::open(&sandbox.address).await?.send(0).await?.to_vec())?;
    let bare = Server::start(BARE, &answer)?;
    let (rounds, turn) = if quick { (1, Duration::from_millis(50)) } else { (ROUNDS, TURN) };
    let servers = [(SANDBOX, &sandbox), (BARE, &bare)];
    let mut figures = [Vec::new(), Vec::new()];
    for round in 0..rounds {
        // Each goes first as often as the other.
        for place in [round % 2, (round + 1) % 2] {
            let began = Instant::now();
            let sent = load(&servers[place].1.address, turn, u64::MAX).await?;
            figures[place].push(sent as f64 / began.elapsed().as_secs_f64());
        }
    }
    println!("calls a second over {CONNECTIONS} connections, the median of {rounds} rounds:");
    for ((name, _), figures) in servers.iter().zip(figures) {
        println!("  {:>8.0}  {name}", median(figures));
    }
    drop((sandbox, bare));
    memory(quick).await?;
    starts(quick).await
}

/// Looks at the memory of a sandbox with the default bounds while messages come.
async fn memory(quick: bool) -> Result {
    let sandbox = Server::start(SANDBOX, "")?;
    println!("memory of the sandbox, with the default bounds:");
    let mut sent = 0;
    for mark in MARKS.into_iter().filter(|mark| !quick || *mark == 0) {
        let batch = mark - sent;
        sent += load(&sandbox.address, Duration::from_secs(3600), batch).await?;
        println!("  {:>8} KiB after {sent:>8} messages", sandbox.memory()?);
    }
    Ok(())
}

/// Looks at how long a sandbox takes to start.
async fn starts(quick: bool) -> Result {
    let starts = if quick { 3 } else { STARTS };
    let mut kept = Vec::new();
    let mut times = Vec::new();
    for _ in 0..starts {
        let began = Instant::now();
        kept.push(Sandbox::start().await?);
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    let slowest = times.iter().copied().fold(0.0, f64::max);
    println!(
        "starting a sandbox, of {starts}: {:.3} ms in the median, {slowest:.3} ms at most",
        median(times)
    );
    Ok(())
}
