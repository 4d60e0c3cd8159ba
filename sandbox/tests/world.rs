//! A world that is saved, and one that is taken up again.

use std::path::PathBuf;

use chappe_sandbox::{Error, Sandbox, User, WebFile};
use reqwest::Client;
use serde_json::{Value, json};

type Result<T = (), E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// A path that nothing is at; what is there in the end is removed.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("chappe-world-{}-{name}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        Self(path)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

async fn ask(sandbox: &Sandbox, method: &str, params: Value) -> Result<Value> {
    let url = format!("{}/bot{}/{method}", sandbox.api_url(), sandbox.token());
    Ok(Client::new().post(url).json(&params).send().await?.json().await?)
}

async fn call(sandbox: &Sandbox, method: &str, params: Value) -> Result<Value> {
    let answer = ask(sandbox, method, params).await?;
    assert_eq!(answer["ok"], true, "{method}: {answer}");
    Ok(answer["result"].clone())
}

#[tokio::test]
async fn people_chats_messages_and_files_are_there_again() -> Result {
    let place = Place::new("all");
    let sandbox = Sandbox::builder().bot("Tea", "tea_bot").token("77:secret").start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let friends = sandbox.group("Friends", &[&alice, &bob]);
    bob.send_to(&friends, "hello all").await?;
    alice.send_photo(User::fixture(), "look").await?;
    sandbox.web_file("https://example.org/gone.jpg", WebFile::Unreachable)?;
    call(&sandbox, "setMyCommands", json!({"commands": [{"command": "tea", "description": "makes tea"}]}))
        .await?;
    sandbox.save(&place.0)?;
    let before = alice.history();

    let again = Sandbox::builder().world(&place.0).start().await?;
    assert_eq!((again.token(), again.bot_user()), (sandbox.token(), sandbox.bot_user()));
    let alice = again.user("Alice");
    let after = alice.history();
    assert_eq!(after[0].json(), before[0].json());
    assert_eq!(after[0].file(), Some(User::fixture()));
    let commands = call(&again, "getMyCommands", json!({})).await?;
    assert_eq!(commands[0]["command"], "tea");
    let gone = json!({"chat_id": alice.id(), "photo": "https://example.org/gone.jpg"});
    let refused = ask(&again, "sendPhoto", gone).await?;
    assert_eq!(refused["description"], "Bad Request: failed to get HTTP URL content");
    let chat = call(&again, "getChat", json!({"chat_id": friends.id()})).await?;
    assert_eq!(chat["title"], "Friends");
    Ok(())
}

#[tokio::test]
async fn updates_wait_where_they_waited() -> Result {
    let place = Place::new("updates");
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    alice.send("one").await?;
    alice.send("two").await?;
    let first = call(&sandbox, "getUpdates", json!({"limit": 1})).await?;
    let second = first[0]["update_id"].as_i64().ok_or("no update")? + 1;
    call(&sandbox, "getUpdates", json!({"offset": second})).await?;
    sandbox.save(&place.0)?;

    let again = Sandbox::builder().world(&place.0).start().await?;
    again.user("Alice").send("three").await?;
    let updates = call(&again, "getUpdates", json!({})).await?;
    let texts: Vec<&str> =
        updates.as_array().into_iter().flatten().filter_map(|u| u["message"]["text"].as_str()).collect();
    assert_eq!(texts, ["two", "three"]);
    assert_eq!(updates[0]["update_id"], second);
    Ok(())
}

#[tokio::test]
async fn numbers_go_on_where_they_were() -> Result {
    let place = Place::new("numbers");
    let sandbox = Sandbox::start().await?;
    let sent = sandbox.user("Alice").send("one").await?;
    sandbox.save(&place.0)?;

    let again = Sandbox::builder().world(&place.0).start().await?;
    assert_eq!(again.user("Alice").send("two").await?.id(), sent.id() + 1);
    assert_ne!(again.user("Carol").id(), sandbox.user("Alice").id());
    Ok(())
}

#[tokio::test]
async fn where_there_is_no_file_the_world_is_fresh() -> Result {
    let place = Place::new("fresh");
    let sandbox = Sandbox::builder().world(&place.0).bot("Tea", "tea_bot").start().await?;
    assert_eq!(sandbox.bot_user()["username"], "tea_bot");
    Ok(())
}

#[tokio::test]
async fn a_file_that_holds_no_world_is_refused_and_left_alone() -> Result {
    let place = Place::new("broken");
    for text in
        ["", "{", "[]", r#"{"chappe_sandbox":1}"#, r#"{"chappe_sandbox":99,"default_bot":1,"world":{}}"#]
    {
        std::fs::write(&place.0, text)?;
        let error = Sandbox::builder().world(&place.0).start().await.err().ok_or("it started")?;
        assert!(matches!(error, Error::Load { .. }), "{text}: {error}");
        assert_eq!(std::fs::read_to_string(&place.0)?, text);
    }
    Ok(())
}

#[tokio::test]
async fn a_world_that_cannot_be_saved_leaves_nothing_behind() -> Result {
    let place = Place::new("folder");
    std::fs::create_dir(&place.0)?;
    let sandbox = Sandbox::start().await?;
    let error = sandbox.save(&place.0).err().ok_or("it was saved")?;
    std::fs::remove_dir(&place.0)?;
    assert!(matches!(error, Error::Save { .. }), "{error}");
    let name = place.0.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let left = std::fs::read_dir(std::env::temp_dir())?.flatten();
    assert_eq!(left.filter(|file| file.file_name().to_string_lossy().starts_with(&name)).count(), 0);
    Ok(())
}

#[tokio::test]
async fn what_is_downloaded_can_be_started_from() -> Result {
    let place = Place::new("download");
    let sandbox = Sandbox::start().await?;
    sandbox.user("Alice").send("hello").await?;
    let world = reqwest::get(format!("{}/control/v1/world", sandbox.api_url())).await?.bytes().await?;
    std::fs::write(&place.0, world)?;
    let again = Sandbox::builder().world(&place.0).start().await?;
    assert_eq!(again.user("Alice").history()[0].text(), "hello");
    Ok(())
}
