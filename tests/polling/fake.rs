//! A server within the bot's own stack, so that tests of time need no socket and may pause the clock.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chappe::bot::{ApiRequest, ApiResponse, BotBuilder};
use chappe::types::User;
use chappe::{Bot, BoxError, Result};
use serde_json::json;
use tokio::time::Instant;
use tower::layer::layer_fn;
use tower::service_fn;

use crate::kit::Notes;

pub type Answer = Pin<Box<dyn Future<Output = Result<String>> + Send>>;

/// A request for updates that the fake got.
#[derive(Clone, Debug)]
pub struct Asked {
    pub at: Instant,
    pub offset: Option<i64>,
    pub limit: i64,
    pub hold: Duration,
}

/// A bot whose requests for updates are answered by a function of their number and what they ask for.
pub fn bot(
    answer: impl Fn(usize, Asked) -> Answer + Send + Sync + 'static,
) -> Result<(BotBuilder, Notes<Asked>)> {
    let asked = Notes::default();
    let noted = asked.clone();
    let answer = Arc::new(answer);
    let fake = move |request: ApiRequest| {
        let (noted, answer) = (noted.clone(), Arc::clone(&answer));
        async move {
            if request.method() != "getUpdates" {
                return Ok(ApiResponse::new("true"));
            }
            let number = |name: &str| request.params().get(name).and_then(serde_json::Value::as_i64);
            let asked = Asked {
                at: Instant::now(),
                offset: number("offset"),
                limit: number("limit").unwrap_or(100),
                hold: Duration::from_secs(number("timeout").unwrap_or(0).unsigned_abs()),
            };
            noted.add(asked.clone());
            let updates = answer(noted.all().len(), asked).await?;
            Result::<_, BoxError>::Ok(ApiResponse::new(updates))
        }
    };
    let me: User = serde_json::from_value(json!({"id": 42, "is_bot": true, "first_name": "Fake"}))?;
    let builder = Bot::builder("42:TEST").me(me).layer(layer_fn(move |_| service_fn(fake.clone())));
    Ok((builder, asked))
}

/// Answers as a server does that has these updates and nothing else: `(update_id, chat)`.
pub fn serve(updates: &[(i64, i64)], asked: &Asked) -> Answer {
    let texts: Vec<String> = updates
        .iter()
        .filter(|(id, _)| asked.offset.is_none_or(|offset| *id >= offset))
        .take(usize::try_from(asked.limit).unwrap_or(100))
        .map(|(id, chat)| message(*id, *chat))
        .collect();
    let hold = if texts.is_empty() { asked.hold } else { Duration::ZERO };
    Box::pin(async move {
        tokio::time::sleep(hold).await;
        Ok(format!("[{}]", texts.join(",")))
    })
}

/// A text message.
pub fn message(id: i64, chat: i64) -> String {
    let user = json!({"id": chat, "is_bot": false, "first_name": "User"});
    let chat = json!({"id": chat, "type": "private", "first_name": "User"});
    let message = json!({"message_id": id, "date": 1, "chat": chat, "from": user, "text": id.to_string()});
    json!({"update_id": id, "message": message}).to_string()
}
