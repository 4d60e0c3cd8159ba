//! Calling methods and the control API over plain HTTP.

use std::error::Error;

use chappe_sandbox::Sandbox;
use serde_json::Value;

pub(crate) type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

/// Calls a method of the default bot with a JSON body.
pub(crate) async fn call(sandbox: &Sandbox, method: &str, params: Value) -> Result<Value> {
    let url = format!("{}/bot{}/{method}", sandbox.api_url(), sandbox.token());
    Ok(reqwest::Client::new().post(url).json(&params).send().await?.json().await?)
}

/// Posts to the control API.
pub(crate) async fn control(sandbox: &Sandbox, path: &str, body: Value) -> Result<Value> {
    let url = format!("{}/control/v1{path}", sandbox.api_url());
    Ok(reqwest::Client::new().post(url).json(&body).send().await?.json().await?)
}

/// Asks the control API.
pub(crate) async fn ask(sandbox: &Sandbox, path: &str) -> Result<Value> {
    let url = format!("{}/control/v1{path}", sandbox.api_url());
    Ok(reqwest::get(url).await?.json().await?)
}
