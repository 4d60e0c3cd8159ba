//! How groups and the bot are set up in a session by hand.

use serde_json::{Value, json};

use super::Result;
use super::api::Api;
use super::session::{act, sees};

pub(crate) async fn groups(api: &Api, alice: &Value, bob: &Value, helper: i64) -> Result {
    let new = async |title: &str, kind: &str| {
        let made = api.post("/groups", json!({"title": title, "kind": kind, "members": [alice]})).await?;
        Ok::<_, super::Error>(made["id"].clone())
    };
    let (garden, blog) = (new("Garden", "supergroup").await?, new("Blog", "channel").await?);
    let set_up =
        async |group: &Value, settings: Value| api.post(&format!("/groups/{group}/settings"), settings).await;
    api.post(&format!("/groups/{garden}"), json!({"username": "the_garden", "bot_admin": true})).await?;
    set_up(&garden, json!({"title": "Big garden", "description": "no weeds", "photo": PICTURE})).await?;
    set_up(&garden, json!({"slow_mode": 30, "protected": true, "auto_delete": 60})).await?;
    set_up(&garden, json!({"bot_rights": ["can_pin_messages"]})).await?;
    set_up(&blog, json!({"signatures": true, "discussion": garden})).await?;
    set_up(&garden, json!({"title": "Garden", "protected": false})).await?;

    let reactions = format!("/groups/{garden}/reactions");
    for only in [json!({"emoji": ["👍"]}), json!({"emoji": []}), json!({})] {
        api.post(&reactions, only).await?;
    }
    api.post(&format!("/groups/{blog}/bots"), json!({"bot": helper})).await?;
    let link = api.post(&format!("/groups/{garden}/links"), json!({})).await?["link"].clone();
    act(api, bob, "link-joins", json!({"link": link})).await?;
    api.post("/bot/settings", json!({"privacy": true, "topics": false})).await?;
    act(api, bob, "messages", json!({"text": "I am in", "chat": garden})).await?;
    for user in [alice, bob] {
        sees(api, user, "You said I am in").await?;
    }
    api.post("/bot/settings", json!({"privacy": false})).await?;
    api.post("/bot/settings", json!({"privacy": true, "bot": helper})).await?;
    act(api, bob, "messages", json!({"text": "done"})).await?;
    sees(api, bob, "You said done").await?;
    Ok(())
}

/// The picture of one point.
const PICTURE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";
