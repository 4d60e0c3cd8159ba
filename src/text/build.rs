//! Text built together with its entities.

use std::fmt;
use std::ops::Add;

use super::render::{self, Options};
use super::split::parts;
use super::utf16::{slice, utf16_len};
use crate::types::{EntityType, MessageEntity, Timestamp, UserId};

/// Text with its entities, built piece by piece.
///
/// Nothing in it needs escaping, and it needs no parse mode: the formatting travels beside the text, counted in
/// UTF-16 code units as the Bot API wants it. Pieces nest: what a method takes is again such a text.
///
/// # Example
/// ```
/// use chappe::methods::SendMessage;
/// use chappe::text::{FormattedText, italic};
///
/// let text = FormattedText::new()
///     .bold("Order *17*")
///     .plain(" for ")
///     .link("Ada", "https://example.com/ada")
///     .plain(": ")
///     .bold(FormattedText::from("very ").italic("urgent"))
///     .plain("\n")
///     .pre("rust", "let x = 1 < 2;");
/// assert_eq!(text.as_str(), "Order *17* for Ada: very urgent\nlet x = 1 < 2;");
///
/// let (text, entities) = text.into_parts();
/// let message = SendMessage::new(1, text).entities(entities);
/// # drop((message, italic("")));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct FormattedText {
    text: String,
    entities: Vec<MessageEntity>,
    /// The length of `text` in UTF-16 code units.
    len: i64,
}

impl FormattedText {
    /// No text yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A received text with its entities, to be sent on or built upon.
    ///
    /// Entities that do not fit the text are left out.
    pub fn with_entities(text: impl Into<String>, entities: &[MessageEntity]) -> Self {
        let mut this = Self::from(text.into());
        let fitting =
            entities.iter().filter(|e| slice(&this.text, e.offset, e.length).is_some_and(|s| !s.is_empty()));
        this.entities = fitting.cloned().collect();
        this
    }

    /// Appends text as it is, formatted if it is a formatted [`FormattedText`].
    pub fn plain(self, text: impl Into<Self>) -> Self {
        self + text
    }

    /// Appends bold text.
    pub fn bold(self, text: impl Into<Self>) -> Self {
        self + bold(text)
    }

    /// Appends italic text.
    pub fn italic(self, text: impl Into<Self>) -> Self {
        self + italic(text)
    }

    /// Appends underlined text.
    pub fn underline(self, text: impl Into<Self>) -> Self {
        self + underline(text)
    }

    /// Appends text that is struck through.
    pub fn strikethrough(self, text: impl Into<Self>) -> Self {
        self + strikethrough(text)
    }

    /// Appends text that is hidden until it is tapped.
    pub fn spoiler(self, text: impl Into<Self>) -> Self {
        self + spoiler(text)
    }

    /// Appends text in a fixed width.
    pub fn code(self, text: impl Into<Self>) -> Self {
        self + code(text)
    }

    /// Appends a block of code in a language, which may be empty.
    pub fn pre(self, language: &str, text: impl Into<Self>) -> Self {
        self + pre(language, text)
    }

    /// Appends a quote; it should stand on lines of its own.
    pub fn blockquote(self, text: impl Into<Self>) -> Self {
        self + blockquote(text)
    }

    /// Appends a quote that is folded until it is tapped.
    pub fn expandable_blockquote(self, text: impl Into<Self>) -> Self {
        self + expandable_blockquote(text)
    }

    /// Appends a link.
    pub fn link(self, text: impl Into<Self>, url: impl Into<String>) -> Self {
        self + link(text, url)
    }

    /// Appends a mention of a user by id.
    pub fn mention(self, user: impl Into<UserId>, name: impl Into<Self>) -> Self {
        self + mention(user, name)
    }

    /// Appends a custom emoji, with the emoji shown where it cannot be.
    pub fn custom_emoji(self, id: impl Into<String>, emoji: impl Into<Self>) -> Self {
        self + custom_emoji(id, emoji)
    }

    /// Appends an instant, which each reader sees in their own zone and language.
    pub fn date_time(self, time: impl Into<Timestamp>, format: &str, text: impl Into<Self>) -> Self {
        self + date_time(time, format, text)
    }

    /// The text without its formatting.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The entities, those that hold others before these.
    pub fn entities(&self) -> &[MessageEntity] {
        &self.entities
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text and its entities, for a method's `text` and `entities` or `caption` and `caption_entities`.
    pub fn into_parts(self) -> (String, Vec<MessageEntity>) {
        (self.text, self.entities)
    }

    /// The same as HTML.
    pub fn to_html(&self) -> String {
        render::to_html(&self.text, &self.entities, Options::new())
    }

    /// The same as `MarkdownV2`.
    pub fn to_markdown_v2(&self) -> String {
        render::to_markdown_v2(&self.text, &self.entities, Options::new())
    }

    /// Cuts the text into messages of at most `limit` UTF-16 code units, its formatting with it.
    ///
    /// The cuts are those of [`split`](super::split()).
    ///
    /// # Example
    /// ```
    /// use chappe::text::{MAX_TEXT, FormattedText};
    ///
    /// let parts = FormattedText::new().pre("", "error\n".repeat(1000)).split(MAX_TEXT);
    /// assert!(parts.len() > 1 && parts.iter().all(|part| part.entities().len() == 1));
    /// ```
    pub fn split(&self, limit: usize) -> Vec<Self> {
        let mut parts_of = Vec::new();
        let (mut byte, mut start) = (0, 0);
        for part in parts(&self.text, limit) {
            start += units(&self.text[byte..part.start]);
            byte = part.start;
            let mut cut = Self::from(&self.text[part]);
            for entity in &self.entities {
                let from = entity.offset.max(start);
                let to = (entity.offset + entity.length).min(start + cut.len);
                if from < to {
                    cut.entities.push(MessageEntity {
                        offset: from - start,
                        length: to - from,
                        ..entity.clone()
                    });
                }
            }
            parts_of.push(cut);
        }
        parts_of
    }

    /// The whole text as one entity, around those it has.
    fn wrapped(mut self, entity: MessageEntity) -> Self {
        if self.len > 0 {
            self.entities.insert(0, MessageEntity { offset: 0, length: self.len, ..entity });
        }
        self
    }
}

fn units(text: &str) -> i64 {
    i64::try_from(utf16_len(text)).unwrap_or(i64::MAX)
}

fn wrap(kind: EntityType, text: impl Into<FormattedText>) -> FormattedText {
    text.into().wrapped(MessageEntity::new(kind, 0, 0))
}

/// Text as it is.
pub fn plain(text: impl Into<FormattedText>) -> FormattedText {
    text.into()
}

/// Bold text.
pub fn bold(text: impl Into<FormattedText>) -> FormattedText {
    wrap(EntityType::Bold, text)
}

/// Italic text.
pub fn italic(text: impl Into<FormattedText>) -> FormattedText {
    wrap(EntityType::Italic, text)
}

/// Underlined text.
pub fn underline(text: impl Into<FormattedText>) -> FormattedText {
    wrap(EntityType::Underline, text)
}

/// Text that is struck through.
pub fn strikethrough(text: impl Into<FormattedText>) -> FormattedText {
    wrap(EntityType::Strikethrough, text)
}

/// Text that is hidden until it is tapped.
pub fn spoiler(text: impl Into<FormattedText>) -> FormattedText {
    wrap(EntityType::Spoiler, text)
}

/// Text in a fixed width.
pub fn code(text: impl Into<FormattedText>) -> FormattedText {
    wrap(EntityType::Code, text)
}

/// A block of code in a language, which may be empty.
pub fn pre(language: &str, text: impl Into<FormattedText>) -> FormattedText {
    let entity = MessageEntity::new(EntityType::Pre, 0, 0);
    text.into().wrapped(if language.is_empty() { entity } else { entity.language(language) })
}

/// A quote; it should stand on lines of its own.
pub fn blockquote(text: impl Into<FormattedText>) -> FormattedText {
    wrap(EntityType::Blockquote, text)
}

/// A quote that is folded until it is tapped.
pub fn expandable_blockquote(text: impl Into<FormattedText>) -> FormattedText {
    wrap(EntityType::ExpandableBlockquote, text)
}

/// A link.
pub fn link(text: impl Into<FormattedText>, url: impl Into<String>) -> FormattedText {
    text.into().wrapped(MessageEntity::new(EntityType::TextLink, 0, 0).url(url))
}

/// A mention of a user by id, for users without a username.
pub fn mention(user: impl Into<UserId>, name: impl Into<FormattedText>) -> FormattedText {
    // As a link: a `text_mention` would have to carry the user's whole record.
    link(name, format!("tg://user?id={}", user.into()))
}

/// A custom emoji, with the emoji shown where it cannot be.
pub fn custom_emoji(id: impl Into<String>, emoji: impl Into<FormattedText>) -> FormattedText {
    emoji.into().wrapped(MessageEntity::new(EntityType::CustomEmoji, 0, 0).custom_emoji_id(id))
}

/// An instant, which each reader sees in their own zone and language; `format` may be empty.
pub fn date_time(time: impl Into<Timestamp>, format: &str, text: impl Into<FormattedText>) -> FormattedText {
    let entity = MessageEntity::new(EntityType::DateTime, 0, 0).unix_time(time.into());
    text.into().wrapped(if format.is_empty() { entity } else { entity.date_time_format(format) })
}

impl<T: Into<FormattedText>> Add<T> for FormattedText {
    type Output = Self;

    fn add(mut self, other: T) -> Self {
        self.extend([other]);
        self
    }
}

impl<T: Into<Self>> Extend<T> for FormattedText {
    fn extend<I: IntoIterator<Item = T>>(&mut self, texts: I) {
        for text in texts {
            let Self { text, entities, len } = text.into();
            let moved = entities.into_iter().map(|e| MessageEntity { offset: e.offset + self.len, ..e });
            self.entities.extend(moved);
            self.text.push_str(&text);
            self.len += len;
        }
    }
}

impl<T: Into<Self>> FromIterator<T> for FormattedText {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut this = Self::new();
        this.extend(texts);
        this
    }
}

impl From<String> for FormattedText {
    fn from(text: String) -> Self {
        Self { len: units(&text), text, entities: Vec::new() }
    }
}

impl From<&str> for FormattedText {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for FormattedText {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<char> for FormattedText {
    fn from(c: char) -> Self {
        String::from(c).into()
    }
}

impl From<fmt::Arguments<'_>> for FormattedText {
    fn from(text: fmt::Arguments<'_>) -> Self {
        text.to_string().into()
    }
}

impl fmt::Display for FormattedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// `write!` appends plain text.
impl fmt::Write for FormattedText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.len += units(text);
        self.text.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn offsets_are_counted_in_utf16() {
        let text = FormattedText::new().plain("😀 ").bold("é😀").plain('!').italic("x");
        let found: Vec<_> = text.entities().iter().map(|e| (e.kind.as_str(), e.offset, e.length)).collect();
        assert_eq!(found, [("bold", 3, 3), ("italic", 7, 1)]);
    }

    #[test]
    fn nesting_puts_the_outer_first() {
        let text = FormattedText::from("a ").bold(FormattedText::from("b ").italic(link("c", "https://x.y")));
        assert_eq!(text.to_html(), "a <b>b <i><a href=\"https://x.y\">c</a></i></b>");
    }

    #[test]
    fn empty_pieces_leave_no_entity() {
        assert_eq!(FormattedText::new().bold("").link("", "https://x.y"), FormattedText::new());
    }

    #[test]
    fn written_and_collected() {
        let mut text = bold("a");
        write!(text, "{}", 1).unwrap();
        let text: FormattedText = [text, italic("b")].into_iter().collect();
        assert_eq!(text.to_html(), "<b>a</b>1<i>b</i>");
    }

    #[test]
    fn parts_keep_their_formatting() {
        let text = FormattedText::from("😀 one ").bold("two three").plain(" four");
        let parts: Vec<_> = text.split(10).iter().map(FormattedText::to_html).collect();
        assert_eq!(parts, ["😀 one <b>two</b>", "<b>three</b> four"]);
    }

    #[test]
    fn foreign_entities_that_do_not_fit_are_left_out() {
        let entity = |offset, length| MessageEntity::new(EntityType::Bold, offset, length);
        let text = FormattedText::with_entities(
            "😀",
            &[entity(0, 2), entity(1, 1), entity(-1, 2), entity(0, i64::MAX)],
        );
        assert_eq!(text.entities(), [entity(0, 2)]);
    }
}
