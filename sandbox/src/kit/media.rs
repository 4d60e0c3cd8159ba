//! Sending more than text as a user.

use bytes::Bytes;
use serde_json::{Value, json};

use super::user::write_words;
use super::{Message, User};
use crate::error::Result;
use crate::world::{Draft, Json, folder};

/// The smallest PNG there is: one grey point.
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0,
    0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63,
    0x68, 0, 0, 0, 0x82, 0, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42,
    0x60, 0x82,
];

impl User {
    /// A small picture for tests that need some photo.
    pub fn fixture() -> Bytes {
        Bytes::from_static(PIXEL)
    }

    /// Sends a photo to the default bot.
    ///
    /// # Errors
    ///
    /// None today; sending may be refused in a later version.
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
            let file = world.keep_file("stickers", Some("sticker.webp"), Self::fixture());
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
