//! telers: its types and its dispatcher.

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::Arc;

use telers::event::EventReturn;
use telers::event::telegram::Handler;
use telers::filters::Command;
use telers::types::Update;
use telers::{Bot, Dispatcher, Router};

use crate::now;

async fn empty() -> Result<EventReturn, Infallible> {
    Ok(EventReturn::Finish)
}

/// A dispatcher and its bot.
pub struct Telers {
    dispatcher: Dispatcher,
    bot: Bot,
}

impl Telers {
    /// A bot of so many commands.
    #[must_use]
    pub fn new(commands: usize) -> Self {
        let router = Router::new("main").on_message(|observer| {
            (0..commands).fold(observer, |observer, number| {
                let command = Command::one(Cow::Owned(format!("command{number}")));
                observer.register(Handler::new(empty).filter(command))
            })
        });
        let dispatcher = Dispatcher::builder().main_router(router.configure_default()).build();
        Self { dispatcher, bot: Bot::new("123456:benchmark") }
    }

    /// Routes one update and runs its handler.
    ///
    /// # Panics
    /// Where that fails.
    #[inline(never)]
    pub fn dispatch(&mut self, update: Arc<Update>) {
        let response = now(self.dispatcher.feed_update(self.bot.clone(), update));
        assert!(response.is_ok());
    }
}

/// Parses an update.
#[inline(never)]
pub fn parse(json: &str) -> Option<Update> {
    serde_json::from_slice(json.as_bytes()).ok()
}
