//! A bot by hand: calls and updates over HTTP.

use std::error::Error;

use chappe_sandbox::{Message, Sandbox, User};
use serde_json::{Value, json};

pub(crate) type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

pub(crate) const TOO_OLD: &str =
    "Bad Request: query is too old and response timeout expired or query ID is invalid";

async fn ask(sandbox: &Sandbox, token: &str, method: &str, params: &Value) -> Result<Value> {
    let url = format!("{}/bot{token}/{method}", sandbox.api_url());
    Ok(reqwest::Client::new().post(url).json(params).send().await?.json().await?)
}

/// The result of a call, which must be carried out.
pub(crate) async fn call(sandbox: &Sandbox, method: &str, params: Value) -> Result<Value> {
    call_by(sandbox, &sandbox.token(), method, params).await
}

/// The same by another bot.
pub(crate) async fn call_by(sandbox: &Sandbox, token: &str, method: &str, params: Value) -> Result<Value> {
    let answer = ask(sandbox, token, method, &params).await?;
    assert_eq!(answer["ok"], true, "{method} {params}: {answer}");
    Ok(answer["result"].clone())
}

/// The description of a refusal, which must be one.
pub(crate) async fn refused(sandbox: &Sandbox, method: &str, params: Value) -> Result<String> {
    refused_to(sandbox, &sandbox.token(), method, params).await
}

/// The same for another bot.
pub(crate) async fn refused_to(
    sandbox: &Sandbox,
    token: &str,
    method: &str,
    params: Value,
) -> Result<String> {
    let answer = ask(sandbox, token, method, &params).await?;
    assert_eq!(answer["ok"], false, "{method} {params}: {answer}");
    Ok(answer["description"].as_str().unwrap_or_default().to_owned())
}

/// Every update that waits, each confirmed.
pub(crate) async fn updates(sandbox: &Sandbox) -> Result<Vec<Value>> {
    let waiting = call(sandbox, "getUpdates", json!({})).await?;
    let waiting = waiting.as_array().cloned().unwrap_or_default();
    if let Some(last) = waiting.last().and_then(|update| update["update_id"].as_i64()) {
        call(sandbox, "getUpdates", json!({"offset": last + 1})).await?;
    }
    Ok(waiting)
}

/// The content of the only update of a kind that waits; all others are confirmed with it.
pub(crate) async fn only(sandbox: &Sandbox, kind: &str) -> Result<Value> {
    let mut found: Vec<Value> =
        updates(sandbox).await?.iter().filter_map(|update| update.get(kind)).cloned().collect();
    assert_eq!(found.len(), 1, "{kind}: {found:?}");
    Ok(found.remove(0))
}

/// A message of the bot with this markup, as the user sees it.
pub(crate) async fn asked(sandbox: &Sandbox, user: &User, markup: Value) -> Result<Message> {
    let params = json!({"chat_id": user.id(), "text": "well?", "reply_markup": markup});
    call(sandbox, "sendMessage", params).await?;
    Ok(user.next_message().await?)
}
