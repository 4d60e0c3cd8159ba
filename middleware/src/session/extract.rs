//! The session as a handler's argument.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use chappe::Ctx;
use chappe::extract::{FromCtx, Needs, Rejection};
use chappe::filter::Filter;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::settings::Loaded;
use super::slot::Slot;
use super::{Plain, Scope, SessionError};

/// The session of an event, as an argument of a handler. Put in by [`SessionLayer`](super::SessionLayer).
///
/// It derefs to its value. Whoever derefs it mutably changes it, and the layer saves it once the event was handled.
/// It can be asked for again and again, by middleware and then by the handler, but by one at a time: drop it before
/// [`Next::run`](chappe::middleware::Next::run).
///
/// A [forked](chappe::Router::fork) handler runs beside the rest, and so may find it in use, or its event over.
///
/// For an event that has none, since it has no key, `Option<Session<T>>` is `None` and a plain one passes.
///
/// # Example
/// ```
/// use chappe::prelude::*;
/// use chappe_middleware::session::Session;
///
/// async fn count(mut visits: Session<u64>) -> String {
///     *visits += 1;
///     format!("visit number {}", *visits)
/// }
///
/// async fn forget(mut visits: Session<u64>) -> &'static str {
///     visits.delete();
///     "forgotten"
/// }
/// # let _ = Router::new().command("count", count).command("forget", forget);
/// ```
pub struct Session<T, S = Plain> {
    ctx: Ctx,
    slot: Arc<Slot<T>>,
    /// `None` only while it is dropped.
    loaded: Option<Loaded<T>>,
    scope: PhantomData<fn() -> S>,
}

/// What the layer puts into the context; `None` where the event has no key.
pub(super) struct Held<T, S>(pub(super) Option<Arc<Slot<T>>>, pub(super) PhantomData<fn() -> S>);

impl<T, S> Session<T, S> {
    fn loaded(&self) -> &Loaded<T> {
        self.loaded.as_ref().expect("it is taken out only by `drop`")
    }

    fn loaded_mut(&mut self) -> &mut Loaded<T> {
        self.loaded.as_mut().expect("it is taken out only by `drop`")
    }

    /// The session's key in the store.
    pub fn key(&self) -> &str {
        self.loaded().moved.as_deref().unwrap_or(&self.slot.key)
    }

    /// Whether the store has nothing under the key yet.
    pub fn is_new(&self) -> bool {
        self.loaded().stored.is_none()
    }

    /// Has the session saved even if its value looks unchanged: after a change behind a lock or a cell within it, or to
    /// give it its whole time to live again.
    pub fn touch(&mut self) {
        let loaded = self.loaded_mut();
        loaded.changed = true;
        loaded.deleted = false;
    }

    /// Has the session deleted instead of saved, unless it is changed afterwards.
    pub fn delete(&mut self) {
        self.loaded_mut().deleted = true;
    }
}

impl<T: Serialize + DeserializeOwned + Send + 'static, S> Session<T, S> {
    /// Saves it now instead of when the event was handled.
    ///
    /// # Errors
    /// Where it was changed by another process, or the store fails; it is tried again when the event was handled.
    pub async fn save(&mut self) -> Result<(), SessionError> {
        // There always is one; see the field.
        let Some(loaded) = &mut self.loaded else { return Ok(()) };
        self.slot.settings.save(&self.slot.key, loaded).await
    }

    /// Loads it anew; changes that were not saved are lost.
    ///
    /// # Errors
    /// Where the store fails, or holds no value of the type. The session is left as it was.
    pub async fn refresh(&mut self) -> Result<(), SessionError> {
        let loaded = self.slot.settings.load(&self.ctx, &self.slot.key).await?;
        self.loaded = Some(loaded);
        Ok(())
    }

    /// Changes it and saves it at once; if another process was faster, on top of what that one made of it.
    ///
    /// The function runs as often as that happens. What was changed before is saved first.
    ///
    /// # Example
    /// ```
    /// use chappe::prelude::*;
    /// use chappe_middleware::session::BotData;
    ///
    /// async fn ticket(mut sold: BotData<u64>) -> Result<String> {
    ///     let number = sold.update(|sold| { *sold += 1; *sold }).await?;
    ///     Ok(format!("Your ticket is number {number}."))
    /// }
    /// ```
    ///
    /// # Errors
    /// Where the store fails; the session is then as the store had it last.
    pub async fn update<R>(&mut self, mut change: impl FnMut(&mut T) -> R) -> Result<R, SessionError> {
        self.save().await?;
        loop {
            let result = change(&mut *self);
            match self.save().await {
                Ok(()) => return Ok(result),
                Err(error) => {
                    let reloaded = self.refresh().await;
                    if !error.is_conflict() {
                        if reloaded.is_err() {
                            // Nor can it be had: at least nothing is saved that was told to have failed.
                            self.loaded_mut().changed = false;
                        }
                        return Err(error);
                    }
                    reloaded?;
                }
            }
        }
    }
}

/// Takes events whose session looks so: a filter for what a chat is in the middle of.
///
/// It takes none where there is no session, and none where a lazy one was not asked for yet, since a filter cannot load.
///
/// # Example
/// ```
/// use chappe::prelude::*;
/// use chappe_middleware::session::{self, Session};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Default, PartialEq, Serialize, Deserialize)]
/// enum Step { #[default] Idle, AskedForName }
///
/// async fn ask(mut step: Session<Step>) -> &'static str {
///     *step = Step::AskedForName;
///     "What is your name?"
/// }
///
/// async fn greet(mut step: Session<Step>, name: Text) -> String {
///     *step = Step::Idle;
///     format!("Hello, {}!", &*name)
/// }
///
/// let router: Router = Router::new()
///     .command("start", ask)
///     .on(session::when(|step: &Step| *step == Step::AskedForName), greet);
/// ```
pub fn when<T: Send + 'static>(test: impl Fn(&T) -> bool + Send + Sync + 'static) -> Filter {
    Filter::new(move |ctx| {
        let held = ctx.get::<Held<T, Plain>>().and_then(|held| held.0);
        held.is_some_and(|slot| slot.peek(&test))
    })
}

impl<T, S> Deref for Session<T, S> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.loaded().value
    }
}

impl<T, S> DerefMut for Session<T, S> {
    fn deref_mut(&mut self) -> &mut T {
        self.touch();
        &mut self.loaded_mut().value
    }
}

impl<T, S> Drop for Session<T, S> {
    fn drop(&mut self) {
        if let Some(loaded) = self.loaded.take() {
            self.slot.put_back(loaded);
        }
    }
}

impl<T, S> FromCtx for Session<T, S>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    S: Scope,
{
    type Rejection = Rejection;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, Rejection> {
        let Some(held) = ctx.get::<Held<T, S>>() else {
            return Err(Rejection::missing_from::<Self>(S::LAYER));
        };
        let slot = held.0.ok_or(Rejection::Pass)?;
        let loaded = slot.take(ctx).await.map_err(Rejection::error)?;
        Ok(Self { ctx: ctx.clone(), slot, loaded: Some(loaded), scope: PhantomData })
    }

    fn needs(needs: &mut Needs) {
        needs.flavor_from::<Held<T, S>>(S::LAYER);
    }
}

impl<T, S> Clone for Held<T, S> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<T: fmt::Debug, S> fmt::Debug for Session<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("key", &self.key()).field("value", &**self).finish_non_exhaustive()
    }
}
