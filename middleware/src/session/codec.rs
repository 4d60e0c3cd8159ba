//! From a value to the bytes in the store: the version of its type, a colon, and JSON.

use std::any::type_name;
use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use chappe::BoxError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::SessionError;

thread_local! {
    /// Where values are written before their length is known.
    static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The most bytes that are kept for the next value.
const SCRATCH_LIMIT: usize = 64 * 1024;

type Migration = Arc<dyn Fn(Value) -> Result<Value, BoxError> + Send + Sync>;

/// What a type has been, and how each shape becomes the next.
#[derive(Clone, Default)]
pub(super) struct Migrations(Vec<(u32, Migration)>);

/// A value out of the store.
pub(super) struct Decoded<T> {
    pub(super) value: T,
    /// The version of the type that it was saved with.
    pub(super) version: u32,
}

impl Migrations {
    /// Adds the migration to a version.
    pub(super) fn add(&mut self, version: u32, migration: Migration) {
        let at = self.0.partition_point(|(other, _)| *other < version);
        match self.0.get_mut(at).filter(|(other, _)| *other == version) {
            Some(same) => same.1 = migration,
            None => self.0.insert(at, (version, migration)),
        }
    }

    /// The version that values are saved with: the last there is a migration to.
    pub(super) fn latest(&self) -> u32 {
        self.0.last().map_or(0, |(version, _)| *version)
    }

    fn run(&self, from: u32, mut value: Value) -> Result<Value, BoxError> {
        for (_, migration) in self.0.iter().filter(|(version, _)| *version > from) {
            value = migration(value)?;
        }
        Ok(value)
    }
}

impl fmt::Debug for Migrations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(version, _)| version)).finish()
    }
}

/// The bytes of a value.
pub(super) fn encode<T: Serialize>(key: &str, version: u32, value: &T) -> Result<Bytes, SessionError> {
    let mut bytes = SCRATCH.take();
    bytes.clear();
    bytes.extend_from_slice(itoa::Buffer::new().format(version).as_bytes());
    bytes.push(b':');
    let written = serde_json::to_writer(&mut bytes, value);
    let encoded = written.map(|()| Bytes::copy_from_slice(&bytes));
    if bytes.capacity() <= SCRATCH_LIMIT {
        SCRATCH.set(bytes);
    }
    encoded.map_err(|source| SessionError::Encode {
        key: key.to_owned(),
        flavor: type_name::<T>(),
        source: source.into(),
    })
}

/// The value of bytes.
pub(super) fn decode<T: DeserializeOwned>(
    key: &str,
    bytes: &[u8],
    migrations: &Migrations,
) -> Result<Decoded<T>, SessionError> {
    let Some((version, json)) = split(bytes) else {
        return Err(SessionError::Garbage { key: key.to_owned() });
    };
    // What a newer program has saved is read as far as it can be.
    let value = if version < migrations.latest() {
        serde_json::from_slice(json)
            .map_err(Into::into)
            .and_then(|value| migrations.run(version, value))
            .and_then(|value| serde_json::from_value(value).map_err(Into::into))
    } else {
        // Checked as a whole once, and not text by text.
        str::from_utf8(json).map_err(BoxError::from).and_then(|json| Ok(serde_json::from_str(json)?))
    };
    match value {
        Ok(value) => Ok(Decoded { value, version }),
        Err(source) => {
            Err(SessionError::Decode { key: key.to_owned(), version, flavor: type_name::<T>(), source })
        }
    }
}

/// The bytes that stand where a session was before it moved.
pub(super) fn moved(new: &str) -> Bytes {
    format!(">{new}").into()
}

/// Where the session is that was under a key.
pub(super) fn moved_to(bytes: &[u8]) -> Option<&str> {
    str::from_utf8(bytes.strip_prefix(b">")?).ok()
}

/// Whether bytes stand for no value at all.
pub(super) fn is_nothing(bytes: &[u8]) -> bool {
    split(bytes).is_some_and(|(_, json)| json == b"null")
}

/// The version before the colon, and what is behind it.
fn split(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut version: u32 = 0;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => version = version.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?,
            b':' if at > 0 => return Some((version, &bytes[at + 1..])),
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn trail(migrations: &[u32]) -> Migrations {
        let mut all = Migrations::default();
        for version in migrations.iter().copied() {
            all.add(
                version,
                Arc::new(move |mut value| {
                    value.as_array_mut().ok_or("no list")?.push(version.into());
                    Ok(value)
                }),
            );
        }
        all
    }

    #[test]
    fn migrations_run_in_order_from_the_version_that_was_saved() {
        let migrations = trail(&[5, 1, 2]);
        let read =
            |bytes: &str| decode::<Vec<u32>>("k", bytes.as_bytes(), &migrations).map(|it| it.value).ok();
        assert_eq!(read("0:[]"), Some(vec![1, 2, 5]));
        assert_eq!(read("1:[]"), Some(vec![2, 5]));
        assert_eq!(read("3:[]"), Some(vec![5]));
        assert_eq!(read("5:[]"), Some(vec![]));
        assert_eq!(read("9:[]"), Some(vec![]));
        assert_eq!(migrations.latest(), 5);
    }

    #[test]
    fn an_error_names_key_version_and_type() {
        let error =
            decode::<Vec<u32>>("chat:1", b"3:{\"a\":1}", &Migrations::default()).map(|_| ()).unwrap_err();
        let text = error.to_string();
        for part in ["`chat:1`", "version 3", "alloc::vec::Vec<u32>"] {
            assert!(text.contains(part), "{part} is missing in: {text}");
        }
    }

    #[test]
    fn a_migration_that_fails_is_told() {
        let error = decode::<Vec<u32>>("k", b"0:{}", &trail(&[1])).map(|_| ()).unwrap_err();
        assert!(matches!(&error, SessionError::Decode { source, .. } if source.to_string() == "no list"));
    }

    proptest! {
        #[test]
        fn any_value_comes_back(value: Vec<Option<String>>, version: u32) {
            let bytes = encode("k", version, &value).unwrap();
            let back = decode::<Vec<Option<String>>>("k", &bytes, &Migrations::default()).unwrap();
            prop_assert_eq!((back.value, back.version), (value, version));
        }

        #[test]
        fn no_bytes_break_it(bytes: Vec<u8>) {
            let _ = decode::<Value>("k", &bytes, &trail(&[7]));
        }
    }
}
