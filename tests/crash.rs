//! A bot in a process of its own that is killed, stopped, or refused: nothing is lost, and its status tells.
//!
//! The child is this very program, started anew with `CHAPPE_CRASH_CHILD` naming the file that it writes to.

#![cfg(unix)]

use std::collections::{HashMap, HashSet};
use std::env;
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chappe::prelude::*;
use chappe_sandbox::Sandbox;

const CHILD: &str = "CHAPPE_CRASH_CHILD";
/// The port of the child's webhook, if it is to have one.
const WEBHOOK: &str = "CHAPPE_CRASH_WEBHOOK";
const CHATS: usize = 20;
const KILLS: usize = 20;

/// The bot: notes every update in the file once it is handled. What is slow is answered first.
async fn bot(file: File) -> Result {
    let file = Arc::new(Mutex::new(file));
    let router = Router::new().any(move |ctx: Ctx| {
        let file = Arc::clone(&file);
        async move {
            let update = ctx.update().ok_or("no update")?.update_id;
            let chat = ctx.chat_id().ok_or("no chat")?;
            if let Some(text @ ("slow" | "very slow")) = ctx.text() {
                ctx.reply("begun").await?;
                let seconds = if text == "slow" { 1 } else { 20 };
                tokio::time::sleep(Duration::from_secs(seconds)).await;
            }
            // Some take longer than others, so that a kill finds them anywhere, and longer than a look for news takes.
            tokio::time::sleep(Duration::from_millis(update.unsigned_abs() % 41)).await;
            // One write of one line, which nothing can come between.
            let line = format!("{chat} {update}\n");
            file.lock().map_err(|_| "a handler panicked")?.write_all(line.as_bytes())?;
            Result::<()>::Ok(())
        }
    });
    let bot = Bot::from_env()?;
    let Some(port) = env::var(WEBHOOK).ok().and_then(|port| port.parse::<u16>().ok()) else {
        return Ok(bot.run(router).await?);
    };
    let url = format!("http://127.0.0.1:{port}/");
    Ok(bot.run_webhook(format!("127.0.0.1:{port}"), router).public_url(url).await?)
}

/// Not a test but the child, where this is one.
#[test]
fn child() -> Result {
    let Some(path) = env::var_os(CHILD) else { return Ok(()) };
    let file = OpenOptions::new().create(true).append(true).open(path)?;
    // Standard error is the parent's, which waits for what is told.
    tracing_subscriber::fmt().with_ansi(false).with_writer(std::io::stderr).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(bot(file))
}

/// Where the children write, and how they are started.
struct Bots {
    path: PathBuf,
    url: String,
    token: String,
    webhook: Option<u16>,
}

impl Bots {
    fn of(sandbox: &Sandbox, name: &str) -> Result<Self> {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        File::create(&path)?;
        Ok(Self { path, url: sandbox.api_url(), token: sandbox.token(), webhook: None })
    }

    fn start(&self) -> Result<Running> {
        let child = Command::new(env::current_exe()?)
            .args(["--exact", "child", "--nocapture"])
            .env(CHILD, &self.path)
            .env("TELEGRAM_BOT_TOKEN", &self.token)
            .env("TELEGRAM_API_URL", &self.url)
            .env(WEBHOOK, self.webhook.map_or_else(String::new, |port| port.to_string()))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        Ok(Running(Some(child)))
    }

    /// What was handled, in that order: chat and update.
    fn handled(&self) -> Result<Vec<(i64, i64)>> {
        let lines = std::fs::read_to_string(&self.path)?;
        let read = |line: &str| {
            let (chat, update) = line.split_once(' ')?;
            Some((chat.parse().ok()?, update.parse().ok()?))
        };
        lines
            .lines()
            .map(|line| read(line).ok_or_else(|| format!("not a whole line: {line:?}").into()))
            .collect()
    }
}

impl Drop for Bots {
    fn drop(&mut self) {
        // A file that is left in the folder for such does no harm.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// A child, which does not outlive the test.
struct Running(Option<Child>);

impl Running {
    fn kill(mut self) -> Result<ExitStatus> {
        let mut child = self.0.take().ok_or("it has ended")?;
        child.kill()?;
        Ok(child.wait()?)
    }

    fn signal(&self, signal: &str) -> Result {
        let id = self.0.as_ref().ok_or("it has ended")?.id();
        let sent = Command::new("kill").args([signal, &id.to_string()]).status()?;
        if sent.success() { Ok(()) } else { Err(format!("no signal was sent: {sent}").into()) }
    }

    /// Waits until it has logged a line with this in it.
    async fn logged(&mut self, text: &'static str) -> Result {
        let child = self.0.as_mut().ok_or("it has ended")?;
        let mut log = BufReader::new(child.stderr.take().ok_or("its log was read before")?);
        let found = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            while log.read_line(&mut line)? > 0 && !line.contains(text) {
                line.clear();
            }
            std::io::Result::Ok((line.contains(text), log.into_inner()))
        });
        let (found, log) = found.await??;
        child.stderr = Some(log);
        if found { Ok(()) } else { Err(format!("it did not log {text:?}").into()) }
    }

    /// Waits for its end.
    async fn output(mut self) -> Result<Output> {
        let child = self.0.take().ok_or("it has ended")?;
        Ok(tokio::task::spawn_blocking(|| child.wait_with_output()).await??)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            // One that has ended by itself cannot be killed, and need not be.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Numbers that look random, the same for the same seed (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

fn seed() -> u64 {
    let given = env::var("CHAPPE_CRASH_SEED").ok().and_then(|seed| seed.parse().ok());
    // Zero is where xorshift stays.
    given.unwrap_or_else(|| u64::from(std::process::id()) << 20 | 1)
}

/// Keeps the chats busy until told otherwise; returns what was sent to each, in order.
async fn load(
    sandbox: Sandbox,
    chats: usize,
    mut stop: tokio::sync::watch::Receiver<bool>,
) -> Result<HashMap<i64, Vec<i64>>> {
    let users: Vec<_> = (0..chats).map(|number| sandbox.user(&format!("User {number}"))).collect();
    let mut sent: HashMap<i64, Vec<i64>> = HashMap::new();
    loop {
        for user in &users {
            let update = user.send("hello").await?.update_id().ok_or("no update")?;
            sent.entry(user.id()).or_default().push(update);
        }
        // More than a bot that is killed all the time can handle would only make the test longer.
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return Ok(sent),
            () = tokio::time::sleep(Duration::from_millis(30)) => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_that_is_killed_twenty_times_loses_nothing_and_keeps_the_order() -> Result {
    let sandbox = Sandbox::builder().deadline(Duration::from_secs(40)).start().await?;
    let bots = Bots::of(&sandbox, "killed")?;
    loses_nothing(&sandbox, &bots, KILLS, CHATS).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_with_a_webhook_loses_nothing_either() -> Result {
    let sandbox = Sandbox::builder().deadline(Duration::from_secs(40)).start().await?;
    let mut bots = Bots::of(&sandbox, "killed-webhook")?;
    // A port that is free, and stays so but for bad luck.
    bots.webhook = Some(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port());
    // The sandbox delivers one update after the other, which 2 chats keep busy.
    loses_nothing(&sandbox, &bots, KILLS / 2, 2).await
}

/// Kills bots so many times while so many chats are busy, and looks whether all was handled, in order.
async fn loses_nothing(sandbox: &Sandbox, bots: &Bots, kills: usize, chats: usize) -> Result {
    let seed = seed();
    println!("CHAPPE_CRASH_SEED={seed}");
    let mut random = Random(seed);
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let loading = tokio::spawn(load(sandbox.clone(), chats, stopped));
    let began = Instant::now();
    for _ in 0..kills {
        let before = sandbox.confirmed();
        let running = bots.start()?;
        // From a start that has not got to its first request, to one that is in the middle of its work.
        if random.below(5) > 0 {
            sandbox.wait_until_confirmed(before + 1).await?;
        }
        tokio::time::sleep(Duration::from_millis(random.below(250))).await;
        running.kill()?;
    }
    let killed = began.elapsed();
    stop.send(true)?;
    let sent = loading.await??;
    let running = bots.start()?;
    sandbox.wait_until_idle().await?;
    running.kill()?;

    let handled = bots.handled()?;
    let mut first: HashMap<i64, Vec<i64>> = HashMap::new();
    let mut updates = HashSet::new();
    for (chat, update) in &handled {
        if updates.insert(*update) {
            first.entry(*chat).or_default().push(*update);
        }
    }
    let total: usize = sent.values().map(Vec::len).sum();
    println!(
        "{total} updates in {chats} chats, {kills} kills in {killed:?}; {} handled, {} of them again; {:?} in all",
        handled.len(),
        handled.len() - updates.len(),
        began.elapsed()
    );
    assert_eq!(updates.len(), total, "every update is handled");
    for (chat, sent) in &sent {
        assert_eq!(first.get(chat), Some(sent), "the first handling of each is in order in chat {chat}");
    }
    Ok(())
}

/// A bot that is asked to stop while it handles one update and another waits behind that.
async fn stops_well(signal: &str) -> Result {
    let sandbox = Sandbox::builder().deadline(Duration::from_secs(20)).start().await?;
    let bots = Bots::of(&sandbox, signal)?;
    let running = bots.start()?;
    let alice = sandbox.user("Alice");
    let slow = alice.send("slow").await?.update_id().ok_or("no update")?;
    alice.send("behind").await?;
    alice.expect_text("begun").await?;
    running.signal(signal)?;
    let output = running.output().await?;
    assert!(output.status.success(), "{output:?}");
    assert_eq!(bots.handled()?, [(alice.id(), slow)], "what runs is finished, what waits is not begun");
    assert_eq!(sandbox.confirmed(), slow, "what is finished is confirmed, and nothing else");
    Ok(())
}

#[tokio::test]
async fn sigterm_finishes_what_runs_and_ends_with_status_0() -> Result {
    stops_well("-TERM").await
}

#[tokio::test]
async fn sigint_finishes_what_runs_and_ends_with_status_0() -> Result {
    stops_well("-INT").await
}

#[tokio::test]
async fn a_second_signal_does_not_wait_for_what_runs() -> Result {
    let sandbox = Sandbox::builder().deadline(Duration::from_secs(20)).start().await?;
    let bots = Bots::of(&sandbox, "twice")?;
    let mut running = bots.start()?;
    let alice = sandbox.user("Alice");
    let slow = alice.send("very slow").await?.update_id().ok_or("no update")?;
    alice.expect_text("begun").await?;
    running.signal("-INT")?;
    running.logged("stopping").await?;
    running.signal("-INT")?;
    let output = running.output().await?;
    assert!(output.status.success(), "{output:?}");
    assert_eq!(bots.handled()?, []);
    assert!(sandbox.confirmed() < slow, "what has not finished is not confirmed");
    Ok(())
}

#[tokio::test]
async fn a_wrong_token_ends_with_a_message_and_another_status_than_0() -> Result {
    let sandbox = Sandbox::start().await?;
    sandbox.bot().get_me().await?;
    let mut bots = Bots::of(&sandbox, "wrong")?;
    bots.token = "123456:AAEwrongwrongwrongwrongwrongwrong".to_owned();
    let output = bots.start()?.output().await?;
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!output.status.success(), "{said}");
    assert!(said.contains("Telegram does not know this token: copy it anew from @BotFather"), "{said}");
    assert!(!said.contains("AAEwrong"), "{said}");
    Ok(())
}
