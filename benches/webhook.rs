//! A webhook under load, beside a bare axum handler and teloxide's webhook.
//!
//! Each server is a process of its own with one worker thread; this one sends, over loopback connections that are kept.

use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::{get, post};
use chappe::prelude::*;
use chappe::source::Webhook;
use chappe::types::User;
use chappe_benches::{Load, Wanted, command, median, peers};
use chappe_middleware::session::SessionLayer;
use chappe_middleware::store::MemoryStore;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tower_layer::Layer as _;
use tower_service::Service;

const COMMANDS: usize = 20;
const PATH: &str = "/hook";
const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// Which server a process is to be.
const SERVER: &str = "CHAPPE_BENCH_SERVER";
const CHAPPE: &str = "chappe, with a session in memory";
const PLAIN: &str = "chappe, without a session";
const AXUM: &str = "axum, a handler that reads the body";
const TELOXIDE: &str = "teloxide";
const NAMES: [&str; 4] = [CHAPPE, AXUM, TELOXIDE, PLAIN];
const ROUNDS: usize = 9;
const TURN: Duration = Duration::from_secs(1);
/// Which of the times that answers took are told of.
const SHARES: [f64; 3] = [0.5, 0.9, 0.99];
/// How many updates the memory is watched for.
const MANY: u64 = 1_000_000;

/// How many updates this server has handled.
static HANDLED: AtomicU64 = AtomicU64::new(0);

async fn count() {
    HANDLED.fetch_add(1, Ordering::Relaxed);
}

/// What the bot remembers of each chat.
#[derive(Default, Serialize, Deserialize)]
struct Visits {
    count: u64,
}

fn router() -> Router {
    (0..COMMANDS).fold(Router::new(), |router, number| router.command(format!("command{number}"), count))
}

/// What chappe serves.
fn webhook<S>(service: S) -> Webhook<S>
where
    S: Service<Ctx, Response = Outcome, Error = BoxError> + Clone + Send + 'static,
    S::Future: Send + 'static,
{
    let me = User { username: Some("benchmark_bot".to_owned()), ..User::default() };
    let bot = Bot::builder("123456:benchmark").me(me).build().expect("a token of a token's form");
    Webhook::new(bot, service).secret_token(SECRET).expect("a secret of a secret's form")
}

async fn bare(body: Bytes) -> StatusCode {
    black_box(&body);
    count().await;
    StatusCode::OK
}

/// Is one of the servers, until the process is killed.
async fn serve(name: &str) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("{}", listener.local_addr().expect("the port"));
    let app =
        axum::Router::new().route("/handled", get(async || HANDLED.load(Ordering::Relaxed).to_string()));
    let app = match name {
        CHAPPE => {
            let session = SessionLayer::<Visits>::new(MemoryStore::new());
            app.route_service(PATH, webhook(session.layer(router())))
        }
        PLAIN => app.route_service(PATH, webhook(router())),
        TELOXIDE => return peers::teloxide::serve(listener, PATH, SECRET, app, &HANDLED).await,
        _ => app.route(PATH, post(bare)),
    };
    axum::serve(listener, app).await.expect("axum serves for ever");
}

/// A server in a process of its own.
struct Server {
    process: Child,
    address: String,
    load: Load,
    sent: u64,
}

impl Server {
    fn start(name: &str) -> Self {
        let program = std::env::current_exe().expect("this program");
        let process = Command::new(program).env(SERVER, name).stdout(Stdio::piped()).spawn();
        let mut process = process.expect("this program can be started");
        let mut address = String::new();
        let output = process.stdout.take().expect("it is piped");
        BufReader::new(output).read_line(&mut address).expect("it tells its address");
        let address = address.trim().to_owned();
        let load = Load::new(&address, requests());
        Self { process, address, load, sent: 0 }
    }

    /// Sends for a while; gives how many a second were handled, and what each took of the processor, in microseconds.
    fn turn(&mut self) -> (f64, f64) {
        let (start, used) = (Instant::now(), self.processor_time());
        let sent = self.load.closed(|| start.elapsed() < TURN);
        self.sent += sent;
        self.wait();
        let took = start.elapsed().as_secs_f64();
        (sent as f64 / took, (self.processor_time() - used) * 1e6 / sent as f64)
    }

    /// Sends so many a second; gives the shares of [`SHARES`] of how long the answers took, in milliseconds.
    fn paced(&mut self, rate: f64) -> [f64; SHARES.len()] {
        let mut times = self.load.paced(rate, TURN);
        times.sort_unstable();
        self.sent += times.len() as u64;
        self.wait();
        SHARES.map(|share| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3)
    }

    /// Waits until everything is handled: some answer before they are done.
    fn wait(&self) {
        while self.handled() < self.sent {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn handled(&self) -> u64 {
        let mut stream = TcpStream::connect(&self.address).expect("the server is there");
        stream
            .write_all(b"GET /handled HTTP/1.1\r\nhost: bot\r\nconnection: close\r\n\r\n")
            .expect("it reads");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("it answers");
        text.rsplit('\n').next().and_then(|number| number.parse().ok()).expect("it answers with a number")
    }

    fn file(&self, name: &str) -> String {
        let path = format!("/proc/{}/{name}", self.process.id());
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// What it has used of the processor, in seconds.
    fn processor_time(&self) -> f64 {
        const TICKS_PER_SECOND: f64 = 100.0;
        let stat = self.file("stat");
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks =
            |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(f64::NAN);
        (ticks(11) + ticks(12)) / TICKS_PER_SECOND
    }

    /// What it has in memory, in KiB.
    fn resident(&self) -> f64 {
        let status = self.file("status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse().unwrap_or(f64::NAN)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended by itself need not be killed.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

/// The updates of many chats, as Telegram sends them.
fn requests() -> Vec<Vec<u8>> {
    let request = |chat: usize| {
        let body = command(&format!("command{}", chat % COMMANDS))
            .replace("1187456230", &(1_187_000_000 + chat).to_string());
        let length = body.len();
        format!(
            "POST {PATH} HTTP/1.1\r\nhost: bot.example.org\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\nx-telegram-bot-api-secret-token: {SECRET}\r\n\r\n{body}"
        )
        .into_bytes()
    };
    (0..1000).map(request).collect()
}

fn main() {
    if let Ok(name) = std::env::var(SERVER) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        return runtime.expect("a runtime").block_on(serve(&name));
    }
    let mut servers = NAMES.map(Server::start);
    let mut rounds: Vec<[(f64, f64); NAMES.len()]> = Vec::new();
    for _ in 0..=ROUNDS {
        rounds.push(servers.each_mut().map(Server::turn));
    }
    // The first warms up.
    rounds.remove(0);
    let rate = |own: usize| median(rounds.iter().map(|round| round[own].0).collect());
    let processor = |own: usize| median(rounds.iter().map(|round| round[own].1).collect());
    let rates =
        |own: usize, base: usize| median(rounds.iter().map(|round| round[own].0 / round[base].0).collect());
    let work =
        |own: usize, base: usize| median(rounds.iter().map(|round| round[own].1 / round[base].1).collect());
    println!("\na message with a command, 1,000 chats, 32 connections, one worker thread");
    for (at, name) in NAMES.iter().enumerate() {
        println!(
            "  {name:<38} {:>9.0} a second {:>6.2}  {:>6.1} us of the processor {:>6.2}",
            rate(at),
            rates(at, 0),
            processor(at),
            work(at, 0)
        );
    }

    let half = rate(0) / 2.0;
    let paced: Vec<_> = (0..ROUNDS).map(|_| servers.each_mut().map(|server| server.paced(half))).collect();
    let share = |own: usize, share: usize| median(paced.iter().map(|round| round[own][share]).collect());
    println!("\n{half:.0} a second: from being due to being answered, medians of the rounds");
    for (at, name) in NAMES.iter().enumerate() {
        let [p50, p90, p99] = [share(at, 0), share(at, 1), share(at, 2)];
        println!("  {name:<38} p50 {p50:.3} ms, p90 {p90:.3} ms, p99 {p99:.3} ms");
    }

    drop(servers);
    let mut own = Server::start(CHAPPE);
    let mut sent = 0;
    let mut memory = Vec::new();
    println!("\nchappe, resident memory");
    for step in [1_000, 10_000, 100_000, MANY] {
        sent += own.load.closed_for(step - sent);
        memory.push(own.resident());
        println!("  after {sent:>9} updates {:>8.0} KiB", own.resident());
    }

    let mut wanted = Wanted::new();
    wanted.at_least("chappe / axum, updates a second", 0.75, rates(0, 1));
    wanted.at_least("chappe / teloxide, updates a second", 2.0, rates(0, 2));
    wanted.at_most("p99 at half the rate, ms", 2.0, share(0, 2));
    wanted.at_most("memory after a million / after a thousand", 1.1, memory[3] / memory[0]);
    wanted.print();
}
