//! Commands: what `/name@bot arguments` says, and which of them a route takes.

use std::sync::Arc;

use crate::Ctx;
use crate::types::{EntityType, Message, UpdateKind};

/// The longest command that Telegram accepts.
pub const MAX_COMMAND_LENGTH: usize = 32;

/// Where the parts of a command stand in the text of the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParsedCommand {
    /// Where the name begins, after the slash or another prefix.
    begin: usize,
    /// Where the command ends, its target with it.
    end: usize,
    /// Where the `@` stands, if there is one.
    at: Option<usize>,
}

impl ParsedCommand {
    /// The command at the very start of the text, if Telegram marked one there.
    pub(crate) fn of(message: &Message) -> Option<Self> {
        let text = message.text.as_deref()?;
        let entity = message
            .entities
            .as_deref()?
            .iter()
            .find(|e| e.offset == 0 && e.kind == EntityType::BotCommand)?;
        Self::parse(text, entity.length)
    }

    /// The command in the first `length` UTF-16 units of the text.
    pub(crate) fn parse(text: &str, length: i64) -> Option<Self> {
        let command = crate::text::slice(text, 0, length)?;
        command.strip_prefix('/')?;
        Some(Self { begin: 1, end: command.len(), at: command.find('@') })
    }

    /// The name without slash and target.
    pub(crate) fn name<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.begin..self.at.unwrap_or(self.end)).unwrap_or_default()
    }

    /// The name as it was written, with what stands before it.
    pub(crate) fn written<'a>(&self, text: &'a str) -> &'a str {
        text.get(..self.at.unwrap_or(self.end)).unwrap_or_default().trim_start()
    }

    /// The bot that the command is addressed to.
    pub(crate) fn target<'a>(&self, text: &'a str) -> Option<&'a str> {
        text.get(self.at? + 1..self.end)
    }

    /// Everything after the slash, with the target.
    pub(crate) fn full<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.begin..self.end).unwrap_or_default()
    }

    /// Where the arguments begin.
    pub(crate) fn args_start(&self, text: &str) -> usize {
        let rest = text.get(self.end..).unwrap_or_default();
        text.len() - rest.trim_start_matches(is_space).len()
    }

    /// What follows the command, without the white space before it.
    pub(crate) fn args<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.args_start(text)..).unwrap_or_default()
    }
}

/// The text from the first whole word at or after `start`: `-now` in `/start-now x` is not one.
pub(crate) fn words(text: &str, start: usize) -> &str {
    let (before, rest) = text.split_at_checked(start).unwrap_or((text, ""));
    let glued = before.chars().next_back().is_some_and(|c| !is_space(c)) && !rest.starts_with(is_space);
    if glued { rest.trim_start_matches(|c| !is_space(c)) } else { rest }
}

/// White space, and the byte order mark, which other platforms count among it.
fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// A command that a route takes: one or several names, and where they may stand.
///
/// Text converts into it: a name without the slash. The name is compared exactly; a target (`/start@my_bot`) must be
/// this bot, in any case. A name given with a target (`"start@my_bot"`) is compared as written, whoever that is.
///
/// # Example
/// ```
/// use chappe::prelude::*;
///
/// async fn help() -> &'static str { "..." }
///
/// let router: Router = Router::new()
///     .command("help", help)
///     .command(["h", "aid"], help)
///     .command(CommandPattern::new("hilfe").ignore_case().in_edits().in_captions(), help)
///     .command(CommandPattern::new("wipe").args(1), help);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct CommandPattern {
    pub(crate) names: Arc<[Box<str>]>,
    ignore_case: bool,
    edits: bool,
    captions: bool,
    anywhere: bool,
    prefixes: Arc<[Box<str>]>,
    min_args: usize,
    max_args: usize,
    /// Whether a name has a target of its own.
    targeted: bool,
}

/// A command name that no user could send.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is not a command: {reason}")]
pub struct InvalidCommand {
    name: String,
    reason: &'static str,
}

impl CommandPattern {
    /// A command by its name, without the slash.
    ///
    /// # Panics
    /// Where the name cannot be a command; [`try_new`](Self::try_new) does not.
    #[track_caller]
    pub fn new(name: impl AsRef<str>) -> Self {
        match Self::try_new([name.as_ref()]) {
            Ok(pattern) => pattern,
            Err(error) => panic!("{error}"),
        }
    }

    /// A command by one or several names.
    ///
    /// # Errors
    /// Where a name cannot be a command: with a slash in front, empty, too long, or of other signs than letters,
    /// digits and `_`.
    pub fn try_new<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Result<Self, InvalidCommand> {
        let mut checked: Vec<Box<str>> = Vec::new();
        for name in names {
            check(name.as_ref())?;
            checked.push(name.as_ref().into());
        }
        Ok(Self::unchecked(checked))
    }

    /// A pattern of names that are taken as they are, for checks that merely do not match then.
    pub(crate) fn unchecked(names: Vec<Box<str>>) -> Self {
        Self {
            targeted: names.iter().any(|name| name.contains('@')),
            names: names.into(),
            ignore_case: false,
            edits: false,
            captions: false,
            anywhere: false,
            prefixes: Arc::new([]),
            min_args: 0,
            max_args: usize::MAX,
        }
    }

    /// Takes the name in any case.
    pub fn ignore_case(mut self) -> Self {
        self.ignore_case = true;
        self
    }

    /// Takes the command in edited messages and posts too.
    pub fn in_edits(mut self) -> Self {
        self.edits = true;
        self
    }

    /// Takes the command at the start of a caption too.
    pub fn in_captions(mut self) -> Self {
        self.captions = true;
        self
    }

    /// Takes the command in business and guest messages too.
    pub fn in_all_messages(mut self) -> Self {
        self.anywhere = true;
        self
    }

    /// Takes other prefixes instead of the slash: `["!", "#"]`. Telegram marks no entity for them; the prefix and the
    /// name must be the first word of the text, so that a prefix with a space in it never matches.
    pub fn prefixes<T: AsRef<str>>(mut self, prefixes: impl IntoIterator<Item = T>) -> Self {
        self.prefixes = prefixes.into_iter().map(|p| p.as_ref().into()).collect();
        self
    }

    /// Takes the command only with exactly so many words after it.
    pub fn args(mut self, count: usize) -> Self {
        (self.min_args, self.max_args) = (count, count);
        self
    }

    /// Takes the command only with at least so many words after it.
    pub fn min_args(mut self, count: usize) -> Self {
        self.min_args = count;
        self
    }

    /// Takes the command only with at most so many words after it.
    pub fn max_args(mut self, count: usize) -> Self {
        self.max_args = count;
        self
    }

    /// Whether nothing but its names and its arguments decides, so that it can be looked up by hash.
    pub(crate) fn is_plain(&self) -> bool {
        !self.ignore_case
            && !self.edits
            && !self.captions
            && !self.anywhere
            && self.prefixes.is_empty()
            && !self.targeted
    }

    /// Whether it takes its names with any number of arguments.
    pub(crate) fn takes_any_args(&self) -> bool {
        self.min_args == 0 && self.max_args == usize::MAX
    }

    pub(crate) fn takes_edits(&self) -> bool {
        self.edits
    }

    pub(crate) fn takes_all(&self) -> bool {
        self.anywhere
    }

    /// The parts of the command, if the update is this one.
    pub(crate) fn test(&self, ctx: &Ctx) -> Option<ParsedCommand> {
        let message = match &ctx.update()?.kind {
            UpdateKind::Message(m) | UpdateKind::ChannelPost(m) => m,
            UpdateKind::EditedMessage(m) | UpdateKind::EditedChannelPost(m) if self.edits => m,
            UpdateKind::BusinessMessage(m) | UpdateKind::GuestMessage(m) if self.anywhere => m,
            UpdateKind::EditedBusinessMessage(m) if self.anywhere && self.edits => m,
            _ => return None,
        };
        if !self.prefixes.is_empty() {
            return self.test_prefixed(message.text.as_deref().or(message.caption.as_deref())?);
        }
        if let Some(text) = message.text.as_deref() {
            let command = ctx.parsed_command()?;
            return self.accepts(command, text, ctx).then(|| command.clone());
        }
        if self.captions {
            let caption = message.caption.as_deref()?;
            let entities = message.caption_entities.as_deref()?;
            let entity = entities.iter().find(|e| e.offset == 0 && e.kind == EntityType::BotCommand)?;
            return ParsedCommand::parse(caption, entity.length)
                .filter(|command| self.accepts(command, caption, ctx));
        }
        None
    }

    fn accepts(&self, command: &ParsedCommand, text: &str, ctx: &Ctx) -> bool {
        let name = command.name(text);
        let addressed = || match command.target(text) {
            None => true,
            Some(target) => ctx
                .me()
                .and_then(|me| me.username.as_deref())
                .is_some_and(|username| username.eq_ignore_ascii_case(target)),
        };
        let named = self.names.iter().any(|own| {
            if self.targeted && own.contains('@') {
                **own == *command.full(text)
            } else {
                self.same(own, name) && addressed()
            }
        });
        named && (self.takes_any_args() || self.counts(words(text, command.args_start(text))))
    }

    fn test_prefixed(&self, text: &str) -> Option<ParsedCommand> {
        let word = text.split_whitespace().next()?;
        let name = self
            .prefixes
            .iter()
            .filter_map(|prefix| word.strip_prefix(&**prefix))
            .find(|name| self.names.iter().any(|own| self.same(own, name)))?;
        let end = text.find(word)? + word.len();
        let command = ParsedCommand { begin: end - name.len(), end, at: None };
        self.counts(command.args(text)).then_some(command)
    }

    fn same(&self, own: &str, name: &str) -> bool {
        own == name || self.ignore_case && own.to_lowercase() == name.to_lowercase()
    }

    fn counts(&self, args: &str) -> bool {
        self.takes_any_args() || (self.min_args..=self.max_args).contains(&args.split_whitespace().count())
    }
}

fn check(name: &str) -> Result<(), InvalidCommand> {
    let bare = name.split('@').next().unwrap_or_default();
    let reason = if name.starts_with('/') {
        "leave out the slash"
    } else if bare.is_empty() {
        "it has no name"
    } else if bare.chars().count() > MAX_COMMAND_LENGTH {
        "it is longer than 32 signs"
    } else if !bare.chars().all(|c| c.is_alphanumeric() || c == '_') {
        "letters, digits and `_` are all it can have"
    } else {
        return Ok(());
    };
    Err(InvalidCommand { name: name.to_owned(), reason })
}

impl From<&str> for CommandPattern {
    #[track_caller]
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for CommandPattern {
    #[track_caller]
    fn from(name: String) -> Self {
        Self::new(name)
    }
}

impl<T: AsRef<str>, const N: usize> From<[T; N]> for CommandPattern {
    #[track_caller]
    fn from(names: [T; N]) -> Self {
        Self::from(Vec::from(names))
    }
}

impl<T: AsRef<str>> From<Vec<T>> for CommandPattern {
    #[track_caller]
    fn from(names: Vec<T>) -> Self {
        match Self::try_new(names) {
            Ok(pattern) => pattern,
            Err(error) => panic!("{error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(text: &str, length: i64) -> Option<Parts> {
        let command = ParsedCommand::parse(text, length)?;
        let words = words(text, command.args_start(text)).to_owned();
        let target = command.target(text).map(str::to_owned);
        Some((command.name(text).to_owned(), target, command.args(text).to_owned(), words))
    }

    type Parts = (String, Option<String>, String, String);

    fn owned(name: &str, target: Option<&str>, args: &str, words: &str) -> Parts {
        (name.to_owned(), target.map(str::to_owned), args.to_owned(), words.to_owned())
    }

    #[test]
    fn a_command_is_taken_apart() {
        assert_eq!(parts("/start", 6), Some(owned("start", None, "", "")));
        assert_eq!(parts("/add  2 3 ", 4), Some(owned("add", None, "2 3 ", "2 3 ")));
        assert_eq!(parts("/add@my_bot 2", 11), Some(owned("add", Some("my_bot"), "2", "2")));
    }

    #[test]
    fn what_runs_into_the_command_is_no_word() {
        assert_eq!(parts("/start-now x", 6), Some(owned("start", None, "-now x", " x")));
    }

    #[test]
    fn entities_that_do_not_fit_the_text_are_no_command() {
        for (text, length) in [("/start", 7), ("/start", -1), ("start", 5), ("", 0), ("/\u{1F600}", 2)] {
            assert_eq!(parts(text, length), None, "{text:?} {length}");
        }
    }

    #[test]
    fn names_are_checked_where_they_are_written() {
        for good in ["start", "ok_1", "UPPER", "start@my_bot", "\u{e9}t\u{e9}"] {
            assert!(CommandPattern::try_new([good]).is_ok(), "{good}");
        }
        for bad in ["/start", "", "a b", "a-b", "@bot", &"a".repeat(MAX_COMMAND_LENGTH + 1)] {
            assert!(CommandPattern::try_new([bad]).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_and_length_panics(text in "/?\\PC{0,12}[ @\n]?\\PC*", length in -3_i64..40) {
            if let Some(command) = ParsedCommand::parse(&text, length) {
                let start = command.args_start(&text);
                prop_assert!(text.is_char_boundary(start));
                prop_assert!(text.ends_with(words(&text, start)));
                prop_assert!(command.full(&text).starts_with(command.name(&text)));
            }
        }
    }
}
