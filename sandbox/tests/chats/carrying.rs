//! Forwarding and copying.

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Result, call, refused, upload};

#[tokio::test]
async fn a_forward_says_where_it_came_from_in_four_ways() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let carol = sandbox.user_with("Carol").last_name("Jones").private_forwards().create();
    let group = sandbox.supergroup("Friends", &[&alice, &bob, &carol]);
    let channel = sandbox.channel("News", &[&alice]).signatures(true);
    alice.promote(&group, &bob, &["is_anonymous", "can_pin_messages"]).await?;
    let mut origins = Vec::new();
    for message in [
        alice.send_to(&group, "I").await?,
        carol.send_to(&group, "I, unnamed").await?,
        bob.send_to(&group, "the group").await?,
        alice.send_to(&channel, "the channel").await?,
    ] {
        let params =
            json!({"chat_id": alice.id(), "from_chat_id": message.chat_id(), "message_id": message.id()});
        let mut forwarded = call(&sandbox, "forwardMessage", params).await?;
        let mut origin = forwarded["forward_origin"].take();
        assert_eq!(origin["date"], *message.field("date"));
        origin.as_object_mut().ok_or("no origin")?.remove("date");
        origins.push(origin);
    }
    assert_eq!(origins[0], json!({"type": "user", "sender_user": alice.json()}));
    assert_eq!(origins[1], json!({"type": "hidden_user", "sender_user_name": "Carol Jones"}));
    assert_eq!((&origins[2]["type"], &origins[2]["sender_chat"]["id"]), (&json!("chat"), &json!(group.id())));
    assert_eq!(
        (&origins[3]["type"], &origins[3]["chat"]["id"], &origins[3]["author_signature"]),
        (&json!("channel"), &json!(channel.id()), &json!("Alice"))
    );
    Ok(())
}

#[tokio::test]
async fn a_forward_of_a_forward_keeps_the_first_origin() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.group("Friends", &[&alice, &bob]);
    let first = alice.send("hello").await?;
    let second = alice.forward(&first, &group).await?;
    let third = bob.forward_to_bot(&second).await?;
    assert_eq!(third.field("forward_origin")["sender_user"]["id"], alice.id());
    assert_eq!(third.text(), "hello");
    Ok(())
}

#[tokio::test]
async fn albums_stay_albums() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let media = json!([{"type": "photo", "media": "attach://a"}, {"type": "photo", "media": "attach://a"}]);
    let fields = [("chat_id", alice.id().to_string()), ("media", media.to_string())];
    let sent = upload(&sandbox, "sendMediaGroup", &fields, "a").await?;
    let ids = json!([sent[0]["message_id"], sent[1]["message_id"]]);
    let carry = json!({"chat_id": bob.id(), "from_chat_id": alice.id(), "message_ids": ids});
    for method in ["forwardMessages", "copyMessages"] {
        call(&sandbox, method, carry.clone()).await?;
        let (one, other) = (bob.next_message().await?, bob.next_message().await?);
        assert_eq!(one.field("media_group_id"), other.field("media_group_id"), "{method}");
        assert!(one.field("media_group_id").is_string(), "{method}");
        assert_ne!(one.field("media_group_id"), &sent[0]["media_group_id"], "{method}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_protected_stays() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice, &bob]).protected(true);
    let message = alice.send_to(&group, "secret").await?;
    assert_eq!(message.field("has_protected_content"), true);
    assert!(bob.forward_to_bot(&message).await.is_err());
    let carry = json!({"chat_id": bob.id(), "from_chat_id": group.id(), "message_id": message.id()});
    for method in ["forwardMessage", "copyMessage"] {
        assert_eq!(
            refused(&sandbox, method, carry.clone()).await?,
            "Bad Request: message has protected content and can't be forwarded",
            "{method}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_carried_is_refused_by_name() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice]);
    bob.join(&group).await?;
    let carry = |id: i64| json!({"chat_id": bob.id(), "from_chat_id": group.id(), "message_id": id});
    for (method, id, refusal) in [
        ("forwardMessage", 99, "message to forward not found"),
        ("copyMessage", 99, "message to copy not found"),
        ("forwardMessage", 1, "message can't be forwarded"),
        ("copyMessage", 1, "message can't be copied"),
    ] {
        assert_eq!(
            refused(&sandbox, method, carry(id)).await?,
            format!("Bad Request: {refusal}"),
            "{method}"
        );
    }
    for (ids, refusal) in [
        (json!([98, 99]), "there are no messages to forward"),
        (json!([1]), "messages can't be forwarded"),
        (json!([2, 1]), "message identifiers must be in a strictly increasing order"),
    ] {
        let mut carry = carry(1);
        carry["message_ids"] = ids;
        assert_eq!(refused(&sandbox, "forwardMessages", carry).await?, format!("Bad Request: {refusal}"));
    }
    Ok(())
}

#[tokio::test]
async fn a_copy_can_lose_its_caption() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let photo = alice.send_photo(chappe_sandbox::User::fixture(), "look").await?;
    let carry = json!({
        "chat_id": alice.id(),
        "from_chat_id": alice.id(),
        "message_ids": [photo.id()],
        "remove_caption": true,
    });
    call(&sandbox, "copyMessages", carry).await?;
    let copy = alice.next_message().await?;
    assert_eq!((copy.caption(), copy.field("forward_origin")), ("", &Value::Null));
    Ok(())
}
