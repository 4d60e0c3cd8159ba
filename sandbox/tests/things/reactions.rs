//! Reactions are set, told, counted and refused.

use chappe_sandbox::{Message, Reaction, Sandbox};
use serde_json::{Value, json};

use crate::client::{Result, call, of_kind, refused, subscribe, updates};

fn emoji(emoji: &str) -> Value {
    json!([{"type": "emoji", "emoji": emoji}])
}

fn reacted(message: &Message) -> Vec<(i64, Value)> {
    message.now().map_or_else(Vec::new, |now| now.reactions().to_vec())
}

#[tokio::test]
async fn a_reaction_replaces_the_one_before_and_the_bot_hears_of_both() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let sent = alice.send("hello").await?;
    subscribe(&sandbox).await?;
    alice.react(&sent, "👍").await?;
    alice.react(&sent, "❤️").await?;
    alice.react(&sent, "").await?;
    let told = of_kind(&updates(&sandbox).await?, "message_reaction");
    let changes: Vec<_> = told.iter().map(|one| [&one["old_reaction"], &one["new_reaction"]]).collect();
    let none = json!([]);
    assert_eq!(changes, [[&none, &emoji("👍")], [&emoji("👍"), &emoji("❤️")], [&emoji("❤️"), &none]]);
    assert_eq!(told[0]["user"]["id"], alice.id());
    assert_eq!(reacted(&sent), []);
    Ok(())
}

#[tokio::test]
async fn a_bot_reacts_once_with_what_telegram_knows() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let sent = alice.send("hello").await?;
    let react =
        |reaction: Value| json!({"chat_id": alice.id(), "message_id": sent.id(), "reaction": reaction});
    call(&sandbox, "setMessageReaction", react(emoji("🔥"))).await?;
    let bot = sandbox.bot_user()["id"].as_i64().ok_or("no bot")?;
    assert_eq!(reacted(&sent), [(bot, emoji("🔥"))]);
    for (reaction, words) in [
        (emoji("🥦"), "REACTION_INVALID"),
        (json!([{"type": "custom_emoji", "custom_emoji_id": "7"}]), "REACTION_INVALID"),
        (json!([{"type": "paid"}]), "REACTION_INVALID"),
        (json!([{"type": "smell"}]), "can't parse ReactionType: invalid reaction type specified"),
        (json!([{"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "👎"}]), "REACTIONS_TOO_MANY"),
    ] {
        let answer = refused(&sandbox, "setMessageReaction", react(reaction.clone())).await?;
        assert_eq!(answer, format!("Bad Request: {words}"), "{reaction}");
    }
    call(&sandbox, "setMessageReaction", react(json!([]))).await?;
    assert_eq!(reacted(&sent), []);
    Ok(())
}

#[tokio::test]
async fn premium_users_have_several_reactions_and_custom_ones() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user_with("Bob").premium().create());
    let group = sandbox.group("Friends", &[&alice, &bob]);
    let sent = alice.send_to(&group, "hello").await?;
    let custom = || Reaction::Custom("77".into());
    assert!(alice.react_with(&sent, ["👍", "🔥"]).await.is_err(), "one is enough without Premium");
    assert!(alice.react_with(&sent, [custom()]).await.is_err(), "custom emoji need Premium");
    bob.react_with(&sent, [Reaction::from("👍"), custom(), Reaction::Paid]).await?;
    alice.react_with(&sent, [custom()]).await?;
    assert_eq!(reacted(&sent).len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_chat_allows_some_reactions_only() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.group("Friends", &[&alice]);
    let sent = alice.send_to(&group, "hello").await?;
    group.allow_reactions(["👍"]);
    let chat = call(&sandbox, "getChat", json!({"chat_id": group.id()})).await?;
    assert_eq!(chat["available_reactions"], emoji("👍"));
    assert!(alice.react(&sent, "🔥").await.is_err());
    alice.react(&sent, "👍").await?;
    let react = json!({"chat_id": group.id(), "message_id": sent.id(), "reaction": emoji("🔥")});
    assert_eq!(
        refused(&sandbox, "setMessageReaction", react.clone()).await?,
        "Bad Request: REACTION_INVALID"
    );
    group.allow_all_reactions();
    call(&sandbox, "setMessageReaction", react).await?;
    Ok(())
}

#[tokio::test]
async fn a_channel_tells_how_many_and_not_who() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let channel = sandbox.channel("News", &[&alice, &bob]);
    let post = alice.send_to(&channel, "news").await?;
    subscribe(&sandbox).await?;
    alice.react(&post, "👍").await?;
    bob.react(&post, "👍").await?;
    let updates = updates(&sandbox).await?;
    assert_eq!(of_kind(&updates, "message_reaction"), [json!(null); 0]);
    let told = of_kind(&updates, "message_reaction_count");
    assert_eq!(told[1]["reactions"], json!([{"type": emoji("👍")[0], "total_count": 2}]));
    Ok(())
}

#[tokio::test]
async fn in_a_group_only_an_administrator_hears_of_reactions_and_may_take_them_away() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.supergroup("Friends", &[&alice]);
    let sent = alice.send_to(&group, "hello").await?;
    subscribe(&sandbox).await?;
    alice.react(&sent, "👍").await?;
    assert_eq!(of_kind(&updates(&sandbox).await?, "message_reaction"), [json!(null); 0]);
    let away = json!({"chat_id": group.id(), "message_id": sent.id(), "user_id": alice.id()});
    assert!(refused(&sandbox, "deleteMessageReaction", away.clone()).await?.contains("not enough rights"));
    group.bot_admin(true);
    call(&sandbox, "deleteMessageReaction", away).await?;
    assert_eq!(reacted(&sent), []);
    alice.react(&sent, "🔥").await?;
    assert_eq!(of_kind(&updates(&sandbox).await?, "message_reaction").len(), 2);
    Ok(())
}
