//! An error handler: it tells the user, reports to the developers, and lets the error go on to the log.

use chappe::prelude::*;
use chappe::text::{html, split};
use chappe::types::Update;

/// Where reports go: `DEVELOPER_CHAT_ID`, your own chat with the bot; without it the chat that the error came from.
#[derive(Clone)]
struct Developer(Option<ChatId>);

async fn bad(Args(divisor): Args<i64>) -> Result<String> {
    let Some(quotient) = 100_i64.checked_div(divisor) else {
        return Err("100 cannot be divided by that".into());
    };
    Ok(quotient.to_string())
}

async fn worse() -> Result {
    panic!("this handler is broken")
}

async fn start() -> &'static str {
    "Try /divide 4, /divide 0 and /panic"
}

/// Gets every error of the routes, and every panic. The update is there, as in any handler.
async fn report(ctx: Ctx, error: HandlerError, State(developer): State<Developer>) -> Result {
    ctx.reply("Something went wrong. The developers have been told.").await?;

    let update = ctx.update().map(Update::to_json).unwrap_or_default();
    let user =
        ctx.from().map_or_else(|| "nobody".to_owned(), |user| format!("{} ({})", user.first_name, user.id));
    let chat = ctx.chat_id().map_or_else(|| "no chat".to_owned(), |chat| chat.to_string());
    let report = format!("An update of {user} in {chat} failed: {}\n\n{update}", error.chain());
    if let Some(developer) = developer.0.or(ctx.chat_id()) {
        // Telegram takes 4096 units, of which the tags and the escapes need some.
        for part in split(&report, 3500) {
            let text = format!("<pre>{}</pre>", html::escape(part));
            ctx.bot().send_message(developer, text).parse_mode(ParseMode::Html).await?;
        }
    }
    Err(error.into())
}

#[tokio::main]
async fn main() -> Result {
    tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).init();
    let bot = chappe_sandbox::playground().await?;
    let developer = std::env::var("DEVELOPER_CHAT_ID").ok().map(|id| id.parse()).transpose()?;
    let router = Router::new()
        .command("start", start)
        .command("divide", bad)
        .command("panic", worse)
        .on_error(report)
        .with_state(Developer(developer));
    bot.run(router).await?;
    Ok(())
}
