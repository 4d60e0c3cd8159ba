//! Several bots at once.

use chappe_sandbox::Sandbox;
use serde_json::json;

use super::Result;
use super::api::{Api, buttons};

#[tokio::test]
async fn each_bot_has_its_own_private_chat_with_a_user() -> Result {
    let sandbox = Sandbox::start().await?;
    let shop = sandbox.add_bot("Shop", "shop_bot");
    let alice = sandbox.user("Alice");
    let customer = alice.with_bot(&shop);
    customer.send("what do you sell?").await?;
    alice.send("hello").await?;
    assert_eq!((shop.pending_updates(), sandbox.pending_updates()), (1, 1));

    let api = Api::new(&sandbox);
    api.bot("sendMessage", buttons(alice.id(), "Hello?", &["Yes"])).await?;
    let seller = api.with_token(shop.token());
    seller.bot("sendMessage", buttons(alice.id(), "Buy?", &["Yes"])).await?;
    customer.expect_text("Buy?").await?;
    alice.expect_text("Hello?").await?;
    customer.click("Yes").await?;
    assert_eq!((shop.pending_updates(), sandbox.pending_updates()), (2, 1));
    assert_eq!((customer.history().len(), alice.history().len()), (2, 2));
    Ok(())
}

#[tokio::test]
async fn a_bot_comes_into_a_group_and_hears_of_it() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = sandbox.user("Alice");
    let group = sandbox.group("Friends", &[&alice]);
    let made = api.post("/bots", json!({"username": "@helper_bot"})).await?;
    let helper = api.with_token(made["token"].as_str().ok_or("no token")?);
    let (path, added) = (format!("/groups/{}/bots", group.id()), json!({"bot": made["id"]}));
    api.post(&path, added.clone()).await?;
    let updates = helper.bot("getUpdates", json!({})).await?;
    assert_eq!(updates[0]["my_chat_member"]["new_chat_member"]["status"], "member");
    assert_eq!(updates[1]["message"]["new_chat_members"][0]["username"], "helper_bot");
    let (status, refused) = api.ask("POST", &path, Some(added)).await?;
    assert_eq!((status, refused["error"].as_str()), (400, Some("helper_bot is in that chat already")));
    Ok(())
}

#[tokio::test]
async fn every_route_of_a_user_takes_the_bot_that_is_meant() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = format!("/users/{}", sandbox.user("Alice").id());
    // A token that was never seen makes a bot by its first call.
    let other = api.with_token("555:AAother");
    other.bot("getMe", json!({})).await?;
    let listed = api.get("/bots").await?;
    let ids: Vec<_> = listed["bots"].as_array().into_iter().flatten().map(|bot| &bot["id"]).collect();
    assert_eq!(ids, [&json!(555), &json!(123_456)]);

    api.post(&format!("{alice}/messages"), json!({"text": "hello", "bot": 555})).await?;
    api.post(&format!("{alice}/photos"), json!({"bot": 555})).await?;
    let updates = other.bot("getUpdates", json!({})).await?;
    assert_eq!(updates.as_array().map(Vec::len), Some(2), "{updates}");
    let history = api.get(&format!("{alice}/history?bot=555")).await?;
    assert_eq!(history["messages"][0]["text"], "hello");
    assert_eq!(api.get(&format!("{alice}/history")).await?["messages"], json!([]));
    let (status, refused) = api.ask("GET", &format!("{alice}/next?bot=7"), None).await?;
    assert_eq!((status, refused["error"].as_str()), (404, Some("there is no bot 7")));
    Ok(())
}
