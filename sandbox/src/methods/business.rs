//! What bots do for users who connected them to their accounts.

use serde_json::Value;

use super::Request;
use super::edit::message_ids;
use crate::server::{Answer, Refusal};
use crate::world::{Author, ChatKey, Connection, Entry, Json};

/// How long after a customer's message a bot may still answer, in seconds.
const DAY: i64 = 86_400;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "getBusinessConnection" => known(request).map(|connection| request.world.business_json(&connection)),
        "readBusinessMessage" => read(request),
        "deleteBusinessMessages" => delete(request),
        _ => return None,
    })
}

/// The connection that a request names, if it is the bot's.
fn known(request: &Request<'_>) -> Result<Connection, Refusal> {
    let id = request.params.text("business_connection_id");
    let connection = request.world.business.get(id).filter(|connection| connection.bot == request.bot);
    connection.cloned().ok_or_else(|| Refusal::bad("business connection not found"))
}

/// The same, if the user lets the bot do one of these.
pub(super) fn allowed(request: &Request<'_>, rights: &[&str]) -> Result<Connection, Refusal> {
    let connection = known(request)?;
    if !connection.enabled {
        return Err(Refusal::bad("BUSINESS_CONNECTION_INVALID"));
    }
    if !rights.iter().any(|right| connection.rights.iter().any(|given| given == right)) {
        return Err(Refusal::bad("BOT_ACCESS_FORBIDDEN"));
    }
    Ok(connection)
}

impl Request<'_> {
    /// As whom the bot speaks in a chat.
    pub(crate) fn author(&self, key: ChatKey) -> Author {
        self.world.speaker(key, self.bot)
    }

    /// A message as the bot sees it.
    pub(crate) fn show(&self, key: ChatKey, entry: &Entry) -> Value {
        let connection = match (key, self.author(key)) {
            (ChatKey::Between { .. }, Author::User(user)) => self.world.business.of_user(user),
            _ => None,
        };
        match connection {
            Some(connection) => self.world.business_view(key, entry, connection),
            None => Value::Object(Json::clone(&entry.json)),
        }
    }

    /// The chat of the user who connected the bot with the one whom `chat_id` names, if the bot may answer there.
    pub(super) fn business_chat(&self) -> Result<ChatKey, Refusal> {
        let connection = allowed(self, &["can_reply"])?;
        let (key, customer) = self.customer(&connection)?;
        let wrote = self.world.last_wrote(key, customer);
        if wrote.is_none_or(|wrote| self.world.now() - wrote > DAY) {
            return Err(Refusal::bad("BUSINESS_PEER_USAGE_MISSING"));
        }
        Ok(key)
    }

    fn customer(&self, connection: &Connection) -> Result<(ChatKey, i64), Refusal> {
        let customer = match self.params.get("chat_id") {
            None | Some(Value::Null) => return Err(Refusal::bad("chat identifier is empty")),
            Some(id) => id.as_i64().ok_or_else(|| Refusal::bad("chat identifier must be a valid Integer"))?,
        };
        if customer < 0 {
            return Err(Refusal::bad("chat must be a private chat"));
        }
        let key = ChatKey::between(connection.user, customer);
        if customer == connection.user || !self.world.chats.contains_key(&key) {
            return Err(Refusal::bad("chat not found"));
        }
        Ok((key, customer))
    }
}

fn read(request: &mut Request<'_>) -> Answer {
    let connection = allowed(request, &["can_read_messages"])?;
    let (key, customer) = request.customer(&connection)?;
    let id = request.params.number("message_id");
    let entry = request.world.entry(key, id).filter(|entry| entry.author == Author::User(customer));
    if entry.is_none() {
        return Err(Refusal::bad("message not found"));
    }
    request.world.business.mark_read(key, connection.user, id);
    Ok(true.into())
}

fn delete(request: &mut Request<'_>) -> Answer {
    let connection = allowed(request, &["can_delete_sent_messages", "can_delete_all_messages"])?;
    let ids = message_ids(request)?;
    let of_user = |key: &ChatKey| key.other(connection.user).is_some_and(|_| is_of(*key, connection.user));
    let place = |id: &i64| {
        let mut chats = request.world.chats.iter().filter(|(key, _)| of_user(key));
        chats.find_map(|(key, chat)| chat.entry(*id).map(|entry| (*key, entry.clone())))
    };
    let found: Vec<_> = ids.iter().filter_map(place).collect();
    let all = connection.rights.iter().any(|right| right == "can_delete_all_messages");
    if found.windows(2).any(|two| two[0].0 != two[1].0) {
        return Err(Refusal::bad("all messages must be from the same chat"));
    }
    // What the bot sent itself may go with the lesser right.
    let own = |entry: &crate::world::Entry| entry.bot() == request.bot;
    if !all && !found.iter().all(|(_, entry)| own(entry)) {
        return Err(Refusal::bad("message can't be deleted"));
    }
    for (key, entry) in found {
        request.world.delete(key, entry.id);
    }
    Ok(true.into())
}

fn is_of(key: ChatKey, user: i64) -> bool {
    matches!(key, ChatKey::Between { low, high } if low == user || high == user)
}
