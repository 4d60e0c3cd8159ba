//! Sending more than text as a user.

use bytes::Bytes;
use serde_json::{Value, json};

use super::user::write_words;
use super::{Message, User};
use crate::error::{Error, Result};
use crate::world::{Draft, Json, PICTURE, check_photo, fixture, folder};

impl User {
    /// A small picture for tests that need some photo.
    pub fn fixture() -> Bytes {
        Bytes::from_static(PICTURE)
    }

    /// A file of a kind and a size in bytes, for tests to which only these matter.
    ///
    /// The kind is that of a medium, such as `photo` or `video`; any other is a file of no kind in particular. It is the
    /// smallest file there is of that kind, and zeros after that, which viewers and players pass over.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// use chappe_sandbox::{Sandbox, User};
    ///
    /// let alice = Sandbox::start().await?.user("Alice");
    /// let sent = alice.send_video(User::fixture_of("video", 2_000_000), "long").await?;
    /// assert_eq!(sent.field("video")["file_size"], 2_000_000);
    /// # Ok(())
    /// # }
    /// ```
    pub fn fixture_of(kind: &str, size: usize) -> Bytes {
        let mut bytes = fixture(kind, "").to_vec();
        bytes.resize(size.max(bytes.len()), 0);
        bytes.into()
    }

    /// Sends a photo to the default bot.
    ///
    /// # Errors
    ///
    /// When the bytes are no picture that Telegram takes as a photo.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// use chappe_sandbox::{Sandbox, User};
    ///
    /// let alice = Sandbox::start().await?.user("Alice");
    /// let sent = alice.send_photo(User::fixture(), "look").await?;
    /// assert_eq!(sent.caption(), "look");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn send_photo(&self, bytes: impl Into<Bytes>, caption: &str) -> Result<Message> {
        self.medium("photo", None, bytes.into(), caption).await
    }

    /// Sends a file of that name to the default bot.
    ///
    /// # Errors
    ///
    /// None today; sending may be refused in a later version.
    pub async fn send_document(&self, name: &str, bytes: impl Into<Bytes>) -> Result<Message> {
        self.medium("document", Some(name), bytes.into(), "").await
    }

    /// Sends a voice message to the default bot.
    ///
    /// # Errors
    ///
    /// None today; sending may be refused in a later version.
    pub async fn send_voice(&self, bytes: impl Into<Bytes>) -> Result<Message> {
        self.medium("voice", None, bytes.into(), "").await
    }

    /// Sends a video to the default bot.
    ///
    /// # Errors
    ///
    /// None today; sending may be refused in a later version.
    pub async fn send_video(&self, bytes: impl Into<Bytes>, caption: &str) -> Result<Message> {
        self.medium("video", Some("video.mp4"), bytes.into(), caption).await
    }

    /// Sends music to the default bot.
    ///
    /// # Errors
    ///
    /// None today; sending may be refused in a later version.
    pub async fn send_audio(&self, name: &str, bytes: impl Into<Bytes>) -> Result<Message> {
        self.medium("audio", Some(name), bytes.into(), "").await
    }

    /// Sends a sticker that stands for an emoji to the default bot.
    ///
    /// # Errors
    ///
    /// None today; sending may be refused in a later version.
    pub async fn send_sticker(&self, emoji: &str) -> Result<Message> {
        let hints = Json::from_iter([("emoji".to_owned(), emoji.into())]);
        let content = self.sandbox().core().change(|world| {
            let file = world.keep_file("stickers", Some("sticker.webp"), fixture("sticker", ""));
            world.medium("sticker", &file, None, &hints)
        });
        self.send_json(Value::Object(content)).await
    }

    /// Sends a place to the default bot.
    ///
    /// # Errors
    ///
    /// None today; sending may be refused in a later version.
    pub async fn send_location(&self, latitude: f64, longitude: f64) -> Result<Message> {
        self.send_json(json!({"location": {"latitude": latitude, "longitude": longitude}})).await
    }

    /// Sends somebody's phone number to the default bot.
    ///
    /// # Errors
    ///
    /// None today; sending may be refused in a later version.
    pub async fn send_contact(&self, phone_number: &str, first_name: &str) -> Result<Message> {
        self.send_json(json!({"contact": {"phone_number": phone_number, "first_name": first_name}})).await
    }

    /// Sends the user's own contact, as a `request_contact` button does.
    ///
    /// # Errors
    ///
    /// None today; sending may be refused in a later version.
    pub async fn share_contact(&self, phone_number: &str) -> Result<Message> {
        self.contribute(self.here(), self.own_contact(phone_number)).await
    }

    async fn medium(&self, kind: &str, name: Option<&str>, bytes: Bytes, caption: &str) -> Result<Message> {
        if kind == "photo" {
            check_photo(&bytes).map_err(Error::Impossible)?;
        }
        let content = self.sandbox().core().change(|world| {
            let file = world.keep_file(folder(kind), name, bytes);
            let mut content = world.medium(kind, &file, None, &Json::new());
            if !caption.is_empty() {
                write_words(&mut content, caption, "caption", "caption_entities");
            }
            content
        });
        self.post(self.here(), Draft { content, ..Draft::default() }).await
    }
}
