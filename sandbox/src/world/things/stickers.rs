//! Sticker sets: made by bots, kept by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::{Json, StoredFile, World};

/// How many sets are kept.
const KEPT: usize = 10_000;

/// What a sticker shows and what it stands for.
#[derive(Debug, Clone)]
pub(crate) struct NewSticker {
    pub(crate) file: Arc<StoredFile>,
    pub(crate) format: String,
    pub(crate) emoji: Vec<String>,
    pub(crate) keywords: Vec<String>,
    pub(crate) mask: Option<Value>,
}

/// A sticker in a set.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sticker {
    /// The `Sticker` object.
    pub(crate) json: Json,
    pub(crate) emoji: Vec<String>,
    pub(crate) keywords: Vec<String>,
}

impl Sticker {
    fn text(&self, name: &str) -> &str {
        self.json.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

/// A set.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StickerSet {
    /// The bot that made it, and for whom.
    pub(crate) bot: i64,
    pub(crate) owner: i64,
    pub(crate) name: String,
    pub(crate) title: String,
    /// `regular`, `mask` or `custom_emoji`.
    pub(crate) kind: String,
    pub(crate) repainted: bool,
    pub(crate) stickers: Vec<Sticker>,
    pub(crate) thumbnail: Option<Value>,
}

impl StickerSet {
    /// How many stickers it may have.
    pub(crate) fn most(&self) -> usize {
        if self.kind == "custom_emoji" { 200 } else { 120 }
    }

    /// The `StickerSet` object.
    pub(crate) fn to_json(&self) -> Value {
        let stickers: Vec<Value> =
            self.stickers.iter().map(|sticker| Value::Object(sticker.json.clone())).collect();
        let mut set =
            json!({"name": self.name, "title": self.title, "sticker_type": self.kind, "stickers": stickers});
        if let Some(thumbnail) = &self.thumbnail {
            set["thumbnail"] = thumbnail.clone();
        }
        set
    }

    /// Where a sticker is, by the identifier of its file.
    pub(crate) fn place(&self, file_id: &str) -> Option<usize> {
        self.stickers.iter().position(|sticker| sticker.text("file_id") == file_id)
    }
}

/// All sets, by name in lower case.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Stickers {
    sets: BTreeMap<String, StickerSet>,
}

impl Stickers {
    pub(crate) fn set(&self, name: &str) -> Option<&StickerSet> {
        self.sets.get(&name.to_ascii_lowercase())
    }

    pub(crate) fn set_mut(&mut self, name: &str) -> Option<&mut StickerSet> {
        self.sets.get_mut(&name.to_ascii_lowercase())
    }

    pub(crate) fn add(&mut self, set: StickerSet) {
        self.sets.insert(set.name.to_ascii_lowercase(), set);
        if self.sets.len() > KEPT {
            self.sets.pop_first();
        }
    }

    pub(crate) fn remove(&mut self, name: &str) -> Option<StickerSet> {
        self.sets.remove(&name.to_ascii_lowercase())
    }

    /// The custom emoji of that identifier.
    pub(crate) fn custom_emoji(&self, id: &str) -> Option<&Sticker> {
        let all = self.sets.values().filter(|set| set.kind == "custom_emoji").flat_map(|set| &set.stickers);
        all.into_iter().find(|sticker| sticker.text("custom_emoji_id") == id)
    }
}

impl World {
    /// Makes a sticker of a set, in a file of its own: sent by that, it shows where it belongs.
    pub(crate) fn make_sticker(
        &mut self,
        set: &str,
        kind: &str,
        repainted: bool,
        new: NewSticker,
    ) -> Sticker {
        let ending = match new.format.as_str() {
            "animated" => "sticker.tgs",
            "video" => "sticker.webm",
            _ => "sticker.webp",
        };
        let file = self.keep_file("stickers", Some(ending), new.file.bytes.clone());
        let mut hints = Json::new();
        if let Some(first) = new.emoji.first() {
            hints.insert("emoji".into(), first.as_str().into());
        }
        let shown = self.medium("sticker", &file, None, &hints);
        let mut json = shown.get("sticker").and_then(Value::as_object).cloned().unwrap_or_default();
        json.insert("set_name".into(), set.into());
        json.insert("type".into(), kind.into());
        if let Some(mask) = new.mask.filter(|_| kind == "mask") {
            json.insert("mask_position".into(), mask);
        }
        if kind == "custom_emoji" {
            json.insert("custom_emoji_id".into(), self.ids.other().to_string().into());
            if repainted {
                json.insert("needs_repainting".into(), true.into());
            }
        }
        let sticker = Sticker { json, emoji: new.emoji, keywords: new.keywords };
        self.show_sticker(&sticker.json);
        sticker
    }

    /// Lets messages show a sticker so from now on.
    fn show_sticker(&mut self, json: &Json) {
        let file = json.get("file_id").and_then(Value::as_str).and_then(|id| self.files.by_id(id));
        if let Some(file) = file {
            self.files.show(&file, Json::from_iter([("sticker".to_owned(), Value::Object(json.clone()))]));
        }
    }

    /// Changes a sticker wherever it is shown.
    pub(crate) fn change_sticker(&mut self, set: &str, place: usize, change: impl FnOnce(&mut Sticker)) {
        let sticker = self.things.stickers.set_mut(set).and_then(|set| set.stickers.get_mut(place));
        let Some(sticker) = sticker else { return };
        change(sticker);
        match sticker.emoji.first() {
            Some(first) => sticker.json.insert("emoji".into(), first.as_str().into()),
            None => sticker.json.shift_remove("emoji"),
        };
        let json = sticker.json.clone();
        self.show_sticker(&json);
    }

    /// A sticker that was taken out of its set belongs to none.
    pub(crate) fn orphan_sticker(&mut self, sticker: &Sticker) {
        let mut json = sticker.json.clone();
        json.shift_remove("set_name");
        self.show_sticker(&json);
    }

    /// The set and the place of the sticker of a file.
    pub(crate) fn set_of_sticker(&self, file_id: &str) -> Option<(&StickerSet, usize)> {
        let file = self.files.by_id(file_id)?;
        let name = self.files.shown(&file)?.get("sticker")?.get("set_name")?.as_str()?;
        let set = self.things.stickers.set(name)?;
        Some((set, set.place(file_id)?))
    }
}
