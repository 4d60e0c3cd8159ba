//! A bot by hand: calls and updates over HTTP.

use std::error::Error;

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

pub(crate) type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

fn url(sandbox: &Sandbox, method: &str) -> String {
    format!("{}/bot{}/{method}", sandbox.api_url(), sandbox.token())
}

/// The result of a call, which must be carried out.
pub(crate) async fn call(sandbox: &Sandbox, method: &str, params: Value) -> Result<Value> {
    let sent = reqwest::Client::new().post(url(sandbox, method)).json(&params).send().await?;
    let answer: Value = sent.json().await?;
    assert_eq!(answer["ok"], true, "{method} {params}: {answer}");
    Ok(answer["result"].clone())
}

/// The description of a refusal, which must be one.
pub(crate) async fn refused(sandbox: &Sandbox, method: &str, params: Value) -> Result<String> {
    let response = reqwest::Client::new().post(url(sandbox, method)).json(&params).send().await?;
    let answer: Value = response.json().await?;
    assert_eq!(answer["ok"], false, "{method} {params}: {answer}");
    Ok(answer["description"].as_str().unwrap_or_default().to_owned())
}

/// The result of a call with files.
pub(crate) async fn upload(sandbox: &Sandbox, method: &str, form: reqwest::multipart::Form) -> Result<Value> {
    let sent = reqwest::Client::new().post(url(sandbox, method)).multipart(form).send().await?;
    Ok(sent.json().await?)
}

/// Every update that waits, of all kinds, each confirmed.
pub(crate) async fn updates(sandbox: &Sandbox) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    loop {
        let last: Option<i64> = all.last().and_then(|update: &Value| update["update_id"].as_i64());
        let params = json!({"offset": last.map_or(0, |id| id + 1), "allowed_updates": KINDS});
        let updates = call(sandbox, "getUpdates", params).await?;
        match updates.as_array() {
            Some(updates) if !updates.is_empty() => all.extend(updates.iter().cloned()),
            _ => return Ok(all),
        }
    }
}

/// Asks for updates of all kinds from now on.
pub(crate) async fn subscribe(sandbox: &Sandbox) -> Result {
    updates(sandbox).await.map(drop)
}

/// The contents of the updates of a kind.
pub(crate) fn of_kind(updates: &[Value], kind: &str) -> Vec<Value> {
    updates.iter().filter_map(|update| update.get(kind)).cloned().collect()
}

const KINDS: [&str; 13] = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "poll",
    "poll_answer",
    "message_reaction",
    "message_reaction_count",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "chat_member",
];

/// Waits for an update of a kind and confirms everything up to it; gives its content.
pub(crate) async fn wait_for(sandbox: &Sandbox, kind: &str) -> Result<Value> {
    loop {
        let params = json!({"timeout": 5, "limit": 1, "allowed_updates": KINDS});
        let updates = call(sandbox, "getUpdates", params).await?;
        let update = updates.get(0).ok_or_else(|| format!("no {kind} came"))?;
        let next = update["update_id"].as_i64().unwrap_or_default() + 1;
        call(sandbox, "getUpdates", json!({"offset": next, "limit": 1})).await?;
        if let Some(content) = update.get(kind) {
            return Ok(content.clone());
        }
    }
}
