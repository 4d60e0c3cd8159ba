//! The listener: connections, how many there may be, and how long a client may take.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Core;
use super::http::{Client, Shared, handle};
use super::intake::{Intake, Share};
use super::socket::Socket;
use crate::control::Control;

/// More connections than this wait until others are closed.
const CONNECTIONS: usize = 10_000;
/// What is read of a head at most, and buffered of a body at a time, in bytes.
const BUFFER: usize = 64 * 1024;
/// How long open requests have to end once the sandbox stops.
const FAREWELL: Duration = Duration::from_secs(1);
/// How long to wait when the system has no room for another connection.
const NO_ROOM: Duration = Duration::from_millis(100);

/// Serves until the core is told to stop.
pub(crate) async fn serve(listener: TcpListener, core: Arc<Core>, control: Control) {
    let mut stopped = core.stopped();
    let shared = Shared { core, control: Arc::new(control) };
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let accept = async {
        loop {
            // The semaphore is never closed.
            let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return };
            match listener.accept().await {
                Ok((stream, _)) => {
                    tokio::spawn(connection(stream, shared.clone(), permit));
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection was not taken");
                    tokio::time::sleep(NO_ROOM).await;
                }
            }
        }
    };
    tokio::select! {
        () = accept => {}
        _ = stopped.wait_for(|stopped| *stopped) => {}
    }
}

/// Answers the requests of one connection.
async fn connection(stream: TcpStream, shared: Shared, permit: OwnedSemaphorePermit) {
    let socket = Socket::new(stream);
    let line = socket.line();
    let mut stopped = shared.core.stopped();
    let patience = shared.core.patience;
    let service = service_fn(|request: Request<Incoming>| {
        let client = Client { shared: shared.clone(), line: line.clone() };
        async move { Ok::<_, Infallible>(answer(client, request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_buf_size(BUFFER)
        .pipeline_flush(true)
        .serve_connection(TokioIo::new(socket), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => Some(ended),
        _ = stopped.wait_for(|stopped| *stopped) => None,
    };
    if ended.is_none() {
        connection.as_mut().graceful_shutdown();
        // Whoever is still not done is cut off.
        let _ = tokio::time::timeout(FAREWELL, connection).await;
    }
    drop(permit);
}

async fn answer(client: Client, request: Request<Incoming>) -> axum::http::Response<Body> {
    if request.body().is_end_stream() {
        return handle(&client, request.map(|_| Body::empty())).await;
    }
    let core = &client.shared.core;
    let share = Share::of(&core.room);
    let request = request.map(|body| Body::new(Intake::new(body, Arc::clone(&share), core.patience)));
    let response = handle(&client, request).await;
    share.refusal().map_or(response, super::Refusal::into_response)
}
