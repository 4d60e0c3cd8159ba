//! What lies on the web, which the sandbox never asks.

use std::future::ready;

use super::refused::Refused;
use super::reply::reply;
use super::route::{A_PICTURE, Call, Kind, Outcome, Route, may, need};
use super::show::Answer;
use super::things::sandbox;
use crate::kit::User;
use crate::world::WebFile;

pub(super) const ROUTES: &[Route] = &[Route {
    method: "POST",
    path: "/web-files",
    name: "web_file",
    summary: "Says what bots get that send a file by a URL outside of this machine.",
    fields: &[
        need("url", Kind::Text, "\"https://example.org/cat.jpg\"", "The URL, of `http://` or `https://`."),
        may(
            "file",
            Kind::Bytes,
            A_PICTURE,
            "The file's bytes in base64; a picture of one point when left out.",
        ),
        may(
            "fails",
            Kind::OneOf(&["unreachable", "page"]),
            "\"unreachable\"",
            "Why there is no file: nothing answers there, or a page does.",
        ),
    ],
    answer: Answer::Sandbox,
    run: |call| reply(ready(tell(call))),
}];

fn tell(call: &Call) -> Outcome {
    let bytes = call.args.bytes("file")?;
    let file = match (call.args.find_text("fails"), bytes) {
        (Some(_), Some(_)) => {
            return Err(Refused::bad("there is a \"file\" and it \"fails\"", "leave one of them out"));
        }
        (Some("page"), None) => WebFile::Page,
        (Some(_), None) => WebFile::Unreachable,
        (None, bytes) => bytes.unwrap_or_else(User::fixture).into(),
    };
    call.sandbox.web_file(call.args.text("url"), file)?;
    sandbox(call)
}
