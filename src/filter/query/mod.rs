//! The filter query language of grammY, checked when compiling.
//!
//! A query names, in up to three parts, an update kind, what is in it, and what is in that:
//!
//! | query | takes |
//! |---|---|
//! | `message`, `callback_query`, … | every update of that kind |
//! | `message:photo`, `callback_query:data`, … | those that have the part |
//! | `message:entities:url`, `message:sticker:is_video`, … | those whose part has that kind or flag |
//! | `msg…`, or nothing before the first colon | `message` and `channel_post` |
//! | `edit…` | `edited_message` and `edited_channel_post` |
//! | `…:media` | photo, live photo, video |
//! | `…:file` | anything that can be downloaded, from photo to sticker |
//! | `…::url` | in the entities of the text or of the caption |
//! | `…:me` | the bot itself, among new members for one |
//!
//! Of several queries one has to match; a filter combines with others by `&`, `|`, `^` and `!`. It also knows
//! which updates it wants, so that they are fetched.
//!
//! A part counts as there even when it is empty: `message:text` takes an empty text, `message:entities` an empty
//! list. `::url` also finds a text that links somewhere, `forward_origin:chat` also a channel.
//!
//! # Example
//! ```
//! use chappe::filter::{self, Filter, query};
//! use chappe::prelude::*;
//!
//! async fn on_link() -> &'static str { "a link!" }
//! async fn on_join() -> &'static str { "thanks for having me" }
//!
//! let router: Router = Router::new()
//!     .on(query!("message::url", "channel_post::url"), on_link)
//!     .on(query!(":new_chat_members:me") & filter::group(), on_join);
//!
//! // At run time the same language is a function.
//! let configured: Filter = query::parse("edit:media")?;
//! # Ok::<(), query::QueryError>(())
//! ```
//! # Where it differs from grammY
//! `message_reaction_count:reactions:…` and `subscription:state:…`, which never match there, match what they name;
//! `business_connection:can_reply` also reads the connection's `rights`, where Telegram has moved the flag; and a
//! list is a plain "or": `["message", "message:text"]` takes all messages.

mod compiled;
mod error;
mod fault;
mod grammar;
mod kinds;
mod leaves;
mod messages;
mod parts;
mod suggest;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod updates;

pub use error::{QueryError, QueryErrorKind};

use self::compiled::Compiled;
use self::grammar::Expansion;
use super::Filter;

/// A filter from a query in a text.
///
/// # Example
/// ```
/// use chappe::filter::query;
///
/// assert!(query::parse("message:photo").is_ok());
/// let error = query::parse("message:foto").unwrap_err();
/// assert!(error.to_string().ends_with("did you mean `photo`?"));
/// ```
///
/// # Errors
/// Says which part of the query is wrong, and what is permitted in its place.
pub fn parse(text: &str) -> Result<Filter, QueryError> {
    parse_any([text])
}

/// A filter that takes what one of the queries takes.
///
/// # Errors
/// As [`parse`], for the first query that is not valid.
pub fn parse_any<'a>(queries: impl IntoIterator<Item = &'a str>) -> Result<Filter, QueryError> {
    let mut compiled = Compiled::new();
    for query in queries {
        compiled.add(query)?;
    }
    Ok(Filter::from_test(compiled.kinds().into(), move |ctx, _| Ok(compiled.matches(ctx))))
}

/// The queries that one with shortcuts stands for.
///
/// # Example
/// ```
/// use chappe::filter::query;
///
/// assert_eq!(query::expand("edit::url")?, [
///     "edited_message:entities:url",
///     "edited_message:caption_entities:url",
///     "edited_channel_post:entities:url",
///     "edited_channel_post:caption_entities:url",
/// ]);
/// # Ok::<(), query::QueryError>(())
/// ```
///
/// # Errors
/// As [`parse`].
pub fn expand(text: &str) -> Result<Vec<String>, QueryError> {
    grammar::check(text).map_err(|fault| QueryError::new(text, &fault))?;
    let mut expansion = Expansion::of(text);
    let parts = std::iter::from_fn(|| expansion.next());
    Ok(parts
        .map(|parts| {
            let names = [Some(parts.kind), parts.key, parts.leaf];
            names.into_iter().flatten().collect::<Vec<_>>().join(":")
        })
        .collect())
}

/// Whether a text is a filter query; also for constants.
///
/// # Example
/// ```
/// use chappe::filter::query;
///
/// const QUERY: &str = "message:text";
/// const _: () = assert!(query::is_valid(QUERY));
/// assert!(!query::is_valid("message:txt"));
/// ```
pub const fn is_valid(query: &str) -> bool {
    grammar::check(query).is_ok()
}

/// What [`query!`](crate::query) has the compiler run.
#[doc(hidden)]
#[track_caller]
pub const fn assert_valid(query: &str) {
    if let Err(fault) = grammar::check(query) {
        panic!("{}", fault.message(query).as_str());
    }
}

/// What [`query!`](crate::query) makes of queries that the compiler has checked.
#[doc(hidden)]
#[track_caller]
pub fn checked(queries: &[&str]) -> Filter {
    match parse_any(queries.iter().copied()) {
        Ok(filter) => filter,
        Err(error) => panic!("{error}"),
    }
}

/// A filter from one or several [filter queries](crate::filter::query), of which one has to match.
///
/// The compiler checks them.
///
/// # Example
/// ```
/// use chappe::query;
///
/// let links = query!("message:entities:url", "message:caption_entities:url");
/// let same = query!("message::url");
/// assert_eq!(links.kinds(), same.kinds());
/// ```
/// A query that is wrong does not compile:
/// ```compile_fail
/// let photos = chappe::query!("message:foto");
/// ```
/// ```text
/// error[E0080]: evaluation panicked: invalid filter query `message:foto`: `message` has no `foto`; did you mean `photo`?
///  --> src/main.rs:2:18
///   |
/// 2 |     let photos = chappe::query!("message:foto");
///   |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ evaluation of `main::_` failed here
/// ```
#[macro_export]
macro_rules! query {
    ($($query:expr),+ $(,)?) => {{
        $(const _: () = $crate::filter::query::assert_valid($query);)+
        $crate::filter::query::checked(&[$($query),+])
    }};
}
