//! The body of a request with files.

use bytes::Bytes;
use reqwest::multipart::{Form, Part};
use tokio_util::io::ReaderStream;

use super::{Error, params};
use crate::primitives::{Content, Upload};

/// How much of a file is read at once.
const CHUNK: usize = 64 * 1024;

/// The form: a field per parameter, and a part per file under the name that `attach://` gave it. Also how many bytes
/// the files have, if that is known.
pub(super) async fn form(
    method: &str,
    text: &Bytes,
    files: Vec<(String, Upload)>,
) -> Result<(Form, Option<u64>), Error> {
    let fields = params::fields(text)
        .map_err(|error| Error::Config(format!("{method}: the parameters are not an object: {error}")))?;
    let mut form = Form::new();
    for (name, value) in fields {
        form = form.text(name, value);
    }
    let mut total = Some(0u64);
    for (name, upload) in files {
        let file_name = upload.file_name();
        let (part, size) = part(upload.content).await.map_err(|source| Error::File {
            method: method.to_owned(),
            name: file_name.clone(),
            source,
        })?;
        total = total.zip(size).map(|(total, size)| total.saturating_add(size));
        form = form.part(name, part.file_name(file_name));
    }
    Ok((form, total))
}

async fn part(content: Content) -> std::io::Result<(Part, Option<u64>)> {
    Ok(match content {
        Content::Bytes(bytes) => {
            let size = bytes.len() as u64;
            (Part::stream_with_length(bytes, size), Some(size))
        }
        Content::Path(path) => {
            let file = tokio::fs::File::open(path).await?;
            let metadata = file.metadata().await?;
            if !metadata.is_file() {
                return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "not a file"));
            }
            let body = reqwest::Body::wrap_stream(ReaderStream::with_capacity(file, CHUNK));
            (Part::stream_with_length(body, metadata.len()), Some(metadata.len()))
        }
        Content::Reader(reader) => {
            let reader = Content::take_reader(&reader).ok_or_else(|| {
                std::io::Error::other(
                    "a reader can be sent once: give bytes or a path to what may be repeated",
                )
            })?;
            (Part::stream(reqwest::Body::wrap_stream(ReaderStream::with_capacity(reader, CHUNK))), None)
        }
    })
}
