//! Reading parameters from a query, a form, JSON or multipart.

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart};
use axum::http::{Request, header};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use serde_json::Value;

use super::{Params, Refusal, Upload};
use crate::text::percent::{decode, decode_bytes};

/// The type of a form with files.
pub(crate) const FORM: &str = "multipart/form-data";

const NO_UTF8: &str = "strings must be encoded in UTF-8";

/// The most that parameters which are no files may take together, in bytes.
const PARAMETERS: usize = 1 << 20;
/// What a part of a form counts besides what it says: there may be thousands of files, but not millions.
const PART: usize = 256;

/// Reads everything that a request says. Of parameters of one name the first counts, and the query comes first.
pub(crate) async fn read(request: Request<Body>, limit: usize) -> Result<Params, Refusal> {
    let mut params = Params::default();
    if let Some(query) = request.uri().query() {
        pairs(query.as_bytes(), &mut params)?;
    }
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    if kind.starts_with(FORM) {
        multipart(request, limit, &mut params).await?;
        return Ok(params);
    }
    let bytes = collect(request.into_body(), limit).await?;
    if bytes.is_empty() {
        return Ok(params);
    }
    if kind.starts_with("application/json") {
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(object)) => object.into_iter().for_each(|(name, value)| params.put(name, value)),
            Ok(_) => return Err(Refusal::bad("object expected as a request body")),
            Err(error) => return Err(unreadable(&bytes, &error)),
        }
    } else if kind.is_empty() || kind.starts_with("application/x-www-form-urlencoded") {
        pairs(&bytes, &mut params)?;
    }
    // Telegram does not look into bodies of other types.
    Ok(params)
}

async fn collect(body: Body, limit: usize) -> Result<Bytes, Refusal> {
    let mut stream = body.into_data_stream();
    let mut all = BytesMut::new();
    let mut size = 0;
    while let Some(part) = stream.next().await {
        let part = part.map_err(|_| Refusal::bad("request body is incomplete"))?;
        size += part.len();
        if size > limit {
            return Err(too_large());
        }
        // What is too much is read to its end, so that the client hears of it, but not kept.
        if size <= PARAMETERS {
            all.extend_from_slice(&part);
        }
    }
    if size > PARAMETERS { Err(too_large()) } else { Ok(all.freeze()) }
}

fn too_large() -> Refusal {
    Refusal::new(413, "Request Entity Too Large")
}

pub(crate) async fn multipart(
    mut request: Request<Body>,
    limit: usize,
    params: &mut Params,
) -> Result<(), Refusal> {
    let broken = |_| Refusal::bad("can't parse multipart body");
    // The sandbox has a limit of its own, which is not axum's 2 MB.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| Refusal::bad("boundary not found in the multipart body"))?;
    let (mut size, mut said) = (0, 0);
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(|name| bare_name(&field).unwrap_or(name).to_owned());
        let mime = field.content_type().map(str::to_owned);
        let mut all = BytesMut::new();
        while let Some(part) = field.chunk().await.map_err(broken)? {
            size += part.len();
            if size > limit {
                return Err(too_large());
            }
            all.extend_from_slice(&part);
        }
        said += name.len() + PART;
        if file.is_none() {
            said += all.len();
        }
        if said > PARAMETERS {
            return Err(too_large());
        }
        if name.is_empty() {
            continue;
        }
        if file.is_some() {
            params.files.entry(name).or_insert(Upload { name: file, mime, bytes: all.freeze() });
        } else {
            let value = text(&name, all.into())?;
            params.put(name, value);
        }
    }
    Ok(())
}

/// The name of a file that is not quoted, as some libraries send it: all up to the next parameter, spaces too.
fn bare_name<'a>(field: &'a Field<'_>) -> Option<&'a str> {
    let header = field.headers().get(header::CONTENT_DISPOSITION)?;
    let header = std::str::from_utf8(header.as_bytes()).ok()?;
    let (_, name) = header.split_once("filename=")?;
    (!name.starts_with('"')).then(|| name.split(';').next().unwrap_or_default().trim())
}

/// What is said of a body that is no JSON. Half of a pair of surrogates is no character either.
fn unreadable(bytes: &[u8], error: &serde_json::Error) -> Refusal {
    let error = error.to_string();
    let half = error.contains("surrogate") || error.contains("end of hex escape");
    if half || std::str::from_utf8(bytes).is_err() {
        return Refusal::bad(NO_UTF8);
    }
    Refusal::bad("can't parse JSON object")
}

/// The value of a parameter.
fn text(name: &str, bytes: Vec<u8>) -> Result<Value, Refusal> {
    let why = if name == "payload" { "the payload must be encoded in UTF-8" } else { NO_UTF8 };
    String::from_utf8(bytes).map(Value::String).map_err(|_| Refusal::bad(why))
}

/// Adds the pairs of a query or an urlencoded form.
fn pairs(bytes: &[u8], params: &mut Params) -> Result<(), Refusal> {
    for pair in bytes.split(|b| *b == b'&').filter(|pair| !pair.is_empty()) {
        let middle = pair.iter().position(|b| *b == b'=').unwrap_or(pair.len());
        let name = decode(&pair[..middle], true);
        let value = decode_bytes(pair.get(middle + 1..).unwrap_or_default(), true);
        let value = text(&name, value)?;
        params.put(name, value);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_gives_strings() {
        let mut params = Params::default();
        pairs(b"chat_id=1&text=a%26b&&empty&chat_id=2", &mut params).unwrap();
        assert_eq!(params.into_json(), serde_json::json!({"chat_id": "1", "text": "a&b", "empty": ""}));
    }
}
