//! Forms with a file, as browsers and `curl -F` send them.

use axum::body::Body;
use axum::http::{Request, header};
use bytes::Bytes;
use serde_json::{Map, Value};

use super::refused::Refused;
use super::route::{Kind, Route};
use crate::server::body::{FORM, multipart};
use crate::server::{Params, Upload};

/// Whether a request is such a form.
pub(super) fn is_one(request: &Request<Body>) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with(FORM))
}

/// The members of a form, each read as its field says, and the file in the part `file`.
pub(super) async fn read(
    route: &'static Route,
    request: Request<Body>,
    limit: usize,
) -> Result<(Map<String, Value>, Option<Bytes>), Refused> {
    let find = |name: &str| route.members().find(|field| field.name == name);
    if !takes_file(route) {
        return Err(Refused::bad("this takes no form", "send JSON with `Content-Type: application/json`"));
    }
    let mut form = Params::default();
    multipart(request, limit, &mut form).await.map_err(|refusal| {
        Refused::new(
            refusal.code,
            refusal.description,
            format!("send whole parts, at most {limit} bytes together"),
        )
    })?;
    let mut members = Map::new();
    for (name, value) in form.values {
        let kind = find(&name).map_or(Kind::Text, |field| field.kind);
        members.insert(name, value.as_str().map_or(Value::Null, |text| kind.parse(text)));
    }
    let Some(Upload { name, bytes, .. }) = form.files.remove("file") else {
        return Err(Refused::bad("the form has no file", "put the file into the part `file`"));
    };
    if let (Some(name), true) = (name, find("name").is_some()) {
        members.entry("name").or_insert_with(|| name.into());
    }
    Ok((members, Some(bytes)))
}

/// Whether a route has a file among its members.
pub(super) fn takes_file(route: &'static Route) -> bool {
    route.members().any(|field| matches!(field.kind, Kind::Bytes))
}
