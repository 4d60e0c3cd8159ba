//! Privacy mode: what a bot in a group does not get to see.

use serde_json::Value;

use crate::world::{Chat, ChatKey, Entry, Json, Kind, World};

/// How far replies to replies are followed.
const DEEPEST: usize = 8;

impl World {
    /// Hands a message to the bots of a chat that may see it, or to everybody; gives the first update's identifier.
    pub(crate) fn announce_message(
        &mut self,
        key: ChatKey,
        kind: &str,
        entry: &Entry,
        everybody: bool,
    ) -> Option<i64> {
        let mut bots = self.listeners(key);
        if !everybody {
            bots.retain(|bot| *bot != entry.author.id() && self.sees(key, *bot, entry));
        }
        if bots.is_empty() {
            return None;
        }
        let content = Value::Object(Json::clone(&entry.json));
        let mut first = None;
        for bot in bots {
            let id = self.bots.get_mut(&bot).and_then(|bot| bot.updates.push(kind, &content));
            first = first.or(id);
        }
        first
    }

    /// Whether a bot gets to see a message at all.
    fn sees(&self, key: ChatKey, bot: i64, entry: &Entry) -> bool {
        let Some(account) = self.bots.get(&bot).filter(|bot| bot.privacy) else { return true };
        let Some(chat) = self.chats.get(&key) else { return true };
        if matches!(chat.kind, Kind::Private | Kind::Channel) || chat.role(bot).is_admin() {
            return true;
        }
        self.is_meant(chat, bot, &account.username, entry, DEEPEST)
    }

    /// Whether a message is for a bot: a command, something sent by way of it, or a reply to such or to the bot.
    fn is_meant(&self, chat: &Chat, bot: i64, username: &str, entry: &Entry, depth: usize) -> bool {
        if entry.author.id() == bot {
            return true;
        }
        if entry.json.get("via_bot").and_then(|via| via["id"].as_i64()) == Some(bot) {
            return true;
        }
        if let Some(addressed) = command(entry) {
            let alone = || !chat.present().any(|id| id != bot && self.bots.contains_key(&id));
            let general = chat.last_bot.map_or_else(alone, |last| last == bot || alone());
            if if addressed.is_empty() { general } else { addressed.eq_ignore_ascii_case(username) } {
                return true;
            }
        }
        let replied = entry.json.get("reply_to_message").and_then(|replied| replied["message_id"].as_i64());
        let replied = replied.filter(|_| depth > 0).and_then(|id| chat.entry(id));
        replied.is_some_and(|replied| self.is_meant(chat, bot, username, replied, depth - 1))
    }
}

/// The bot that a command names, empty for none; nothing where the message does not begin with a command.
fn command(entry: &Entry) -> Option<&str> {
    let entities = entry.json.get("entities").or_else(|| entry.json.get("caption_entities"))?;
    let first = entities.as_array()?.iter().find(|entity| entity["type"] == "bot_command")?;
    if first["offset"] != 0 {
        return None;
    }
    let word = entry.words().split_whitespace().next()?;
    Some(word.split_once('@').map_or("", |(_, name)| name))
}
