use proptest::prelude::*;

use super::kinds::{self, Kinds};
use super::table::GROUPS;
use super::*;
use crate::filter::UpdateKinds;
use crate::types::{Update, UpdateType};
use crate::{Bot, Ctx};

/// The message of an invalid query.
fn message(query: &str) -> String {
    parse(query).unwrap_err().to_string()
}

fn matches(query: &str, update: &str) -> bool {
    let me = crate::json::from_str(r#"{"id":42,"is_bot":true,"first_name":"Tester"}"#).unwrap();
    let bot = Bot::builder("42:TEST").me(me).build().unwrap();
    let ctx = Ctx::new(bot, Update::from_json(update).unwrap());
    parse(query).unwrap().test(&ctx).unwrap()
}

/// Every query without shortcuts.
fn all_queries() -> Vec<String> {
    let mut all = Vec::new();
    for (index, kind) in kinds::NAMES.iter().enumerate() {
        all.push((*kind).to_owned());
        for key in GROUPS.iter().filter(|g| g.kinds.meets(Kinds::nth(index))).flat_map(|g| g.keys) {
            all.push(format!("{kind}:{}", key.name));
            all.extend(key.leaves.iter().map(|leaf| format!("{kind}:{}:{}", key.name, leaf.name)));
        }
    }
    all
}

#[test]
fn the_kinds_are_those_of_the_bot_api() {
    assert!(UpdateType::ALL.iter().map(UpdateType::as_str).eq(kinds::NAMES));
}

#[test]
fn no_query_is_listed_twice() {
    let mut all = all_queries();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
}

#[test]
fn every_query_stands_for_itself_and_knows_its_kind() {
    for query in all_queries() {
        assert_eq!(expand(&query), Ok(vec![query.clone()]));
        let kind = UpdateType::from(query.split(':').next().unwrap());
        assert_eq!(parse(&query).unwrap().kinds(), UpdateKinds::of(&kind), "{query}");
    }
}

#[test]
fn constants_and_programs_agree() {
    const _: () = assert_valid("message");
    const _: () = assert_valid(":file");
    const _: () = assert_valid("::expandable_blockquote");
    const _: () = assert_valid("guest_message:unique_gift:transfer_star_count");
    const VALID: [bool; 3] = [is_valid("::date_time"), is_valid("message:"), is_valid("poll:question")];
    assert_eq!(VALID, [true, false, false]);
}

#[test]
fn an_unknown_name_is_explained() {
    assert_eq!(
        message("mesage"),
        "invalid filter query `mesage`: there is no update kind `mesage`; did you mean `message`?"
    );
    assert_eq!(
        message("edti:text"),
        "invalid filter query `edti:text`: there is no update kind `edti`; did you mean `edit`?"
    );
    assert_eq!(
        message("message:foto"),
        "invalid filter query `message:foto`: `message` has no `foto`; did you mean `photo`?"
    );
    assert_eq!(
        message("channel_post:new_chat_members"),
        "invalid filter query `channel_post:new_chat_members`: `channel_post` has no `new_chat_members`; \
         `new_chat_members` is a part of `message`, `edited_message`, `business_message`, `edited_business_message`, \
         `guest_message`",
    );
    assert_eq!(
        message("message:url"),
        "invalid filter query `message:url`: `message` has no `url`; did you mean `message::url`?"
    );
    assert_eq!(
        message("message:sticker:loud"),
        "invalid filter query `message:sticker:loud`: `message:sticker` has no `loud`; permitted: `is_video`, \
         `is_animated`, `premium_animation`",
    );
    assert!(message("message:whatever").contains("permitted: `forward_origin`, `is_topic_message`"));
}

#[test]
fn what_cannot_go_on_is_explained() {
    assert_eq!(message("poll:question"), "invalid filter query `poll:question`: nothing can follow `poll`");
    assert_eq!(
        message("message:text:x"),
        "invalid filter query `message:text:x`: nothing can follow `message:text`"
    );
    assert_eq!(
        message("message:entities:url:x:y"),
        "invalid filter query `message:entities:url:x:y`: it has three parts at most, `x:y` is one too many",
    );
}

#[test]
fn shortcuts_for_nothing_are_explained() {
    assert_eq!(
        message("::urk"),
        "invalid filter query `::urk`: it stands for nothing that exists; `` is `message` or \
         `channel_post`; `` is `entities` or `caption_entities`; did you mean `url`?",
    );
    assert_eq!(
        message(":data"),
        "invalid filter query `:data`: it stands for nothing that exists; `` is `message` or `channel_post`; `data` is a \
         part of `callback_query`",
    );
    assert_eq!(
        message("callback_query::url"),
        "invalid filter query `callback_query::url`: it stands for nothing that exists; `` is `entities` or \
         `caption_entities`; permitted: `data`, `game_short_name`",
    );
    assert_eq!(
        message("chat_member:media"),
        "invalid filter query `chat_member:media`: it stands for nothing that exists; `media` is `photo`, `live_photo` or \
         `video`; permitted: `from`",
    );
}

#[test]
fn a_forgotten_colon_is_found() {
    for (query, meant) in
        [("text", ":text"), ("file", ":file"), ("edit:url", "edit::url"), ("message:bold", "message::bold")]
    {
        assert!(message(query).ends_with(&format!("; did you mean `{meant}`?")), "{}", message(query));
    }
}

#[test]
fn a_long_query_is_quoted_in_part() {
    let query = "ü".repeat(10_000);
    let text = message(&query);
    assert!(text.len() < 1500, "{text}");
    assert!(text.starts_with("invalid filter query `üüü"));
}

#[test]
fn an_error_knows_its_place() {
    let error = parse("message:sticker:loud").unwrap_err();
    assert_eq!((error.query(), error.part(), error.level()), ("message:sticker:loud", "loud", 3));
    assert_eq!(error.kind(), QueryErrorKind::Unknown);
    assert_eq!(error.permitted().count(), 3);
    assert_eq!(parse("foo").unwrap_err().permitted().count(), UpdateType::ALL.len());
    assert_eq!(parse("message:text:x").unwrap_err().kind(), QueryErrorKind::NothingFollows);
    assert_eq!(parse("message:entities:url:x").unwrap_err().kind(), QueryErrorKind::TooManyParts);
    assert_eq!(parse("::me").unwrap_err().kind(), QueryErrorKind::Shortcut);
}

#[test]
fn counted_reactions_match_what_they_name() {
    let update = r#"{"update_id":1,"message_reaction_count":{"chat":{"id":1,"type":"channel"},"message_id":2,"date":3,
        "reactions":[{"type":{"type":"paid"},"total_count":4}]}}"#;
    assert!(matches("message_reaction_count:reactions:paid", update));
    assert!(!matches("message_reaction_count:reactions:emoji", update));
}

#[test]
fn a_subscription_matches_its_state() {
    let update = r#"{"update_id":1,"subscription":{"user":{"id":1,"is_bot":false,"first_name":"A"},
        "invoice_payload":"p","state":"failed"}}"#;
    assert!(matches("subscription:state:failed", update));
    assert!(!matches("subscription:state:active", update));
}

#[test]
fn a_connection_that_may_reply_says_so_in_its_rights() {
    let with = |member: &str| {
        let update = r#"{"update_id":1,"business_connection":{"id":"b","user":{"id":1,"is_bot":false,"first_name":"A"},
            "user_chat_id":1,"date":2,"is_enabled":false,MEMBER}}"#;
        matches("business_connection:can_reply", &update.replace("MEMBER", member))
    };
    assert!(with(r#""rights":{"can_reply":true}"#));
    assert!(!with(r#""rights":{}"#));
    assert!(with(r#""can_reply":false"#));
    assert!(!with(r#""can_reply":null"#));
}

#[test]
fn the_message_of_a_button_is_not_meant() {
    let update = r#"{"update_id":1,"callback_query":{"id":"q","from":{"id":1,"is_bot":false,"first_name":"A"},
        "chat_instance":"c","data":"d","message":{"message_id":1,"date":2,"chat":{"id":1,"type":"private"},"text":"t"}}}"#;
    assert!(matches("callback_query:data", update));
    assert!(!matches(":text", update));
}

#[test]
fn without_a_bot_user_nobody_is_me() {
    let update = r#"{"update_id":1,"message":{"message_id":1,"date":2,"chat":{"id":1,"type":"group"},
        "left_chat_member":{"id":42,"is_bot":true,"first_name":"T"}}}"#;
    assert!(matches(":left_chat_member:me", update));
    let ctx = Ctx::new(Bot::builder("42:TEST").build().unwrap(), Update::from_json(update).unwrap());
    assert!(!parse(":left_chat_member:me").unwrap().test(&ctx).unwrap());
}

#[test]
fn no_query_takes_nothing() {
    assert!(parse_any([]).unwrap().kinds().is_empty());
}

proptest! {
    #[test]
    fn any_text_is_a_query_or_an_error(text in any::<String>()) {
        agree(&text);
    }

    #[test]
    fn names_in_any_order_are_a_query_or_an_error(
        names in prop::collection::vec(
            prop::sample::select(vec!["", "msg", "edit", "message", "channel_post", "media", "file", "photo", "sticker",
                "entities", "url", "me", "is_video", "chat_member", "from", "tset", "toString"]),
            0..6,
        ),
    ) {
        agree(&names.join(":"));
    }
}

/// What must hold for every text.
fn agree(text: &str) {
    match (parse(text), expand(text)) {
        (Ok(filter), Ok(expanded)) => {
            assert!(is_valid(text) && !filter.kinds().is_empty() && !expanded.is_empty());
            assert!(expanded.iter().all(|query| is_valid(query)), "{expanded:?}");
        }
        (Err(error), Err(same)) => {
            assert_eq!(error, same);
            assert!(!is_valid(text) && text.contains(error.part()));
            assert!(error.to_string().starts_with("invalid filter query `"));
            assert!(error.permitted().count() < 200);
        }
        (parsed, expanded) => panic!("{text:?}: {parsed:?} but {expanded:?}"),
    }
}
