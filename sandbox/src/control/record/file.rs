//! Files of acts: small ones stand in the line, of large ones the size, for which a test makes another.

use bytes::Bytes;
use serde_json::Value;

use super::super::base64;
use super::literal;
use crate::kit::User;
use crate::world::{ActFile, dimensions};

/// The largest file that is written into a test, in bytes.
const SMALL: usize = 1024;

/// What is remembered of a file.
pub(super) fn note(bytes: Bytes) -> ActFile {
    if bytes.len() <= SMALL {
        return ActFile::Whole(bytes);
    }
    ActFile::Large { size: bytes.len(), picture: dimensions(&bytes).is_some() }
}

/// The items of an album, in which the size stands for a large file.
pub(super) fn album(items: &Value) -> Value {
    let items = items.as_array().map(Vec::as_slice).unwrap_or_default();
    let item = |item: &Value| {
        let mut item = item.clone();
        let bytes = item.get("file").and_then(Value::as_str).and_then(base64::decode);
        if let (Some(ActFile::Large { size, .. }), Some(members)) =
            (bytes.map(|bytes| note(bytes.into())), item.as_object_mut())
        {
            members.remove("file");
            members.insert("size".into(), size.into());
        }
        item
    };
    items.iter().map(item).collect()
}

/// The file in an item of an album.
pub(super) fn of_item(item: &Value) -> Option<ActFile> {
    if let Some(size) = item.get("size").and_then(Value::as_u64).and_then(|size| usize::try_from(size).ok()) {
        return Some(ActFile::Large { size, picture: false });
    }
    let bytes = item.get("file").and_then(Value::as_str).and_then(base64::decode);
    bytes.map(|bytes| ActFile::Whole(bytes.into()))
}

/// A file as it stands in Rust, to be sent as a medium of a kind.
pub(super) fn write(file: Option<&ActFile>, kind: &str) -> String {
    match file {
        Some(ActFile::Whole(bytes)) if *bytes != User::fixture() => literal::bytes(bytes),
        Some(ActFile::Large { size, picture }) => {
            let kind = literal::text(if *picture { "photo" } else { kind });
            format!("chappe_sandbox::User::fixture_of({kind}, {})", literal::integer(*size))
        }
        _ => "chappe_sandbox::User::fixture()".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_small_file_stands_in_the_line_and_a_large_one_is_made_of_its_size() {
        let large = |bytes: Vec<u8>| write(Some(&note(bytes.into())), "video");
        assert_eq!(write(Some(&note("hello".into())), "document"), "b\"hello\".as_slice()");
        assert_eq!(write(None, "video"), "chappe_sandbox::User::fixture()");
        assert_eq!(large(vec![7; 2000]), "chappe_sandbox::User::fixture_of(\"video\", 2_000)");
        let picture = User::fixture_of("photo", 3000).to_vec();
        assert_eq!(large(picture), "chappe_sandbox::User::fixture_of(\"photo\", 3_000)");
    }

    #[test]
    fn an_album_keeps_of_its_large_files_the_size() {
        let large = "AAAA".repeat(SMALL);
        let kept = album(&json!([{"kind": "video", "file": large}, {"kind": "photo", "file": "aGk="}, 7]));
        assert_eq!(kept, json!([{"kind": "video", "size": 3 * SMALL}, {"kind": "photo", "file": "aGk="}, 7]));
    }
}
