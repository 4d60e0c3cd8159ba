//! The same over the control API, for tests in another language.

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Result, call};

async fn post(sandbox: &Sandbox, path: &str, body: Value) -> Result<Value> {
    let url = format!("{}/control/v1{path}", sandbox.api_url());
    let answer: Value = reqwest::Client::new().post(url).json(&body).send().await?.json().await?;
    assert!(answer.get("error").is_none(), "{path}: {answer}");
    Ok(answer)
}

async fn get(sandbox: &Sandbox, path: &str) -> Result<Value> {
    let url = format!("{}/control/v1{path}", sandbox.api_url());
    Ok(reqwest::get(url).await?.json().await?)
}

#[tokio::test]
async fn a_member_is_let_in_promoted_and_thrown_out() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice").id(), sandbox.user("Bob").id());
    let group =
        post(&sandbox, "/groups", json!({"title": "Club", "members": [alice], "kind": "supergroup"})).await?;
    let (chat, of) = (&group["id"], format!("/users/{alice}"));
    let link = post(&sandbox, &format!("/groups/{chat}/links"), json!({"asks": true})).await?;
    post(&sandbox, &format!("/users/{bob}/link-joins"), json!({"link": link["link"]})).await?;
    let who = json!({"chat": chat, "member": bob});
    post(&sandbox, &format!("{of}/decisions"), who.clone()).await?;
    let mut promotion = who.clone();
    promotion["rights"] = json!(["can_pin_messages"]);
    promotion["title"] = "boss".into();
    post(&sandbox, &format!("{of}/promotions"), promotion).await?;
    let member = call(&sandbox, "getChatMember", json!({"chat_id": chat, "user_id": bob})).await?;
    assert_eq!((&member["status"], &member["custom_title"]), (&json!("administrator"), &json!("boss")));
    post(&sandbox, &format!("{of}/bans"), who).await?;
    let member = call(&sandbox, "getChatMember", json!({"chat_id": chat, "user_id": bob})).await?;
    assert_eq!(member["status"], "kicked");
    Ok(())
}

#[tokio::test]
async fn a_forum_is_set_up_and_written_into() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice").id();
    let group =
        post(&sandbox, "/groups", json!({"title": "Club", "members": [alice], "kind": "supergroup"})).await?;
    let chat = &group["id"];
    let set_up =
        json!({"forum": true, "slow_mode": 5, "title": "Forum", "bot_rights": ["can_manage_topics"]});
    let shown = post(&sandbox, &format!("/groups/{chat}/settings"), set_up).await?;
    assert_eq!(shown["title"], "Forum");
    let topic =
        post(&sandbox, &format!("/users/{alice}/topics"), json!({"chat": chat, "name": "News"})).await?;
    let text = json!({"chat": chat, "topic": topic["topic"], "text": "it rains"});
    let sent = post(&sandbox, &format!("/users/{alice}/topic-messages"), text).await?;
    assert_eq!(sent["message"]["message_thread_id"], topic["topic"]);
    let close = json!({"chat_id": chat, "message_thread_id": topic["topic"]});
    call(&sandbox, "closeForumTopic", close).await?;
    Ok(())
}

#[tokio::test]
async fn the_menu_of_a_chat_is_shown() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice").id();
    post(&sandbox, "/bot/settings", json!({"privacy": true})).await?;
    assert_eq!(sandbox.bot_user()["can_read_all_group_messages"], false);
    let commands = json!([{"command": "help", "description": "Tells what there is"}]);
    call(&sandbox, "setMyCommands", json!({"commands": commands})).await?;
    assert_eq!(get(&sandbox, &format!("/users/{alice}/menu")).await?["commands"], commands);
    Ok(())
}

#[tokio::test]
async fn what_is_done_with_topics_has_its_line_of_rust() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let forum = sandbox.supergroup("Forum", &[&alice]).forum(true);
    let (of, chat) = (format!("/users/{}", alice.id()), forum.id());
    let topic =
        post(&sandbox, &format!("{of}/topics"), json!({"chat": chat, "name": "News"})).await?["topic"].take();
    let text = json!({"chat": chat, "topic": topic, "text": "it rains"});
    post(&sandbox, &format!("{of}/topic-messages"), text).await?;
    post(&sandbox, &format!("{of}/topic-closings"), json!({"chat": chat, "topic": topic})).await?;
    let log = get(&sandbox, "/view/log").await?;
    let lines: Vec<&str> =
        log["log"].as_array().into_iter().flatten().filter_map(|item| item["rust"].as_str()).collect();
    assert_eq!(
        lines,
        [
            "alice.create_topic(&forum, \"News\").await?;",
            "alice.send_in(&chappe_sandbox::Topic::of(&forum, 2), \"it rains\").await?;",
            "alice.close_topic(&chappe_sandbox::Topic::of(&forum, 2), true).await?;",
        ]
    );
    Ok(())
}
