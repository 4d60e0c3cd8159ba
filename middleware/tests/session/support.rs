//! Updates to handle, and a store that tells what it is asked and fails when it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use chappe::prelude::*;
use chappe::types::Update;
use chappe_middleware::session::SessionError;
use chappe_middleware::store::{Entry, Expect, MemoryStore, Page, Store, StoreError, Version};
use tower::{Service, ServiceExt as _};

pub fn bot() -> Bot {
    Bot::new("42:TEST").expect("a well-formed token")
}

/// The context of an update in JSON.
pub fn ctx_of(update: &str) -> Ctx {
    Ctx::new(bot(), Update::from_json(update).expect("the tests' updates are updates"))
}

/// A text in a private chat.
pub fn private(user: i64) -> Ctx {
    text_in(user, user, "private")
}

/// A text in a group.
pub fn group(chat: i64, user: i64) -> Ctx {
    text_in(chat, user, "group")
}

fn text_in(chat: i64, user: i64, kind: &str) -> Ctx {
    ctx_of(&format!(
        r#"{{"update_id":1,"message":{{"message_id":1,"date":1,"text":"hi","chat":{{"id":{chat},"type":"{kind}"}},
        "from":{{"id":{user},"is_bot":false,"first_name":"A"}}}}}}"#
    ))
}

/// An inline query, which happens in no chat.
pub fn inline_query(user: i64) -> Ctx {
    ctx_of(&format!(
        r#"{{"update_id":1,"inline_query":{{"id":"1","query":"q","offset":"",
        "from":{{"id":{user},"is_bot":false,"first_name":"A"}}}}}}"#
    ))
}

/// Sends one event through a service.
pub async fn run<S>(service: &S, ctx: Ctx) -> Result<Outcome>
where
    S: Service<Ctx, Response = Outcome, Error = chappe::BoxError> + Clone,
{
    service.clone().oneshot(ctx).await
}

/// The session error that an event failed with.
pub fn session_error(result: &Result<Outcome>) -> &SessionError {
    let Err(error) = result else { panic!("the event does not fail") };
    error.downcast_ref().unwrap_or_else(|| panic!("not a session's error: {error}"))
}

/// A store in memory that notes what it is asked, and does what it is told to.
#[derive(Clone, Default)]
pub struct Watched {
    inner: MemoryStore,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    log: Vec<String>,
    faults: VecDeque<(&'static str, Fault)>,
}

/// What happens instead of an operation.
pub enum Fault {
    /// It happens as it should.
    Passed,
    /// It fails, and nothing has happened.
    Down,
    /// It never answers.
    Hangs,
    /// Another process is faster, and saves this.
    Overtaken(&'static str),
}

impl Watched {
    pub fn new() -> Self {
        Self::default()
    }

    /// What is to happen at the next operation of the name.
    pub fn fault(&self, operation: &'static str, fault: Fault) {
        self.state.lock().unwrap().faults.push_back((operation, fault));
    }

    /// What was asked since the last look.
    pub fn log(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().log)
    }

    /// What is kept under a key.
    pub async fn at(&self, key: &str) -> Option<String> {
        let entry = self.inner.load(key).await.expect("memory does not fail")?;
        Some(String::from_utf8(entry.value.to_vec()).expect("sessions are text"))
    }

    /// Keeps something under a key.
    pub async fn put(&self, key: &str, value: &str) {
        let saved = self.inner.save(key, value.to_owned().into(), None, Expect::Any).await;
        saved.expect("memory does not fail");
    }

    pub async fn keys(&self) -> Vec<String> {
        let mut keys = self.inner.list("", None).await.expect("memory does not fail").keys;
        keys.sort_unstable();
        keys
    }

    async fn asked(&self, operation: &'static str, key: &str) -> Result<(), StoreError> {
        let fault = {
            let mut state = self.state.lock().unwrap();
            state.log.push(format!("{operation} {key}"));
            let at = state.faults.iter().position(|(name, _)| *name == operation);
            at.and_then(|at| state.faults.remove(at))
        };
        match fault {
            None | Some((_, Fault::Passed)) => Ok(()),
            Some((_, Fault::Down)) => Err(StoreError::Unavailable("connection refused".into())),
            Some((_, Fault::Hangs)) => std::future::pending().await,
            Some((_, Fault::Overtaken(value))) => {
                self.put(key, value).await;
                Ok(())
            }
        }
    }
}

impl Store for Watched {
    async fn load(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        self.asked("load", key).await?;
        self.inner.load(key).await
    }

    async fn save(
        &self,
        key: &str,
        value: Bytes,
        time_to_live: Option<Duration>,
        expect: Expect,
    ) -> Result<Version, StoreError> {
        self.asked("save", key).await?;
        self.inner.save(key, value, time_to_live, expect).await
    }

    async fn delete(&self, key: &str, expect: Expect) -> Result<bool, StoreError> {
        self.asked("delete", key).await?;
        self.inner.delete(key, expect).await
    }

    async fn list(&self, prefix: &str, after: Option<&str>) -> Result<Page, StoreError> {
        self.asked("list", prefix).await?;
        self.inner.list(prefix, after).await
    }
}
