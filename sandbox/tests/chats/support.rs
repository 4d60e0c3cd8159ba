//! What the tests of chats share.

use std::error::Error;

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

pub(crate) type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

async fn ask(sandbox: &Sandbox, method: &str, params: Value) -> Result<Value> {
    let url = format!("{}/bot{}/{method}", sandbox.api_url(), sandbox.token());
    Ok(reqwest::Client::new().post(url).json(&params).send().await?.json().await?)
}

/// What a method gives, which must not be refused.
pub(crate) async fn call(sandbox: &Sandbox, method: &str, params: Value) -> Result<Value> {
    let answer = ask(sandbox, method, params).await?;
    assert_eq!(answer["ok"], true, "{method}: {answer}");
    Ok(answer["result"].clone())
}

/// The description of a refusal, which must be one.
pub(crate) async fn refused(sandbox: &Sandbox, method: &str, params: Value) -> Result<String> {
    let answer = ask(sandbox, method, params).await?;
    assert_eq!(answer["ok"], false, "{method}: {answer}");
    Ok(answer["description"].as_str().unwrap_or_default().to_owned())
}

/// The updates that the bot has not confirmed yet, which are confirmed by that.
pub(crate) async fn updates(sandbox: &Sandbox) -> Result<Vec<Value>> {
    let updates = call(sandbox, "getUpdates", json!({})).await?;
    let updates = updates.as_array().cloned().unwrap_or_default();
    if let Some(last) = updates.last().and_then(|update| update["update_id"].as_i64()) {
        call(sandbox, "getUpdates", json!({"offset": last + 1})).await?;
    }
    Ok(updates)
}

/// The content of those updates that are of one kind.
pub(crate) async fn updates_of(sandbox: &Sandbox, kind: &str) -> Result<Vec<Value>> {
    let updates = updates(sandbox).await?;
    Ok(updates.into_iter().filter_map(|mut update| update.get_mut(kind).map(Value::take)).collect())
}

/// Has the bot be told of everything.
pub(crate) async fn listen(sandbox: &Sandbox, kinds: &[&str]) -> Result {
    call(sandbox, "getUpdates", json!({"allowed_updates": kinds})).await?;
    Ok(())
}

/// Uploads a file to a method, beside other members.
pub(crate) async fn upload(
    sandbox: &Sandbox,
    method: &str,
    fields: &[(&str, String)],
    part: &str,
) -> Result<Value> {
    let url = format!("{}/bot{}/{method}", sandbox.api_url(), sandbox.token());
    let file = reqwest::multipart::Part::bytes(chappe_sandbox::User::fixture().to_vec()).file_name("a.png");
    let mut form = reqwest::multipart::Form::new().part(part.to_owned(), file);
    for (name, value) in fields {
        form = form.text((*name).to_owned(), value.clone());
    }
    let answer: Value = reqwest::Client::new().post(url).multipart(form).send().await?.json().await?;
    assert_eq!(answer["ok"], true, "{method}: {answer}");
    Ok(answer["result"].clone())
}
