//! Where the session of one event is kept while the event is handled.

use std::any::type_name;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chappe::{Ctx, Outcome, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::settings::{Loaded, Settings};
use super::{SaveWhen, SessionError};
use crate::keyed_lock::KeyGuard;

/// The session of one event.
pub(super) struct Slot<T> {
    pub(super) settings: Arc<Settings<T>>,
    pub(super) key: Arc<str>,
    state: Mutex<State<T>>,
    lazy: Option<Lazy>,
}

struct State<T> {
    value: Value<T>,
    /// Keeps other events of the key waiting.
    guard: Option<KeyGuard>,
}

enum Value<T> {
    /// Nobody has asked for it.
    Unread,
    Here(Loaded<T>),
    /// An extractor has it, or is getting it.
    Out,
    /// The event was handled.
    Over,
}

/// What a session needs that is locked when it is asked for.
struct Lazy {
    /// One at a time waits for the key.
    locking: tokio::sync::Mutex<()>,
    /// The lazy session whose layer stands around this one's.
    outer: Option<Arc<dyn Lock>>,
}

/// A session that can be locked, whatever its type.
pub(super) trait Lock: Send + Sync {
    /// Waits for the session's lock, and before for those of lazy sessions around it: one order for all events.
    fn lock(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// Puts a session back to unread if getting it ends half-way.
struct Opening<'a, T>(Option<&'a Slot<T>>);

impl<T> Slot<T> {
    /// A session that is locked and loaded already.
    pub(super) fn loaded(
        settings: Arc<Settings<T>>,
        key: Arc<str>,
        loaded: Loaded<T>,
        guard: KeyGuard,
    ) -> Self {
        let state = State { value: Value::Here(loaded), guard: Some(guard) };
        Self { settings, key, state: Mutex::new(state), lazy: None }
    }

    /// A session that is locked and loaded when it is asked for.
    pub(super) fn lazy(settings: Arc<Settings<T>>, key: Arc<str>, outer: Option<Arc<dyn Lock>>) -> Self {
        let state = State { value: Value::Unread, guard: None };
        let lazy = Some(Lazy { locking: tokio::sync::Mutex::default(), outer });
        Self { settings, key, state: Mutex::new(state), lazy }
    }

    /// Takes back what an extractor had.
    pub(super) fn put_back(&self, loaded: Loaded<T>) {
        let mut state = self.state();
        if matches!(state.value, Value::Out) {
            state.value = Value::Here(loaded);
        }
    }

    /// Whether the value is there, and as a test wants it.
    pub(super) fn peek(&self, test: impl Fn(&T) -> bool) -> bool {
        match &self.state().value {
            Value::Here(loaded) => test(&loaded.value),
            _ => false,
        }
    }

    /// Ends the session: nobody gets it any more. The next event of the key waits for what is returned to be dropped.
    fn end(&self) -> State<T> {
        mem::replace(&mut self.state(), State { value: Value::Over, guard: None })
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        // What runs under this lock changes nothing half-way, even where a user's test panics.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Serialize + DeserializeOwned + Send + 'static> Slot<T> {
    /// Gives the session out.
    pub(super) async fn take(&self, ctx: &Ctx) -> Result<Loaded<T>, SessionError> {
        {
            let mut state = self.state();
            match mem::replace(&mut state.value, Value::Out) {
                Value::Here(loaded) => return Ok(loaded),
                Value::Unread => {}
                Value::Out => {
                    return Err(SessionError::InUse { key: self.key.to_string(), flavor: type_name::<T>() });
                }
                Value::Over => {
                    state.value = Value::Over;
                    return Err(SessionError::Over { key: self.key.to_string(), flavor: type_name::<T>() });
                }
            }
        }
        let mut opening = Opening(Some(self));
        self.lock_in_order().await;
        let loaded = self.settings.load(ctx, &self.key).await?;
        opening.0 = None;
        Ok(loaded)
    }

    async fn lock_in_order(&self) {
        let Some(lazy) = &self.lazy else { return };
        if let Some(outer) = &lazy.outer {
            outer.lock().await;
        }
        let _one_at_a_time = lazy.locking.lock().await;
        if self.state().guard.is_some() {
            return;
        }
        let guard = self.settings.locks.lock(Arc::clone(&self.key)).await;
        let mut state = self.state();
        // One that is over by now lets go of it at once.
        if !matches!(state.value, Value::Over) {
            state.guard = Some(guard);
        }
    }

    /// Ends the session after its event was handled, and saves it where it is to be saved.
    async fn close(&self, result: Result<Outcome>) -> Result<Outcome> {
        let State { value, guard } = self.end();
        let save = match self.settings.save_when {
            SaveWhen::Success => result.is_ok(),
            SaveWhen::Always => true,
            SaveWhen::Never => false,
        };
        let saved = match value {
            Value::Here(mut loaded) if save => self.settings.save(&self.key, &mut loaded).await,
            Value::Out if save => {
                Err(SessionError::Kept { key: self.key.to_string(), flavor: type_name::<T>() })
            }
            _ => Ok(()),
        };
        drop(guard);
        match (result, saved) {
            (result, Ok(())) => result,
            (Ok(_), Err(error)) => Err(error.into()),
            (Err(first), Err(error)) => {
                tracing::error!(error = %chappe::HandlerError::new(error.into()).chain(), "a session was not saved");
                Err(first)
            }
        }
    }
}

impl<T: Serialize + DeserializeOwned + Send + 'static> Lock for Slot<T> {
    fn lock(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.lock_in_order())
    }
}

impl<T> Drop for Opening<'_, T> {
    fn drop(&mut self) {
        if let Some(slot) = self.0 {
            let mut state = slot.state();
            if matches!(state.value, Value::Out) {
                state.value = Value::Unread;
            }
        }
    }
}

/// Ends a session when its event is given up, as by a timeout.
pub(super) struct EndOnDrop<T>(Option<Arc<Slot<T>>>);

impl<T> EndOnDrop<T> {
    pub(super) fn new(slot: Arc<Slot<T>>) -> Self {
        Self(Some(slot))
    }
}

impl<T: Serialize + DeserializeOwned + Send + 'static> EndOnDrop<T> {
    /// Ends the session as its event did.
    pub(super) async fn close(mut self, result: Result<Outcome>) -> Result<Outcome> {
        // Given up from here on, it ends by itself: what it holds is that future's own.
        match self.0.take() {
            Some(slot) => slot.close(result).await,
            None => result,
        }
    }
}

impl<T> Drop for EndOnDrop<T> {
    fn drop(&mut self) {
        if let Some(slot) = &self.0 {
            drop(slot.end());
        }
    }
}
