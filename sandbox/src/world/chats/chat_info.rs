//! A chat's title, description, photo and sticker set, and who may change them.

use serde_json::{Value, json};

use crate::server::Refusal;
use crate::world::{ChatKey, Happened, Kind, World};

type Allowed = Result<(), Refusal>;

impl World {
    /// Whether somebody has a right: a bot as an administrator, a person also as everybody has it.
    pub(crate) fn has_right(&self, key: ChatKey, by: i64, right: &str) -> bool {
        if self.bots.contains_key(&by) {
            self.is_admin_with(key, by, right)
        } else {
            self.may(key, by, right)
        }
    }

    /// Whether somebody may change what a chat says of itself.
    fn may_change(&self, key: ChatKey, by: i64, verb: &str, what: &str) -> Allowed {
        if !matches!(key, ChatKey::Shared(_)) {
            return Err(Refusal::bad(format!("can't change private chat {what}")));
        }
        if self.has_right(key, by, "can_change_info") {
            return Ok(());
        }
        Err(Refusal::bad(format!("not enough rights to {verb} chat {what}")))
    }

    pub(crate) fn set_chat_title(&mut self, key: ChatKey, by: i64, title: &str) -> Allowed {
        self.may_change(key, by, "change", "title")?;
        let title = title.trim();
        if title.is_empty() {
            return Err(Refusal::bad("chat title must be non-empty"));
        }
        let chat = self.chats.get_mut(&key).ok_or_else(|| Refusal::bad("chat not found"))?;
        if chat.title == title {
            return Err(Refusal::bad("chat title is not modified"));
        }
        title.clone_into(&mut chat.title);
        self.feed.push(Happened::Chat(key));
        self.follow_channel(key);
        self.service(key, by, "new_chat_title", title.into());
        Ok(())
    }

    pub(crate) fn set_chat_description(&mut self, key: ChatKey, by: i64, text: &str) -> Allowed {
        self.may_change(key, by, "set", "description")?;
        if crate::text::length(text) > 255 {
            return Err(Refusal::bad("chat description is too long"));
        }
        let description = (!text.is_empty()).then(|| text.to_owned());
        let chat = self.chats.get_mut(&key).ok_or_else(|| Refusal::bad("chat not found"))?;
        if chat.description == description {
            return Err(Refusal::bad("chat description is not modified"));
        }
        chat.description = description;
        Ok(())
    }

    /// Gives a chat a photo, of these `PhotoSize` objects, or takes it.
    pub(crate) fn set_chat_photo(&mut self, key: ChatKey, by: i64, sizes: Option<Value>) -> Allowed {
        self.may_change(key, by, "change", "photo")?;
        let photo = sizes.as_ref().map(chat_photo);
        let chat = self.chats.get_mut(&key).ok_or_else(|| Refusal::bad("chat not found"))?;
        if photo.is_none() && chat.settings.photo.is_none() {
            return Err(Refusal::bad("CHAT_NOT_MODIFIED"));
        }
        chat.settings.photo = photo;
        self.feed.push(Happened::Chat(key));
        match sizes {
            Some(sizes) => self.service(key, by, "new_chat_photo", sizes),
            None => self.service(key, by, "delete_chat_photo", true.into()),
        };
        Ok(())
    }

    pub(crate) fn set_chat_stickers(&mut self, key: ChatKey, by: i64, set: Option<String>) -> Allowed {
        let may = self.has_right(key, by, "can_change_info");
        let is_there = set.as_deref().is_none_or(|name| self.things.stickers.set(name).is_some());
        let chat = self.chats.get_mut(&key).filter(|chat| chat.kind == Kind::Supergroup);
        let chat = chat.ok_or_else(|| Refusal::bad("method is available only for supergroups"))?;
        if !may {
            return Err(Refusal::bad("not enough rights to change supergroup sticker set"));
        }
        if !is_there {
            return Err(Refusal::bad("STICKERSET_INVALID"));
        }
        chat.settings.sticker_set = set;
        Ok(())
    }
}

/// The `ChatPhoto` object of a photo: its least and its greatest size.
fn chat_photo(sizes: &Value) -> Value {
    let sizes = sizes.as_array().map(Vec::as_slice).unwrap_or_default();
    let field = |size: Option<&Value>, name: &str| size.and_then(|size| size.get(name)).cloned();
    let (small, big) = (sizes.first(), sizes.last());
    json!({
        "small_file_id": field(small, "file_id"),
        "small_file_unique_id": field(small, "file_unique_id"),
        "big_file_id": field(big, "file_id"),
        "big_file_unique_id": field(big, "file_unique_id"),
    })
}
