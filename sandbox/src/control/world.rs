//! The whole world, to keep it.

use std::future::ready;

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};

use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, Route};
use super::show::Answer;
use crate::world::saved;

pub(super) const ROUTES: &[Route] = &[Route {
    method: "GET",
    path: "/world",
    name: "save",
    summary: "The whole world, as a file that `--world` starts from.",
    fields: &[],
    answer: Answer::World,
    run: |call| reply(ready(save(call))),
}];

fn save(call: &Call) -> Result<Response<Body>, Refused> {
    let core = call.sandbox.core();
    let bytes = saved::write(&core.look(), core.default_bot).map_err(|error| {
        Refused::new(500, error.to_string(), "this is a fault of the sandbox: please report it")
    })?;
    let mut response = Response::new(Body::from(bytes));
    let saved_as = HeaderValue::from_static("attachment; filename=\"world.json\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, saved_as);
    Ok(response)
}
