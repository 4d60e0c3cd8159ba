//! The control API: the verbs of the test kit over HTTP, so that a bot in any language can be tested.
//!
//! A thin skin: each route reads its members, calls the kit, and shows what the kit gave. One table makes the routes
//! and the description that the server hands out, so that neither can say what the other does not.

mod acts;
mod args;
mod attach;
mod base64;
mod bots;
mod business;
mod clock;
mod direct;
mod doing;
mod faults;
mod form;
mod groups;
mod inline;
mod keyboards;
mod lists;
mod lookup;
mod manage;
mod media;
mod members;
mod messages;
mod openapi;
mod payments;
mod places;
mod polls;
mod prepared;
mod reactions;
mod record;
mod refused;
mod reply;
mod route;
mod settings;
mod show;
mod suggested;
mod things;
mod updates;
mod users;
mod view;
mod web_files;
mod world;

use axum::body::Body;
use axum::http::{Request, Response};

use crate::kit::Sandbox;
use crate::world::Reader;
use args::Args;
use refused::Refused;
use route::{Call, Found, find};

/// Where the API is below the server's root.
pub(crate) const ROOT: &str = "/control/v1";

/// The control API of one sandbox; it does not keep the sandbox alive.
#[derive(Debug)]
pub(crate) struct Control {
    sandbox: Sandbox,
}

impl Control {
    pub(crate) fn new(sandbox: &Sandbox) -> Self {
        Self { sandbox: sandbox.unowned().read_by(Reader::Control) }
    }

    /// Answers a request; `path` is what follows [`ROOT`], decoded, and `query` the decoded pairs.
    pub(crate) async fn answer(
        &self,
        path: &str,
        query: &[(String, String)],
        request: Request<Body>,
    ) -> Response<Body> {
        match self.run(path, query, request).await {
            Ok(response) => response,
            Err(refused) => refused.into_response(),
        }
    }

    async fn run(
        &self,
        path: &str,
        query: &[(String, String)],
        request: Request<Body>,
    ) -> Result<Response<Body>, Refused> {
        view::check(request.headers(), self.sandbox.handle.address.ip().is_loopback())?;
        let (route, steps) = match find(request.method().as_str(), path) {
            Found::Route(route, steps) => (route, steps),
            Found::OtherMethods(methods) => {
                let error = format!("{ROOT}{path} does not take {}", request.method());
                return Err(Refused::new(405, error, format!("use {}", methods.join(" or "))));
            }
            Found::Nothing => {
                let hint = format!("GET {ROOT}/openapi.json describes every path");
                return Err(Refused::new(404, format!("there is no {ROOT}{path}"), hint));
            }
        };
        let limit = self.sandbox.core().body_limit;
        let args = Args::read(route, &steps, query, request, limit).await?;
        let call = Call::new(&self.sandbox, args);
        let act = record::begin(&call, route);
        let answer = (route.run)(&call).await;
        if let Some(act) = act {
            record::finish(&act, &answer);
        }
        Ok(answer?.into_response(route.answer.media()))
    }
}
