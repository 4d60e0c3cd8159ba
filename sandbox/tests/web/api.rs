//! A client of the control API and of the Bot API, for these tests.

use chappe_sandbox::Sandbox;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::Result;

/// A client of one sandbox.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) client: Client,
    pub(crate) root: String,
    token: String,
}

impl Api {
    pub(crate) fn new(sandbox: &Sandbox) -> Self {
        Self { client: Client::new(), root: sandbox.api_url(), token: sandbox.token() }
    }

    /// A client by address and token.
    pub(crate) fn of(root: String, token: String) -> Self {
        Self { client: Client::new(), root, token }
    }

    /// The same client, as the bot of another token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self.clone() }
    }

    /// Asks the control API; gives the status and the answer.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Result<(u16, Value)> {
        let url = format!("{}/control/v1{path}", self.root);
        let mut request = self.client.request(Method::from_bytes(method.as_bytes())?, url);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await?;
        Ok((response.status().as_u16(), response.json().await?))
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value> {
        let (status, answer) = self.ask("GET", path, None).await?;
        assert_eq!(status, 200, "{path}: {answer}");
        Ok(answer)
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Result<Value> {
        let (status, answer) = self.ask("POST", path, Some(body)).await?;
        assert_eq!(status, 200, "{path}: {answer}");
        Ok(answer)
    }

    /// Calls a method of the Bot API, as the bot.
    pub(crate) async fn bot(&self, method: &str, params: Value) -> Result<Value> {
        let url = format!("{}/bot{}/{method}", self.root, self.token);
        let answer: Value = self.client.post(url).json(&params).send().await?.json().await?;
        if answer["ok"] != true {
            return Err(format!("{method}: {answer}").into());
        }
        Ok(answer["result"].clone())
    }
}

/// A message with one row of buttons, each with its label as data.
pub(crate) fn buttons(chat: i64, text: &str, labels: &[&str]) -> Value {
    let row: Vec<Value> = labels.iter().map(|label| json!({"text": label, "callback_data": label})).collect();
    json!({"chat_id": chat, "text": text, "reply_markup": {"inline_keyboard": [row]}})
}
