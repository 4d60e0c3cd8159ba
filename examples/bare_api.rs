//! The Bot API without the framework: get updates, look at texts and photos, send.

use chappe::Bot;
use chappe::types::{InputFile, UpdateKind};
use chappe_sandbox::Sandbox;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let sandbox = Sandbox::start().await?;
    let bot: Bot = sandbox.bot(); // on Telegram: Bot::from_env()?
    let alice = sandbox.user("Alice");
    alice.send("Hi!").await?;
    alice.send_photo(chappe_sandbox::User::fixture(), "me").await?;

    println!("I am {}", bot.get_me().await?.first_name);
    let updates = bot.get_updates().timeout(10).await?;
    for update in &updates {
        let UpdateKind::Message(message) = &update.kind else { continue };
        if let Some(text) = &message.text {
            println!("chat {} says {text:?}", message.chat.id);
        }
        if let Some(largest) = message.photo.as_ref().and_then(|sizes| sizes.last()) {
            let size = bot.download(&largest.file_id).await?.bytes().await?.len();
            println!("chat {} sent a photo of {size} bytes", message.chat.id);
        }
    }
    if let Some(chat) = updates.iter().find_map(chappe::types::Update::chat_id) {
        let sent = bot.send_message(chat, "<b>Hello</b>, Alice").parse_mode("HTML").await?;
        println!("sent as message {}", sent.message_id);
        bot.send_photo(chat, InputFile::bytes("me.png", chappe_sandbox::User::fixture()))
            .caption("you")
            .await?;
    }
    // Asking from behind the last update confirms it: Telegram forgets what came before.
    if let Some(last) = updates.last() {
        bot.get_updates().offset(last.update_id + 1).await?;
    }
    println!("\n{}", sandbox.transcript());
    Ok(())
}
