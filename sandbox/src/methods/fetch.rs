//! Files that a request names by URL: those on this machine are fetched, all others are not.

use std::time::Duration;

use axum::http::{Uri, header};
use bytes::Bytes;
use http_body_util::{BodyExt, Empty, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::facts::{Method, Type};
use crate::server::{Params, Refusal, Upload};

/// How long a fetch may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest file that is fetched, in bytes.
const LARGEST: usize = 20 * 1024 * 1024;

pub(crate) const FAILED: &str = "failed to get HTTP URL content";

/// Fetches what a request names on this machine; gives the request with those files, or nothing where there are none.
pub(crate) async fn fetch(method: &Method, params: &Params) -> Result<Option<Params>, Refusal> {
    let mut urls = Vec::new();
    for param in &method.params {
        let files =
            matches!(param.kind, Type::File) || matches!(param.name, "media" | "sticker" | "stickers");
        if let Some(value) = params.get(param.name).filter(|_| files) {
            collect(value, &mut urls);
        }
    }
    if urls.is_empty() {
        return Ok(None);
    }
    let mut with_files = Params { values: params.values.clone(), files: params.files.clone() };
    for url in urls {
        let upload = tokio::time::timeout(PATIENCE, get(url)).await;
        let upload = upload.unwrap_or_else(|_| Err(Refusal::bad(FAILED)))?;
        with_files.files.insert(url.to_owned(), upload);
    }
    Ok(Some(with_files))
}

/// The local URLs in a value and in the objects that it lists.
fn collect<'a>(value: &'a Value, urls: &mut Vec<&'a str>) {
    match value {
        Value::String(text) if is_local(text) => urls.push(text),
        Value::Array(list) => list.iter().for_each(|item| collect(item, urls)),
        Value::Object(fields) => {
            for name in ["media", "photo", "sticker", "cover"] {
                if let Some(text @ Value::String(_)) = fields.get(name) {
                    collect(text, urls);
                }
            }
        }
        _ => {}
    }
}

fn is_local(url: &str) -> bool {
    if !url.starts_with("http://") {
        return false;
    }
    let host = url.parse::<Uri>().ok().and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

async fn get(url: &str) -> Result<Upload, Refusal> {
    let failed = || Refusal::bad(FAILED);
    let uri: Uri = url.parse().map_err(|_| Refusal::bad("wrong HTTP URL specified"))?;
    let name = uri.path().rsplit('/').next().filter(|name| !name.is_empty()).map(str::to_owned);
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let response = client.get(uri).await.map_err(|_| failed())?;
    if !response.status().is_success() {
        return Err(failed());
    }
    let mime = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let mime = mime.map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    if mime.as_deref() == Some("text/html") {
        return Err(Refusal::bad("wrong type of the web page content"));
    }
    let body = Limited::new(response.into_body(), LARGEST).collect().await.map_err(|_| failed())?;
    let bytes = body.to_bytes();
    if bytes.is_empty() { Err(failed()) } else { Ok(Upload { name, mime, bytes }) }
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn only_this_machine_is_local() {
        for local in
            ["http://127.0.0.1:80/a.png", "http://localhost/a", "http://[::1]:8/a", "http://127.9.9.9/"]
        {
            assert!(is_local(local), "{local}");
        }
        for other in ["https://127.0.0.1/a", "http://example.org/", "http://10.0.0.1/a", "BQACAg", "http://"]
        {
            assert!(!is_local(other), "{other}");
        }
    }
}
