//! A group becomes a supergroup.

use std::error::Error;

use chappe_sandbox::{Group, Sandbox, User};
use serde_json::{Value, json};

type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

async fn call(sandbox: &Sandbox, method: &str, params: Value) -> Result<Value> {
    let url = format!("{}/bot{}/{method}", sandbox.api_url(), sandbox.token());
    Ok(reqwest::Client::new().post(url).json(&params).send().await?.json().await?)
}

/// A group of Alice, Bob and the bot that is a supergroup now.
async fn upgraded() -> Result<(Sandbox, User, Group, Group)> {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let old = sandbox.group("Friends", &[&alice, &bob]).bot_admin(true);
    bob.send_to(&old, "before").await?;
    let new = old.upgrade().await?;
    Ok((sandbox, alice, old, new))
}

#[tokio::test]
async fn bots_are_told_in_both_chats() -> Result {
    let (sandbox, alice, old, new) = upgraded().await?;
    let updates = call(&sandbox, "getUpdates", json!({})).await?["result"].take();
    let told: Vec<&Value> = updates.as_array().into_iter().flatten().skip(1).collect();

    let to = &told[0]["message"];
    assert_eq!(to["chat"], json!({"id": old.id(), "title": "Friends", "type": "group"}));
    assert_eq!((&to["migrate_to_chat_id"], &to["message_id"]), (&new.id().into(), &2.into()));
    assert_eq!(to["from"]["id"], alice.id());

    let joined = &told[1]["my_chat_member"];
    assert_eq!(joined["chat"]["id"], new.id());
    assert_eq!(joined["old_chat_member"]["status"], "left");
    assert_eq!(joined["new_chat_member"]["status"], "administrator");

    let from = &told[2]["message"];
    let chat = json!({"id": new.id(), "title": "Friends", "type": "supergroup"});
    assert_eq!((&from["chat"], &from["sender_chat"]), (&chat, &chat));
    assert_eq!(from["from"]["username"], "GroupAnonymousBot");
    assert_eq!((&from["migrate_from_chat_id"], &from["message_id"]), (&old.id().into(), &1.into()));
    assert_eq!(told.len(), 3);
    Ok(())
}

#[tokio::test]
async fn what_goes_to_the_old_chat_is_refused_with_the_new_identifier() -> Result {
    let (sandbox, alice, old, new) = upgraded().await?;
    let refusal = json!({
        "ok": false,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new.id()},
    });
    for (method, params) in [
        ("sendMessage", json!({"text": "hi"})),
        ("sendChatAction", json!({"action": "typing"})),
        ("getChatMember", json!({"user_id": alice.id()})),
        ("banChatMember", json!({"user_id": alice.id()})),
        ("deleteMessage", json!({"message_id": 1})),
        ("getChatMemberCount", json!({})),
    ] {
        let mut params = params;
        params["chat_id"] = old.id().into();
        assert_eq!(call(&sandbox, method, params).await?, refusal, "{method}");
    }
    // To look at it is nothing that is done there.
    let chat = call(&sandbox, "getChat", json!({"chat_id": old.id()})).await?;
    assert_eq!(chat["result"]["type"], "group");
    let leave = call(&sandbox, "leaveChat", json!({"chat_id": old.id()})).await?;
    assert_eq!(leave["description"], "Bad Request: chat is deactivated");
    Ok(())
}

#[tokio::test]
async fn old_messages_can_be_forwarded_to_the_new_chat() -> Result {
    let (sandbox, alice, old, new) = upgraded().await?;
    let params = json!({"chat_id": new.id(), "from_chat_id": old.id(), "message_id": 1});
    call(&sandbox, "forwardMessage", params).await?;
    assert_eq!(alice.next_message_in(&new).await?.text(), "before");
    Ok(())
}

#[tokio::test]
async fn members_and_their_rights_come_along() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob, carol) = (sandbox.user("Alice"), sandbox.user("Bob"), sandbox.user("Carol"));
    let old = sandbox.group("Friends", &[&alice, &bob, &carol]).bot_admin(true);
    alice.promote(&old, &bob, &["can_pin_messages"]).await?;
    carol.leave(&old).await?;
    let new = old.upgrade().await?;

    let mut found = Vec::new();
    for user in [&alice, &bob, &carol] {
        let params = json!({"chat_id": new.id(), "user_id": user.id()});
        found.push(call(&sandbox, "getChatMember", params).await?["result"].take());
    }
    let status: Vec<&Value> = found.iter().map(|member| &member["status"]).collect();
    assert_eq!(status, ["creator", "administrator", "left"]);
    assert_eq!(found[1]["can_pin_messages"], true);
    assert_eq!(found[1]["can_change_info"], false);
    Ok(())
}

#[tokio::test]
async fn settings_and_the_linked_channel_come_along_and_bans_do_not() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let old = sandbox.group("Talk", &[&alice, &bob]).bot_admin(true).protected(true);
    let channel = sandbox.channel("News", &[&alice]).discussion(&old);
    call(&sandbox, "banChatMember", json!({"chat_id": old.id(), "user_id": bob.id()})).await?;
    let new = old.upgrade().await?;

    let chat = call(&sandbox, "getChat", json!({"chat_id": new.id()})).await?["result"].take();
    assert_eq!(
        (&chat["has_protected_content"], &chat["linked_chat_id"]),
        (&json!(true), &json!(channel.id()))
    );
    let post = alice.send_to(&channel, "rain").await?;
    alice.comment(&post, "again?").await?;
    bob.join(&new).await?;
    Ok(())
}

#[tokio::test]
async fn life_goes_on_in_the_new_chat_only() -> Result {
    let (sandbox, alice, old, new) = upgraded().await?;
    assert_eq!(alice.send_to(&new, "after").await?.id(), 2);
    call(&sandbox, "sendMessage", json!({"chat_id": new.id(), "text": "welcome"})).await?;
    assert_eq!(alice.next_message_in(&new).await?.text(), "welcome");
    let dora = sandbox.user("Dora");
    dora.join(&new).await?;
    for error in [
        alice.send_to(&old, "hello?").await.map(|_| ()).unwrap_err(),
        dora.join(&old).await.map(|_| ()).unwrap_err(),
    ] {
        assert!(error.to_string().contains("became a supergroup"), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn only_a_group_can_be_upgraded_and_only_once() -> Result {
    let (sandbox, alice, old, new) = upgraded().await?;
    let channel = sandbox.channel("News", &[&alice]);
    let pending = sandbox.pending_updates();
    for group in [old, new, channel] {
        let error = group.upgrade().await.map(|_| ()).unwrap_err();
        assert!(error.to_string().contains("is not a group that could become"), "{error}");
    }
    assert_eq!(sandbox.pending_updates(), pending);
    Ok(())
}
