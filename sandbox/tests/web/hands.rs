//! What the web chat does with users: buttons by their place, files by drag and drop, groups.

use chappe_sandbox::Sandbox;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::Result;
use super::api::{Api, buttons};

async fn upload(api: &Api, path: &str, form: Form) -> Result<(u16, Value)> {
    let response = api.client.post(format!("{}/control/v1{path}", api.root)).multipart(form).send().await?;
    Ok((response.status().as_u16(), response.json().await?))
}

#[tokio::test]
async fn a_button_is_pressed_by_its_place() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = sandbox.user("Alice");
    let sent = api.bot("sendMessage", buttons(alice.id(), "Which?", &["Same", "Same", "Other"])).await?;
    let path = format!("/users/{}/click", alice.id());
    let place = |column: i64| json!({"message": sent["message_id"], "row": 0, "column": column});
    let clicked = api.post(&path, place(2)).await?;
    assert_eq!(clicked["button"]["callback_data"], "Other");
    for body in [place(3), json!({"row": 0, "column": 0}), json!({"message": sent["message_id"]})] {
        let (status, _) = api.ask("POST", &path, Some(body.clone())).await?;
        assert!([400, 404].contains(&status), "{body}: {status}");
    }
    Ok(())
}

#[tokio::test]
async fn a_dropped_file_arrives_as_it_was_under_its_name() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = sandbox.user("Alice");
    let bytes: Vec<u8> = (0..=255).collect();
    let form = Form::new().part("file", Part::bytes(bytes.clone()).file_name("all.bin"));
    let (status, sent) = upload(&api, &format!("/users/{}/documents", alice.id()), form).await?;
    assert_eq!(status, 200, "{sent}");
    assert_eq!(sent["message"]["document"]["file_name"], "all.bin");
    let kept = alice.history().first().and_then(chappe_sandbox::Message::file);
    assert_eq!(kept.as_deref(), Some(bytes.as_slice()));
    Ok(())
}

#[tokio::test]
async fn a_photo_is_dropped_into_a_group_with_a_caption() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = sandbox.user("Alice");
    let group = sandbox.group("Friends", &[&alice]);
    let form = Form::new()
        .text("caption", "look")
        .text("chat", group.id().to_string())
        .part("file", Part::bytes(chappe_sandbox::User::fixture().to_vec()).file_name("a.png"));
    let (status, sent) = upload(&api, &format!("/users/{}/photos", alice.id()), form).await?;
    assert_eq!(status, 200, "{sent}");
    assert_eq!((&sent["chat"], &sent["text"]), (&json!(group.id()), &json!("look")));
    Ok(())
}

#[tokio::test]
async fn broken_forms_are_refused_in_words() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = sandbox.user("Alice").id();
    let photos = format!("/users/{alice}/photos");
    for (path, form, words) in [
        (photos.clone(), Form::new().text("caption", "x"), "the form has no file"),
        (
            photos.clone(),
            Form::new().text("x", "x").part("file", Part::bytes(vec![1]).file_name("a")),
            "unknown member \"x\"",
        ),
        (format!("/users/{alice}/messages"), Form::new().text("text", "hi"), "this takes no form"),
    ] {
        let (status, refused) = upload(&api, &path, form).await?;
        assert_eq!((status, refused["error"].as_str()), (400, Some(words)));
    }
    let url = format!("{}/control/v1{photos}", api.root);
    let request = api.client.post(url).header("content-type", "multipart/form-data; boundary=x");
    assert_eq!(request.body("--x\r\nbroken").send().await?.status(), 400);
    Ok(())
}
