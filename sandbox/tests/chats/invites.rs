//! Invite links, and asking to be let in.

use std::time::Duration;

use chappe_sandbox::{Group, Sandbox, User};
use serde_json::{Value, json};

use crate::support::{Result, call, listen, refused, updates_of};

async fn supergroup() -> Result<(Sandbox, User, Group)> {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.supergroup("Friends", &[&alice]).bot_admin(true);
    Ok((sandbox, alice, group))
}

/// A link that the bot makes.
async fn link(sandbox: &Sandbox, group: &Group, mut params: Value) -> Result<String> {
    params["chat_id"] = group.id().into();
    let link = call(sandbox, "createChatInviteLink", params).await?;
    Ok(link["invite_link"].as_str().ok_or("no link")?.to_owned())
}

#[tokio::test]
async fn who_follows_a_link_is_told_of_with_it() -> Result {
    let (sandbox, _, group) = supergroup().await?;
    listen(&sandbox, &["chat_member"]).await?;
    let link = link(&sandbox, &group, json!({"name": "friends of friends", "member_limit": 1})).await?;
    let bob = sandbox.user("Bob");
    bob.join_by(&link).await?;
    let told = updates_of(&sandbox, "chat_member").await?;
    let shown = &told[0]["invite_link"];
    assert_eq!((&shown["invite_link"], &shown["name"]), (&json!(link), &json!("friends of friends")));
    assert_eq!((&shown["member_limit"], &shown["is_primary"]), (&json!(1), &json!(false)));
    assert!(told[0].get("via_join_request").is_none());
    let error = sandbox.user("Carol").join_by(&link).await.unwrap_err();
    assert!(error.to_string().contains("expired"), "one member and no more: {error}");
    Ok(())
}

#[tokio::test]
async fn a_link_expires_by_the_clock() -> Result {
    let (sandbox, alice, group) = supergroup().await?;
    let now = alice.send_to(&group, "hi").await?.field("date").as_i64().ok_or("no date")?;
    let link = link(&sandbox, &group, json!({"expire_date": now + 60})).await?;
    sandbox.user("Bob").join_by(&link).await?;
    sandbox.advance(Duration::from_secs(61));
    assert!(sandbox.user("Carol").join_by(&link).await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_revoked_link_leads_nowhere_and_cannot_be_edited() -> Result {
    let (sandbox, _, group) = supergroup().await?;
    let link = link(&sandbox, &group, json!({})).await?;
    let named = json!({"chat_id": group.id(), "invite_link": link});
    let edited = json!({"chat_id": group.id(), "invite_link": link, "name": "new"});
    assert_eq!(call(&sandbox, "editChatInviteLink", edited.clone()).await?["name"], "new");
    assert_eq!(call(&sandbox, "revokeChatInviteLink", named).await?["is_revoked"], true);
    assert!(sandbox.user("Bob").join_by(&link).await.is_err());
    assert_eq!(refused(&sandbox, "editChatInviteLink", edited).await?, "Bad Request: INVITE_HASH_EXPIRED");
    Ok(())
}

#[tokio::test]
async fn a_new_primary_link_revokes_the_one_before() -> Result {
    let (sandbox, _, group) = supergroup().await?;
    let export = json!({"chat_id": group.id()});
    let first = call(&sandbox, "exportChatInviteLink", export.clone()).await?;
    let second = call(&sandbox, "exportChatInviteLink", export.clone()).await?;
    assert_eq!(call(&sandbox, "getChat", export).await?["invite_link"], second);
    assert!(sandbox.user("Bob").join_by(first.as_str().ok_or("no link")?).await.is_err());
    sandbox.user("Bob").join_by(second.as_str().ok_or("no link")?).await?;
    let edit = json!({"chat_id": group.id(), "invite_link": second, "name": "x"});
    assert_eq!(refused(&sandbox, "editChatInviteLink", edit).await?, "Bad Request: CHAT_INVITE_PERMANENT");
    Ok(())
}

#[tokio::test]
async fn a_request_is_heard_of_and_granted() -> Result {
    let (sandbox, alice, group) = supergroup().await?;
    listen(&sandbox, &["chat_join_request", "chat_member"]).await?;
    let link = link(&sandbox, &group, json!({"creates_join_request": true})).await?;
    let bob = sandbox.user("Bob");
    bob.join_by(&link).await?;
    let asked = updates_of(&sandbox, "chat_join_request").await?;
    assert_eq!((&asked[0]["from"], &asked[0]["user_chat_id"]), (&bob.json(), &json!(bob.id())));
    assert_eq!(asked[0]["invite_link"]["pending_join_request_count"], 1);
    assert!(bob.send_to(&group, "hello?").await.is_err(), "not yet");

    let who = json!({"chat_id": group.id(), "user_id": bob.id()});
    call(&sandbox, "approveChatJoinRequest", who.clone()).await?;
    bob.send_to(&group, "hello!").await?;
    let told = updates_of(&sandbox, "chat_member").await?;
    assert_eq!(
        (&told[0]["via_join_request"], &told[0]["invite_link"]["invite_link"]),
        (&json!(true), &json!(link))
    );
    assert_eq!(
        refused(&sandbox, "approveChatJoinRequest", who).await?,
        "Bad Request: USER_ALREADY_PARTICIPANT"
    );
    let carol = sandbox.user("Carol");
    carol.request_to_join(&group).await?;
    alice.decide(&group, &carol, false).await?;
    let who = json!({"chat_id": group.id(), "user_id": carol.id()});
    assert_eq!(
        refused(&sandbox, "declineChatJoinRequest", who).await?,
        "Bad Request: HIDE_REQUESTER_MISSING"
    );
    Ok(())
}

#[tokio::test]
async fn a_query_about_a_request_is_answered_once() -> Result {
    let (sandbox, _, group) = supergroup().await?;
    sandbox.set_join_queries(true);
    let bob = sandbox.user("Bob");
    bob.request_to_join(&group).await?;
    let query = updates_of(&sandbox, "chat_join_request").await?[0]["query_id"].take();
    let answer = |result: &str| json!({"chat_join_request_query_id": query, "result": result});
    call(&sandbox, "answerChatJoinRequestQuery", answer("queue")).await?;
    assert!(bob.send_to(&group, "hello?").await.is_err(), "somebody else decides");
    call(&sandbox, "answerChatJoinRequestQuery", answer("approve")).await?;
    bob.send_to(&group, "hello").await?;
    assert_eq!(
        refused(&sandbox, "answerChatJoinRequestQuery", answer("approve")).await?,
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    );
    Ok(())
}

#[tokio::test]
async fn who_was_let_in_tells_of_it() -> Result {
    let (sandbox, _, group) = supergroup().await?;
    let bob = sandbox.user("Bob");
    bob.request_to_join(&group).await?;
    let who = json!({"chat_id": group.id(), "user_id": bob.id()});
    call(&sandbox, "approveChatJoinRequest", who).await?;
    let told = updates_of(&sandbox, "message").await?;
    assert_eq!((&told[0]["from"], &told[0]["new_chat_members"]), (&bob.json(), &json!([bob.json()])));
    Ok(())
}

#[tokio::test]
async fn a_chat_that_asks_for_it_lets_nobody_in_unasked() -> Result {
    let (sandbox, _, group) = supergroup().await?;
    let group = group.join_by_request(true);
    let bob = sandbox.user("Bob");
    bob.join(&group).await?;
    assert_eq!(updates_of(&sandbox, "chat_join_request").await?.len(), 1);
    assert!(bob.send_to(&group, "hi").await.is_err());
    assert!(bob.join(&group).await.is_err(), "once is enough");
    Ok(())
}

#[tokio::test]
async fn a_paid_membership_ends_after_its_period() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let channel = sandbox.channel("News", &[&alice]);
    let mut params =
        json!({"chat_id": channel.id(), "subscription_period": 2_592_000, "subscription_price": 5});
    let link = call(&sandbox, "createChatSubscriptionInviteLink", params.clone()).await?;
    assert_eq!((&link["subscription_price"], &link["subscription_period"]), (&json!(5), &json!(2_592_000)));
    bob.join_by(link["invite_link"].as_str().ok_or("no link")?).await?;
    let who = json!({"chat_id": channel.id(), "user_id": bob.id()});
    assert!(call(&sandbox, "getChatMember", who.clone()).await?["until_date"].is_i64());
    sandbox.advance(Duration::from_secs(2_592_001));
    assert_eq!(call(&sandbox, "getChatMember", who).await?["status"], "left");
    params["subscription_period"] = 60.into();
    assert_eq!(
        refused(&sandbox, "createChatSubscriptionInviteLink", params).await?,
        "Bad Request: SUBSCRIPTION_PERIOD_INVALID"
    );
    Ok(())
}

#[tokio::test]
async fn links_take_the_right_to_invite() -> Result {
    let (sandbox, _, group) = supergroup().await?;
    group.bot_rights(&["can_pin_messages"]);
    let params = json!({"chat_id": group.id(), "user_id": 1001});
    for (method, what) in [
        ("exportChatInviteLink", "invite link"),
        ("createChatInviteLink", "invite link"),
        ("approveChatJoinRequest", "join requests"),
    ] {
        let refusal = format!("Bad Request: not enough rights to manage chat {what}");
        assert_eq!(refused(&sandbox, method, params.clone()).await?, refusal, "{method}");
    }
    Ok(())
}

#[tokio::test]
async fn links_outlive_the_upgrade_of_a_group() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let link = {
        let group = sandbox.group("Friends", &[&alice]);
        let link = group.invite_link()?;
        group.upgrade().await?;
        link
    };
    bob.join_by(&link).await?;
    Ok(())
}
