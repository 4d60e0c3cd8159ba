//! A bot that runs beside the test, gates to hold its handlers at, and its log.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use chappe::source::{Polling, RunError};
use chappe::{Bot, BoxError, Ctx, Outcome, Result};
use tokio::sync::{Notify, Semaphore, oneshot};
use tokio::task::JoinHandle;
use tower::Service;
use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry;

/// A bot that runs until it is stopped, or the test is over.
pub struct Running {
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<Result<(), RunError>>,
}

impl Running {
    /// Asks the bot to stop.
    pub fn ask_to_stop(&mut self) {
        // The bot may have ended by itself.
        self.stop.take().map(|stop| stop.send(()));
    }

    /// Waits until the bot has ended.
    pub async fn ended(&mut self) -> Result<(), RunError> {
        (&mut self.task).await.expect("`run` does not panic")
    }

    /// Stops the bot.
    pub async fn stop(mut self) -> Result<(), RunError> {
        self.ask_to_stop();
        self.ended().await
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Runs a service.
pub fn run<S>(bot: Bot, service: S) -> Running
where
    S: Service<Ctx, Response = Outcome> + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    run_with(bot, service, |polling| polling)
}

/// Runs a service with settings.
#[allow(clippy::needless_pass_by_value, reason = "it reads better where it is called")]
pub fn run_with<S>(bot: Bot, service: S, set: impl FnOnce(Polling) -> Polling) -> Running
where
    S: Service<Ctx, Response = Outcome> + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    let (stop, stopped) = oneshot::channel();
    let polling = set(bot.polling()).with_graceful_shutdown(async {
        // A test that ends without stopping the bot drops the sender, and aborts the task.
        if stopped.await.is_err() {
            std::future::pending::<()>().await;
        }
    });
    Running { stop: Some(stop), task: tokio::spawn(polling.run(service)) }
}

/// Where handlers are held until they are let through.
#[derive(Clone)]
pub struct Gate {
    here: Arc<Semaphore>,
    open: Arc<Semaphore>,
}

impl Gate {
    pub fn new() -> Self {
        Self { here: Arc::new(Semaphore::new(0)), open: Arc::new(Semaphore::new(0)) }
    }

    /// A handler comes here and waits.
    pub async fn pass(&self) {
        self.here.add_permits(1);
        take(&self.open, 1).await;
    }

    /// Waits until so many more handlers have come.
    pub async fn reached(&self, handlers: u32) {
        take(&self.here, handlers).await;
    }

    /// Lets so many handlers through, now or when they come.
    pub fn release(&self, handlers: usize) {
        self.open.add_permits(handlers);
    }
}

async fn take(semaphore: &Semaphore, permits: u32) {
    semaphore.acquire_many(permits).await.expect("a gate is never closed").forget();
}

/// What handlers note down, to be waited for.
#[derive(Clone)]
pub struct Notes<T>(Arc<(Mutex<Vec<T>>, Notify)>);

impl<T> Default for Notes<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Clone> Notes<T> {
    pub fn add(&self, note: T) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).push(note);
        self.0.1.notify_waiters();
    }

    pub fn all(&self) -> Vec<T> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until the notes are as wanted.
    pub async fn wait_until(&self, wanted: impl Fn(&[T]) -> bool) -> Vec<T>
    where
        T: Debug,
    {
        self.wait(Duration::from_secs(20), wanted).await
    }

    /// Waits for so many notes while the clock is paused, and so runs ahead.
    pub async fn wait_long_for(&self, count: usize) -> Vec<T>
    where
        T: Debug,
    {
        self.wait(Duration::from_secs(24 * 3600), |notes| notes.len() >= count).await
    }

    async fn wait(&self, limit: Duration, wanted: impl Fn(&[T]) -> bool) -> Vec<T>
    where
        T: Debug,
    {
        let waiting = async {
            loop {
                let changed = self.0.1.notified();
                let notes = self.all();
                if wanted(&notes) {
                    return notes;
                }
                changed.await;
            }
        };
        // The notes tell more than a test that hangs.
        let notes = tokio::time::timeout(limit, waiting).await;
        notes.unwrap_or_else(|_| panic!("not what is wanted: {:#?}", self.all()))
    }

    pub async fn wait_for(&self, count: usize) -> Vec<T>
    where
        T: Debug,
    {
        self.wait_until(|notes| notes.len() >= count).await
    }
}

/// A line that chappe logged: its level, its message and its fields.
#[derive(Clone, Debug)]
pub struct Line {
    pub level: Level,
    pub text: String,
}

/// What chappe logs on this thread while the guard lives: a test's runtime has only the one.
pub fn log() -> (Notes<Line>, DefaultGuard) {
    struct Capture(Notes<Line>);

    struct Text(String);

    impl Visit for Text {
        fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
            let written = match field.name() {
                "message" => write!(self.0, "{value:?}"),
                name => write!(self.0, " {name}={value:?}"),
            };
            written.expect("a string can be written to");
        }
    }

    impl<S: Subscriber> Layer<S> for Capture {
        fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
            let metadata = event.metadata();
            if metadata.target().starts_with("chappe::") && *metadata.level() <= Level::INFO {
                let mut text = Text(String::new());
                event.record(&mut text);
                self.0.add(Line { level: *metadata.level(), text: text.0 });
            }
        }
    }

    // While there is one subscriber only, tracing asks nobody but the thread that first comes to a line whether it is to be
    // logged, and keeps to that: a test without a log would silence the one that has it.
    static SECOND: OnceLock<Dispatch> = OnceLock::new();
    SECOND.get_or_init(|| Dispatch::new(registry()));

    let notes = Notes::default();
    let guard = tracing::subscriber::set_default(registry().with(Capture(notes.clone())));
    (notes, guard)
}

/// The lines of warnings and errors.
pub fn complaints(log: &Notes<Line>) -> Vec<String> {
    let lines = log.all();
    lines.into_iter().filter(|line| line.level <= Level::WARN).map(|line| line.text).collect()
}

/// The text of a message, as a handler sees it.
pub fn text(ctx: &Ctx) -> String {
    ctx.text().unwrap_or_default().to_owned()
}
