//! The sandbox as a program: a Bot API server for anybody's bot, and a chat with it in the terminal.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use chappe_sandbox::{Builder, Limits, Sandbox, terminal};

const HELP: &str = "\
A Telegram Bot API server to develop bots against. No token, no network, no account.

Usage: chappe-sandbox [OPTIONS]

  --port PORT        listen on this port (default: 8081; 0 for any free one)
  --address ADDRESS  listen on this address (default: 127.0.0.1, this machine only)
  --name NAME        the bot's name (default: Sandbox Bot)
  --username NAME    the bot's username (default: sandbox_bot)
  --token TOKEN      the bot's token (default: a made-up one)
  --user NAME        who writes what you type (default: Alice)
  --world FILE       start from the world in this file, and save it there in the end
  --history NUMBER   how many messages a chat remembers (default: 1000)
  --limits           refuse what Telegram would find too much (30 a second, 1 to a chat, 20 a minute to a group)
  --help             show this

Open the address in a browser for the web chat, or type here: a line is sent to the bot, `#1` presses the button [1].
Any token of the form 123:abc makes a bot. Tests in any language direct users over HTTP: see /control/v1/openapi.json.

Point your bot at it; only the API URL changes:
  chappe               TELEGRAM_API_URL=http://127.0.0.1:8081
  grammY               new Bot(token, { client: { apiRoot: \"http://127.0.0.1:8081\" } })
  python-telegram-bot  ApplicationBuilder().base_url(\"http://127.0.0.1:8081/bot\")
                                           .base_file_url(\"http://127.0.0.1:8081/file/bot\")
  aiogram              AiohttpSession(api=TelegramAPIServer.from_base(\"http://127.0.0.1:8081\"))
  teloxide             Bot::new(token).set_api_url(\"http://127.0.0.1:8081\".parse()?)
";

/// What the command line says.
#[derive(Debug)]
struct Options {
    builder: Builder,
    user: String,
    /// Where the world is saved in the end.
    world: Option<PathBuf>,
}

/// Reads the command line; nothing when only help was asked for.
fn options(args: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut builder = Sandbox::builder().port(8081);
    let (mut name, mut username) = ("Sandbox Bot".to_owned(), "sandbox_bot".to_owned());
    let mut user = "Alice".to_owned();
    let mut world = None;
    let mut args = args;
    while let Some(arg) = args.next() {
        let (option, inline) = match arg.split_once('=') {
            Some((option, value)) => (option.to_owned(), Some(value.to_owned())),
            None => (arg, None),
        };
        if matches!(option.as_str(), "--help" | "-h") {
            return Ok(None);
        }
        if option == "--limits" {
            builder = builder.limits(Limits::telegram());
            continue;
        }
        let known =
            ["--port", "--address", "--name", "--username", "--token", "--user", "--world", "--history"];
        if !known.contains(&option.as_str()) {
            return Err(format!("unknown option {option}; see --help"));
        }
        let value = inline.or_else(|| args.next()).ok_or_else(|| format!("{option} needs a value"))?;
        match option.as_str() {
            "--port" => builder = builder.port(value.parse().map_err(|_| format!("{value} is not a port"))?),
            "--address" => {
                let address: std::net::IpAddr =
                    value.parse().map_err(|_| format!("{value} is not an IP address"))?;
                builder = builder.address(address);
            }
            "--name" => name = value,
            "--username" => username = value,
            "--token" => builder = builder.token(value),
            "--world" => {
                builder = builder.world(&value);
                world = Some(value.into());
            }
            "--history" => {
                let messages = value.parse().map_err(|_| format!("{value} is not a number of messages"))?;
                builder = builder.history(messages);
            }
            _ => user = value,
        }
    }
    Ok(Some(Options { builder: builder.bot(name, username), user, world }))
}

#[tokio::main]
async fn main() -> ExitCode {
    match options(std::env::args().skip(1)) {
        Ok(None) => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        Ok(Some(options)) => match run(options).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        },
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

async fn run(options: Options) -> chappe_sandbox::Result<()> {
    let sandbox = options.builder.start().await?;
    println!("web chat: {}   (for you, in a browser)", sandbox.api_url());
    println!("API URL:  {}   (for your bot)", sandbox.api_url());
    println!("token:    {}", sandbox.token());
    println!("control:  {}/control/v1/openapi.json", sandbox.api_url());
    let user = sandbox.user(&options.user);
    // A service has no input, and goes on serving; at a terminal the end of the input is the end.
    let serves = !std::io::stdin().is_terminal();
    let ended = tokio::select! {
        chat = terminal::chat(&sandbox, &user), if !serves => chat,
        () = told_to_stop() => Ok(()),
    };
    if let Some(path) = options.world {
        sandbox.save(&path)?;
        println!("saved the world to {}", path.display());
    }
    ended
}

/// Waits for Ctrl-C, or for the signal by which services are stopped.
async fn told_to_stop() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    // An error means that there is no way to be told: then nobody will be.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
