//! Tells those who follow the feed what a method changed beside messages.

use super::Request;
use crate::world::Happened;

/// Reports the chat or the bot that a method may have changed.
///
/// Messages, members and the like report themselves; this is for settings, which every method keeps in its own way.
pub(super) fn changed(request: &mut Request<'_>) {
    let name = request.method.name;
    if name.starts_with("setMy") || name.starts_with("deleteMy") {
        request.world.feed.push(Happened::Bot(request.bot));
        if name.ends_with("MyCommands") {
            menus(request);
        }
        return;
    }
    let about_chat =
        ["setChat", "deleteChat", "pin", "unpin", "promote", "restrict", "ban", "unban", "leave"];
    if about_chat.iter().any(|start| name.starts_with(start))
        && let Ok(key) = request.chat_named("chat_id")
    {
        request.world.feed.push(Happened::Chat(key));
    }
}

/// The chats in which a bot's commands are offered show others now.
fn menus(request: &Request<'_>) {
    let world = &request.world;
    for key in world.chats.keys().filter(|key| world.listeners(**key).contains(&request.bot)) {
        world.feed.push(Happened::Chat(*key));
    }
}
