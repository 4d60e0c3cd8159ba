//! The servers: the shared ones that `scripts/test` starts, and ones of a test's own that it stops and starts.

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::children::Result;

/// The address in an environment variable that `scripts/test` sets.
pub(crate) fn address(variable: &str) -> Result<String> {
    env::var(variable).map_err(|_| format!("{variable} is not set: run the tests by ./scripts/test").into())
}

/// A server of the test's own, with data of its own.
pub(crate) struct Server {
    folder: PathBuf,
    program: PathBuf,
    arguments: Vec<String>,
    running: Option<Child>,
    url: String,
}

impl Server {
    /// A Redis server that writes every change to its disk before it is answered.
    pub(crate) fn redis(settings: &[&str]) -> Result<Self> {
        let folder = folder("redis")?;
        let socket = folder.join("socket").display().to_string();
        let own = [
            "--port",
            "0",
            "--unixsocket",
            &socket,
            "--save",
            "",
            "--appendonly",
            "yes",
            "--appendfsync",
            "always",
        ];
        let arguments = own.iter().chain(settings).map(ToString::to_string).collect();
        let url = format!("redis+unix://{socket}");
        Self { folder, program: "redis-server".into(), arguments, running: None, url }.started()
    }

    /// A PostgreSQL server.
    pub(crate) fn postgres(settings: &[&str]) -> Result<Self> {
        let folder = folder("postgres")?;
        let programs = postgres_programs()?;
        let data = folder.join("data").display().to_string();
        let own = ["-D", &data, "-U", "chappe", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
        let made = as_user(&programs.join("initdb"), &folder).args(own).output()?;
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let socket = folder.display().to_string();
        let own = ["-D", &data, "-k", &socket, "-c", "listen_addresses="];
        let arguments = own.iter().chain(settings).map(ToString::to_string).collect();
        let url = format!("postgres:///postgres?host={socket}&user=chappe");
        Self { folder, program: programs.join("postgres"), arguments, running: None, url }.started()
    }

    fn started(mut self) -> Result<Self> {
        self.start()?;
        Ok(self)
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Its process.
    pub(crate) fn id(&self) -> Result<String> {
        Ok(self.running.as_ref().ok_or("it does not run")?.id().to_string())
    }

    /// Starts it; who connects has to wait until it is ready.
    pub(crate) fn start(&mut self) -> Result {
        let log = fs::OpenOptions::new().create(true).append(true).open(self.folder.join("log"))?;
        let mut command = as_user(&self.program, &self.folder);
        command.args(&self.arguments).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        self.running = Some(command.spawn()?);
        Ok(())
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: &str) -> Result {
        let sent = Command::new("kill").args([signal, &self.id()?]).status()?;
        if sent.success() { Ok(()) } else { Err(format!("no signal was sent: {sent}").into()) }
    }

    /// Stops it at once, as a crash would.
    pub(crate) fn crash(&mut self) -> Result {
        // PostgreSQL's children end by SIGQUIT only; neither program tidies up on that.
        let signal = if self.program.ends_with("postgres") { "-QUIT" } else { "-KILL" };
        self.signal(signal)?;
        self.running.take().ok_or("it does not run")?.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.running.is_some() {
            let _ = self.signal("-CONT");
            let _ = self.crash();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| std::os::unix::fs::MetadataExt::uid(&process) == 0)
}

/// A folder that the server's user may write to.
fn folder(name: &str) -> Result<PathBuf> {
    let mut folder = env::temp_dir().join(format!("chappe-{name}-{}-", std::process::id()));
    for number in 0_u32.. {
        folder.set_extension(number.to_string());
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => {
                made?;
                break;
            }
        }
    }
    if is_root() {
        let owned = Command::new("chown").arg("postgres").arg(&folder).status()?;
        assert!(owned.success(), "chown: {owned}");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
    }
    Ok(folder)
}

/// A server's command: not as root, which PostgreSQL refuses, and ending with the test.
fn as_user(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if is_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
    }
    command.args(["--pdeathsig", "KILL"]).arg(program).current_dir(folder);
    command
}

/// The folder of PostgreSQL's programs, of the newest version.
fn postgres_programs() -> Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    let path = env::var_os("PATH").unwrap_or_default();
    let found = folders
        .into_iter()
        .rev()
        .chain(env::split_paths(&path))
        .find(|folder| folder.join("initdb").exists());
    found.ok_or_else(|| {
        "initdb is nowhere to be found: run the tests by ./scripts/test, which installs it".into()
    })
}

/// Does something until it succeeds, with a deadline.
pub(crate) async fn eventually<T, E: std::fmt::Debug>(mut work: impl AsyncFnMut() -> Result<T, E>) -> T {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        match work().await {
            Ok(done) => return done,
            Err(error) => assert!(Instant::now() < deadline, "it does not come to pass: {error:?}"),
        }
        tokio::task::yield_now().await;
    }
}
