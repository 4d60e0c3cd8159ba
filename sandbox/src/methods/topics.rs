//! Topics of forums, and of private chats that have them.

use serde_json::{Value, json};

use super::Request;
use crate::server::{Answer, Refusal};
use crate::world::{COLORS, ChatKey, Topic, TopicChange};

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "getForumTopicIconStickers" => Ok(icons()),
        "createForumTopic" => create(request),
        "editForumTopic" => edit(request),
        "closeForumTopic" => close(request, true),
        "reopenForumTopic" => close(request, false),
        "deleteForumTopic" => delete(request),
        "unpinAllForumTopicMessages" => unpin(request),
        "editGeneralForumTopic" => general(request, |request| {
            let name = request.params.text("name").trim().to_owned();
            TopicChange::Rename(name)
        }),
        "closeGeneralForumTopic" => general(request, |_| TopicChange::Close(true)),
        "reopenGeneralForumTopic" => general(request, |_| TopicChange::Close(false)),
        "hideGeneralForumTopic" => general(request, |_| TopicChange::Hide(true)),
        "unhideGeneralForumTopic" => general(request, |_| TopicChange::Hide(false)),
        "unpinAllGeneralForumTopicMessages" => unpin_general(request),
        _ => return None,
    })
}

/// The stickers that a topic's icon may be.
const ICONS: [(&str, &str); 6] = [
    ("5434144690511290129", "📰"),
    ("5312536423851630001", "💡"),
    ("5312016608254762256", "⚡️"),
    ("5377544228505134960", "🎙"),
    ("5418085807791545980", "🔝"),
    ("5370870893004203704", "🗣"),
];

fn icons() -> Value {
    ICONS
        .iter()
        .map(|(id, emoji)| {
            json!({
                "file_id": format!("topic_icon_{id}"),
                "file_unique_id": format!("icon_{id}"),
                "type": "custom_emoji",
                "width": 512,
                "height": 512,
                "is_animated": true,
                "is_video": false,
                "emoji": emoji,
                "set_name": "Topics",
                "custom_emoji_id": id,
            })
        })
        .collect()
}

fn check_icon(id: &str) -> Result<(), Refusal> {
    if id.is_empty() || ICONS.iter().any(|(known, _)| *known == id) {
        return Ok(());
    }
    if id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::bad("DOCUMENT_INVALID"));
    }
    Err(Refusal::bad("invalid custom emoji identifier specified"))
}

/// A chat with topics.
fn forum(request: &mut Request<'_>) -> Result<ChatKey, Refusal> {
    let key = request.open_chat()?;
    let world = &request.world;
    let on = match key {
        ChatKey::Private { bot, .. } => world.bots.get(&bot).is_some_and(|bot| bot.topics),
        _ => world.chats.get(&key).is_some_and(|chat| chat.topics.on),
    };
    if on { Ok(key) } else { Err(Refusal::bad("the chat is not a forum")) }
}

fn create(request: &mut Request<'_>) -> Answer {
    let key = forum(request)?;
    let name = request.params.text("name").trim();
    if name.is_empty() {
        return Err(Refusal::bad("TOPIC_TITLE_EMPTY"));
    }
    let color = request.params.int("icon_color").unwrap_or(COLORS[0]);
    if !COLORS.contains(&color) {
        return Err(Refusal::bad("TOPIC_ICON_COLOR_INVALID"));
    }
    let icon = request.params.text("icon_custom_emoji_id");
    check_icon(icon)?;
    let topic = Topic {
        name: name.to_owned(),
        color,
        emoji: (!icon.is_empty()).then(|| icon.to_owned()),
        creator: request.bot,
        closed: false,
    };
    let id = request.world.create_topic(key, topic.clone())?.id;
    Ok(topic.to_json(id))
}

fn thread(request: &Request<'_>) -> Result<i64, Refusal> {
    let id = request.params.int("message_thread_id").filter(|id| *id > 0);
    id.ok_or_else(|| Refusal::bad("invalid message thread identifier specified"))
}

fn edit(request: &mut Request<'_>) -> Answer {
    let key = forum(request)?;
    let id = thread(request)?;
    let name = request.params.str("name").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    let icon = request.params.str("icon_custom_emoji_id").map(str::to_owned);
    check_icon(icon.as_deref().unwrap_or_default())?;
    request.world.change_topic(key, request.bot, id, TopicChange::Edit { name, icon })?;
    Ok(true.into())
}

fn close(request: &mut Request<'_>, closed: bool) -> Answer {
    let key = forum(request)?;
    let id = thread(request)?;
    request.world.change_topic(key, request.bot, id, TopicChange::Close(closed))?;
    Ok(true.into())
}

fn delete(request: &mut Request<'_>) -> Answer {
    let key = forum(request)?;
    let id = thread(request)?;
    request.world.delete_topic(key, request.bot, id)?;
    Ok(true.into())
}

fn general(request: &mut Request<'_>, change: impl FnOnce(&Request<'_>) -> TopicChange) -> Answer {
    let key = supergroup_forum(request)?;
    let change = change(request);
    request.world.change_general(key, request.bot, change)?;
    Ok(true.into())
}

/// Private chats have no topic that is there by itself.
fn supergroup_forum(request: &mut Request<'_>) -> Result<ChatKey, Refusal> {
    match forum(request)? {
        key @ ChatKey::Shared(_) => Ok(key),
        _ => Err(Refusal::bad("method is available only for supergroups")),
    }
}

fn may_pin(request: &Request<'_>, key: ChatKey) -> Result<(), Refusal> {
    let may = matches!(key, ChatKey::Private { .. })
        || request.world.chats.get(&key).is_some_and(|chat| chat.may(request.bot, "can_pin_messages"));
    if may { Ok(()) } else { Err(Refusal::bad("not enough rights to manage pinned messages in the chat")) }
}

fn unpin(request: &mut Request<'_>) -> Answer {
    let key = forum(request)?;
    let id = thread(request)?;
    may_pin(request, key)?;
    request.world.topic(key, id)?;
    request.world.unpin_thread(key, Some(id));
    Ok(true.into())
}

fn unpin_general(request: &mut Request<'_>) -> Answer {
    let key = supergroup_forum(request)?;
    may_pin(request, key)?;
    request.world.unpin_thread(key, None);
    Ok(true.into())
}
