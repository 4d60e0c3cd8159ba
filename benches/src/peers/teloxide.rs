//! teloxide: its types and its tree of handlers, with twenty commands.

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use teloxide::dispatching::UpdateHandler;
use teloxide::error_handlers::LoggingErrorHandler;
use teloxide::prelude::*;
use teloxide::types::{Me, Update, UpdateKind};
use teloxide::update_listeners::webhooks::{self, Options};
use teloxide::utils::command::BotCommands;
use tokio::net::TcpListener;

use crate::now;

/// The enum of the commands, and a tree with a branch for each.
macro_rules! commands {
    ($($name:ident)*) => {
        #[derive(BotCommands, Clone)]
        #[command(rename_rule = "lowercase")]
        enum Command {
            $($name,)*
        }

        fn branches() -> UpdateHandler<Infallible> {
            Update::filter_message()
                .filter_command::<Command>()
                $(.branch(dptree::case![Command::$name].endpoint(empty)))*
        }
    };
}

commands! {
    Command0 Command1 Command2 Command3 Command4 Command5 Command6 Command7 Command8 Command9
    Command10 Command11 Command12 Command13 Command14 Command15 Command16 Command17 Command18 Command19
}

async fn empty() -> Result<(), Infallible> {
    Ok(())
}

async fn any(_: Command) -> Result<(), Infallible> {
    Ok(())
}

/// What `getMe` answers with.
const ME: &str = r#"{"id":123456,"is_bot":true,"first_name":"Bot","username":"benchmark_bot","can_join_groups":true,
    "can_read_all_group_messages":false,"supports_inline_queries":false,"can_connect_to_business":false,
    "has_main_web_app":false}"#;

/// A handler, and what teloxide's dispatcher gives it.
pub struct Teloxide {
    handler: UpdateHandler<Infallible>,
    dependencies: Arc<DependencyMap>,
}

impl Teloxide {
    /// A branch for each command, as in teloxide's own examples with `case!`.
    #[must_use]
    pub fn tree() -> Self {
        Self::new(branches())
    }

    /// One branch, whose endpoint would match on the command.
    #[must_use]
    pub fn flat() -> Self {
        Self::new(Update::filter_message().filter_command::<Command>().endpoint(any))
    }

    fn new(branch: UpdateHandler<Infallible>) -> Self {
        let me: Me = serde_json::from_str(ME).expect("a bot's user");
        let dependencies = Arc::new(dptree::deps![Bot::new("123456:benchmark"), me]);
        Self { handler: dptree::entry().branch(branch), dependencies }
    }

    /// What teloxide's dispatcher does with an update once a worker has it.
    ///
    /// # Panics
    /// Where no handler takes the update.
    #[inline(never)]
    pub fn dispatch(&self, update: Update) {
        let mut dependencies = DependencyMap::clone(&self.dependencies);
        dependencies.insert(update);
        self.run(dependencies);
    }

    /// The same with an update that somebody else keeps.
    ///
    /// # Panics
    /// Where no handler takes the update.
    #[inline(never)]
    pub fn dispatch_shared(&self, update: &Shared) {
        let mut dependencies = DependencyMap::clone(&self.dependencies);
        dependencies.insert_container(DependencyMap::clone(&update.0));
        self.run(dependencies);
    }

    fn run(&self, dependencies: DependencyMap) {
        assert!(matches!(now(self.handler.dispatch(dependencies)), ControlFlow::Break(Ok(()))));
    }
}

/// An update as teloxide shares one: a map of dependencies with nothing else in it.
pub struct Shared(DependencyMap);

impl Shared {
    /// Shares an update.
    #[must_use]
    pub fn new(update: Update) -> Self {
        Self(dptree::deps![update])
    }
}

/// Parses an update; one that teloxide cannot parse is of a kind that says so.
#[inline(never)]
pub fn parse(json: &str) -> Option<Update> {
    let update: Update = serde_json::from_slice(json.as_bytes()).ok()?;
    (!matches!(update.kind, UpdateKind::Error(_))).then_some(update)
}

/// Serves a bot of twenty commands by teloxide's own webhook, beside the routes of `app`; counts what was handled.
///
/// The tree is [`Teloxide::flat`]'s, the faster of the two.
///
/// # Panics
/// Where the address of the listener cannot be told.
pub async fn serve(
    listener: TcpListener,
    path: &str,
    secret: &str,
    app: Router,
    handled: &'static AtomicU64,
) {
    let address = listener.local_addr().expect("a listener has an address");
    let url = format!("http://{address}{path}").parse().expect("an address");
    let options = Options::new(address, url).secret_token(secret.to_owned());
    let (updates, stop, webhook) = webhooks::axum_no_setup(options);
    // The dispatcher asks who the bot is: the same server tells it.
    let me = format!(r#"{{"ok":true,"result":{ME}}}"#);
    let app = app.merge(webhook).fallback(move || std::future::ready(me.clone()));
    tokio::spawn(async move { axum::serve(listener, app).with_graceful_shutdown(stop).await });

    let bot =
        Bot::new("123456:benchmark").set_api_url(format!("http://{address}").parse().expect("an address"));
    let count = move |_: Command| async move {
        handled.fetch_add(1, Ordering::Relaxed);
        Ok::<(), Infallible>(())
    };
    let handler = Update::filter_message().filter_command::<Command>().endpoint(count);
    let mut dispatcher = Dispatcher::builder(bot, handler).build();
    dispatcher.dispatch_with_listener(updates, LoggingErrorHandler::new()).await;
}
