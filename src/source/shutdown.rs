//! When to stop.

use std::pin::Pin;

/// Resolves when it is time to stop.
pub(crate) type Stop = Pin<Box<dyn Future<Output = ()> + Send>>;

/// When to stop, and when not even to wait for what runs: the given signal, or else Ctrl-C and SIGTERM, and those again.
pub(crate) fn stops(given: Option<Stop>) -> (Stop, Stop) {
    match given {
        Some(stop) => (stop, Box::pin(std::future::pending())),
        None => (Box::pin(signal()), Box::pin(signal())),
    }
}

/// Resolves when the process is asked to stop: by Ctrl-C, and on Unix by SIGTERM.
///
/// Where a signal cannot be listened for, it never comes.
pub async fn signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut stream) => _ = stream.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
