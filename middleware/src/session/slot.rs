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
    /// Keeps other events of the key waiting.
    guard: tokio::sync::Mutex<Option<KeyGuard>>,
    /// The lazy session whose layer stands around this one's.
    outer: Option<Arc<dyn Lock>>,
}

enum State<T> {
    /// Nobody has asked for it.
    Unread,
    Here(Loaded<T>),
    /// An extractor has it, or is getting it.
    Out,
    /// The event was handled.
    Over,
}

/// A session that can be locked, whatever its type.
pub(super) trait Lock: Send + Sync {
    /// Waits for the session's lock, and before for those of lazy sessions around it: one order for all events.
    fn lock(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// Puts a session back to unread if getting it ends half-way.
struct Opening<'a, T>(Option<&'a Slot<T>>);

impl<T> Slot<T> {
    pub(super) fn new(settings: Arc<Settings<T>>, key: Arc<str>, outer: Option<Arc<dyn Lock>>) -> Self {
        Self { settings, key, state: Mutex::new(State::Unread), guard: tokio::sync::Mutex::default(), outer }
    }

    /// Takes back what an extractor had.
    pub(super) fn put_back(&self, loaded: Loaded<T>) {
        let mut state = self.state();
        if matches!(*state, State::Out) {
            *state = State::Here(loaded);
        }
    }

    /// Ends the session: nobody gets it any more, and the next event of the key has its turn.
    fn end(&self) -> State<T> {
        mem::replace(&mut self.state(), State::Over)
    }

    fn unlock(&self) {
        // Whoever holds it has just locked, and looks whether the session is over.
        if let Ok(mut guard) = self.guard.try_lock() {
            guard.take();
        }
    }

    fn is_over(&self) -> bool {
        matches!(*self.state(), State::Over)
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        // Nothing that runs under this lock can panic half-way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Serialize + DeserializeOwned + Send + 'static> Slot<T> {
    /// Locks and loads ahead of being asked for.
    pub(super) async fn open(&self, ctx: &Ctx) -> Result<(), SessionError> {
        let loaded = self.take(ctx).await?;
        self.put_back(loaded);
        Ok(())
    }

    /// Gives the session out.
    pub(super) async fn take(&self, ctx: &Ctx) -> Result<Loaded<T>, SessionError> {
        {
            let mut state = self.state();
            match mem::replace(&mut *state, State::Out) {
                State::Here(loaded) => return Ok(loaded),
                State::Unread => {}
                State::Out => {
                    return Err(SessionError::InUse { key: self.key.to_string(), flavor: type_name::<T>() });
                }
                State::Over => {
                    *state = State::Over;
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
        if let Some(outer) = &self.outer {
            outer.lock().await;
        }
        {
            let mut guard = self.guard.lock().await;
            if guard.is_none() && !self.is_over() {
                *guard = Some(self.settings.locks.lock(Arc::clone(&self.key)).await);
            }
        }
        if self.is_over() {
            self.unlock();
        }
    }

    /// Ends the session after its event was handled, and saves it where it is to be saved.
    pub(super) async fn close(&self, result: Result<Outcome>) -> Result<Outcome> {
        let state = self.end();
        let save = match self.settings.save_when {
            SaveWhen::Success => result.is_ok(),
            SaveWhen::Always => true,
            SaveWhen::Never => false,
        };
        let saved = match state {
            State::Here(mut loaded) if save => self.settings.save(&self.key, &mut loaded).await,
            State::Out if save => {
                Err(SessionError::Kept { key: self.key.to_string(), flavor: type_name::<T>() })
            }
            _ => Ok(()),
        };
        self.unlock();
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
            if matches!(*state, State::Out) {
                *state = State::Unread;
            }
        }
    }
}

/// Ends a session when its event is given up, as by a timeout.
pub(super) struct EndOnDrop<T>(pub(super) Arc<Slot<T>>);

impl<T> Drop for EndOnDrop<T> {
    fn drop(&mut self) {
        self.0.end();
        self.0.unlock();
    }
}
