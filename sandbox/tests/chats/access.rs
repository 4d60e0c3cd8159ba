//! Which chats a bot knows of, and what it may do there without being in them.

use chappe_sandbox::{BotAccount, Group, Sandbox, User};
use serde_json::{Value, json};

use crate::support::{Result, call, refused};

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
async fn what_stands_in_a_public_channel_can_be_forwarded_by_everybody() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let stranger = sandbox.add_bot("Stranger", "stranger_bot");
    let reader = alice.with_bot(&stranger);
    let news = sandbox.channel("News", &[&alice]).username("news");
    let post = alice.send_to(&news, "Extra!").await?;
    let forward = json!({"chat_id": alice.id(), "from_chat_id": "@news", "message_id": post.id()});
    assert_eq!(ask(&sandbox, &stranger, "forwardMessage", forward).await?["ok"], true);
    assert_eq!(reader.next_message().await?.text(), "Extra!");
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
    let write = refused(&sandbox, "sendMessage", json!({"chat_id": alice.id(), "text": "hi"})).await?;
    assert_eq!(write, "Forbidden: bot can't initiate conversation with a user");
    Ok(())
}
