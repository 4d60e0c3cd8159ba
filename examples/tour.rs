//! What there is, in one bot: commands, typed arguments, buttons, edits, an expression, a flavor, a photo.
//!
//! `cargo run --example tour` starts a sandbox, with a chat in the browser and one in this terminal; with
//! `TELEGRAM_BOT_TOKEN` set the bot talks to Telegram instead.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chappe::filter::{self, Pattern};
use chappe::middleware::{Next, from_fn};
use chappe::prelude::*;
use chappe::types::BotCommand;

const HELP: &str = "\
/add 2 3 \u{2014} typed arguments
/vote \u{2014} buttons and edits
/photo \u{2014} a picture
/count \u{2014} a flavor from a middleware
roll 2d6 \u{2014} an expression
and any photo or link of yours";

/// What the menu beside the message field offers.
const COMMANDS: [(&str, &str); 4] = [
    ("add", "adds two numbers: /add 2 3"),
    ("vote", "buttons and edits"),
    ("photo", "a picture"),
    ("count", "how many updates there were"),
];

async fn start(from: chappe::extract::From) -> String {
    format!("Hello, {}! This is what I can do:\n\n{HELP}", from.first_name)
}

/// `/add 2 3`: what a handler returns is sent as the reply; `/add two` is answered with a usage line.
async fn add(Args((a, b)): Args<(i64, i64)>) -> String {
    a.checked_add(b).map_or_else(|| "That is too much for me.".to_owned(), |sum| sum.to_string())
}

async fn vote(ctx: Ctx) -> Result {
    let buttons = InlineKeyboard::new().text("Tea", "vote:tea").text("Coffee", "vote:coffee");
    ctx.reply("Tea or coffee?").reply_markup(buttons).await?;
    Ok(())
}

/// A click on a button whose data begins with `vote:`.
async fn on_vote(ctx: Ctx, CallbackData(choice): CallbackData<String>) -> Result {
    ctx.edit_text(format!("You chose <b>{choice}</b>.")).parse_mode(ParseMode::Html).await?;
    ctx.answer_callback_query().text("Noted!").await?;
    Ok(())
}

/// `roll 2d6`, found by a regular expression.
async fn roll(Matches(m): Matches) -> String {
    let number = |group| m.group(group).and_then(|digits| digits.parse::<u64>().ok());
    match (number(1), number(2)) {
        (Some(dice @ 1..=20), Some(sides @ 2..=100)) => format!("Between {dice} and {}.", dice * sides),
        _ => "Up to 20 dice of up to 100 sides, please.".to_owned(),
    }
}

async fn photo(ctx: Ctx) -> Result {
    ctx.reply_with_chat_action("upload_photo").await?;
    ctx.reply_with_photo(InputFile::bytes("tower.png", TOWER))
        .caption("How messages travelled in 1794")
        .await?;
    Ok(())
}

async fn on_photo(ctx: Ctx) -> Result {
    ctx.react("\u{1F44D}").await?;
    ctx.reply("Nice picture!").await?;
    Ok(())
}

async fn on_link(ctx: Ctx) -> String {
    let links: Vec<&str> = ctx.entities_of(&["url".into()]).iter().map(|entity| entity.text).collect();
    format!("You sent me to {}", links.join(" and to "))
}

/// How many updates there have been: a flavor, which the middleware puts in for the handlers.
#[derive(Clone)]
struct Seen(u64);

async fn count(Flavor(seen): Flavor<Seen>) -> String {
    format!("That was update number {} since I was started.", seen.0)
}

async fn counting(ctx: Ctx, State(counter): State<Arc<AtomicU64>>, next: Next) -> Result<Outcome> {
    ctx.insert(Seen(counter.fetch_add(1, Ordering::Relaxed) + 1));
    next.run(ctx).await
}

async fn help() -> String {
    format!("I know these:\n\n{HELP}")
}

async fn failed(ctx: Ctx, error: HandlerError) -> Result {
    ctx.reply("Something went wrong.").await?;
    Err(error.into())
}

#[tokio::main]
async fn main() -> Result {
    tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).init();
    let bot = chappe_sandbox::playground().await?;
    bot.set_my_commands(COMMANDS.map(|(name, what)| BotCommand::new(name, what))).await?;

    let router = Router::new()
        .command("start", start)
        .command("help", help)
        .command("add", add)
        .command("vote", vote)
        .command("photo", photo)
        .command("count", count)
        .callback(Pattern::prefix("vote:"), on_vote)
        .hears(regex!(r"^roll (\d+)d(\d+)$"), roll)
        .on(filter::photo(), on_photo)
        .on(query!("message:entities:url"), on_link)
        .fallback(help)
        .layer(from_fn(counting).provides::<Seen>())
        .with_state(Arc::new(AtomicU64::new(0)))
        .on_error(failed);

    bot.run(router).await?;
    Ok(())
}

/// A tower of Chappe's telegraph.
const TOWER: &[u8] = include_bytes!("tower.png");
