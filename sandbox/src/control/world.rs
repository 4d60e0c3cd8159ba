//! The whole world, to keep it.

use std::future::ready;

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use serde_json::Value;

use super::refused::Refused;
use super::route::{Call, Outcome, Route};
use super::show::Answer;
use crate::world::saved;

pub(super) const ROUTES: &[Route] = &[Route {
    method: "GET",
    path: "/world",
    name: "save",
    summary: "The whole world, as a file that `--world` starts from.",
    fields: &[],
    answer: Answer::World,
    run: |call| Box::pin(ready(save(call))),
}];

fn save(call: &Call) -> Outcome {
    let core = call.sandbox.core();
    let bytes = saved::write(&core.look(), core.default_bot).map_err(|error| {
        Refused::new(500, error.to_string(), "this is a fault of the sandbox: please report it")
    })?;
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers
        .insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"world.json\""));
    call.answer_with(response);
    Ok(Value::Null)
}
