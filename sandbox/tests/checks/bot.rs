//! A bot in a small world, and how it calls methods.

use std::error::Error;

use chappe_sandbox::{Group, Sandbox, User};
use reqwest::Client;
use reqwest::multipart::{Form, Part};
use serde_json::{Map, Value, json};

pub(crate) type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;
pub(crate) type Params = Map<String, Value>;

/// What stands for an upload among parameters.
pub(crate) const UPLOAD: &str = "(an upload)";

/// A supergroup where the bot is an administrator, with a message of the bot in it.
pub(crate) struct Bot {
    pub(crate) sandbox: Sandbox,
    pub(crate) alice: User,
    pub(crate) bob: User,
    pub(crate) group: Group,
    pub(crate) message: i64,
    client: Client,
}

impl Bot {
    pub(crate) async fn start() -> Result<Self> {
        Self::start_with(&Client::new()).await
    }

    /// The same, over the connections of a client that is there: making one takes a while.
    pub(crate) async fn start_with(client: &Client) -> Result<Self> {
        let sandbox = Sandbox::start().await?;
        let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
        let group = sandbox.supergroup("Friends", &[&alice, &bob]).bot_admin(true);
        let mut bot = Self { sandbox, alice, bob, group, message: 0, client: client.clone() };
        let sent =
            bot.call("sendMessage", &object(json!({"chat_id": bot.group.id(), "text": "hello"}))).await?;
        bot.message = sent["result"]["message_id"].as_i64().ok_or("no message")?;
        Ok(bot)
    }

    /// The whole answer, which must be of Telegram's form.
    pub(crate) async fn call(&self, method: &str, params: &Params) -> Result<Value> {
        let url = format!("{}/bot{}/{method}", self.sandbox.api_url(), self.sandbox.token());
        let request = self.client.post(url);
        let request = if params.values().any(|value| value == UPLOAD) {
            let part = |name: &String, value: &Value, form: Form| match value {
                Value::String(text) if text == UPLOAD => {
                    form.part(name.clone(), Part::bytes(User::fixture().to_vec()).file_name("a.png"))
                }
                Value::String(text) => form.text(name.clone(), text.clone()),
                value => form.text(name.clone(), value.to_string()),
            };
            request.multipart(params.iter().fold(Form::new(), |form, (name, value)| part(name, value, form)))
        } else {
            request.json(params)
        };
        let response = request.send().await?;
        let status = response.status().as_u16();
        let answer: Value = response.json().await?;
        if answer["ok"] == true {
            return Ok(answer);
        }
        let name = match status {
            400 => "Bad Request: ",
            403 => "Forbidden: ",
            404 => "Not Found",
            409 => "Conflict: ",
            429 => "Too Many Requests: ",
            _ => return Err(format!("{method} {params:?}: {status} {answer}").into()),
        };
        let description = answer["description"].as_str().unwrap_or_default();
        if answer["error_code"] != status || !description.starts_with(name) || answer["ok"] != false {
            return Err(format!("{method} {params:?}: not Telegram's form: {status} {answer}").into());
        }
        Ok(answer)
    }

    /// Why a call is refused; nothing when it is not.
    pub(crate) async fn refusal(&self, method: &str, params: &Params) -> Result<Option<String>> {
        let answer = self.call(method, params).await?;
        Ok(answer["description"].as_str().map(str::to_owned))
    }
}

pub(crate) fn object(value: Value) -> Params {
    match value {
        Value::Object(fields) => fields,
        _ => Params::new(),
    }
}
