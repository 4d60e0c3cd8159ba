//! A bot to try things with, token or not.

use chappe::Bot;
use chappe::bot::BotBuilder;

use crate::{Error, Sandbox, terminal};

/// The port of the web chat where it is free, so that a page stays open while the bot is started again and again.
const PORT: u16 = 8081;

/// The bot of `TELEGRAM_BOT_TOKEN`, or, where that is not set or empty, one in a sandbox with a web chat and a chat in this terminal.
///
/// In the sandbox the process ends when the input does, once the bot has handled everything.
///
/// # Errors
///
/// When the token is malformed, or the sandbox cannot start.
///
/// # Example
///
/// ```no_run
/// use chappe::prelude::*;
///
/// async fn echo(ctx: Ctx, text: Text) -> Result {
///     ctx.reply(&*text).await?;
///     Ok(())
/// }
///
/// #[tokio::main]
/// async fn main() -> Result {
///     let bot = chappe_sandbox::playground().await?;
///     bot.run(Router::new().any(echo)).await?;
///     Ok(())
/// }
/// ```
pub async fn playground() -> Result<Bot, chappe::BoxError> {
    Ok(playground_builder().await?.build()?)
}

/// The bot of [`playground`], to be set up further: with layers, say.
///
/// # Errors
///
/// When the sandbox cannot start.
pub async fn playground_builder() -> Result<BotBuilder, chappe::BoxError> {
    if std::env::var_os("TELEGRAM_BOT_TOKEN").is_some_and(|token| !token.is_empty()) {
        println!("TELEGRAM_BOT_TOKEN is set: the bot talks to Telegram. Stop it with Ctrl-C.");
        return Ok(BotBuilder::from_env()?);
    }
    let sandbox = match Sandbox::builder().port(PORT).start().await {
        Err(Error::Bind { .. }) => Sandbox::start().await,
        started => started,
    }?;
    println!("No TELEGRAM_BOT_TOKEN: the bot runs in a sandbox, and you are Alice.");
    println!("Chat with it in a browser: {}", sandbox.api_url());
    let builder = Bot::builder(sandbox.token()).api_url(sandbox.api_url());
    tokio::spawn(async move {
        let alice = sandbox.user("Alice");
        let status = match terminal::chat(&sandbox, &alice).await {
            Ok(()) => 0,
            Err(error) => {
                eprintln!("{error}");
                1
            }
        };
        // The bot waits for a signal that nobody will send: with the chat over, so is the process.
        std::process::exit(status);
    });
    Ok(builder)
}

impl Sandbox {
    /// The sandbox's bot, to make calls with or to run a service on.
    ///
    /// # Panics
    ///
    /// Never: the sandbox's own address and token are well-formed.
    pub fn bot(&self) -> Bot {
        Bot::builder(self.token())
            .api_url(self.api_url())
            .build()
            .expect("a sandbox has a well-formed token and address")
    }
}
