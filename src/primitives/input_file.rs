//! A file to send, from wherever it is.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::io::AsyncRead;

use crate::json::{Decode, DecodeError, Encode, Reader, Writer};

/// A file to send: one that Telegram has, one for Telegram to fetch, or one to upload.
///
/// Text converts into it as Telegram reads text: a `file_id`, or an HTTP URL.
/// Uploads are streamed, except for what was given as bytes.
/// [Bot API](https://core.telegram.org/bots/api#sending-files)
///
/// # Example
/// ```
/// use chappe::types::InputFile;
///
/// let known = InputFile::id("AgACAgIAAxkBAAM");
/// let remote = InputFile::url("https://example.org/cat.jpg");
/// let local = InputFile::path("cat.jpg");
/// let made = InputFile::bytes("cat.txt", "meow");
/// # let _ = (known, remote, local, made);
/// ```
#[derive(Clone)]
pub struct InputFile(Source);

#[derive(Clone)]
enum Source {
    Text(String),
    Upload(Upload),
}

/// A file that goes up with the request.
#[derive(Clone)]
pub(crate) struct Upload {
    /// The name the file has in Telegram; `None` takes it from the path.
    pub(crate) name: Option<String>,
    pub(crate) content: Content,
}

type BoxReader = Box<dyn AsyncRead + Send + Unpin>;

#[derive(Clone)]
pub(crate) enum Content {
    Path(PathBuf),
    Bytes(Bytes),
    /// Can be read once.
    Reader(Arc<Mutex<Option<BoxReader>>>),
}

impl InputFile {
    /// A file that is already on Telegram's servers.
    pub fn id(file_id: impl Into<String>) -> Self {
        Self(Source::Text(file_id.into()))
    }

    /// A file that Telegram fetches: up to 5 MB for photos, 20 MB for others.
    pub fn url(url: impl Into<String>) -> Self {
        Self(Source::Text(url.into()))
    }

    /// A file on disk, opened when the request is sent, and again when it is repeated.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::upload(None, Content::Path(path.into()))
    }

    /// Bytes in memory, under a file name.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::upload(Some(name.into()), Content::Bytes(bytes.into()))
    }

    /// A stream of unknown length, under a file name. It can be sent once: a layer that repeats the request gets
    /// [`Error::File`](crate::Error::File).
    pub fn reader(name: impl Into<String>, reader: impl AsyncRead + Send + Unpin + 'static) -> Self {
        let reader: BoxReader = Box::new(reader);
        Self::upload(Some(name.into()), Content::Reader(Arc::new(Mutex::new(Some(reader)))))
    }

    /// Gives an upload another file name; an id or a URL stays as it is.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        if let Source::Upload(upload) = &mut self.0 {
            upload.name = Some(name.into());
        }
        self
    }

    /// The id or URL, where the file is not uploaded.
    pub fn as_text(&self) -> Option<&str> {
        match &self.0 {
            Source::Text(text) => Some(text),
            Source::Upload(_) => None,
        }
    }

    fn upload(name: Option<String>, content: Content) -> Self {
        Self(Source::Upload(Upload { name, content }))
    }
}

impl Upload {
    /// The name under which the file goes up.
    pub(crate) fn file_name(&self) -> String {
        let name = match (&self.name, &self.content) {
            (Some(name), _) => name.as_str().into(),
            (None, Content::Path(path)) => path.file_name().unwrap_or_default().to_string_lossy(),
            (None, _) => "".into(),
        };
        if name.is_empty() {
            return "file".to_owned();
        }
        // The name stands in a header, which ends with the line.
        name.replace(char::is_control, "_")
    }
}

impl Content {
    /// Takes the reader; `None` when it has been read before.
    pub(crate) fn take_reader(reader: &Mutex<Option<BoxReader>>) -> Option<BoxReader> {
        reader.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Default for InputFile {
    fn default() -> Self {
        Self(Source::Text(String::new()))
    }
}

impl From<&str> for InputFile {
    fn from(text: &str) -> Self {
        Self::id(text)
    }
}

impl From<String> for InputFile {
    fn from(text: String) -> Self {
        Self::id(text)
    }
}

impl From<PathBuf> for InputFile {
    fn from(path: PathBuf) -> Self {
        Self::path(path)
    }
}

impl From<&std::path::Path> for InputFile {
    fn from(path: &std::path::Path) -> Self {
        Self::path(path)
    }
}

impl Encode for InputFile {
    fn encode(&self, w: &mut Writer) {
        match &self.0 {
            Source::Text(text) => w.str(text),
            Source::Upload(upload) => w.attach(upload),
        }
    }
}

impl Decode for InputFile {
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        *self = Self::id(r.string()?);
        Ok(())
    }
}

impl PartialEq for InputFile {
    /// The same text, path or bytes; two readers are equal if they are one.
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Source::Text(a), Source::Text(b)) => a == b,
            (Source::Upload(a), Source::Upload(b)) => {
                a.name == b.name
                    && match (&a.content, &b.content) {
                        (Content::Path(a), Content::Path(b)) => a == b,
                        (Content::Bytes(a), Content::Bytes(b)) => a == b,
                        (Content::Reader(a), Content::Reader(b)) => Arc::ptr_eq(a, b),
                        _ => false,
                    }
            }
            _ => false,
        }
    }
}

impl fmt::Debug for InputFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Text(text) => f.debug_tuple("InputFile").field(text).finish(),
            Source::Upload(upload) => match &upload.content {
                Content::Path(path) => f.debug_tuple("InputFile").field(path).finish(),
                Content::Bytes(bytes) => {
                    write!(f, "InputFile({:?}, {} bytes)", upload.file_name(), bytes.len())
                }
                Content::Reader(_) => write!(f, "InputFile({:?}, a reader)", upload.file_name()),
            },
        }
    }
}
