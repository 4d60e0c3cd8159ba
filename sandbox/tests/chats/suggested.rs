//! Posts that are suggested to channels: approved, declined, published at their time, paid and paid back.

use std::time::{Duration, UNIX_EPOCH};

use chappe_sandbox::{Group, Sandbox, SuggestedPost, User};
use serde_json::{Value, json};

use crate::support::{Result, call, refused, updates, updates_of};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);

/// A channel of Alice's, and the chat of its direct messages.
struct Scene {
    sandbox: Sandbox,
    alice: User,
    bob: User,
    news: Group,
    desk: Group,
}

async fn scene() -> Result<Scene> {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let news = sandbox.channel("News", &[&alice, &bob]);
    let desk = alice.set_direct_messages(&news, Some(0)).await?;
    updates(&sandbox).await?;
    Ok(Scene { sandbox, alice, bob, news, desk })
}

impl Scene {
    async fn suggest(&self, post: SuggestedPost) -> Result<chappe_sandbox::Message> {
        Ok(self.bob.suggest_post(&self.desk, &post).await?)
    }

    fn now(&self) -> Result<u64> {
        Ok(self.sandbox.now().duration_since(UNIX_EPOCH)?.as_secs())
    }

    /// What the channel says, oldest first.
    fn posts(&self) -> Vec<String> {
        let posts = self.bob.history_of(&self.news);
        posts.iter().filter(|post| !post.text().is_empty()).map(|post| post.text().to_owned()).collect()
    }

    /// What the bot is told of suggestions: the names of the service messages, with what they hold.
    async fn told(&self) -> Result<Vec<(String, Value)>> {
        let mut told = Vec::new();
        for message in updates_of(&self.sandbox, "message").await? {
            let fields = message.as_object().into_iter().flatten();
            let service = fields
                .filter(|(name, _)| name.starts_with("suggested_post_") && *name != "suggested_post_info");
            told.extend(service.map(|(name, value)| (name.clone(), value.clone())));
        }
        Ok(told)
    }
}

fn names(told: &[(String, Value)]) -> Vec<&str> {
    told.iter().map(|(name, _)| name.trim_start_matches("suggested_post_")).collect()
}

#[tokio::test]
async fn a_bot_approves_what_somebody_suggests() -> Result {
    let scene = scene().await?;
    let post = scene.suggest(SuggestedPost::new("Tea for all")).await?;
    let heard = updates_of(&scene.sandbox, "message").await?;
    assert_eq!(heard[0]["suggested_post_info"], json!({"state": "pending"}));
    let id = json!({"chat_id": scene.desk.id(), "message_id": post.id()});
    assert_eq!(call(&scene.sandbox, "approveSuggestedPost", id.clone()).await?, true);
    assert_eq!(post.now().ok_or("gone")?.field("suggested_post_info")["state"], "approved");

    let told = updates(&scene.sandbox).await?;
    let approved = &told[0]["message"]["suggested_post_approved"];
    assert_eq!(approved["suggested_post_message"]["message_id"], post.id());
    assert!(approved["send_date"].is_i64() && approved.get("price").is_none(), "{approved}");
    assert_eq!(told[0]["message"]["direct_messages_topic"]["topic_id"], scene.bob.id());
    assert_eq!(told[1]["channel_post"]["text"], "Tea for all", "the bot hears of it, who did not send it");
    let post = &told[1]["channel_post"];
    for field in ["suggested_post_info", "direct_messages_topic", "is_paid_post", "from"] {
        assert!(post.get(field).is_none(), "{field}: {post}");
    }
    assert_eq!(scene.bob.next_message_in(&scene.news).await?.text(), "Tea for all");
    let again = refused(&scene.sandbox, "approveSuggestedPost", id).await?;
    assert_eq!(again, "Bad Request: suggested post can't be approved");
    Ok(())
}

#[tokio::test]
async fn a_post_is_published_at_its_date() -> Result {
    let scene = scene().await?;
    let own = scene.suggest(SuggestedPost::new("in an hour").after(HOUR)).await?;
    let free = scene.suggest(SuggestedPost::new("in two")).await?;
    let date = own.field("suggested_post_info")["send_date"].clone();
    call(&scene.sandbox, "approveSuggestedPost", json!({"chat_id": scene.desk.id(), "message_id": own.id()}))
        .await?;
    let later = scene.now()? + 7200;
    let params = json!({"chat_id": scene.desk.id(), "message_id": free.id(), "send_date": later});
    call(&scene.sandbox, "approveSuggestedPost", params).await?;
    assert_eq!(scene.posts(), Vec::<String>::new());
    scene.sandbox.advance(HOUR);
    assert_eq!(scene.posts(), ["in an hour"]);
    scene.sandbox.advance(HOUR);
    assert_eq!(scene.posts(), ["in an hour", "in two"]);
    let approved = scene.told().await?;
    assert_eq!(names(&approved), ["approved", "approved"]);
    assert_eq!((&approved[0].1["send_date"], &approved[1].1["send_date"]), (&date, &json!(later)));
    Ok(())
}

#[tokio::test]
async fn a_bot_declines_with_a_comment() -> Result {
    let scene = scene().await?;
    let post = scene.suggest(SuggestedPost::new("Tea for all")).await?;
    let params = json!({"chat_id": scene.desk.id(), "message_id": post.id(), "comment": "We drink coffee"});
    call(&scene.sandbox, "declineSuggestedPost", params.clone()).await?;
    let told = scene.told().await?;
    assert_eq!(names(&told), ["declined"]);
    assert_eq!(told[0].1["comment"], "We drink coffee");
    assert_eq!(told[0].1["suggested_post_message"]["suggested_post_info"]["state"], "declined");
    let again = refused(&scene.sandbox, "declineSuggestedPost", params).await?;
    assert_eq!(again, "Bad Request: suggested post can't be declined");
    assert_eq!(scene.posts(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_paid_post_is_paid_once_it_has_stayed_for_a_day() -> Result {
    let scene = scene().await?;
    scene.bob.set_stars(Some(60));
    let post = scene.suggest(SuggestedPost::new("Tea for all").stars(50)).await?;
    scene.alice.approve_post(&post, None).await?;
    assert_eq!(scene.bob.stars(), Some(10));
    let published = scene.bob.next_message_in(&scene.news).await?;
    assert_eq!(published.field("is_paid_post"), true);
    assert!(scene.alice.edit(&published, "Coffee").await.is_err());
    let edit = json!({"chat_id": scene.news.id(), "message_id": published.id(), "text": "Coffee"});
    let edit = refused(&scene.sandbox, "editMessageText", edit).await?;
    assert_eq!(edit, "Bad Request: message can't be edited");
    let told = scene.told().await?;
    assert_eq!(names(&told), ["approved"]);
    assert_eq!(told[0].1["price"], json!({"currency": "XTR", "amount": 50}));
    scene.sandbox.advance(DAY);
    scene.alice.delete(&published).await?;
    let told = scene.told().await?;
    assert_eq!(names(&told), ["paid"]);
    let paid = &told[0].1;
    assert_eq!((&paid["currency"], &paid["star_amount"]), (&json!("XTR"), &json!({"amount": 50})));
    assert_eq!(paid["suggested_post_message"]["message_id"], post.id());
    Ok(())
}

#[tokio::test]
async fn who_cannot_pay_is_not_published() -> Result {
    let scene = scene().await?;
    scene.bob.set_stars(Some(49));
    let post = scene.suggest(SuggestedPost::new("Tea for all").stars(50)).await?;
    let id = json!({"chat_id": scene.desk.id(), "message_id": post.id()});
    call(&scene.sandbox, "approveSuggestedPost", id.clone()).await?;
    let told = scene.told().await?;
    assert_eq!(names(&told), ["approval_failed"]);
    assert_eq!(told[0].1["price"]["amount"], 50);
    assert_eq!(scene.posts(), Vec::<String>::new());
    scene.bob.set_stars(None);
    call(&scene.sandbox, "approveSuggestedPost", id).await?;
    assert_eq!(scene.posts(), ["Tea for all"]);
    Ok(())
}

#[tokio::test]
async fn what_is_deleted_too_early_is_paid_back() -> Result {
    let scene = scene().await?;
    scene.bob.set_stars(Some(100));
    let post = scene.suggest(SuggestedPost::new("Tea for all").stars(50)).await?;
    scene.alice.approve_post(&post, None).await?;
    let published = scene.bob.next_message_in(&scene.news).await?;
    scene.sandbox.advance(HOUR);
    scene.alice.delete(&published).await?;
    assert_eq!(scene.bob.stars(), Some(100));
    // One that waits is not published once its suggestion is gone.
    let waiting = scene.suggest(SuggestedPost::new("More tea").stars(50).after(HOUR)).await?;
    scene.alice.approve_post(&waiting, None).await?;
    assert_eq!(scene.bob.stars(), Some(50));
    scene.bob.delete(&waiting).await?;
    let told = scene.told().await?;
    assert_eq!(names(&told), ["approved", "refunded", "approved", "refunded"]);
    assert_eq!(told[1].1["reason"], "post_deleted");
    assert_eq!(told[1].1["suggested_post_message"]["message_id"], post.id());
    assert_eq!(told[3].1, json!({"reason": "post_deleted"}));
    scene.sandbox.advance(2 * DAY);
    assert_eq!((scene.bob.stars(), scene.posts()), (Some(100), vec![]));
    Ok(())
}

#[tokio::test]
async fn a_bot_suggests_in_turn_and_the_person_agrees() -> Result {
    let scene = scene().await?;
    scene.bob.set_stars(Some(100));
    let first = scene.suggest(SuggestedPost::new("Tea").stars(5)).await?;
    let params = json!({
        "chat_id": scene.desk.id(),
        "direct_messages_topic_id": scene.bob.id(),
        "text": "Tea, and more",
        "suggested_post_parameters": {"price": {"currency": "XTR", "amount": 80}},
        "reply_parameters": {"message_id": first.id()},
    });
    let sent = call(&scene.sandbox, "sendMessage", params).await?;
    assert_eq!(sent["suggested_post_info"]["state"], "pending");
    assert_eq!(first.now().ok_or("gone")?.field("suggested_post_info")["state"], "declined");
    let id = json!({"chat_id": scene.desk.id(), "message_id": sent["message_id"]});
    let own = refused(&scene.sandbox, "approveSuggestedPost", id).await?;
    assert_eq!(own, "Bad Request: suggested post can't be approved", "that is up to Bob");
    let offered = scene.bob.next_message_in(&scene.desk).await?;
    assert!(scene.alice.approve_post(&offered, None).await.is_err(), "she is of the channel too");
    scene.bob.approve_post(&offered, None).await?;
    assert_eq!((scene.bob.stars(), scene.posts()), (Some(20), vec!["Tea, and more".to_owned()]));
    let published = scene.bob.next_message_in(&scene.news).await?;
    assert!(scene.bob.delete(&published).await.is_err(), "it is the channel's");
    Ok(())
}

#[tokio::test]
async fn rights_of_the_channel_decide() -> Result {
    let scene = scene().await?;
    let carol = scene.sandbox.user("Carol");
    let post = scene.suggest(SuggestedPost::new("Tea for all")).await?;
    let id = json!({"chat_id": scene.desk.id(), "message_id": post.id()});
    scene.news.bot_rights(&["can_manage_direct_messages"]);
    let refusal = refused(&scene.sandbox, "approveSuggestedPost", id.clone()).await?;
    assert_eq!(refusal, "Bad Request: not enough rights: can_post_messages is needed in the channel");
    assert!(carol.approve_post(&post, None).await.is_err());
    assert!(scene.bob.approve_post(&post, None).await.is_err(), "his own");
    call(&scene.sandbox, "declineSuggestedPost", id).await?;
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_suggested_is_refused() -> Result {
    let scene = scene().await?;
    scene.bob.send_to(&scene.desk, "hello").await?;
    let now = scene.now()?;
    for (parameters, why) in [
        (json!({"price": {"currency": "XTR", "amount": 4}}), "invalid amount of Telegram Stars specified"),
        (
            json!({"price": {"currency": "XTR", "amount": 100_001}}),
            "invalid amount of Telegram Stars specified",
        ),
        (json!({"send_date": now + 10}), "SCHEDULE_DATE_INVALID"),
        (json!({"send_date": now + 40 * 86_400}), "SCHEDULE_DATE_INVALID"),
    ] {
        let params = json!({
            "chat_id": scene.desk.id(),
            "direct_messages_topic_id": scene.bob.id(),
            "text": "Tea",
            "suggested_post_parameters": parameters,
        });
        let refusal = refused(&scene.sandbox, "sendMessage", params).await?;
        assert_eq!(refusal, format!("Bad Request: {why}"), "{parameters}");
    }
    let private = json!({"chat_id": scene.bob.id(), "text": "Tea", "suggested_post_parameters": {}});
    assert_eq!(
        refused(&scene.sandbox, "sendMessage", private).await?,
        "Bad Request: suggested posts can be sent only to channel direct messages"
    );
    let post = scene.suggest(SuggestedPost::new("Tea")).await?;
    let params = json!({"chat_id": scene.desk.id(), "message_id": post.id(), "send_date": now + 40 * 86_400});
    assert_eq!(
        refused(&scene.sandbox, "approveSuggestedPost", params).await?,
        "Bad Request: SCHEDULE_DATE_INVALID"
    );
    let elsewhere = json!({"chat_id": scene.news.id(), "message_id": 1});
    assert_eq!(
        refused(&scene.sandbox, "approveSuggestedPost", elsewhere).await?,
        "Bad Request: chat is not a channel direct messages chat"
    );
    Ok(())
}
