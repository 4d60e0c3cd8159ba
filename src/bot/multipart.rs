//! The body of a request with files.

use reqwest::multipart::{Form, Part};
use serde_json::Value;
use tokio_util::io::ReaderStream;

use super::{ApiRequest, Error};
use crate::primitives::{Content, Upload};

/// The form: a field per parameter, and a part per file under the name that `attach://` gave it.
pub(crate) async fn form(mut request: ApiRequest) -> Result<Form, Error> {
    let method = request.method().to_owned();
    let files = std::mem::take(&mut request.files);
    let mut form = Form::new();
    for (name, value) in request.params() {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        form = form.text(name.clone(), text);
    }
    for (name, upload) in files {
        let file_name = upload.file_name();
        let part = part(upload).await.map_err(|source| Error::File {
            method: method.clone(),
            name: file_name.clone(),
            source,
        })?;
        form = form.part(name, part.file_name(file_name));
    }
    Ok(form)
}

async fn part(upload: Upload) -> std::io::Result<Part> {
    Ok(match upload.content {
        Content::Bytes(bytes) => {
            let length = bytes.len() as u64;
            Part::stream_with_length(bytes, length)
        }
        Content::Path(path) => {
            let file = tokio::fs::File::open(path).await?;
            let metadata = file.metadata().await?;
            if !metadata.is_file() {
                return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "not a file"));
            }
            Part::stream_with_length(reqwest::Body::wrap_stream(ReaderStream::new(file)), metadata.len())
        }
        Content::Reader(reader) => {
            let reader = Content::take_reader(&reader).ok_or_else(|| {
                std::io::Error::other(
                    "a reader can be sent once: give bytes or a path to what may be repeated",
                )
            })?;
            Part::stream(reqwest::Body::wrap_stream(ReaderStream::new(reader)))
        }
    })
}
