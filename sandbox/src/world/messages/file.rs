//! Uploaded files.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::world::Json;

/// The bytes that all files together may take; the oldest go first.
const KEPT: usize = 256 * 1024 * 1024;
/// How many files are kept, however small.
const KEPT_FILES: usize = 100_000;

/// A kept file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) number: u64,
    pub(crate) file_id: String,
    pub(crate) unique_id: String,
    /// Below `/file/bot<token>/`.
    pub(crate) path: String,
    pub(crate) name: Option<String>,
    #[serde(with = "crate::world::in_base64")]
    pub(crate) bytes: Bytes,
}

/// All files, by number.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Files {
    kept: BTreeMap<u64, Arc<Stored>>,
    by_id: HashMap<String, u64>,
    by_path: HashMap<String, u64>,
    /// What a message shows of a file, once one did.
    shown: HashMap<u64, Json>,
    size: usize,
}

impl Stored {
    /// What Telegram calls the type of the file in its refusals.
    pub(crate) fn type_name(&self) -> &'static str {
        match self.path.split('/').next().unwrap_or_default() {
            "photos" => "Photo",
            "thumbnails" => "Thumbnail",
            "music" => "Audio",
            "videos" => "Video",
            "voice" => "VoiceNote",
            "animations" => "Animation",
            "video_notes" => "VideoNote",
            "stickers" => "Sticker",
            _ => "Document",
        }
    }
}

impl Files {
    pub(crate) fn keep(
        &mut self,
        number: u64,
        folder: &str,
        name: Option<&str>,
        bytes: Bytes,
    ) -> Arc<Stored> {
        let extension = name
            .and_then(|name| name.rsplit_once('.'))
            .map(|(_, extension)| extension)
            .filter(|extension| extension.len() <= 8 && extension.chars().all(|c| c.is_ascii_alphanumeric()))
            .or_else(|| sniff(&bytes))
            .map_or_else(String::new, |extension| format!(".{extension}"));
        let file = Arc::new(Stored {
            number,
            file_id: format!("BQACAgIAAxkBAAI{number:012}SandboxFile"),
            unique_id: format!("AgAD{number:010}"),
            path: format!("{folder}/file_{number}{extension}"),
            name: name.map(str::to_owned),
            bytes,
        });
        self.size += file.bytes.len();
        self.by_id.insert(file.file_id.clone(), number);
        self.by_path.insert(file.path.clone(), number);
        self.kept.insert(number, Arc::clone(&file));
        while (self.size > KEPT || self.kept.len() > KEPT_FILES) && self.kept.len() > 1 {
            if let Some((_, old)) = self.kept.pop_first() {
                self.size -= old.bytes.len();
                self.by_id.remove(&old.file_id);
                self.by_path.remove(&old.path);
                self.shown.remove(&old.number);
            }
        }
        file
    }

    pub(crate) fn by_id(&self, file_id: &str) -> Option<Arc<Stored>> {
        self.by_id.get(file_id).and_then(|number| self.kept.get(number)).cloned()
    }

    /// The part of a message that shows a file, if one was shown already: sent again, it shows the same.
    pub(crate) fn shown(&self, file: &Stored) -> Option<&Json> {
        self.shown.get(&file.number)
    }

    /// Remembers what a message shows of a file.
    pub(crate) fn show(&mut self, file: &Stored, content: Json) {
        if self.kept.contains_key(&file.number) {
            self.shown.insert(file.number, content);
        }
    }

    pub(crate) fn by_path(&self, path: &str) -> Option<Arc<Stored>> {
        self.by_path.get(path).and_then(|number| self.kept.get(number)).cloned()
    }
}

/// The usual extension of a few media, told by their first bytes.
fn sniff(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, ..] => Some("jpg"),
        [0x89, b'P', b'N', b'G', ..] => Some("png"),
        [b'G', b'I', b'F', b'8', ..] => Some("gif"),
        [b'O', b'g', b'g', b'S', ..] => Some("oga"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        [b'%', b'P', b'D', b'F', ..] => Some("pdf"),
        _ => None,
    }
}
