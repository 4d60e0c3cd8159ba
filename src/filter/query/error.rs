//! The error of an invalid query.

use super::fault::Fault;
use super::grammar;

/// Why a text is not a filter query.
///
/// # Example
/// ```
/// use chappe::filter::query::{self, QueryErrorKind};
///
/// let error = query::parse("message:entities:urk").unwrap_err();
/// assert_eq!(error.kind(), QueryErrorKind::Unknown);
/// assert_eq!((error.level(), error.part()), (3, "urk"));
/// assert!(error.permitted().any(|name| name == "url"));
/// assert_eq!(
///     error.to_string(),
///     "invalid filter query `message:entities:urk`: `message:entities` has no `urk`; did you mean `url`?",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
#[non_exhaustive]
pub struct QueryError {
    query: Box<str>,
    part: Box<str>,
    level: u8,
    kind: QueryErrorKind,
}

/// What is wrong with a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueryErrorKind {
    /// There is no such name on this level.
    Unknown,
    /// Nothing can follow what stands before the part.
    NothingFollows,
    /// There are more than three parts.
    TooManyParts,
    /// Nothing that the shortcuts stand for exists.
    Shortcut,
}

impl QueryError {
    /// The whole query.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The part of it that is at fault.
    pub fn part(&self) -> &str {
        &self.part
    }

    /// Which part that is: 1, 2 or 3.
    pub fn level(&self) -> u8 {
        self.level
    }

    /// What is wrong.
    pub fn kind(&self) -> QueryErrorKind {
        self.kind
    }

    /// The names that may stand in its place.
    pub fn permitted(&self) -> impl Iterator<Item = &'static str> {
        let fault = grammar::check(&self.query).err();
        (0..).map_while(move |index| fault?.permitted(index))
    }

    pub(super) fn new(query: &str, fault: &Fault<'_>) -> Self {
        Self { query: query.into(), part: fault.part().into(), level: fault.level, kind: fault.kind }
    }

    /// The message as the compiler prints it.
    fn message(&self) -> String {
        match grammar::check(&self.query) {
            Err(fault) => fault.message(&self.query).as_str().to_owned(),
            Ok(()) => String::new(),
        }
    }
}
