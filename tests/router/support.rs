//! A bot that sends nothing, updates, and handlers that leave a trace.

// Every test program uses a part of it.
#![allow(dead_code)]

use std::future::{Future, Ready, ready};
use std::sync::{Arc, Mutex, OnceLock};

use chappe::bot::{ApiRequest, ApiResponse};
use chappe::types::{Update, User};
use chappe::{Bot, BoxError, Ctx, Outcome, Result, Router};
use serde_json::{Value, json};
use tower::layer::layer_fn;
use tower::util::BoxCloneSyncService;
use tower::{Service, ServiceExt as _, service_fn};

/// What a bot has sent.
#[derive(Clone, Default)]
pub struct Sent(Arc<Mutex<Vec<ApiRequest>>>);

impl Sent {
    /// The names of the methods.
    pub fn methods(&self) -> Vec<String> {
        self.requests().iter().map(|request| request.method().to_owned()).collect()
    }

    /// The texts of the messages.
    pub fn texts(&self) -> Vec<String> {
        let text =
            |request: &ApiRequest| request.params().get("text").and_then(Value::as_str).map(str::to_owned);
        self.requests().iter().filter_map(text).collect()
    }

    pub fn requests(&self) -> Vec<ApiRequest> {
        self.0.lock().expect("no test panics while it sends").clone()
    }
}

/// A bot that answers its own calls, and what it was asked to send.
pub fn sending_bot() -> (Bot, Sent) {
    let sent = Sent::default();
    let log = sent.clone();
    let answer = layer_fn(move |_: BoxCloneSyncService<ApiRequest, ApiResponse, BoxError>| {
        let log = log.clone();
        service_fn(move |request: ApiRequest| {
            let answer = if request.method().starts_with("send") {
                json!({"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}})
            } else {
                json!(true)
            };
            log.0.lock().expect("no test panics while it sends").push(request);
            ready(Ok::<_, BoxError>(ApiResponse::new(answer.to_string())))
        })
    });
    let me: User =
        serde_json::from_value(json!({"id": 42, "is_bot": true, "first_name": "Bot", "username": "My_Bot"}))
            .expect("it is a user");
    (Bot::builder("42:TEST").me(me).layer(answer).build().expect("the token is well formed"), sent)
}

/// A bot for tests that send nothing. Making one takes a while, so there is one.
pub fn bot() -> Bot {
    static BOT: OnceLock<Bot> = OnceLock::new();
    BOT.get_or_init(|| sending_bot().0).clone()
}

pub fn ctx(update: Update) -> Ctx {
    Ctx::new(bot(), update)
}

#[allow(clippy::needless_pass_by_value)] // So that `json!` stands in the call.
pub fn update(kind: &str, content: Value) -> Update {
    let json = json!({"update_id": 1, kind: content});
    Update::from_json(&json.to_string()).unwrap_or_else(|error| panic!("{json}: {error}"))
}

/// The content of a message with the members that are given.
pub fn message_with(members: Value) -> Value {
    let mut message = json!({
        "message_id": 5,
        "date": 1,
        "chat": {"id": 7, "type": "private", "first_name": "Alice"},
        "from": {"id": 7, "is_bot": false, "first_name": "Alice", "language_code": "fr"},
    });
    let (Some(message_members), Value::Object(members)) = (message.as_object_mut(), members) else {
        panic!("members are given as an object");
    };
    message_members.extend(members);
    message
}

/// The `bot_command` entity that Telegram finds at the start of a text.
pub fn entities(text: &str) -> Value {
    let Some(rest) = text.strip_prefix('/') else { return json!([]) };
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '@');
    let length = 1 + rest.find(ends).unwrap_or(rest.len());
    if length == 1 {
        return json!([]);
    }
    json!([{"type": "bot_command", "offset": 0, "length": length}])
}

/// A message, edited message or channel post with a text.
pub fn text_of(kind: &str, text: &str) -> Update {
    update(kind, message_with(json!({"text": text, "entities": entities(text)})))
}

pub fn message(text: &str) -> Update {
    text_of("message", text)
}

pub fn captioned(caption: &str) -> Update {
    let photo = json!([{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]);
    let members = json!({"photo": photo, "caption": caption, "caption_entities": entities(caption)});
    update("message", message_with(members))
}

pub fn clicked(data: &str) -> Update {
    let from = json!({"id": 7, "is_bot": false, "first_name": "Alice"});
    let message = message_with(json!({"text": "choose"}));
    update(
        "callback_query",
        json!({"id": "q", "chat_instance": "c", "from": from, "message": message, "data": data}),
    )
}

pub fn reacted(emoji: &str) -> Update {
    let content = json!({
        "chat": {"id": 7, "type": "private", "first_name": "Alice"},
        "message_id": 5, "date": 1, "old_reaction": [],
        "user": {"id": 7, "is_bot": false, "first_name": "Alice"},
        "new_reaction": [{"type": "emoji", "emoji": emoji}],
    });
    update("message_reaction", content)
}

/// What handlers did, in order.
#[derive(Clone, Default)]
pub struct Trace(Arc<Mutex<Vec<String>>>);

impl Trace {
    pub fn push(&self, line: impl Into<String>) {
        self.0.lock().expect("no test panics while it traces").push(line.into());
    }

    /// What was traced since it was last taken.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("no test panics while it traces"))
    }

    /// A handler that is traced and is done.
    pub fn done(&self, line: impl Into<String>) -> impl Fn() -> Ready<()> + Clone + Send + Sync + 'static {
        let (trace, line) = (self.clone(), line.into());
        move || {
            trace.push(&line);
            ready(())
        }
    }

    /// A handler that is traced and passes.
    pub fn pass(
        &self,
        line: impl Into<String>,
    ) -> impl Fn(Ctx) -> Ready<Outcome> + Clone + Send + Sync + 'static {
        let (trace, line) = (self.clone(), line.into());
        move |ctx| {
            trace.push(&line);
            ready(Outcome::Pass(ctx))
        }
    }

    /// A handler that is traced and fails with the same text.
    pub fn fail(
        &self,
        line: impl Into<String>,
    ) -> impl Fn() -> Ready<Result> + Clone + Send + Sync + 'static {
        let (trace, line) = (self.clone(), line.into());
        move || {
            trace.push(&line);
            ready(Err(line.clone().into()))
        }
    }
}

/// Runs one update through a service.
pub fn run<S>(service: &S, ctx: Ctx) -> impl Future<Output = Result<Outcome>> + use<S>
where
    S: Service<Ctx, Response = Outcome> + Clone,
    S::Error: Into<BoxError>,
{
    let service = service.clone();
    async { service.oneshot(ctx).await.map_err(Into::into) }
}

/// Runs one update through a router, and tells what was traced.
pub async fn traced(router: &Router, trace: &Trace, update: Update) -> Vec<String> {
    let _ = run(router, ctx(update)).await.expect("nothing fails");
    trace.take()
}
