//! A group becomes a supergroup, and so has another identifier: what the bot keeps for it goes along, what it sends too.
//!
//! Without `TELEGRAM_BOT_TOKEN` it happens in a sandbox, and what was said is printed.

use chappe::bot::BotBuilder;
use chappe::prelude::*;
use chappe_middleware::follow_migration::FollowMigrationLayer;
use chappe_middleware::session::{ChatData, ChatDataLayer};
use chappe_middleware::store::MemoryStore;
use chappe_sandbox::Sandbox;

/// The session layer has moved what is kept before a handler sees it.
async fn count(mut messages: ChatData<u64>) -> String {
    *messages += 1;
    format!("Message number {} of this group.", *messages)
}

/// Telegram tells of it twice, in the old chat and in the new one. Either will do, and the second does no harm.
async fn moved(ctx: Ctx, messages: ChatData<u64>) -> Option<String> {
    ctx.msg()?.migrate_from_chat_id?;
    Some(format!("Nice place! I still remember {} messages.", *messages))
}

fn router() -> Router {
    Router::new()
        .on([query!("message:migrate_to_chat_id"), query!("message:migrate_from_chat_id")], moved)
        .on(query!("message:text"), count)
        .layer(ChatDataLayer::<u64>::new(MemoryStore::new()))
}

#[tokio::main]
async fn main() -> Result {
    if std::env::var_os("TELEGRAM_BOT_TOKEN").is_none() {
        return rehearse().await;
    }
    let bot = BotBuilder::from_env()?.layer(FollowMigrationLayer::new()).build()?;
    bot.run(router()).await?;
    Ok(())
}

async fn rehearse() -> Result {
    let sandbox = Sandbox::start().await?;
    let bot = Bot::builder(sandbox.token()).api_url(sandbox.api_url());
    let bot = bot.layer(FollowMigrationLayer::new()).build()?;
    tokio::spawn(bot.clone().run(router()));

    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.group("Friends", &[&alice, &bob]);
    alice.send_to(&group, "hello").await?;
    bob.send_to(&group, "hi").await?;
    sandbox.wait_until_idle().await?;

    let supergroup = group.upgrade().await?;
    sandbox.wait_until_idle().await?;
    bob.send_to(&supergroup, "so much room!").await?;
    sandbox.wait_until_idle().await?;

    // Somewhere the old identifier was written down. The call is refused, and the layer repeats it with the new one.
    bot.send_message(group.id(), "Time for tea.").await?;
    println!("{}", sandbox.transcript());
    Ok(())
}
