//! What concerns a bot can be asked for any of them.

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{Control, Result, furnished};

/// A sandbox with a second bot: what the control API says of it, and its own control, which calls as that bot.
async fn with_shop() -> Result<(Sandbox, Control, Value, Control)> {
    let sandbox = Sandbox::start().await?;
    let control = Control::new(&sandbox);
    let bot = control.post("/bots", json!({"username": "shop_bot"})).await?;
    let token = bot["token"].as_str().ok_or("no token")?.to_owned();
    let shop = Control { token, ..control.clone() };
    Ok((sandbox, control, bot["id"].clone(), shop))
}

#[tokio::test]
async fn everybody_and_every_group_is_listed() -> Result {
    let (_sandbox, control) = furnished().await?;
    let users = control.get("/users").await?;
    assert_eq!(
        (&users["users"][0]["id"], &users["users"][1]["user"]["first_name"]),
        (&json!(1001), &json!("Bob"))
    );
    let groups = control.get("/groups").await?["groups"].take();
    let titles: Vec<_> = groups.as_array().into_iter().flatten().map(|group| &group["title"]).collect();
    assert_eq!(titles, ["Others", "Friends"]);
    Ok(())
}

#[tokio::test]
async fn what_is_no_name_is_refused() -> Result {
    let (_sandbox, control) = furnished().await?;
    let rights = json!({"chat": -4_000_001, "member": 1002, "rights": ["can_fly"]});
    for (path, body, why) in [
        ("/users", json!({"name": "Eve", "username": "e v e"}), "that is no username"),
        (
            "/groups",
            json!({"title": "Club", "members": [1001], "username": "my club"}),
            "that is no username",
        ),
        ("/users/1001/promotions", rights, "\"can_fly\" is none of"),
        ("/groups/-4000001/settings", json!({"bot_rights": ["can_fly"]}), "\"can_fly\" is none of"),
    ] {
        let (status, error) = control.refused("POST", path, Some(body)).await?;
        assert!(status == 400 && error.starts_with(why), "{path}: {status} {error}");
    }
    assert_eq!(control.get("/groups").await?["groups"].as_array().map(Vec::len), Some(2));
    Ok(())
}

#[tokio::test]
async fn updates_are_fed_to_the_named_bot_and_waited_for() -> Result {
    let (_sandbox, control, id, shop) = with_shop().await?;
    let fed = control.post("/updates", json!({"update": {"hologram": {}}, "bot": id})).await?;
    assert_eq!(control.get("/updates").await?["pending"], 0);
    assert_eq!(control.get(&format!("/updates?bot={id}")).await?["pending"], 1);
    let idle = format!("/updates/idle?bot={id}&deadline_ms=0");
    assert_eq!(control.refused("GET", &idle, None).await?.0, 408);

    let got = shop.bot("getUpdates", json!({})).await?;
    assert_eq!(got[0]["hologram"], json!({}));
    let next = fed["update"].as_i64().ok_or("no number")? + 1;
    shop.bot("getUpdates", json!({"offset": next})).await?;
    control.get(&idle).await?;
    control.get(&format!("/updates/{}/confirmed?bot={id}&deadline_ms=0", fed["update"])).await?;
    let (status, error) = control.refused("GET", "/updates?bot=7", None).await?;
    assert_eq!((status, error.as_str()), (404, "there is no bot 7"));
    Ok(())
}

#[tokio::test]
async fn calls_are_looked_up_by_the_bot_that_made_them() -> Result {
    let (_sandbox, control, id, shop) = with_shop().await?;
    control.bot("getMe", json!({})).await?;
    let waiting = format!("/calls/getMe?bot={id}&deadline_ms=0");
    assert_eq!(control.refused("GET", &waiting, None).await?.0, 408);
    shop.bot("getMe", json!({})).await?;
    assert_eq!(control.get(&waiting).await?["bot"], id);
    let calls = control.get(&format!("/calls?bot={id}")).await?;
    assert_eq!(calls["calls"].as_array().map(Vec::len), Some(1), "{calls}");
    Ok(())
}

#[tokio::test]
async fn a_bot_is_set_up_by_its_number() -> Result {
    let (_sandbox, control, id, _) = with_shop().await?;
    let set = control.post("/bot/settings", json!({"privacy": true, "bot": id})).await?;
    assert_eq!(set["bot"]["can_read_all_group_messages"], false);
    let place = control.get("/sandbox").await?;
    assert_eq!(place["bot"]["can_read_all_group_messages"], true, "the default bot is as it was");
    assert_eq!(control.get(&format!("/sandbox?bot={id}")).await?, set);
    Ok(())
}

#[tokio::test]
async fn a_user_and_a_group_are_made_for_the_named_bot() -> Result {
    let (_sandbox, control, id, shop) = with_shop().await?;
    let carol = control.post("/users", json!({"name": "Carol", "bot": id})).await?["id"].clone();
    shop.bot("sendMessage", json!({"chat_id": carol, "text": "Buy?"})).await?;
    let made = json!({"title": "Customers", "members": [carol], "bot": id, "bot_admin": true});
    let group = control.post("/groups", made).await?;
    assert_eq!(group["members"], json!([carol, id]));
    let member = json!({"chat_id": group["id"], "user_id": id});
    assert_eq!(shop.bot("getChatMember", member.clone()).await?["status"], "administrator");

    let path = format!("/groups/{}", group["id"]);
    control.post(&path, json!({"bot_admin": false, "bot": id})).await?;
    assert_eq!(shop.bot("getChatMember", member).await?["status"], "member");
    let founded = json!({"title": "More", "bot": id});
    let founded = control.post(&format!("/users/{carol}/groups"), founded).await?;
    assert_eq!(founded["members"], json!([carol, id]));
    Ok(())
}
