//! Direct messages to channels: people write in topics of their own, and bots that may answer there.

use chappe_sandbox::{Group, Sandbox, Topic, User};
use serde_json::{Value, json};

use crate::support::{Result, call, refused, updates, updates_of, upload};

/// A channel of Alice's that Bob and Carol read, and the chat of its direct messages.
struct Scene {
    sandbox: Sandbox,
    alice: User,
    bob: User,
    carol: User,
    news: Group,
    desk: Group,
}

async fn scene() -> Result<Scene> {
    let sandbox = Sandbox::start().await?;
    let (alice, bob, carol) = (sandbox.user("Alice"), sandbox.user("Bob"), sandbox.user("Carol"));
    let news = sandbox.channel("News", &[&alice, &bob, &carol]);
    let desk = alice.set_direct_messages(&news, Some(0)).await?;
    updates(&sandbox).await?;
    Ok(Scene { sandbox, alice, bob, carol, news, desk })
}

fn texts(messages: &[chappe_sandbox::Message]) -> Vec<String> {
    messages.iter().map(|message| message.text().to_owned()).collect()
}

#[tokio::test]
async fn a_bot_gets_direct_messages_with_their_topic() -> Result {
    let Scene { sandbox, bob, news, desk, .. } = scene().await?;
    let sent = bob.send_to(&desk, "When does it go on?").await?;
    let heard = updates_of(&sandbox, "message").await?;
    let chat = json!({"id": desk.id(), "title": "News", "type": "supergroup", "is_direct_messages": true});
    assert_eq!((&heard[0]["chat"], &heard[0]["message_id"]), (&chat, &json!(sent.id())));
    assert_eq!(heard[0]["direct_messages_topic"], json!({"topic_id": bob.id(), "user": bob.json()}));
    assert_eq!((&heard[0]["from"], heard[0].get("message_thread_id")), (&bob.json(), None));
    let full = call(&sandbox, "getChat", json!({"chat_id": desk.id()})).await?;
    assert_eq!((&full["is_direct_messages"], &full["parent_chat"]["id"]), (&json!(true), &json!(news.id())));
    assert_eq!(full["parent_chat"]["type"], "channel");
    Ok(())
}

#[tokio::test]
async fn a_bot_answers_in_a_topic_as_the_channel() -> Result {
    let Scene { sandbox, bob, carol, news, desk, .. } = scene().await?;
    bob.send_to(&desk, "When?").await?;
    carol.send_to(&desk, "Where?").await?;
    let answer = json!({"chat_id": desk.id(), "direct_messages_topic_id": bob.id(), "text": "Tomorrow"});
    let sent = call(&sandbox, "sendMessage", answer).await?;
    assert_eq!(sent["direct_messages_topic"]["topic_id"], bob.id());
    assert_eq!((&sent["sender_chat"]["id"], &sent["from"]["id"]), (&json!(news.id()), &json!(136_817_688)));
    assert_eq!(bob.next_message_in(&desk).await?.text(), "Tomorrow");
    assert!(carol.try_next_message().is_none(), "it is not for her");
    assert_eq!(texts(&bob.history_of(&desk)), ["When?", "Tomorrow"]);
    assert_eq!(texts(&carol.history_of(&desk)), ["Where?"]);
    Ok(())
}

#[tokio::test]
async fn every_way_of_sending_takes_a_topic() -> Result {
    let Scene { sandbox, bob, desk, .. } = scene().await?;
    let asked = bob.send_to(&desk, "Well?").await?;
    let photo = upload(&sandbox, "sendPhoto", &[("chat_id", bob.id().to_string())], "photo").await?;
    let file = &photo["photo"][0]["file_id"];
    let (here, prices) = (desk.id(), json!([{"label": "Tea", "amount": 5}]));
    let mut there = json!({"media": file, "type": "photo"});
    let calls = [
        ("sendPhoto", json!({"photo": file})),
        ("sendMediaGroup", json!({"media": [there.clone(), there.take()]})),
        ("sendLocation", json!({"latitude": 1, "longitude": 2})),
        ("sendDice", json!({})),
        ("sendPaidMedia", json!({"star_count": 1, "media": [{"type": "photo", "media": file}]})),
        (
            "sendInvoice",
            json!({"title": "Tea", "description": "A cup", "payload": "t", "currency": "XTR",
            "prices": prices}),
        ),
        ("forwardMessage", json!({"from_chat_id": here, "message_id": asked.id()})),
        ("copyMessage", json!({"from_chat_id": here, "message_id": asked.id()})),
        ("copyMessages", json!({"from_chat_id": here, "message_ids": [asked.id()]})),
    ];
    for (method, mut params) in calls {
        params["chat_id"] = here.into();
        let missing = "Bad Request: channel direct messages topic must be specified";
        assert_eq!(refused(&sandbox, method, params.clone()).await?, missing, "{method}");
        params["direct_messages_topic_id"] = bob.id().into();
        call(&sandbox, method, params).await?;
        assert_eq!(
            bob.next_message_in(&desk).await?.field("direct_messages_topic")["topic_id"],
            bob.id(),
            "{method}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_topic_is_refused() -> Result {
    let Scene { sandbox, alice, bob, carol, news, desk } = scene().await?;
    let asked = bob.send_to(&desk, "When?").await?;
    let say =
        |chat: i64, topic: i64| json!({"chat_id": chat, "direct_messages_topic_id": topic, "text": "x"});
    let topic = refused(&sandbox, "sendMessage", say(desk.id(), carol.id())).await?;
    assert_eq!(topic, "Bad Request: topic not found");
    let elsewhere = refused(&sandbox, "sendMessage", say(news.id(), bob.id())).await?;
    assert_eq!(elsewhere, "Bad Request: chat is not an administered channel direct messages chat");
    carol.send_to(&desk, "Where?").await?;
    let mut reply = say(desk.id(), carol.id());
    reply["reply_parameters"] = json!({"message_id": asked.id()});
    let reply = refused(&sandbox, "sendMessage", reply).await?;
    assert_eq!(reply, "Bad Request: message to be replied not found");
    // A chat without topics has nowhere else to put it.
    let poll =
        json!({"chat_id": desk.id(), "question": "Tea?", "options": [{"text": "Yes"}, {"text": "No"}]});
    let poll = refused(&sandbox, "sendPoll", poll).await?;
    assert_eq!(poll, "Bad Request: channel direct messages topic must be specified");
    let error = alice.send_to(&desk, "to nobody").await.map(drop).unwrap_err();
    assert!(error.to_string().contains("topic must be specified"), "{error}");
    let error = bob.send_in(&Topic::of(&desk, carol.id()), "x").await.map(drop).unwrap_err();
    assert!(error.to_string().contains("topic not found"), "{error}");
    Ok(())
}

#[tokio::test]
async fn only_who_manages_direct_messages_gets_them() -> Result {
    let Scene { sandbox, bob, news, desk, .. } = scene().await?;
    news.bot_rights(&["can_post_messages"]);
    bob.send_to(&desk, "When?").await?;
    assert_eq!(updates(&sandbox).await?, Vec::<Value>::new());
    let answer = json!({"chat_id": desk.id(), "direct_messages_topic_id": bob.id(), "text": "Tomorrow"});
    assert_eq!(
        refused(&sandbox, "sendMessage", answer.clone()).await?,
        "Forbidden: bot is not a member of the supergroup chat"
    );
    news.bot_rights(&["can_manage_direct_messages"]);
    bob.send_to(&desk, "Hello?").await?;
    assert_eq!(updates_of(&sandbox, "message").await?[0]["text"], "Hello?");
    call(&sandbox, "sendMessage", answer).await?;
    Ok(())
}

#[tokio::test]
async fn administrators_answer_by_a_reply_or_in_a_topic() -> Result {
    let Scene { sandbox, alice, bob, carol, news, desk } = scene().await?;
    let asked = bob.send_to(&desk, "When?").await?;
    let answer = alice.reply(&asked, "Tomorrow").await?;
    assert_eq!(answer.field("direct_messages_topic")["topic_id"], bob.id());
    alice.send_in(&Topic::of(&desk, bob.id()), "At six").await?;
    assert_eq!(texts(&bob.history_of(&desk)), ["When?", "Tomorrow", "At six"]);
    let heard = updates_of(&sandbox, "message").await?;
    assert_eq!(heard[1]["sender_chat"]["id"], news.id());
    alice.promote(&news, &carol, &["can_manage_direct_messages"]).await?;
    assert_eq!(texts(&carol.history_of(&desk)).len(), 3, "she sees every topic now");
    carol.reply(&asked, "Or later").await?;
    alice.promote(&news, &carol, &[]).await?;
    assert_eq!(texts(&carol.history_of(&desk)), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn the_channel_is_told_of_the_price() -> Result {
    let Scene { sandbox, alice, bob, news, desk, .. } = scene().await?;
    alice.set_direct_messages(&news, Some(10)).await?;
    alice.set_direct_messages(&news, Some(10)).await?;
    let sent = bob.send_to(&desk, "When?").await?;
    assert_eq!(sent.field("paid_star_count"), 10);
    let full = call(&sandbox, "getChat", json!({"chat_id": desk.id()})).await?;
    assert_eq!(full["paid_message_star_count"], 10);
    let answer = alice.reply(&sent, "Tomorrow").await?;
    assert_eq!(answer.field("paid_star_count"), &Value::Null, "the channel pays nothing");
    alice.set_direct_messages(&news, None).await?;
    let told: Vec<Value> = updates_of(&sandbox, "channel_post")
        .await?
        .into_iter()
        .map(|mut post| post["direct_message_price_changed"].take())
        .collect();
    let price =
        |on: bool, stars: i64| json!({"are_direct_messages_enabled": on, "direct_message_star_count": stars});
    assert_eq!(told, [price(true, 10), price(false, 0)]);
    assert!(bob.send_to(&desk, "Hello?").await.is_err());
    assert!(bob.set_direct_messages(&news, Some(0)).await.is_err(), "it is not his");
    Ok(())
}

#[tokio::test]
async fn buttons_and_edits_stay_within_a_topic() -> Result {
    let Scene { sandbox, bob, carol, desk, .. } = scene().await?;
    bob.send_to(&desk, "When?").await?;
    carol.send_to(&desk, "Where?").await?;
    let keys = json!({"inline_keyboard": [[{"text": "Now", "callback_data": "now"}]]});
    let params = json!({"chat_id": desk.id(), "direct_messages_topic_id": bob.id(), "text": "Choose",
        "reply_markup": keys});
    let sent = call(&sandbox, "sendMessage", params).await?;
    assert!(carol.within(std::time::Duration::ZERO).click("Now").await.is_err());
    bob.click("Now").await?;
    let edit = json!({"chat_id": desk.id(), "message_id": sent["message_id"], "text": "Chosen"});
    call(&sandbox, "editMessageText", edit).await?;
    assert_eq!(bob.expect_edit("Chosen").await?.id(), sent["message_id"]);
    assert!(carol.within(std::time::Duration::ZERO).next_edit().await.is_err());
    Ok(())
}
