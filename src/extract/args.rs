//! Typed arguments: of commands, and of buttons.

use std::ops::Deref;

use super::{FromCtx, Rejection};
use crate::Ctx;
use crate::filter::Match;

/// The arguments of a command, typed.
///
/// The words after the command are parsed in turn: into a tuple, or one value. `Option` takes a word if there is one,
/// `Vec` all that are left, [`Rest`] the text that is left as it was written. Where a word is missing, too many, or does
/// not parse, the user is answered with a usage line.
///
/// # Example
/// ```
/// use chappe::prelude::*;
///
/// /// `/remind 15 tea is ready`; `/remind soon` is answered with `Usage: /remind <number> <text>`.
/// async fn remind(Args((minutes, Rest(what))): Args<(u32, Rest)>) -> String {
///     format!("in {minutes} minutes: {what}")
/// }
/// # let _ = Router::new().command("remind", remind);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Args<T>(pub T);

/// The data of a clicked button, typed: what follows the route's prefix, split at colons.
///
/// # Example
/// ```
/// use chappe::filter::Pattern;
/// use chappe::prelude::*;
///
/// /// A button with the data `vote:7:yes`.
/// async fn on_vote(CallbackData((poll, answer)): CallbackData<(u64, String)>) -> String {
///     format!("{answer} to {poll}")
/// }
/// # let _ = Router::new().callback(Pattern::prefix("vote:"), on_vote);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallbackData<T>(pub T);

/// The text that is left, as it was written. It may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rest(pub String);

impl Deref for Rest {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// The words that are left to parse.
#[derive(Clone, Debug)]
pub struct Words<'a> {
    rest: &'a str,
    separator: Option<char>,
}

impl<'a> Words<'a> {
    fn next_word(&mut self) -> Option<&'a str> {
        let Some(separator) = self.separator else {
            self.rest = self.rest.trim_start();
            let end = self.rest.find(char::is_whitespace).unwrap_or(self.rest.len());
            let (word, rest) = self.rest.split_at(end);
            self.rest = rest;
            return (!word.is_empty()).then_some(word);
        };
        if self.rest.is_empty() {
            return None;
        }
        let (word, rest) = self.rest.split_once(separator).unwrap_or((self.rest, ""));
        self.rest = rest;
        Some(word)
    }

    fn is_empty(&self) -> bool {
        if self.separator.is_some() { self.rest.is_empty() } else { self.rest.trim_start().is_empty() }
    }
}

/// A value that a word, or several, can be parsed into.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a command",
    note = "implement `chappe::extract::Arg` for it: it says what a usage line calls it, and how a word is parsed"
)]
pub trait Arg: Sized + Send {
    /// What a usage line shows: `<number>`, `[text]`.
    fn usage() -> String;

    /// Takes what it needs from the words; `None` where that does not fit.
    fn take(words: &mut Words<'_>) -> Option<Self>;
}

/// A group of arguments: one [`Arg`], or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the arguments of a command",
    note = "arguments are an `Arg`, or a tuple of at most six: numbers, text, `bool`, `Option`, `Vec` and `Rest` are",
    note = "implement `chappe::extract::Arg` for a type of your own: it says what a usage line calls it, and how a word is parsed"
)]
pub trait FromArgs: Sized + Send {
    /// What a usage line shows.
    fn usage() -> String;

    /// Takes what it needs from the words; `None` where that does not fit.
    fn from_words(words: &mut Words<'_>) -> Option<Self>;
}

macro_rules! parsed {
    ($word:literal: $($ty:ty),*) => {
        $(impl Arg for $ty {
            fn usage() -> String {
                concat!("<", $word, ">").to_owned()
            }

            fn take(words: &mut Words<'_>) -> Option<Self> {
                words.next_word()?.parse().ok()
            }
        })*
    };
}

parsed!("number": i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize, f32, f64);
parsed!("text": String, char);
parsed!("true|false": bool);
parsed!("id": crate::types::UserId, crate::types::ChatId, crate::types::MessageId);

impl Arg for Rest {
    fn usage() -> String {
        "<text>".to_owned()
    }

    fn take(words: &mut Words<'_>) -> Option<Self> {
        let rest = std::mem::take(&mut words.rest);
        Some(Self(if words.separator.is_some() { rest } else { rest.trim() }.to_owned()))
    }
}

impl<T: Arg> Arg for Option<T> {
    fn usage() -> String {
        format!("[{}]", T::usage().trim_matches(['<', '>']))
    }

    fn take(words: &mut Words<'_>) -> Option<Self> {
        if words.is_empty() { Some(None) } else { T::take(words).map(Some) }
    }
}

impl<T: Arg> Arg for Vec<T> {
    fn usage() -> String {
        format!("[{} ...]", T::usage().trim_matches(['<', '>']))
    }

    fn take(words: &mut Words<'_>) -> Option<Self> {
        let mut values = Vec::new();
        while !words.is_empty() {
            values.push(T::take(words)?);
        }
        Some(values)
    }
}

impl<T: Arg> FromArgs for T {
    fn usage() -> String {
        T::usage()
    }

    fn from_words(words: &mut Words<'_>) -> Option<Self> {
        T::take(words)
    }
}

macro_rules! tuple {
    ($($name:ident),+) => {
        impl<$($name: Arg),+> FromArgs for ($($name,)+) {
            fn usage() -> String {
                [$($name::usage()),+].join(" ")
            }

            fn from_words(words: &mut Words<'_>) -> Option<Self> {
                Some(($($name::take(words)?,)+))
            }
        }
    };
}

tuple!(A);
tuple!(A, B);
tuple!(A, B, C);
tuple!(A, B, C, D);
tuple!(A, B, C, D, E);
tuple!(A, B, C, D, E, F);

fn parse<T: FromArgs>(text: &str, separator: Option<char>) -> Option<T> {
    let mut words = Words { rest: text, separator };
    let value = T::from_words(&mut words)?;
    words.is_empty().then_some(value)
}

impl<T: FromArgs> FromCtx for Args<T> {
    type Rejection = Rejection;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, Rejection> {
        // What the route matched comes first: it knows commands in captions and with other prefixes too.
        let matched = ctx.matched();
        let words = match &matched {
            Some(matched) if !matched.is_regex() => matched.arguments(),
            _ => ctx.words().ok_or(Rejection::Pass)?,
        };
        parse(words, None).map(Args).ok_or_else(|| Rejection::Reply(usage::<T>(ctx, matched.as_ref())))
    }
}

/// How the command is to be written: as the user did, without the bot it was addressed to.
fn usage<T: FromArgs>(ctx: &Ctx, matched: Option<&Match>) -> String {
    let mut line = "Usage:".to_owned();
    let command = match matched.and_then(|matched| Some(matched.command()?.written(matched.haystack()))) {
        None => ctx.parsed_command().and_then(|command| Some(command.written(ctx.msg()?.text.as_deref()?))),
        command => command,
    };
    for part in command.into_iter().chain([&*T::usage()]).filter(|part| !part.is_empty()) {
        line.push(' ');
        line.push_str(part);
    }
    line
}

impl<T: FromArgs> FromCtx for CallbackData<T> {
    type Rejection = Rejection;

    async fn from_ctx(ctx: &Ctx) -> Result<Self, Rejection> {
        let matched = ctx.matched().ok_or(Rejection::Pass)?;
        parse(matched.as_str(), Some(':')).map(CallbackData).ok_or(Rejection::Pass)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_a_tuple() {
        assert_eq!(parse::<(i64, String)>(" 2 \n x ", None), Some((2, "x".to_owned())));
    }

    #[test]
    fn too_few_too_many_and_unparsable_words_are_refused() {
        assert_eq!(parse::<(i64, i64)>("2", None), None);
        assert_eq!(parse::<(i64, i64)>("2 3 4", None), None);
        assert_eq!(parse::<(i64, i64)>("2 x", None), None);
    }

    #[test]
    fn option_vec_and_rest_take_what_is_left() {
        assert_eq!(parse::<(i64, Option<i64>)>("2", None), Some((2, None)));
        assert_eq!(parse::<Vec<i64>>("", None), Some(Vec::new()));
        assert_eq!(parse::<(u8, Vec<i64>)>("1 2 3", None), Some((1, vec![2, 3])));
        assert_eq!(parse::<(u8, Rest)>("1  a  b ", None), Some((1, Rest("a  b".to_owned()))));
    }

    #[test]
    fn button_data_is_split_at_colons() {
        assert_eq!(parse::<(u64, String)>("7:a b", Some(':')), Some((7, "a b".to_owned())));
        assert_eq!(parse::<(u64, Rest)>("7:a:b", Some(':')), Some((7, Rest("a:b".to_owned()))));
    }

    #[test]
    fn usage_tells_required_from_optional() {
        assert_eq!(<(i64, Option<String>, Vec<u8>)>::usage(), "<number> [text] [number ...]");
    }
}
