//! Files that a request names by URL: those on this machine are fetched, others are what the sandbox was told of them.

use std::time::Duration;

use axum::http::{Uri, header};
use bytes::Bytes;
use http_body_util::{BodyExt, Empty, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use super::Request;
use crate::check::is_name;
use crate::facts::{Method, Type};
use crate::server::{Params, Refusal, Upload};
use crate::text::url::check_file;
use crate::world::web::{LARGEST, address, file_name, is_local};
use crate::world::{WebFile, dimensions, fixture};

/// How long a fetch may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest photo that is taken from a URL, in bytes.
const LARGEST_PHOTO: usize = 5 * 1024 * 1024;

const FAILED: &str = "failed to get HTTP URL content";
const WRONG_TYPE: &str = "wrong type of the web page content";

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
        let upload = upload.unwrap_or_else(|_| Err(Refusal::bad(FAILED)));
        let upload = upload.map_err(|refusal| match position(method, params, url) {
            Some(position) => of_album(position, refusal),
            None => refusal,
        })?;
        with_files.files.insert(url.to_owned(), upload);
    }
    Ok(Some(with_files))
}

/// Where in an album a file is.
fn position(method: &Method, params: &Params, url: &str) -> Option<usize> {
    let items = params.array("media").filter(|_| method.name == "sendMediaGroup")?;
    items.iter().position(|item| item["media"] == url)
}

/// The refusal of an album that fails with one of its files, which has its error's name in it.
pub(crate) fn of_album(position: usize, refusal: Refusal) -> Refusal {
    let why = refusal.description.strip_prefix("Bad Request: ").unwrap_or_default();
    let name = match why {
        FAILED => "WEBPAGE_CURL_FAILED",
        WRONG_TYPE => "WEBPAGE_MEDIA_EMPTY",
        name if is_name(name) => name,
        _ => return refusal,
    };
    Refusal::bad(format!("failed to send message #{} with the error message \"{name}\"", position + 1))
}

/// The local URLs in a value and in the objects that it lists.
fn collect<'a>(value: &'a Value, urls: &mut Vec<&'a str>) {
    match value {
        Value::String(text) if address(text).is_some_and(|address| is_local(&address)) => urls.push(text),
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

async fn get(url: &str) -> Result<Upload, Refusal> {
    let failed = || Refusal::bad(FAILED);
    let uri = address(url).ok_or_else(wrong_url)?;
    let name = file_name(&uri).map(str::to_owned);
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let response = client.get(uri).await.map_err(|_| failed())?;
    if !response.status().is_success() {
        return Err(failed());
    }
    let mime = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let mime = mime.map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    if mime.as_deref() == Some("text/html") {
        return Err(Refusal::bad(WRONG_TYPE));
    }
    let body = Limited::new(response.into_body(), LARGEST).collect().await.map_err(|_| failed())?;
    let bytes = body.to_bytes();
    if bytes.is_empty() { Err(failed()) } else { Ok(Upload { name, mime, bytes }) }
}

fn wrong_url() -> Refusal {
    Refusal::bad("wrong HTTP URL specified")
}

/// Whether a reference to a file is meant as a URL. No identifier has a dot in it.
pub(crate) fn is_url(reference: &str) -> bool {
    reference.contains('.') || reference.starts_with("http://") || reference.starts_with("https://")
}

/// The file under a URL that is to be sent as a medium of a kind.
///
/// What is on this machine was fetched before. Nothing else leaves the machine: of other URLs the sandbox was told what
/// they lead to, or a small file stands for it, so that a bot that sends by URL works. Hosts below `.invalid` exist
/// nowhere.
pub(crate) fn by_url(request: &Request<'_>, kind: &str, url: &str) -> Result<Upload, Refusal> {
    let spelled =
        check_file(url).map_err(|why| Refusal::bad(format!("invalid file HTTP URL specified: {why}")))?;
    let address = address(&spelled).ok_or_else(wrong_url)?;
    let host = address.host().unwrap_or_default().to_ascii_lowercase();
    if kind == "video_note" || host == "invalid" || host.ends_with(".invalid") {
        return Err(Refusal::bad(FAILED));
    }
    let upload = match request.params.files.get(url) {
        Some(fetched) => fetched.clone(),
        None => outside(request, kind, &address)?,
    };
    if kind == "photo" {
        if upload.bytes.len() > LARGEST_PHOTO {
            return Err(Refusal::bad(FAILED));
        }
        // A picture of a wrong shape is refused as any other.
        dimensions(&upload.bytes).ok_or_else(|| Refusal::bad(WRONG_TYPE))?;
    }
    Ok(upload)
}

fn outside(request: &Request<'_>, kind: &str, address: &Uri) -> Result<Upload, Refusal> {
    let name = file_name(address).unwrap_or("file");
    let bytes = match request.world.web.find(address) {
        Some(WebFile::File(bytes)) => bytes.clone(),
        Some(WebFile::Unreachable) => return Err(Refusal::bad(FAILED)),
        Some(WebFile::Page) => return Err(Refusal::bad(WRONG_TYPE)),
        None => fixture(kind, name),
    };
    Ok(Upload { name: Some(name.to_owned()), mime: None, bytes })
}
