//! What users attach: media of every kind, one by one or as an album.

use bytes::Bytes;

use super::user::write_words;
use super::{Message, User};
use crate::error::{Error, Result};
use crate::world::{self, ChatKey, Draft, Json, check_photo};

/// A file that a user is about to send as something.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), chappe_sandbox::Error> {
/// use chappe_sandbox::{Media, Sandbox, User};
///
/// let alice = Sandbox::start().await?.user("Alice");
/// let album = [Media::photo(User::fixture()).caption("one"), Media::video("moving")];
/// let sent = alice.send_album(album).await?;
/// assert_eq!(sent[0].field("media_group_id"), sent[1].field("media_group_id"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a medium does nothing until it is sent"]
pub struct Media {
    kind: &'static str,
    name: Option<String>,
    bytes: Bytes,
    caption: String,
    spoiler: bool,
}

impl Media {
    fn new(kind: &'static str, name: Option<&str>, bytes: impl Into<Bytes>) -> Self {
        let name = name.map(str::to_owned);
        Self { kind, name, bytes: bytes.into(), caption: String::new(), spoiler: false }
    }

    /// A photo.
    pub fn photo(bytes: impl Into<Bytes>) -> Self {
        Self::new("photo", None, bytes)
    }

    /// A video.
    pub fn video(bytes: impl Into<Bytes>) -> Self {
        Self::new("video", Some("video.mp4"), bytes)
    }

    /// A video without sound that plays again and again.
    pub fn animation(bytes: impl Into<Bytes>) -> Self {
        Self::new("animation", Some("animation.mp4"), bytes)
    }

    /// A file of that name.
    pub fn document(name: &str, bytes: impl Into<Bytes>) -> Self {
        Self::new("document", Some(name), bytes)
    }

    /// Music, in a file of that name.
    pub fn audio(name: &str, bytes: impl Into<Bytes>) -> Self {
        Self::new("audio", Some(name), bytes)
    }

    /// A voice message.
    pub fn voice(bytes: impl Into<Bytes>) -> Self {
        Self::new("voice", None, bytes)
    }

    /// A round video message.
    pub fn video_note(bytes: impl Into<Bytes>) -> Self {
        Self::new("video_note", None, bytes)
    }

    pub(crate) fn of_kind(kind: &str, name: Option<&str>, bytes: Bytes) -> Option<Self> {
        let kind = KINDS.into_iter().find(|known| *known == kind)?;
        let default = match kind {
            "document" => Some("file"),
            "audio" => Some("audio.mp3"),
            _ => None,
        };
        Some(Self::new(kind, name.or(default), bytes))
    }

    /// Says something under it; round videos have no caption.
    pub fn caption(mut self, caption: &str) -> Self {
        caption.clone_into(&mut self.caption);
        self
    }

    /// Hides a photo, a video or an animation until it is tapped.
    pub fn spoiler(mut self) -> Self {
        self.spoiler = true;
        self
    }

    fn check(&self) -> Result<()> {
        if self.kind == "photo" { check_photo(&self.bytes).map_err(Error::Impossible) } else { Ok(()) }
    }

    fn content(self, world: &mut world::World) -> Json {
        let file = world.keep_file(world::folder(self.kind), self.name.as_deref(), self.bytes);
        let mut content = world.medium(self.kind, &file, None, &Json::new());
        if !self.caption.trim().is_empty() && self.kind != "video_note" {
            write_words(&mut content, &self.caption, "caption", "caption_entities");
        }
        if self.spoiler && matches!(self.kind, "photo" | "video" | "animation") {
            content.insert("has_media_spoiler".into(), true.into());
        }
        content
    }
}

/// The kinds by their names in messages.
pub(crate) const KINDS: [&str; 7] =
    ["photo", "video", "animation", "document", "audio", "voice", "video_note"];

impl User {
    /// Sends a file as something to the default bot, or to a group by [`User::to`].
    ///
    /// # Errors
    ///
    /// When the user may not write there, or a photo is no picture.
    pub async fn send_media(&self, media: Media) -> Result<Message> {
        self.media_in(self.here(), media).await
    }

    async fn media_in(&self, key: ChatKey, media: Media) -> Result<Message> {
        media.check()?;
        let content = self.sandbox().core().change(|world| media.content(world));
        self.post(key, Draft { content, ..Draft::default() }).await
    }

    /// Sends 2 to 10 files that belong together to the default bot, or to a group by [`User::to`]; gives a message each.
    ///
    /// # Errors
    ///
    /// When they cannot be one album: photos and videos can, or documents, or music; or when a photo is no picture.
    pub async fn send_album(&self, media: impl IntoIterator<Item = Media>) -> Result<Vec<Message>> {
        self.album_in(self.here(), media.into_iter().collect()).await
    }

    async fn album_in(&self, key: ChatKey, album: Vec<Media>) -> Result<Vec<Message>> {
        let kinds: Vec<&str> = album.iter().map(|media| media.kind).collect();
        if !(2..=10).contains(&album.len()) || !crate::methods::together(&kinds) {
            let why = "an album is 2 to 10 photos and videos, or documents, or pieces of music";
            return Err(Error::Impossible(why.into()));
        }
        album.iter().try_for_each(Media::check)?;
        let group = self.sandbox().core().change(|world| world.ids.other().to_string());
        let mut sent = Vec::new();
        for media in album {
            let mut content = self.sandbox().core().change(|world| media.content(world));
            content.insert("media_group_id".into(), group.as_str().into());
            sent.push(self.post(key, Draft { content, ..Draft::default() }).await?);
        }
        Ok(sent)
    }

    /// Buys the paid media of a message; the bot gets `purchased_paid_media` where it gave them a payload.
    ///
    /// # Errors
    ///
    /// When there is nothing to buy, or it is bought already.
    pub async fn buy(&self, message: &Message) -> Result<Option<i64>> {
        let update =
            self.sandbox().core().change(|world| world.buy_media(self.id(), message.key, message.id()));
        self.turn().await;
        update
    }
}
