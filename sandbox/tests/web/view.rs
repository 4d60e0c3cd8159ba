//! The view of the world, its messages and its files.

use chappe_sandbox::{Sandbox, User};
use serde_json::{Value, json};

use super::Result;
use super::api::Api;

#[tokio::test]
async fn the_view_has_bots_users_and_chats() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = sandbox.user("Alice");
    let group = sandbox.group("Friends", &[&alice]);
    alice.send("hello").await?;
    api.bot("setMyDescription", json!({"description": "says everything again"})).await?;
    let view = api.get("/view").await?;
    assert_eq!(view["bots"][0]["token"], sandbox.token());
    assert_eq!(view["bots"][0]["default"], true);
    assert_eq!(view["bots"][0]["description"], "says everything again");
    let user = json!({"id": alice.id(), "user": alice.json(), "business_bot": null});
    assert_eq!(view["users"], json!([user]));
    let chats = view["chats"].as_array().ok_or("no chats")?;
    let [private, friends] = chats.as_slice() else { return Err(format!("{chats:?}").into()) };
    assert_eq!((&private["kind"], &private["bot"]), (&json!("private"), &json!(123_456)));
    assert_eq!(private["last"]["message"]["text"], "hello");
    assert_eq!((&friends["key"], &friends["title"]), (&json!(group.id().to_string()), &json!("Friends")));
    let owner = json!({"id": alice.id(), "status": "creator"});
    assert!(friends["members"].as_array().is_some_and(|members| members.contains(&owner)), "{friends}");
    Ok(())
}

#[tokio::test]
async fn messages_are_read_page_by_page() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = sandbox.user("Alice");
    for number in 1..=5 {
        alice.send(number.to_string()).await?;
    }
    let chat = format!("123456/{}", alice.id());
    let page = |query: String| {
        let api = api.clone();
        async move { api.get(&format!("/view/messages?{query}")).await }
    };
    let texts = |page: &Value| -> Vec<String> {
        let messages = page["messages"].as_array().into_iter().flatten();
        messages.filter_map(|m| m["message"]["text"].as_str().map(str::to_owned)).collect()
    };
    let newest = page(format!("chat={chat}&limit=2")).await?;
    assert_eq!((texts(&newest), &newest["more"]), (vec!["4".to_owned(), "5".to_owned()], &json!(true)));
    let before = &newest["messages"][0]["id"];
    let older = page(format!("chat={chat}&before={before}")).await?;
    assert_eq!((texts(&older).len(), &older["more"]), (3, &json!(false)));
    let (status, _) = api.ask("GET", "/view/messages?chat=nowhere", None).await?;
    assert_eq!(status, 404);
    Ok(())
}

#[tokio::test]
async fn a_reply_keyboard_stands_until_it_is_removed() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = sandbox.user("Alice");
    let keyboards = async || Ok::<_, super::Error>(api.get("/view").await?["chats"][0]["keyboards"].clone());
    let markup = json!({"keyboard": [[{"text": "Yes"}]], "resize_keyboard": true});
    api.bot("sendMessage", json!({"chat_id": alice.id(), "text": "?", "reply_markup": markup})).await?;
    api.bot("sendMessage", json!({"chat_id": alice.id(), "text": "well?"})).await?;
    assert_eq!(keyboards().await?[alice.id().to_string()], markup);
    let gone = json!({"remove_keyboard": true});
    api.bot("sendMessage", json!({"chat_id": alice.id(), "text": "ok", "reply_markup": gone})).await?;
    assert_eq!(keyboards().await?, json!({}));
    Ok(())
}

#[tokio::test]
async fn commands_of_a_narrower_scope_are_shown_to_whom_they_are_for() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.group("Friends", &[&alice, &bob]);
    let commands = |name: &str| json!([{"command": name, "description": "does it"}]);
    api.bot("setMyCommands", json!({"commands": commands("all")})).await?;
    let scope = json!({"type": "chat_member", "chat_id": group.id(), "user_id": bob.id()});
    api.bot("setMyCommands", json!({"commands": commands("only_bob"), "scope": scope})).await?;
    let view = api.get("/view").await?;
    assert_eq!(view["bots"][0]["commands"], commands("all"));
    let chats = view["chats"].as_array().ok_or("no chats")?;
    let friends = chats.iter().find(|chat| chat["id"] == group.id()).ok_or("no group")?;
    assert_eq!(friends["commands"], json!({bob.id().to_string(): {"123456": commands("only_bob")}}));
    Ok(())
}

#[tokio::test]
async fn a_user_is_shown_with_the_bot_that_is_connected() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = sandbox.user("Alice");
    let connected =
        async || Ok::<_, super::Error>(api.get("/view").await?["users"][0]["business_bot"].clone());
    assert_eq!(connected().await?, Value::Null);
    let connection = alice.connect_business(&["can_reply"]).await?;
    assert_eq!(connected().await?, sandbox.bots()[0].id());
    connection.disconnect().await;
    assert_eq!(connected().await?, Value::Null);
    Ok(())
}

#[tokio::test]
async fn what_is_for_one_member_alone_stands_where_it_came() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = sandbox.user("Alice");
    let group = sandbox.supergroup("Friends", &[&alice]);
    alice.send_to(&group, "before").await?;
    let before = alice.send_to(&group, "and that").await?.id();
    let receiver = json!({"receiver_user_id": alice.id()});
    let whisper = json!({"chat_id": group.id(), "text": "psst", "ephemeral_message_parameters": receiver});
    api.bot("sendMessage", whisper).await?;
    alice.send_to(&group, "after").await?;
    let path = format!("/view/messages?chat={}", group.id());
    let page = api.get(&path).await?;
    let [shown] = page["whispers"].as_array().map_or(&[][..], Vec::as_slice) else {
        return Err(format!("not one: {page}").into());
    };
    assert_eq!((&shown["message"]["message"]["text"], &shown["after"]), (&json!("psst"), &json!(before)));
    let older = api.get(&format!("{path}&before={before}")).await?;
    assert_eq!(older["whispers"], json!([]), "it is told once");
    Ok(())
}

#[tokio::test]
async fn files_are_shown_or_saved_but_never_run() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = sandbox.user("Alice");
    let photo = alice.send_photo(User::fixture(), "").await?;
    let page = alice.send_document("page ü.html", "<script>alert(1)</script>").await?;
    for (id, kind, saved_as) in [
        (&photo.photo()[1]["file_id"], "image/png", None),
        (
            &page.field("document")["file_id"],
            "application/octet-stream",
            Some("attachment; filename*=UTF-8''page%20%C3%BC.html"),
        ),
    ] {
        let id = id.as_str().ok_or("no file_id")?;
        let response = reqwest::get(format!("{}/control/v1/files/{id}", api.root)).await?;
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        assert_eq!((header("content-type"), header("content-disposition")), (Some(kind), saved_as));
        assert_eq!(header("x-content-type-options"), Some("nosniff"));
    }
    assert_eq!(api.ask("GET", "/files/none", None).await?.0, 404);
    Ok(())
}

#[tokio::test]
async fn a_page_of_another_origin_directs_nothing() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let url = format!("{}/control/v1/users", api.root);
    for (origin, status) in [("https://evil.example", 403), (api.root.as_str(), 200)] {
        let request = api.client.post(&url).header("origin", origin).json(&json!({"name": "Mallory"}));
        assert_eq!(request.send().await?.status(), status, "{origin}");
    }
    Ok(())
}
