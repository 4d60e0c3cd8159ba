//! The listener and its four paths: methods, files, the control API and the web chat.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{Method, Request, Response, header};
use axum::serve::ListenerExt;
use serde_json::Value;
use tokio::net::TcpListener;

use super::answer::respond;
use super::body::{self, decode};
use super::{Core, Recorded, Refusal, Token};
use crate::control::{self, Control};
use crate::{facts, methods, web};

/// Serves until the core is told to stop.
pub(crate) async fn serve(listener: TcpListener, core: Arc<Core>, control: Control) {
    let mut stopped = core.stopped();
    let shared = Shared { core, control: Arc::new(control) };
    // The sandbox has a limit of its own, which is not axum's 2 MB.
    let app = Router::new().fallback(handle).layer(DefaultBodyLimit::disable()).with_state(shared);
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "no TCP_NODELAY");
        }
    });
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
        // An error means that the core is gone, which stops the server as well.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    });
    if let Err(error) = server.await {
        tracing::warn!(%error, "the sandbox's server ended");
    }
}

/// What every request is answered from.
#[derive(Debug, Clone)]
struct Shared {
    core: Arc<Core>,
    control: Arc<Control>,
}

async fn handle(State(shared): State<Shared>, request: Request<Body>) -> Response<Body> {
    let mut stopped = shared.core.stopped();
    tokio::select! {
        response = route(&shared, request) => response,
        _ = stopped.wait_for(|stopped| *stopped) => {
            Refusal::new(500, "Internal Server Error: restart").into_response()
        }
    }
}

async fn route(Shared { core, control }: &Shared, request: Request<Body>) -> Response<Body> {
    let path = decode(request.uri().path().as_bytes(), false);
    if let Some(rest) = path.strip_prefix(control::ROOT) {
        return control.answer(rest, &pairs(&request), request).await;
    }
    if let Some(rest) = path.strip_prefix("/file/bot") {
        return download(core, rest).unwrap_or_else(Refusal::into_response);
    }
    if let Some(page) = web::answer(request.method(), &path, request.headers()) {
        return page;
    }
    let Some(rest) = path.strip_prefix("/bot") else {
        return Refusal::not_found("Not Found").into_response();
    };
    if !matches!(*request.method(), Method::GET | Method::POST) {
        return Refusal::new(405, "Method Not Allowed").into_response();
    }
    let Some((token, name)) = rest.split_once('/') else {
        return Refusal::not_found("Not Found").into_response();
    };
    let name = name.strip_prefix("test/").unwrap_or(name);
    match call(core, token, name.to_owned(), request).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    }
}

/// The decoded pairs of a request's query.
fn pairs(request: &Request<Body>) -> Vec<(String, String)> {
    let query = request.uri().query().unwrap_or_default();
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name.as_bytes(), true), decode(text.as_bytes(), true))
        })
        .collect()
}

/// The bot of a token, or Telegram's refusals.
fn login(core: &Core, token: &str) -> Result<i64, Refusal> {
    let token =
        Token::parse(token).ok_or_else(|| Refusal::new(401, "Unauthorized: invalid token specified"))?;
    core.bot(&token).ok_or_else(|| Refusal::new(401, "Unauthorized"))
}

async fn call(
    core: &Arc<Core>,
    token: &str,
    name: String,
    request: Request<Body>,
) -> Result<Response<Body>, Refusal> {
    let at = Instant::now();
    let bot = login(core, token)?;
    let limit = core.body_limit;
    let mut params = body::read(request, limit).await?;
    let Some(method) = facts::method(&name) else {
        let refusal = Refusal::not_found("Not Found: method not found");
        record(core, bot, &name, params.to_json(), refusal.to_json().to_string(), at, false);
        return Err(refusal);
    };
    let logged;
    let answer = match params.normalise(method) {
        Ok(()) => {
            logged = params.to_json();
            methods::call(core, bot, method, &params).await
        }
        Err(refusal) => {
            logged = params.to_json();
            Err(refusal)
        }
    };
    match answer {
        Ok(done) => {
            let simulated = done.simulated;
            let body = done.body();
            record(core, bot, method.name, logged, body.clone(), at, simulated);
            Ok(respond(200, body))
        }
        Err(refusal) => {
            record(core, bot, method.name, logged, refusal.to_json().to_string(), at, false);
            Err(refusal)
        }
    }
}

fn record(core: &Core, bot: i64, method: &str, params: Value, answer: String, at: Instant, simulated: bool) {
    core.record(Recorded { bot, method: method.to_owned(), params, answer, at, simulated });
}

/// `<token>/<path>`, as `getFile` names it.
fn download(core: &Core, rest: &str) -> Result<Response<Body>, Refusal> {
    let (token, path) = rest.split_once('/').ok_or_else(|| Refusal::not_found("Not Found"))?;
    login(core, token)?;
    let path = path.strip_prefix("test/").unwrap_or(path);
    let file = core.look().files.by_path(path).ok_or_else(|| Refusal::not_found("Not Found"))?;
    let mut response = Response::new(Body::from(file.bytes.clone()));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/octet-stream"));
    Ok(response)
}
