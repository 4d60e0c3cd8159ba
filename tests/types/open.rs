//! What this version does not know is read, kept, and written back.

use chappe::json::RawJson;
use chappe::types::{
    ChatMember, ChatType, EntityType, MaybeInaccessibleMessage, MessageOrigin, ReactionType, UpdateKind,
};
use serde_json::json;

use super::{again, message, tree, update};

/// The message of an update.
macro_rules! content {
    ($update:expr, $kind:ident) => {
        match &$update.kind {
            UpdateKind::$kind(content) => content,
            other => panic!("{other:?}"),
        }
    };
}

#[test]
fn an_unknown_kind_keeps_its_name_and_content() {
    let update = update(r#"{"update_id":7,"dream":{"of": [1, 2.50]}}"#);
    let UpdateKind::Unknown(unknown) = &update.kind else { panic!("{update:?}") };
    assert_eq!((&*unknown.name, unknown.content.get()), ("dream", r#"{"of": [1, 2.50]}"#));
    assert_eq!(update.kind.update_type(), "dream");
}

#[test]
fn an_unknown_kind_is_written_back_to_the_letter() {
    let text = r#"{"update_id":7,"dream":{"of": [1, 2.50]}}"#;
    assert_eq!(update(text).to_json(), text);
}

#[test]
fn an_unknown_kind_before_or_behind_a_known_one_is_an_extra() {
    for text in [
        r#"{"update_id":7,"dream":5,"poll":{"id":"1"}}"#,
        r#"{"update_id":7,"poll":{"id":"1"},"dream":5}"#,
        r#"{"poll":{"id":"1"},"dream":5,"update_id":7}"#,
    ] {
        let update = update(text);
        assert!(matches!(update.kind, UpdateKind::Poll(_)), "{text}");
        assert_eq!(update.extra.get("dream").map(RawJson::get), Some("5"), "{text}");
        assert_eq!(tree(&update.to_json())["dream"], 5, "{text}");
    }
}

#[test]
fn two_unknown_kinds_are_both_kept() {
    let text = r#"{"update_id":7,"dream":1,"nightmare":2}"#;
    assert_eq!(again(text), tree(text));
}

#[test]
fn of_two_known_kinds_the_last_counts() {
    let update = update(r#"{"update_id":7,"poll":{"id":"1"},"inline_query":{"id":"2","from":{"id":3}}}"#);
    assert_eq!(content!(update, InlineQuery).id, "2");
}

#[test]
fn an_unknown_member_is_kept_at_every_depth() {
    let text = message(r#""new":[true],"from":{"id":5,"is_bot":false,"first_name":"A","aura":{"hue":1.25}}"#);
    let update = update(&text);
    let message = content!(update, Message);
    assert_eq!(message.extra.get("new").map(RawJson::get), Some("[true]"));
    let from = message.from.as_deref().expect("a sender");
    assert_eq!(from.extra.get("aura").map(RawJson::get), Some(r#"{"hue":1.25}"#));
    assert_eq!(again(&text), tree(&text));
}

#[test]
fn an_unknown_value_is_kept_and_readable() {
    let text = message(r#""text":"x","entities":[{"type":"glow","offset":0,"length":1}]"#)
        .replace(r#""type":"private""#, r#""type":"hologram""#);
    let update = update(&text);
    let message = content!(update, Message);
    assert_eq!(message.chat.kind, ChatType::Other("hologram".into()));
    let entities = message.entities.as_deref().expect("entities");
    assert_eq!(entities[0].kind, EntityType::Other("glow".into()));
    assert_eq!(entities[0].kind.as_str(), "glow");
    assert_eq!(again(&text), tree(&text));
}

#[test]
fn an_unknown_member_of_a_union_keeps_its_json() {
    let origin = r#"{"type":"oracle","date":5,"who":{"id":9}}"#;
    let text = message(&format!(r#""forward_origin":{origin}"#));
    let update = update(&text);
    let message = content!(update, Message);
    let Some(MessageOrigin::Unknown(raw)) = message.forward_origin.as_deref() else { panic!("{message:?}") };
    assert_eq!(raw.get(), origin);
    assert_eq!(raw.to_value().expect("JSON")["who"]["id"], 9);
    assert_eq!(again(&text), tree(&text));
}

#[test]
fn a_union_without_its_tag_or_with_a_tag_of_another_type_is_unknown() {
    for origin in [r#"{"date":5}"#, r#"{"type":5,"date":5}"#, r#"{"type":null}"#, "{}"] {
        let text = message(&format!(r#""forward_origin":{origin}"#));
        let update = update(&text);
        let origin_read = content!(update, Message).forward_origin.as_deref();
        assert!(matches!(origin_read, Some(MessageOrigin::Unknown(raw)) if raw.get() == origin), "{origin}");
    }
}

#[test]
fn the_tag_of_a_union_may_be_its_last_member() {
    let text = r#"{"update_id":1,"chat_member":{"chat":{"id":1,"type":"group"},"from":{"id":2},"date":3,
        "old_chat_member":{"user":{"id":5,"status":"restricted"},"status":"left"},
        "new_chat_member":{"until_date":9,"user":{"id":5},"status":"kicked"}}}"#;
    let update = update(text);
    let change = content!(update, ChatMember);
    assert!(matches!(change.old_chat_member, ChatMember::Left(_)), "{change:?}");
    let ChatMember::Banned(banned) = &change.new_chat_member else { panic!("{change:?}") };
    assert_eq!((banned.user.id.get(), banned.until_date.get()), (5, 9));
}

#[test]
fn a_tag_with_escapes_is_a_tag() {
    let text = r#"{"update_id":1,"message_reaction":{"chat":{"id":1},"message_id":2,"date":3,
        "old_reaction":[],"new_reaction":[{"\u0074ype":"em\u006fji","emoji":"\ud83d\udc4d"}]}}"#;
    let update = update(text);
    let reaction = content!(update, MessageReaction);
    assert!(matches!(&reaction.new_reaction[0], ReactionType::Emoji(emoji) if emoji.emoji == "👍"));
}

#[test]
fn a_message_is_inaccessible_when_its_date_is_zero() {
    let query = |members: &str| {
        let text = format!(
            r#"{{"update_id":1,"callback_query":{{"id":"1","from":{{"id":2}},"chat_instance":"","message":{{{members}"message_id":2,"chat":{{"id":3,"type":"group"}}}}}}}}"#
        );
        content!(update(&text), CallbackQuery).message.clone().expect("a message")
    };
    assert!(matches!(*query(r#""date":0,"#), MaybeInaccessibleMessage::Inaccessible(_)));
    assert!(matches!(*query(r#""date":1,"#), MaybeInaccessibleMessage::Accessible(_)));
    // A date that is missing is zero.
    assert!(matches!(*query(""), MaybeInaccessibleMessage::Inaccessible(_)));
    assert_eq!(query(r#""date":0,"#).message_id().map(i64::from), Some(2));
}

#[test]
fn members_may_stand_in_any_order() {
    let text =
        r#"{"message":{"text":"hi","chat":{"type":"private","id":4},"date":3,"message_id":2},"update_id":1}"#;
    assert_eq!(again(text), tree(text));
}

#[test]
fn what_is_unknown_can_be_changed_and_is_written() {
    let mut update = update(&message(r#""new":1"#));
    if let UpdateKind::Message(message) = &mut update.kind {
        message.extra.insert("new", RawJson::from_value(&json!({"a": 2})));
    }
    assert_eq!(tree(&update.to_json())["message"]["new"], json!({"a": 2}));
}
