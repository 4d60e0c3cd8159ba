//! Banning, promoting, titles, and what bots hear of it.

use std::time::Duration;

use chappe_sandbox::{Group, Sandbox, User};
use serde_json::{Value, json};

use crate::support::{Result, call, listen, refused, updates, updates_of};

/// A supergroup of Alice and Bob, where the bot is an administrator.
async fn supergroup() -> Result<(Sandbox, User, User, Group)> {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.supergroup("Friends", &[&alice, &bob]).bot_admin(true);
    Ok((sandbox, alice, bob, group))
}

async fn member(sandbox: &Sandbox, group: &Group, user: &User) -> Result<Value> {
    call(sandbox, "getChatMember", json!({"chat_id": group.id(), "user_id": user.id()})).await
}

#[tokio::test]
async fn a_ban_ends_by_the_clock() -> Result {
    let (sandbox, _, bob, group) = supergroup().await?;
    let now = bob.send_to(&group, "hi").await?.field("date").as_i64().ok_or("no date")?;
    let ban = json!({"chat_id": group.id(), "user_id": bob.id(), "until_date": now + 60});
    call(&sandbox, "banChatMember", ban).await?;
    assert_eq!(member(&sandbox, &group, &bob).await?["until_date"], now + 60);
    assert!(bob.join(&group).await.is_err());
    sandbox.advance(Duration::from_secs(61));
    assert_eq!(member(&sandbox, &group, &bob).await?["status"], "left");
    bob.join(&group).await?;
    Ok(())
}

#[tokio::test]
async fn a_ban_of_a_few_seconds_is_for_ever() -> Result {
    let (sandbox, _, bob, group) = supergroup().await?;
    let now = bob.send_to(&group, "hi").await?.field("date").as_i64().ok_or("no date")?;
    let ban = json!({"chat_id": group.id(), "user_id": bob.id(), "until_date": now + 10});
    call(&sandbox, "banChatMember", ban).await?;
    assert_eq!(member(&sandbox, &group, &bob).await?["until_date"], 0);
    Ok(())
}

#[tokio::test]
async fn a_ban_can_take_the_messages_along() -> Result {
    let (sandbox, alice, bob, group) = supergroup().await?;
    bob.send_to(&group, "spam").await?;
    alice.send_to(&group, "stop it").await?;
    let ban = json!({"chat_id": group.id(), "user_id": bob.id(), "revoke_messages": true});
    call(&sandbox, "banChatMember", ban).await?;
    let texts: Vec<String> = alice.history_of(&group).iter().map(|m| m.text().to_owned()).collect();
    assert_eq!(texts, ["stop it", ""]);
    Ok(())
}

#[tokio::test]
async fn unban_throws_out_unless_only_a_ban_is_meant() -> Result {
    let (sandbox, _, bob, group) = supergroup().await?;
    let unban = json!({"chat_id": group.id(), "user_id": bob.id(), "only_if_banned": true});
    call(&sandbox, "unbanChatMember", unban).await?;
    assert_eq!(member(&sandbox, &group, &bob).await?["status"], "member");
    call(&sandbox, "unbanChatMember", json!({"chat_id": group.id(), "user_id": bob.id()})).await?;
    assert_eq!(member(&sandbox, &group, &bob).await?["status"], "left");
    Ok(())
}

#[tokio::test]
async fn members_are_told_of_to_administrators_who_ask() -> Result {
    let (sandbox, alice, bob, group) = supergroup().await?;
    alice.remove(&group, &bob).await?;
    assert!(updates_of(&sandbox, "chat_member").await?.is_empty());
    listen(&sandbox, &["chat_member"]).await?;
    bob.join(&group).await?;
    let told = updates_of(&sandbox, "chat_member").await?;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["from"]["id"], bob.id());
    assert_eq!(told[0]["old_chat_member"], json!({"user": bob.json(), "status": "left"}));
    assert_eq!(told[0]["new_chat_member"], json!({"user": bob.json(), "status": "member"}));
    let _plain = group.clone().bot_admin(false);
    bob.leave(&group).await?;
    assert!(updates_of(&sandbox, "chat_member").await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn who_comes_and_goes_is_announced_in_groups_but_not_in_channels() -> Result {
    let (sandbox, alice, bob, group) = supergroup().await?;
    let channel = sandbox.channel("News", &[&alice]);
    let carol = sandbox.user("Carol");
    group.add(&carol).await?;
    carol.join(&channel).await?;
    alice.ban(&group, &bob).await?;
    let told = updates(&sandbox).await?;
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0]["message"]["from"]["id"], alice.id());
    assert_eq!(told[0]["message"]["new_chat_members"], json!([carol.json()]));
    assert_eq!(told[1]["message"]["left_chat_member"], bob.json());
    Ok(())
}

#[tokio::test]
async fn promotion_gives_only_what_the_bot_has() -> Result {
    let (sandbox, alice, bob, group) = supergroup().await?;
    let bot = sandbox.bot_user()["id"].clone();
    let promote = json!({"chat_id": group.id(), "user_id": bob.id(), "can_pin_messages": true});
    call(&sandbox, "promoteChatMember", promote.clone()).await?;
    let promoted = member(&sandbox, &group, &bob).await?;
    let rights = ["can_be_edited", "can_manage_chat", "can_pin_messages", "can_change_info"];
    assert_eq!(rights.map(|right| promoted[right].as_bool()), [true, true, true, false].map(Some));
    assert!(promoted.get("can_post_messages").is_none(), "that is for channels");

    call(&sandbox, "promoteChatMember", json!({"chat_id": group.id(), "user_id": bob.id()})).await?;
    assert_eq!(member(&sandbox, &group, &bob).await?["status"], "member");

    group.bot_rights(&["can_promote_members", "can_restrict_members"]);
    assert_eq!(
        refused(&sandbox, "promoteChatMember", promote.clone()).await?,
        "Bad Request: RIGHT_FORBIDDEN"
    );
    group.bot_rights(&["can_restrict_members"]);
    assert_eq!(refused(&sandbox, "promoteChatMember", promote).await?, "Bad Request: not enough rights");
    let me = call(&sandbox, "getChatMember", json!({"chat_id": group.id(), "user_id": bot})).await?;
    assert_eq!((&me["can_restrict_members"], &me["can_pin_messages"]), (&json!(true), &json!(false)));
    alice.promote(&group, &bob, &["can_delete_messages"]).await?;
    let ban = json!({"chat_id": group.id(), "user_id": bob.id()});
    assert_eq!(
        refused(&sandbox, "banChatMember", ban).await?,
        "Bad Request: user is an administrator of the chat"
    );
    Ok(())
}

#[tokio::test]
async fn what_only_some_chats_know_is_refused_elsewhere() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.group("Small", &[&alice, &bob]).bot_admin(true);
    for (method, refusal) in [
        ("restrictChatMember", "method is available only for supergroups"),
        ("setChatAdministratorCustomTitle", "method is available only for supergroups"),
        ("promoteChatMember", "method is available for supergroup and channel chats only"),
        ("unbanChatMember", "method is available for supergroup and channel chats only"),
    ] {
        let params =
            json!({"chat_id": group.id(), "user_id": bob.id(), "permissions": {}, "custom_title": "x"});
        assert_eq!(refused(&sandbox, method, params).await?, format!("Bad Request: {refusal}"), "{method}");
    }
    Ok(())
}

#[tokio::test]
async fn a_plain_member_moderates_nobody() -> Result {
    let (sandbox, alice, bob, group) = supergroup().await?;
    let ban = json!({"chat_id": group.id(), "user_id": alice.id()});
    assert_eq!(refused(&sandbox, "banChatMember", ban).await?, "Bad Request: can't remove chat owner");
    let me = json!({"chat_id": group.id(), "user_id": sandbox.bot_user()["id"], "can_pin_messages": true});
    assert_eq!(refused(&sandbox, "promoteChatMember", me).await?, "Bad Request: can't promote self");
    let group = group.bot_admin(false);
    // The owner is the owner, whoever asks; and nothing is to be done about somebody who is not there.
    let ban = json!({"chat_id": group.id(), "user_id": alice.id()});
    assert_eq!(refused(&sandbox, "banChatMember", ban).await?, "Bad Request: can't remove chat owner");
    let unban = json!({"chat_id": group.id(), "user_id": sandbox.user("Carol").id()});
    call(&sandbox, "unbanChatMember", unban).await?;
    let ban = json!({"chat_id": group.id(), "user_id": bob.id()});
    assert_eq!(
        refused(&sandbox, "banChatMember", ban).await?,
        "Bad Request: not enough rights to restrict/unrestrict chat member"
    );
    assert!(bob.ban(&group, &alice).await.is_err());
    Ok(())
}

#[tokio::test]
async fn titles_are_for_administrators_and_tags_for_members() -> Result {
    let (sandbox, alice, bob, group) = supergroup().await?;
    let title = |user: &User| json!({"chat_id": group.id(), "user_id": user.id(), "custom_title": "boss"});
    let method = "setChatAdministratorCustomTitle";
    assert_eq!(refused(&sandbox, method, title(&bob)).await?, "Bad Request: user is not an administrator");
    assert_eq!(
        refused(&sandbox, method, title(&alice)).await?,
        "Bad Request: only the owner can edit their custom title"
    );
    let tag = json!({"chat_id": group.id(), "user_id": bob.id(), "tag": "novice"});
    call(&sandbox, "setChatMemberTag", tag).await?;
    assert_eq!(member(&sandbox, &group, &bob).await?["tag"], "novice");
    assert_eq!(bob.send_to(&group, "hi").await?.field("sender_tag"), "novice");
    alice.promote(&group, &bob, &["can_pin_messages"]).await?;
    assert_eq!(
        refused(&sandbox, method, title(&bob)).await?,
        "Bad Request: not enough rights to change custom title of the user"
    );
    alice.set_title(&group, &bob, "boss").await?;
    assert_eq!(member(&sandbox, &group, &bob).await?["custom_title"], "boss");
    Ok(())
}

#[tokio::test]
async fn a_bot_is_told_what_becomes_of_it() -> Result {
    let (sandbox, alice, _, group) = supergroup().await?;
    let bots = sandbox.bots();
    let bot = bots.first().ok_or("no bot")?;
    let other = sandbox.add_bot("Other", "other_bot");
    alice.remove_bot(&group, bot).await?;
    let hello = json!({"chat_id": group.id(), "text": "hello?"});
    assert_eq!(
        refused(&sandbox, "sendMessage", hello).await?,
        "Forbidden: bot was kicked from the supergroup chat"
    );
    group.add_bot(bot).await?;
    alice.promote_bot(&group, bot, &["can_pin_messages"]).await?;
    listen(&sandbox, &["my_chat_member", "chat_member"]).await?;
    group.add_bot(&other).await?;
    alice.promote_bot(&group, bot, &[]).await?;
    let told: Vec<Value> = updates(&sandbox)
        .await?
        .iter()
        .flat_map(|update| update.as_object().into_iter().flatten())
        .filter(|(kind, _)| *kind != "update_id")
        .map(|(kind, update)| json!([kind, update["new_chat_member"]["status"]]))
        .collect();
    let wanted = [
        ["my_chat_member", "kicked"],
        ["my_chat_member", "member"],
        ["my_chat_member", "administrator"],
        ["chat_member", "member"],
        ["my_chat_member", "member"],
    ];
    let told: Vec<Value> = told.into_iter().filter(|pair| pair[0] != "message").collect();
    assert_eq!(json!(told), json!(wanted));
    Ok(())
}

#[tokio::test]
async fn a_right_that_there_is_not_is_no_right() -> Result {
    let (_sandbox, alice, bob, group) = supergroup().await?;
    for error in [
        alice.promote(&group, &bob, &["can_fly"]).await.unwrap_err(),
        alice.restrict(&group, &bob, &["can_fly"]).await.unwrap_err(),
        alice.set_permissions(&group, &["can_fly"]).await.unwrap_err(),
    ] {
        assert!(error.to_string().starts_with("\"can_fly\" is none of can_"), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_bot_that_is_out_is_told_so() -> Result {
    let (sandbox, alice, _, group) = supergroup().await?;
    call(&sandbox, "leaveChat", json!({"chat_id": group.id()})).await?;
    let left = "Forbidden: bot is not a member of the supergroup chat";
    for method in ["sendMessage", "getChat", "getChatAdministrators", "leaveChat"] {
        let params = json!({"chat_id": group.id(), "text": "hi"});
        assert_eq!(refused(&sandbox, method, params).await?, left, "{method}");
    }
    let channel = sandbox.channel("News", &[&alice]).bot_admin(false);
    assert_eq!(
        refused(&sandbox, "sendMessage", json!({"chat_id": channel.id(), "text": "hi"})).await?,
        "Bad Request: need administrator rights in the channel chat"
    );
    Ok(())
}
