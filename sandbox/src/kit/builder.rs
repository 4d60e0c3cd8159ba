//! How a sandbox is set up.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use super::Sandbox;
use super::sandbox::Handle;
use super::save;
use crate::control::Control;
use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::server::{Bounds, Core, Token, run_timers, serve};
use crate::updates;
use crate::world::{Bot, WebFile, World};

/// The token of the default bot unless another is given.
const TOKEN: &str = "123456:AAEsandboxsandboxsandboxsandbox-abc";

/// What the default bot is called unless it is named.
pub(crate) const NAME: &str = "Sandbox Bot";
pub(crate) const USERNAME: &str = "sandbox_bot";

/// Settings of a sandbox that has not started yet.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), chappe_sandbox::Error> {
/// let sandbox = chappe_sandbox::Sandbox::builder().bot("Tour", "tour_bot").start().await?;
/// assert_eq!(sandbox.bot_user()["username"], "tour_bot");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `start`"]
pub struct Builder {
    address: IpAddr,
    port: u16,
    name: String,
    username: String,
    token: String,
    deadline: Duration,
    history: usize,
    bounds: Bounds,
    limits: Option<Limits>,
    privacy: bool,
    world: Option<PathBuf>,
    web_files: Vec<(String, WebFile)>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            address: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            name: NAME.into(),
            username: USERNAME.into(),
            token: TOKEN.into(),
            deadline: Duration::from_secs(5),
            history: 1_000,
            bounds: Bounds {
                body_limit: 64 * 1024 * 1024,
                room: 256 * 1024 * 1024,
                patience: Duration::from_secs(60),
                kept_calls: 10_000,
            },
            limits: None,
            privacy: false,
            world: None,
            web_files: Vec::new(),
        }
    }
}

impl Builder {
    /// Listens on this port; 0, the default, takes any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Listens on this address; the default is loopback, where only this machine reaches it.
    pub fn address(mut self, address: impl Into<IpAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// Names the default bot and gives it a username.
    pub fn bot(mut self, name: impl Into<String>, username: impl Into<String>) -> Self {
        self.name = name.into();
        self.username = username.into().trim_start_matches('@').into();
        self
    }

    /// Sets the token of the default bot.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = token.into();
        self
    }

    /// Sets how long users wait for a bot; 5 seconds by default.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets how many messages each chat remembers; 1,000 by default.
    pub fn history(mut self, messages: usize) -> Self {
        self.history = messages;
        self
    }

    /// Sets the size in bytes beyond which a request is refused; 64 MiB by default.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.bounds.body_limit = bytes;
        self
    }

    /// Sets how many bytes all bodies of requests that are being handled may take together; 256 MiB by default.
    ///
    /// What is beyond is refused by 429 with a `retry_after` of one second.
    pub fn upload_room(mut self, bytes: usize) -> Self {
        self.bounds.room = bytes;
        self
    }

    /// Sets how long a client may take to send the head of a request, and how long for its body; 60 seconds by default.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.bounds.patience = patience;
        self
    }

    /// Sets how many API calls [`Sandbox::calls`] remembers; 10,000 by default.
    pub fn call_log(mut self, calls: usize) -> Self {
        self.bounds.kept_calls = calls;
        self
    }

    /// Sets whether the default bot sees in groups only what is meant for it; without this it sees everything.
    pub fn privacy(mut self, on: bool) -> Self {
        self.privacy = on;
        self
    }

    /// Limits how often bots may send; without this they may as often as they like.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = Some(limits);
        self
    }

    /// Starts from the world that [`Sandbox::save`] wrote to a file, or from a fresh one where there is no such file.
    ///
    /// Users talk to the bot that they talked to, whatever [`bot`](Self::bot) and [`token`](Self::token) say.
    pub fn world(mut self, path: impl Into<PathBuf>) -> Self {
        self.world = Some(path.into());
        self
    }

    /// Says what bots get that send a file by this URL, as [`Sandbox::web_file`] does.
    pub fn web_file(mut self, url: impl Into<String>, file: impl Into<WebFile>) -> Self {
        self.web_files.push((url.into(), file.into()));
        self
    }

    /// Starts the sandbox in the background.
    ///
    /// # Errors
    ///
    /// When the address is taken, the token does not have the form of one, the saved world cannot be read, or
    /// [`Sandbox::web_file`] refuses a file.
    pub async fn start(self) -> Result<Sandbox> {
        let address = SocketAddr::new(self.address, self.port);
        let bind = |source| Error::Bind { address, source };
        let listener = TcpListener::bind(address).await.map_err(bind)?;
        let address = listener.local_addr().map_err(bind)?;
        let (world, bot) = self.make_world()?;
        let core = Arc::new(Core::new(world, bot, self.bounds));
        let handle = Handle { core: Arc::clone(&core), address, deadline: self.deadline, owner: true };
        let sandbox = Sandbox::new(handle);
        updates::deliver_all(&core);
        tokio::spawn(run_timers(Arc::clone(&core)));
        tokio::spawn(serve(listener, core, Control::new(&sandbox)));
        Ok(sandbox)
    }

    /// The world, and the bot that users talk to.
    fn make_world(&self) -> Result<(World, i64)> {
        let saved = self.world.as_deref().map(save::load).transpose()?.flatten();
        let (mut world, bot) = match saved {
            Some(saved) => saved,
            None => self.fresh()?,
        };
        world.history = self.history;
        world.limiter.set(self.limits);
        for (url, file) in &self.web_files {
            world.web.tell(url, file.clone()).map_err(Error::Impossible)?;
        }
        Ok((world, bot))
    }

    /// A world of its own, with nobody but the bot in it.
    fn fresh(&self) -> Result<(World, i64)> {
        let token = Token::parse(&self.token).ok_or(Error::Token)?;
        let mut world = World::new(self.history);
        let bot = world.bot(token.id, || Bot::new(token.id, &token.text, &self.name, &self.username));
        bot.privacy |= self.privacy;
        Ok((world, token.id))
    }
}
