//! The layer that loads a session, keeps others off it meanwhile, and saves it.

use std::any::type_name;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use chappe::{BoxError, Ctx, Outcome, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tower_layer::Layer;
use tower_service::Service;

use super::codec::Migrations;
use super::extract::Held;
use super::order::Nesting;
use super::settings::Settings;
use super::slot::{EndOnDrop, Lock, Slot};
use super::{Plain, SaveWhen, Scope, SessionKey};
use crate::keyed_lock::KeyedLock;
use crate::store::Store;

/// Gives each event the session that it belongs to, and saves it after the event was handled.
///
/// Events of one key are handled one after the other, from before the session is loaded until after it is saved; a
/// clone of the layer keeps to the same order. Where several stand around each other, the outermost locks first.
/// What is saved replaces only the version that was loaded.
///
/// Where the service within fails nothing is saved, nor where the session was not changed. A reply that could not be
/// sent is a failure too. An error handler within the layer, such as [`Router::on_error`](chappe::Router::on_error)'s,
/// makes a success of a failure: if nothing is to be saved then, let it return the error, or stand it around the layer.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use chappe::prelude::*;
/// use chappe_middleware::session::{Session, SessionKey, SessionLayer};
/// use chappe_middleware::store::MemoryStore;
/// use tower::ServiceBuilder;
///
/// async fn count(mut visits: Session<u64>) -> String {
///     *visits += 1;
///     format!("visit number {}", *visits)
/// }
///
/// let sessions = SessionLayer::<u64>::new(MemoryStore::new())
///     .key(SessionKey::USER)
///     .time_to_live(Duration::from_secs(30 * 86_400));
/// let router: Router = Router::new().command("count", count);
/// let service = ServiceBuilder::new().layer(sessions).service(router);
/// ```
#[must_use = "a layer does nothing until it wraps a service"]
pub struct SessionLayer<T, S = Plain> {
    settings: Arc<Settings<T>>,
    nesting: Arc<Nesting>,
    scope: PhantomData<fn() -> S>,
}

impl<T, S: Scope> SessionLayer<T, S> {
    /// Sessions in a store; one that is not there yet starts as the type's default.
    pub fn new(store: impl Store) -> Self
    where
        T: Default,
    {
        Self::with_initial(store, |_| T::default())
    }

    /// Sessions in a store; one that is not there yet starts as what a function makes of its first event.
    ///
    /// # Example
    /// ```
    /// use chappe_middleware::session::SessionLayer;
    /// use chappe_middleware::store::MemoryStore;
    ///
    /// let names = SessionLayer::<String>::with_initial(MemoryStore::new(), |ctx| {
    ///     ctx.from().map(|user| user.first_name.clone()).unwrap_or_default()
    /// });
    /// ```
    pub fn with_initial(store: impl Store, initial: impl Fn(&Ctx) -> T + Send + Sync + 'static) -> Self {
        let settings = Settings {
            store: Arc::new(store),
            locks: KeyedLock::default(),
            key: S::KEY,
            prefix: S::PREFIX.into(),
            initial: Arc::new(initial),
            time_to_live: None,
            migrations: Migrations::default(),
            lazy: S::LAZY,
            save_when: SaveWhen::Success,
            start_afresh: false,
        };
        Self { settings: Arc::new(settings), nesting: Arc::default(), scope: PhantomData }
    }

    fn set(mut self, set: impl FnOnce(&mut Settings<T>)) -> Self {
        set(Arc::make_mut(&mut self.settings));
        self
    }

    /// Whose the sessions are; a chat's, unless told otherwise.
    pub fn key(self, key: SessionKey) -> Self {
        self.set(|settings| settings.key = key)
    }

    /// What the keys in the store start with; `session:`, unless told otherwise. Two sessions in one store want two.
    pub fn prefix(self, prefix: impl Into<Arc<str>>) -> Self {
        self.set(|settings| settings.prefix = prefix.into())
    }

    /// How long a session lives after it was last saved; for ever, unless told otherwise. See
    /// [`Session::touch`](super::Session::touch).
    pub fn time_to_live(self, time: Duration) -> Self {
        self.set(|settings| settings.time_to_live = Some(time))
    }

    /// How a value of the version before becomes one of this version; new values are saved as the last.
    ///
    /// A session starts at version 0. Those that were saved by older programs pass all migrations above their version when
    /// they are loaded, and are saved as they are then only when they are changed.
    ///
    /// # Example
    /// ```
    /// use chappe_middleware::session::SessionLayer;
    /// use chappe_middleware::store::MemoryStore;
    /// use serde::{Deserialize, Serialize};
    /// use serde_json::json;
    ///
    /// #[derive(Default, Serialize, Deserialize)]
    /// struct Prefs {
    ///     languages: Vec<String>, // was `language: String`
    /// }
    ///
    /// let layer = SessionLayer::<Prefs>::new(MemoryStore::new())
    ///     .migration(1, |old| Ok(json!({ "languages": [old["language"]] })));
    /// ```
    pub fn migration(
        self,
        version: u32,
        migrate: impl Fn(Value) -> Result<Value> + Send + Sync + 'static,
    ) -> Self {
        self.set(|settings| settings.migrations.add(version, Arc::new(migrate)))
    }

    /// Whether a session is locked and loaded only when it is first asked for.
    ///
    /// What then waits for its turn is the extractor and not the layer. Lazy sessions around it are locked with it, and
    /// so the one that most events share stands best innermost.
    pub fn lazy(self, lazy: bool) -> Self {
        self.set(|settings| settings.lazy = lazy)
    }

    /// When a session is saved; after success, unless told otherwise.
    pub fn save_when(self, when: SaveWhen) -> Self {
        self.set(|settings| settings.save_when = when)
    }

    /// Whether a session starts afresh where what is stored is no value of the type any more; no, unless told
    /// otherwise, and the event fails. The old bytes are kept under `damaged:`, their version and the key.
    pub fn start_afresh(self, afresh: bool) -> Self {
        self.set(|settings| settings.start_afresh = afresh)
    }
}

impl<Inner, T, S> Layer<Inner> for SessionLayer<T, S> {
    type Service = SessionService<Inner, T, S>;

    fn layer(&self, inner: Inner) -> Self::Service {
        SessionService { inner, layer: self.clone() }
    }
}

/// The service that [`SessionLayer`] makes.
pub struct SessionService<Inner, T, S = Plain> {
    inner: Inner,
    layer: SessionLayer<T, S>,
}

impl<Inner, T, S> Service<Ctx> for SessionService<Inner, T, S>
where
    Inner: Service<Ctx, Response = Outcome> + Clone + Send + 'static,
    Inner::Error: Into<BoxError>,
    Inner::Future: Send,
    T: Serialize + DeserializeOwned + Send + 'static,
    S: Scope,
{
    type Response = Outcome;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Outcome>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, ctx: Ctx) -> Self::Future {
        // The one that was polled ready goes into the future; its clone has to be polled again.
        let clone = self.inner.clone();
        let mut ready = std::mem::replace(&mut self.inner, clone);
        ctx.declare::<Held<T, S>>();
        if ctx.is_probe() {
            self.layer.nesting.check(&ctx, &self.layer.settings);
            let future = ready.call(ctx);
            return Box::pin(async { future.await.map_err(Into::into) });
        }
        let settings = Arc::clone(&self.layer.settings);
        Box::pin(async move {
            let migration = if settings.key.moves() { ctx.migration() } else { None };
            if let Some(migration) = migration {
                // Rare, and so not part of every event's future.
                Box::pin(settings.follow(ctx.bot().id(), migration)).await?;
            }
            let Some(key) = settings.key.of(&ctx, migration, &settings.prefix) else {
                let _before = Before::<T, S>::show(&ctx, None, None);
                return ready.call(ctx).await.map_err(Into::into);
            };
            let (slot, outer) = if settings.lazy {
                let outer = ctx.get::<Lazy>();
                let around = outer.clone().map(|lazy| lazy.0);
                let slot = Arc::new(Slot::lazy(settings, key, around));
                ctx.insert(Lazy(slot.clone()));
                (slot, outer)
            } else {
                let guard = settings.locks.lock(Arc::clone(&key)).await;
                let loaded = settings.load(&ctx, &key).await?;
                (Arc::new(Slot::loaded(settings, key, loaded, guard)), None)
            };
            let end = EndOnDrop::new(Arc::clone(&slot));
            let before = Before::<T, S>::show(&ctx, Some(slot), outer);
            let result = ready.call(ctx).await.map_err(Into::into);
            drop(before);
            end.close(result).await
        })
    }
}

/// The innermost lazy session.
#[derive(Clone)]
struct Lazy(Arc<dyn Lock>);

/// What the context had before a session was shown in it, to be shown again after that.
///
/// Where there was nothing, the session that is over stays, and says so to whoever asks for it.
struct Before<T: Send + 'static, S: 'static> {
    /// `None` where there was nothing.
    ctx: Option<Ctx>,
    held: Option<Held<T, S>>,
    lazy: Option<Lazy>,
}

impl<T: Send + 'static, S: 'static> Before<T, S> {
    fn show(ctx: &Ctx, slot: Option<Arc<Slot<T>>>, lazy: Option<Lazy>) -> Self {
        let held = ctx.insert(Held::<T, S>(slot, PhantomData));
        let anything = held.is_some() || lazy.is_some();
        Self { ctx: anything.then(|| ctx.clone()), held, lazy }
    }
}

impl<T: Send + 'static, S: 'static> Drop for Before<T, S> {
    fn drop(&mut self) {
        let Some(ctx) = &self.ctx else { return };
        self.held.take().map(|held| ctx.insert(held));
        self.lazy.take().map(|lazy| ctx.insert(lazy));
    }
}

impl<T, S> Clone for SessionLayer<T, S> {
    fn clone(&self) -> Self {
        Self { settings: Arc::clone(&self.settings), nesting: Arc::clone(&self.nesting), scope: PhantomData }
    }
}

impl<Inner: Clone, T, S> Clone for SessionService<Inner, T, S> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

impl<T, S> fmt::Debug for SessionLayer<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionLayer")
            .field("type", &type_name::<T>())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl<Inner: fmt::Debug, T, S> fmt::Debug for SessionService<Inner, T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionService").field("inner", &self.inner).field("layer", &self.layer).finish()
    }
}
