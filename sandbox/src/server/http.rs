//! The four paths: methods, files, the control API and the web chat.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request, Response};

use super::call::{call, download};
use super::socket::Line;
use super::{Core, Refusal};
use crate::control::{self, Control};
use crate::text::percent::decode;
use crate::web;

/// What every request is answered from.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    pub(crate) core: Arc<Core>,
    pub(crate) control: Arc<Control>,
}

/// Who asks, and on which line.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) shared: Shared,
    pub(crate) line: Line,
}

/// Answers a request, or says that the sandbox stops.
pub(super) async fn handle(client: &Client, request: Request<Body>) -> Response<Body> {
    let stopped = async {
        // An error means that the core is gone, which is the same.
        let _ = client.shared.core.stopped().wait_for(|stopped| *stopped).await;
    };
    tokio::select! {
        // Most requests are answered without waiting, and do not look whether the sandbox stops.
        biased;
        response = route(client, request) => response,
        () = stopped => Refusal::new(500, "Internal Server Error: restart").into_response(),
    }
}

async fn route(client: &Client, request: Request<Body>) -> Response<Body> {
    let control = &client.shared.control;
    let path = decode(request.uri().path().as_bytes(), false);
    if let Some(rest) = path.strip_prefix(control::ROOT) {
        return control.answer(rest, &pairs(&request), request).await;
    }
    if let Some(rest) = path.strip_prefix("/file/bot") {
        return download(client, rest).await.unwrap_or_else(Refusal::into_response);
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
    call(client, token, name, request).await.unwrap_or_else(Refusal::into_response)
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
