//! Calls follow a group that became a supergroup: a refused call is repeated with the chat's new identifier.
//!
//! # Example
//! ```
//! use chappe::Bot;
//! use chappe_middleware::follow_migration::FollowMigrationLayer;
//!
//! let bot = Bot::builder("123456:token").layer(FollowMigrationLayer::new()).build()?;
//! # Ok::<(), chappe::Error>(())
//! ```
//!
//! # What is not repeated
//! Messages are numbered anew in the supergroup, so that the number of an old message is that of another one there.
//! A call that names a message of the chat (to edit it, to delete it, to reply to it) therefore fails by
//! [`Error::Migrated`], which has both identifiers, as it does without this layer. A reply that may go
//! [without](chappe::types::ReplyParameters::allow_sending_without_reply) its message does.
//!
//! So does a file given as a reader, which can be read only once; the next call goes to the new chat.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};

use chappe::bot::{ApiRequest, ApiResponse};
use chappe::types::ChatId;
use chappe::{BoxError, Error};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::recent::Recent;

/// How many groups are remembered, unless told otherwise.
const CAPACITY: usize = 10_000;
/// Where the identifiers of groups end: those of supergroups are below.
const GROUPS: std::ops::Range<i64> = -999_999_999_999..0;

/// Repeats a call that was refused since its group became a supergroup, and sends later ones there at once.
///
/// Clones share what they remember, as do the services they make.
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing until a bot is built with it"]
pub struct FollowMigrationLayer {
    known: Arc<RwLock<Known>>,
}

impl Default for FollowMigrationLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl FollowMigrationLayer {
    /// A layer that remembers the last 10,000 groups that became supergroups.
    pub fn new() -> Self {
        Self { known: Arc::new(RwLock::new(Known::new(CAPACITY))) }
    }

    /// How many groups are remembered; those that were met first are forgotten first, and cost a repetition more.
    pub fn capacity(self, groups: usize) -> Self {
        Self { known: Arc::new(RwLock::new(Known::new(groups))) }
    }
}

impl<S> Layer<S> for FollowMigrationLayer {
    type Service = FollowMigration<S>;

    fn layer(&self, inner: S) -> Self::Service {
        FollowMigration { inner, known: Arc::clone(&self.known) }
    }
}

/// The service that [`FollowMigrationLayer`] makes.
#[derive(Clone, Debug)]
pub struct FollowMigration<S> {
    inner: S,
    known: Arc<RwLock<Known>>,
}

impl<S> Service<ApiRequest> for FollowMigration<S>
where
    S: Service<ApiRequest, Response = ApiResponse> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    type Response = ApiResponse;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, mut request: ApiRequest) -> Self::Future {
        let Some(old) = request.chat_id().filter(|chat| GROUPS.contains(&chat.0)) else {
            return ResponseFuture { kind: Kind::Once { future: self.inner.call(request) } };
        };
        let new = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&old).copied();
        if new.is_some_and(|new| send_to(&mut request, new)) {
            return ResponseFuture { kind: Kind::Once { future: self.inner.call(request) } };
        }
        // The one that was polled ready goes into the future; its clone has to be polled again.
        let clone = self.inner.clone();
        let ready = std::mem::replace(&mut self.inner, clone);
        let future = Box::pin(follow(ready, Arc::clone(&self.known), old, request));
        ResponseFuture { kind: Kind::Twice { future } }
    }
}

/// Sends a request to a group, and to the supergroup that it has become.
async fn follow<S>(
    mut service: S,
    known: Arc<RwLock<Known>>,
    old: ChatId,
    request: ApiRequest,
) -> Result<ApiResponse, BoxError>
where
    S: Service<ApiRequest, Response = ApiResponse>,
    S::Error: Into<BoxError>,
{
    let mut again = request.clone();
    let refused = match service.call(request).await.map_err(Into::into) {
        Ok(response) => return Ok(response),
        Err(error) => error,
    };
    let Some(Error::Migrated { new, .. }) = refused.downcast_ref() else { return Err(refused) };
    known.write().unwrap_or_else(PoisonError::into_inner).insert(old, *new);
    if !send_to(&mut again, *new) {
        return Err(refused);
    }
    poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
    match service.call(again).await.map_err(Into::into) {
        // A reader that was read already: the refusal says more.
        Err(error) if matches!(error.downcast_ref(), Some(Error::File { .. })) => Err(refused),
        result => result,
    }
}

/// Gives a request another chat, unless it names a message of the one it has.
fn send_to(request: &mut ApiRequest, new: ChatId) -> bool {
    let params = request.params();
    let is_there = |name: &str| params.get(name).is_some_and(|value| !value.is_null());
    // What is forwarded or copied is a message of that other chat, which can still be read.
    let elsewhere = is_there("from_chat_id");
    let named = ["message_id", "message_ids"].into_iter().any(is_there) && !elsewhere;
    if named || is_there("reply_to_message_id") {
        return false;
    }
    let reply = params.get("reply_parameters").filter(|reply| reply["chat_id"].is_null() && !reply.is_null());
    let replies = reply.is_some();
    if reply.is_some_and(|reply| reply["allow_sending_without_reply"] != true) {
        return false;
    }
    let params = request.params_mut();
    if replies {
        params.remove("reply_parameters");
    }
    params.insert("chat_id".to_owned(), new.0.into());
    true
}

/// Which groups became which supergroups.
type Known = Recent<ChatId, ChatId>;

type Repeating = Pin<Box<dyn Future<Output = Result<ApiResponse, BoxError>> + Send>>;

pin_project! {
    /// What [`FollowMigration`] answers with.
    pub struct ResponseFuture<F> {
        #[pin]
        kind: Kind<F>,
    }
}

pin_project! {
    #[project = KindProj]
    enum Kind<F> {
        // To a chat that is no group, or to the supergroup that it is known to have become.
        Once { #[pin] future: F },
        // To a group.
        Twice { future: Repeating },
    }
}

impl<F, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<ApiResponse, E>>,
    E: Into<BoxError>,
{
    type Output = Result<ApiResponse, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().kind.project() {
            KindProj::Once { future } => future.poll(cx).map_err(Into::into),
            KindProj::Twice { future } => future.as_mut().poll(cx),
        }
    }
}

impl<F> fmt::Debug for ResponseFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
