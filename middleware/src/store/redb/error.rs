//! What is wrong with the file, for all whom it concerns.

use std::any::Any;
use std::fmt;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use crate::store::StoreError;

/// A failure that several operations are answered with.
#[derive(Clone, Debug)]
pub(super) struct Trouble {
    kind: Kind,
    text: Arc<str>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Unavailable,
    Full,
    Corrupted,
    Other,
}

impl Trouble {
    /// The file is closed, for the moment.
    pub(super) fn closed() -> Self {
        Self { kind: Kind::Unavailable, text: "the file is not open".into() }
    }

    /// The library has panicked, which it does over damaged files.
    pub(super) fn panic(panic: &(dyn Any + Send)) -> Self {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Self { kind: Kind::Corrupted, text: text.unwrap_or("it cannot be read").into() }
    }

    /// The same, with the file's name.
    pub(super) fn of(self, path: &Path) -> Self {
        Self { text: format!("{}: {}", path.display(), self.text).into(), ..self }
    }

    /// Whether the file has to be closed and opened before it can be used again.
    pub(super) fn calls_for_reopening(&self) -> bool {
        self.kind != Kind::Corrupted
    }

    pub(super) fn to_error(&self) -> StoreError {
        let source = Box::new(Text(Arc::clone(&self.text)));
        match self.kind {
            Kind::Unavailable => StoreError::Unavailable(source),
            Kind::Full => StoreError::Full(source),
            Kind::Corrupted => StoreError::Corrupted(source),
            Kind::Other => StoreError::Other(source),
        }
    }
}

impl From<redb::Error> for Trouble {
    fn from(error: redb::Error) -> Self {
        let kind = match &error {
            redb::Error::DatabaseAlreadyOpen => {
                let text = "it is open already, in this process or in another: a file is one process's alone";
                return Self { kind: Kind::Unavailable, text: text.into() };
            }
            redb::Error::Io(error) => match error.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Kind::Full,
                ErrorKind::InvalidData | ErrorKind::UnexpectedEof => Kind::Corrupted,
                _ => Kind::Unavailable,
            },
            redb::Error::PreviousIo | redb::Error::DatabaseClosed => Kind::Unavailable,
            redb::Error::Corrupted(_)
            | redb::Error::TableTypeMismatch { .. }
            | redb::Error::TableIsMultimap(_)
            | redb::Error::TypeDefinitionChanged { .. }
            | redb::Error::UpgradeRequired(_) => Kind::Corrupted,
            _ => Kind::Other,
        };
        Self { kind, text: error.to_string().into() }
    }
}

#[derive(Debug)]
struct Text(Arc<str>);

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Text {}
