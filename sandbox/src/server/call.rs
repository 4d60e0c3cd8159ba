//! One call of a method: who calls, what with, what is answered, and what goes wrong on the way.

use std::time::Instant;

use axum::body::Body;
use axum::http::{Request, Response, header};

use super::answer::respond;
use super::http::Client;
use super::{Core, Params, Recorded, Refusal, Token, body, trouble};
use crate::faults::{CallEffect, FaultHit, Harm};
use crate::{facts, methods};

/// The name that faults have for the download of a file.
const FILE: &str = "file";

/// The bot of a token, or Telegram's refusals.
fn login(core: &Core, token: &str) -> Result<i64, Refusal> {
    let token = Token::parse(token).ok_or_else(|| refusal(token))?;
    core.bot(&token)
}

/// Why a text is no token: what stands before the colon has to be a number, or no server is meant.
fn refusal(text: &str) -> Refusal {
    let number = text.split_once(':').filter(|_| !text.starts_with('0')).map(|(number, _)| number);
    if number.is_some_and(|number| number.parse::<i64>().is_err()) {
        return Refusal::new(421, "Misdirected Request: unallowed token specified");
    }
    Refusal::new(401, "Unauthorized: invalid token specified")
}

/// What is to be written into the log of calls.
struct Log<'a> {
    core: &'a Core,
    bot: i64,
    method: &'a str,
    at: Instant,
    simulated: bool,
    fault: Option<FaultHit>,
}

impl Log<'_> {
    fn write(self, params: Params, answer: String) {
        let Self { core, bot, method, at, simulated, fault } = self;
        let params = params.into_json();
        core.record(Recorded { bot, method: method.to_owned(), params, answer, at, simulated, fault });
    }
}

/// Answers a call of a method.
pub(super) async fn call(
    client: &Client,
    token: &str,
    name: &str,
    request: Request<Body>,
) -> Result<Response<Body>, Refusal> {
    let core = &client.shared.core;
    let at = Instant::now();
    let bot = login(core, token)?;
    let mut params = body::read(request, core.body_limit).await?;
    let Some(method) = facts::method(name) else {
        let refusal = Refusal::not_found("Not Found: method not found");
        let log = Log { core, bot, method: name, at, simulated: false, fault: None };
        log.write(params, refusal.to_json().to_string());
        return Err(refusal);
    };
    let normal = params.normalise(method);
    let harm = core.faults.call(method.name, bot, params.int("chat_id"));
    let fault = harm.as_ref().map(|harm| harm.hit);
    let mut log = Log { core, bot, method: method.name, at, simulated: false, fault };
    let first = match &harm {
        None => true,
        Some(Harm { effect: CallEffect::Delay { milliseconds }, carried_out: false, .. }) => {
            trouble::wait(core, *milliseconds).await;
            true
        }
        Some(Harm { effect, carried_out, .. }) => *carried_out || trouble::needs_answer(effect),
    };
    let mut answer = (200, String::new(), None);
    if first {
        let done = match normal {
            Ok(()) => methods::call(core, bot, method, &params).await,
            Err(refusal) => Err(refusal),
        };
        answer = match done {
            Ok(done) => {
                log.simulated = done.simulated;
                (200, done.body(), None)
            }
            Err(refusal) => (refusal.code, refusal.to_json().to_string(), refusal.retry_after()),
        };
    }
    let (status, body, retry_after) = answer;
    if let Some(Harm { effect, carried_out, .. }) = harm
        && !matches!((&effect, carried_out), (CallEffect::Delay { .. }, false))
    {
        let (response, sent) = trouble::answer(client, effect, status, body).await;
        log.write(params, sent);
        return Ok(response);
    }
    log.write(params, body.clone());
    Ok(respond(status, body, retry_after))
}

/// Answers the download of `<token>/<path>`, as `getFile` names it.
pub(super) async fn download(client: &Client, rest: &str) -> Result<Response<Body>, Refusal> {
    let core = &client.shared.core;
    let (token, path) = rest.split_once('/').ok_or_else(|| Refusal::not_found("Not Found"))?;
    let bot = login(core, token)?;
    let path = path.strip_prefix("test/").unwrap_or(path);
    let file = core.look().files.by_path(path).ok_or_else(|| Refusal::not_found("Not Found"))?;
    if let Some(harm) = core.faults.call(FILE, bot, None) {
        return Ok(trouble::answer(client, harm.effect, 200, file.bytes.clone()).await.0);
    }
    let mut response = Response::new(Body::from(file.bytes.clone()));
    let kind = header::HeaderValue::from_static("application/octet-stream");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}
