//! Texts and expressions that a text is held against.

use std::sync::Arc;

use regex::Regex;

use super::found::Groups;

/// An expression, as a [`Pattern`]: searched for anywhere in the text.
///
/// # Panics
/// Where the expression is not valid: at start, when the routes are made.
///
/// # Example
/// ```
/// use chappe::prelude::*;
///
/// async fn roll(Matches(m): Matches) -> String {
///     format!("{} dice", m.group(1).unwrap_or_default())
/// }
/// # let _ = Router::new().hears(regex!(r"^roll (\d+)d\d+$"), roll);
/// ```
#[macro_export]
macro_rules! regex {
    ($expression:expr) => {
        $crate::filter::Pattern::regex_or_panic($expression)
    };
}

/// What a text is held against: an equal text, a prefix, an expression, or any of several.
///
/// Text and [`Regex`] convert into it, and arrays of them.
///
/// # Example
/// ```
/// use chappe::filter::Pattern;
/// use chappe::regex;
///
/// assert!(Pattern::from("yes").is_match("yes"));
/// assert!(!Pattern::from("yes").is_match("yes!"));
/// assert!(Pattern::prefix("vote:").is_match("vote:7"));
/// assert!(Pattern::from(regex!(r"\d+")).is_match("about 42"));
/// ```
#[derive(Clone, Debug)]
pub struct Pattern(pub(crate) Vec<One>);

#[derive(Clone, Debug)]
pub(crate) enum One {
    Exact(Box<str>),
    Prefix(Box<str>),
    /// An expression; `indexable` where its text says all, and no flag was set beside it.
    ///
    /// Shared, since the clone of an expression has caches of its own, which cost more than a search.
    Regex {
        regex: Arc<Regex>,
        indexable: bool,
    },
}

impl Pattern {
    /// A text that begins so; the match is what follows.
    pub fn prefix(prefix: impl Into<String>) -> Self {
        Self(vec![One::Prefix(prefix.into().into())])
    }

    /// An expression, searched for anywhere in the text. See [`regex!`](crate::regex).
    ///
    /// # Errors
    /// Where the expression is not valid.
    pub fn regex(expression: &str) -> Result<Self, regex::Error> {
        Ok(Self(vec![One::Regex { regex: Arc::new(Regex::new(expression)?), indexable: true }]))
    }

    /// What [`regex!`](crate::regex) expands to.
    #[doc(hidden)]
    #[track_caller]
    pub fn regex_or_panic(expression: &str) -> Self {
        match Self::regex(expression) {
            Ok(pattern) => pattern,
            Err(error) => panic!("{error}"),
        }
    }

    /// Whether the text matches.
    pub fn is_match(&self, text: &str) -> bool {
        self.find(text).is_some()
    }

    /// The first of the alternatives that matches.
    pub(crate) fn find(&self, text: &str) -> Option<Groups> {
        self.0.iter().find_map(|one| one.find(text))
    }
}

impl One {
    fn find(&self, text: &str) -> Option<Groups> {
        match self {
            Self::Exact(own) => (**own == *text).then_some(Groups::From(0)),
            Self::Prefix(own) => text.starts_with(&**own).then_some(Groups::From(own.len())),
            Self::Regex { regex, .. } => {
                let mut locations = regex.capture_locations();
                regex.captures_read(&mut locations, text)?;
                Some(Groups::Regex(Arc::clone(regex), locations))
            }
        }
    }
}

impl From<&str> for Pattern {
    fn from(text: &str) -> Self {
        Self(vec![One::Exact(text.into())])
    }
}

impl From<String> for Pattern {
    fn from(text: String) -> Self {
        Self(vec![One::Exact(text.into())])
    }
}

impl From<Regex> for Pattern {
    fn from(regex: Regex) -> Self {
        Self(vec![One::Regex { regex: Arc::new(regex), indexable: false }])
    }
}

impl From<&Regex> for Pattern {
    fn from(regex: &Regex) -> Self {
        regex.clone().into()
    }
}

impl<T: Into<Pattern>> From<Vec<T>> for Pattern {
    fn from(patterns: Vec<T>) -> Self {
        Self(patterns.into_iter().flat_map(|pattern| pattern.into().0).collect())
    }
}

impl<T: Into<Pattern>, const N: usize> From<[T; N]> for Pattern {
    fn from(patterns: [T; N]) -> Self {
        Self(patterns.into_iter().flat_map(|pattern| pattern.into().0).collect())
    }
}
