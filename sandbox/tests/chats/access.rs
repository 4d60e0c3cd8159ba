//! Which chats a bot knows of, and what it may do there without being in them.

use chappe_sandbox::{BotAccount, Group, Sandbox, User};
use serde_json::{Value, json};

use crate::support::{Result, call, refused, updates};

/// A method called by another bot than the default one.
async fn ask(sandbox: &Sandbox, bot: &BotAccount, method: &str, params: Value) -> Result<Value> {
    let url = format!("{}/bot{}/{method}", sandbox.api_url(), bot.token());
    Ok(reqwest::Client::new().post(url).json(&params).send().await?.json().await?)
}

/// What a bot is answered that looks at a chat, asks for its members and writes into it.
async fn tries(sandbox: &Sandbox, bot: &BotAccount, group: &Group, user: &User) -> Result<[Value; 3]> {
    let chat = group.id();
    let look = ask(sandbox, bot, "getChat", json!({"chat_id": chat})).await?;
    let members = json!({"chat_id": chat, "user_id": user.id()});
    let members = ask(sandbox, bot, "getChatMember", members).await?;
    let write = ask(sandbox, bot, "sendMessage", json!({"chat_id": chat, "text": "hi"})).await?;
    Ok([look, members, write].map(|answer| answer.get("description").unwrap_or(&answer["ok"]).clone()))
}

#[tokio::test]
async fn a_chat_that_the_bot_never_met_is_not_found() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let stranger = sandbox.add_bot("Stranger", "stranger_bot");
    let unknown = json!("Bad Request: chat not found");
    for group in [
        sandbox.group("Friends", &[&alice]),
        sandbox.supergroup("Club", &[&alice]),
        sandbox.channel("News", &[&alice]),
    ] {
        let answers = tries(&sandbox, &stranger, &group, &alice).await?;
        assert_eq!(answers, [(); 3].map(|()| unknown.clone()), "{}", group.title());
    }
    Ok(())
}

#[tokio::test]
async fn a_public_chat_shows_itself_to_everybody() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let stranger = sandbox.add_bot("Stranger", "stranger_bot");
    let club = sandbox.supergroup("Club", &[&alice]).username("club");
    let outside = json!("Forbidden: bot is not a member of the supergroup chat");
    let answers = tries(&sandbox, &stranger, &club, &alice).await?;
    assert_eq!(answers, [true.into(), true.into(), outside]);
    let news = sandbox.channel("News", &[&alice]).username("news");
    let outside = json!("Forbidden: bot is not a member of the channel chat");
    let answers = tries(&sandbox, &stranger, &news, &alice).await?;
    assert_eq!(answers, [true.into(), "Bad Request: member list is inaccessible".into(), outside]);
    Ok(())
}

#[tokio::test]
async fn what_is_posted_publicly_is_for_everybody_what_is_said_in_a_group_for_those_in_it() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let stranger = sandbox.add_bot("Stranger", "stranger_bot");
    alice.with_bot(&stranger).send("/start").await?;
    let news = sandbox.channel("News", &[&alice]).username("news");
    let club = sandbox.supergroup("Club", &[&alice]).username("club");
    let (post, talk) = (alice.send_to(&news, "Extra!").await?, alice.send_to(&club, "psst").await?);
    let forward =
        |from: &str, id: i64| json!({"chat_id": alice.id(), "from_chat_id": from, "message_id": id});
    let answer = ask(&sandbox, &stranger, "forwardMessage", forward("@news", post.id())).await?;
    assert_eq!(answer["result"]["text"], "Extra!");
    let answer = ask(&sandbox, &stranger, "forwardMessage", forward("@club", talk.id())).await?;
    assert_eq!(answer["description"], "Bad Request: message to forward not found");
    let delete = json!({"chat_id": "@news", "message_id": post.id()});
    let answer = ask(&sandbox, &stranger, "deleteMessage", delete).await?;
    assert_eq!(answer["description"], "Forbidden: bot is not a member of the channel chat");
    Ok(())
}

#[tokio::test]
async fn a_group_that_the_bot_left_can_still_be_looked_at() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.group("Friends", &[&alice]);
    call(&sandbox, "leaveChat", json!({"chat_id": group.id()})).await?;
    let chat = call(&sandbox, "getChat", json!({"chat_id": group.id()})).await?;
    assert_eq!(chat["title"], "Friends");
    let write = refused(&sandbox, "sendMessage", json!({"chat_id": group.id(), "text": "hi"})).await?;
    assert_eq!(write, "Forbidden: bot is not a member of the group chat");
    let club = sandbox.supergroup("Club", &[&alice]);
    call(&sandbox, "leaveChat", json!({"chat_id": club.id()})).await?;
    let look = refused(&sandbox, "getChat", json!({"chat_id": club.id()})).await?;
    assert_eq!(look, "Forbidden: bot is not a member of the supergroup chat");
    Ok(())
}

#[tokio::test]
async fn who_was_thrown_out_does_not_see_a_public_chat() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let bot = sandbox.bots().remove(0);
    let club = sandbox.supergroup("Club", &[&alice]).username("club");
    alice.remove_bot(&club, &bot).await?;
    let look = refused(&sandbox, "getChat", json!({"chat_id": "@club"})).await?;
    assert_eq!(look, "Forbidden: bot was kicked from the supergroup chat");
    Ok(())
}

#[tokio::test]
async fn somebody_met_in_a_group_is_known_but_not_written_to() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user_with("Alice").stranger().create();
    sandbox.group("Friends", &[&alice]);
    let chat = call(&sandbox, "getChat", json!({"chat_id": alice.id()})).await?;
    assert_eq!(chat["first_name"], "Alice");
    assert_eq!(call(&sandbox, "getChatMemberCount", json!({"chat_id": alice.id()})).await?, 2);
    let write = refused(&sandbox, "sendMessage", json!({"chat_id": alice.id(), "text": "hi"})).await?;
    assert_eq!(write, "Forbidden: bot can't initiate conversation with a user");
    Ok(())
}

#[tokio::test]
async fn only_two_are_in_a_private_chat() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let member = |user: i64| json!({"chat_id": alice.id(), "user_id": user});
    assert_eq!(call(&sandbox, "getChatMember", member(alice.id())).await?["status"], "member");
    assert_eq!(refused(&sandbox, "getChatMember", member(bob.id())).await?, "Bad Request: member not found");
    assert_eq!(
        refused(&sandbox, "banChatMember", member(bob.id())).await?,
        "Bad Request: can't ban members in private chats"
    );
    assert_eq!(
        refused(&sandbox, "leaveChat", json!({"chat_id": alice.id()})).await?,
        "Bad Request: can't leave private chats"
    );
    Ok(())
}

#[tokio::test]
async fn who_is_in_a_channel_is_for_its_administrators() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let channel = sandbox.channel("News", &[&alice]).bot_admin(false);
    for (method, user) in [("getChatMember", alice.id()), ("getChatAdministrators", 0)] {
        let params = json!({"chat_id": channel.id(), "user_id": user});
        assert_eq!(
            refused(&sandbox, method, params).await?,
            "Bad Request: member list is inaccessible",
            "{method}"
        );
    }
    let me = json!({"chat_id": channel.id(), "user_id": sandbox.bot_user()["id"]});
    assert_eq!(call(&sandbox, "getChatMember", me).await?["status"], "member");
    Ok(())
}

#[tokio::test]
async fn who_was_thrown_out_of_a_basic_group_may_return() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.group("Small", &[&alice, &bob]).bot_admin(true);
    let member = json!({"chat_id": group.id(), "user_id": bob.id()});
    call(&sandbox, "banChatMember", member.clone()).await?;
    assert_eq!(call(&sandbox, "getChatMember", member).await?, json!({"user": bob.json(), "status": "left"}));
    bob.join(&group).await?;
    updates(&sandbox).await?;
    alice.remove_bot(&group, sandbox.bots().first().ok_or("no bot")?).await?;
    let told = updates(&sandbox).await?;
    assert_eq!(told[1]["my_chat_member"]["new_chat_member"]["status"], "left", "{told:?}");
    assert_eq!(
        refused(&sandbox, "sendMessage", json!({"chat_id": group.id(), "text": "hi"})).await?,
        "Forbidden: bot was kicked from the group chat"
    );
    // It can be looked at as before, and has been left.
    call(&sandbox, "getChat", json!({"chat_id": group.id()})).await?;
    call(&sandbox, "leaveChat", json!({"chat_id": group.id()})).await?;
    Ok(())
}
