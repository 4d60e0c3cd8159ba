//! Calls follow a group that became a supergroup.

#![allow(unreachable_pub)]

#[path = "../../tests/support/require_ready.rs"]
mod require_ready;

use chappe::types::{ChatId, InputFile, MessageId, ReplyParameters};
use chappe::{Bot, Error};
use chappe_middleware::follow_migration::FollowMigrationLayer;
use chappe_sandbox::{Group, Sandbox, User};

type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

struct Moved {
    sandbox: Sandbox,
    bot: Bot,
    alice: User,
    old: Group,
    new: Group,
}

/// A group that became a supergroup, and a bot with the layer.
async fn moved(layer: FollowMigrationLayer) -> Result<Moved> {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let old = sandbox.group("Friends", &[&alice]).bot_admin(true);
    let new = old.upgrade().await?;
    let bot = Bot::builder(sandbox.token())
        .api_url(sandbox.api_url())
        .layer(require_ready::layer())
        .layer(layer)
        .build()?;
    Ok(Moved { sandbox, bot, alice, old, new })
}

impl Moved {
    /// The chats that calls were for, and whether they were carried out.
    fn calls(&self) -> Vec<(i64, bool)> {
        let calls = self.sandbox.calls();
        calls.iter().map(|call| (call.params["chat_id"].as_i64().unwrap_or_default(), call.is_ok())).collect()
    }
}

#[track_caller]
fn assert_migrated(error: &Error, moved: &Moved) {
    let ids = (Some(ChatId(moved.old.id())), ChatId(moved.new.id()));
    assert!(matches!(error, Error::Migrated { old, new, .. } if (*old, *new) == ids), "{error:?}");
}

#[tokio::test]
async fn without_the_layer_the_error_has_both_identifiers() -> Result {
    let moved = moved(FollowMigrationLayer::new()).await?;
    let error = moved.sandbox.bot().send_message(moved.old.id(), "hi").await.unwrap_err();
    assert_migrated(&error, &moved);
    Ok(())
}

#[tokio::test]
async fn a_call_is_repeated_once_and_later_ones_go_to_the_new_chat() -> Result {
    let moved = moved(FollowMigrationLayer::new()).await?;
    let (old, new) = (moved.old.id(), moved.new.id());
    assert_eq!(moved.bot.send_message(old, "first").await?.chat.id, ChatId(new));
    moved.bot.send_message(old, "second").await?;
    assert_eq!(moved.calls(), [(old, false), (new, true), (new, true)]);
    for text in ["first", "second"] {
        assert_eq!(moved.alice.next_message_in(&moved.new).await?.text(), text);
    }
    Ok(())
}

#[tokio::test]
async fn bots_of_one_layer_learn_from_each_other() -> Result {
    let layer = FollowMigrationLayer::new();
    let moved = moved(layer.clone()).await?;
    let (old, new) = (moved.old.id(), moved.new.id());
    moved.bot.send_message(old, "first").await?;
    let builder = Bot::builder(moved.sandbox.token()).api_url(moved.sandbox.api_url());
    builder.layer(layer).build()?.send_message(old, "second").await?;
    assert_eq!(moved.calls(), [(old, false), (new, true), (new, true)]);
    Ok(())
}

#[tokio::test]
async fn the_groups_met_first_are_forgotten_first() -> Result {
    let moved = moved(FollowMigrationLayer::new().capacity(1)).await?;
    let other = moved.sandbox.group("Colleagues", &[&moved.alice]);
    other.upgrade().await?;
    for chat in [&moved.old, &other, &moved.old] {
        moved.bot.send_message(chat.id(), "hi").await?;
    }
    let refused = moved.calls().iter().filter(|(_, ok)| !ok).count();
    assert_eq!((refused, moved.calls().len()), (3, 6));
    Ok(())
}

#[tokio::test]
async fn other_refusals_and_other_chats_are_left_alone() -> Result {
    let moved = moved(FollowMigrationLayer::new()).await?;
    let error = moved.bot.send_message(-5, "hi").await.unwrap_err();
    assert!(matches!(error, Error::BadRequest(_)), "{error:?}");
    moved.bot.send_message(moved.new.id(), "hi").await?;
    moved.bot.send_message(moved.alice.id(), "hi").await?;
    moved.bot.get_me().await?;
    assert_eq!(moved.sandbox.calls().len(), 4);
    Ok(())
}

#[tokio::test]
async fn the_number_of_an_old_message_never_meets_a_new_one() -> Result {
    let moved = moved(FollowMigrationLayer::new()).await?;
    let (bot, old, new) = (&moved.bot, moved.old.id(), moved.new.id());
    let number = bot.send_message(new, "not to be touched").await?.message_id;
    // Twice: before the layer knows the new chat, and after.
    for _ in 0..2 {
        assert_migrated(&bot.delete_message(old, number).await.unwrap_err(), &moved);
        assert_migrated(&bot.delete_messages(old, [number]).await.unwrap_err(), &moved);
        assert_migrated(&bot.pin_chat_message(old, number).await.unwrap_err(), &moved);
        let reply = bot.send_message(old, "an answer").reply_parameters(number);
        assert_migrated(&reply.await.unwrap_err(), &moved);
        bot.send_message(old, "learnt").await?;
    }
    let untouched = moved.alice.next_message_in(&moved.new).await?;
    assert!(untouched.now().is_some(), "{}", moved.sandbox.transcript());
    Ok(())
}

#[tokio::test]
async fn a_reply_that_may_goes_without_its_message() -> Result {
    let moved = moved(FollowMigrationLayer::new()).await?;
    let number = moved.bot.send_message(moved.new.id(), "another").await?.message_id;
    let reply = ReplyParameters::new().message_id(number).allow_sending_without_reply(true);
    moved.bot.send_message(moved.old.id(), "an answer").reply_parameters(reply).await?;
    moved.alice.next_message_in(&moved.new).await?;
    let answer = moved.alice.next_message_in(&moved.new).await?;
    assert_eq!((answer.text(), answer.reply_to()), ("an answer", None));
    Ok(())
}

#[tokio::test]
async fn what_is_forwarded_from_elsewhere_follows() -> Result {
    let moved = moved(FollowMigrationLayer::new()).await?;
    let message = moved.alice.send("from our chat").await?;
    moved.bot.forward_message(moved.old.id(), moved.alice.id(), MessageId(message.id())).await?;
    assert_eq!(moved.alice.next_message_in(&moved.new).await?.text(), "from our chat");
    Ok(())
}

#[tokio::test]
async fn a_reader_is_not_sent_again() -> Result {
    let moved = moved(FollowMigrationLayer::new()).await?;
    let once = || InputFile::reader("a.txt", &b"read once"[..]);
    assert_migrated(&moved.bot.send_document(moved.old.id(), once()).await.unwrap_err(), &moved);
    // But its chat is known now.
    moved.bot.send_document(moved.old.id(), once()).await?;
    assert_eq!(moved.alice.next_message_in(&moved.new).await?.file().as_deref(), Some(&b"read once"[..]));
    Ok(())
}

#[tokio::test]
async fn bytes_are_sent_again() -> Result {
    let moved = moved(FollowMigrationLayer::new()).await?;
    moved.bot.send_document(moved.old.id(), InputFile::bytes("a.txt", "kept")).await?;
    assert_eq!(moved.alice.next_message_in(&moved.new).await?.file().as_deref(), Some(&b"kept"[..]));
    Ok(())
}
