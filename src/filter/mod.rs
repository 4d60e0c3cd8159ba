//! Predicates on events: what a route takes. They combine with `&`, `|`, `^` and `!`.

mod found;
mod kinds;
mod pattern;

pub mod query;
mod ready;

use std::fmt;
use std::ops::{BitAnd, BitOr, BitXor, Not};
use std::sync::Arc;

pub use found::Match;
pub(crate) use found::{Finds, Found, Groups, Source};
pub use kinds::UpdateKinds;
pub(crate) use pattern::One;
pub use pattern::Pattern;
pub use ready::*;

use crate::types::UpdateType;
use crate::{BoxError, Ctx};

/// A predicate on events: what a route takes.
///
/// A filter knows which update kinds it can take at all, so that routes of other kinds cost nothing, and so that
/// `allowed_updates` follows from the routes.
///
/// # Example
/// ```
/// use chappe::filter;
/// use chappe::prelude::*;
///
/// async fn on_photo() -> &'static str { "nice" }
///
/// let photos = filter::photo() & filter::private() & !filter::users([7, 8]);
/// let router: Router = Router::new().on(photos, on_photo);
/// ```
#[derive(Clone)]
#[must_use]
pub struct Filter {
    kinds: UpdateKinds,
    test: Arc<dyn Test>,
}

type Verdict = Result<bool, BoxError>;

/// The inside of a filter; what patterns match is added to `found`.
trait Test: Send + Sync {
    fn test(&self, ctx: &Ctx, found: &mut Finds) -> Verdict;
}

impl<F: Fn(&Ctx, &mut Finds) -> Verdict + Send + Sync> Test for F {
    fn test(&self, ctx: &Ctx, found: &mut Finds) -> Verdict {
        self(ctx, found)
    }
}

impl Filter {
    /// A filter from a function.
    ///
    /// # Example
    /// ```
    /// use chappe::prelude::*;
    ///
    /// let long = Filter::new(|ctx| ctx.text().is_some_and(|text| text.len() > 1000));
    /// ```
    pub fn new(test: impl Fn(&Ctx) -> bool + Send + Sync + 'static) -> Self {
        Self::from_test(UpdateKinds::ALL, move |ctx, _| Ok(test(ctx)))
    }

    /// A filter from a function that can fail; its error goes where a handler's goes.
    pub fn try_new<E: Into<BoxError>>(
        test: impl Fn(&Ctx) -> Result<bool, E> + Send + Sync + 'static,
    ) -> Self {
        Self::from_test(UpdateKinds::ALL, move |ctx, _| test(ctx).map_err(Into::into))
    }

    /// Takes only updates of the given kinds; the others are not even asked about.
    pub fn only(mut self, kinds: UpdateKinds) -> Self {
        self.kinds = self.kinds & kinds;
        self
    }

    /// The kinds of updates that the filter can take.
    pub fn kinds(&self) -> UpdateKinds {
        self.kinds
    }

    /// Whether the event is one that the filter takes.
    ///
    /// # Errors
    /// That of a function given to [`try_new`](Self::try_new).
    pub fn test(&self, ctx: &Ctx) -> Result<bool, BoxError> {
        self.find(ctx, &mut Finds::default())
    }

    pub(crate) fn from_test(
        kinds: UpdateKinds,
        test: impl Fn(&Ctx, &mut Finds) -> Verdict + Send + Sync + 'static,
    ) -> Self {
        Self { kinds, test: Arc::new(test) }
    }

    /// Tests, and tells what patterns matched on the way.
    pub(crate) fn find(&self, ctx: &Ctx, found: &mut Finds) -> Verdict {
        match ctx.update() {
            Some(update) if !self.kinds.has(&update.kind) => Ok(false),
            None if !self.kinds.is_all() => Ok(false),
            _ => self.test.test(ctx, found),
        }
    }
}

impl BitAnd for Filter {
    type Output = Self;

    fn bitand(self, rhs: Self) -> Self {
        let kinds = self.kinds & rhs.kinds;
        Self::from_test(kinds, move |ctx, found| Ok(self.find(ctx, found)? && rhs.find(ctx, found)?))
    }
}

impl BitOr for Filter {
    type Output = Self;

    fn bitor(self, rhs: Self) -> Self {
        let kinds = self.kinds | rhs.kinds;
        Self::from_test(kinds, move |ctx, found| {
            let before = found.len();
            if self.find(ctx, found)? {
                return Ok(true);
            }
            found.truncate(before);
            rhs.find(ctx, found)
        })
    }
}

impl BitXor for Filter {
    type Output = Self;

    fn bitxor(self, rhs: Self) -> Self {
        // Either side alone may be what takes it, so the kinds are those of both.
        #[allow(clippy::suspicious_arithmetic_impl)]
        let kinds = self.kinds | rhs.kinds;
        Self::from_test(kinds, move |ctx, found| {
            let (mut left, mut right) = (Finds::default(), Finds::default());
            let (is_left, is_right) = (self.find(ctx, &mut left)?, rhs.find(ctx, &mut right)?);
            found.append(if is_left { left } else { right });
            Ok(is_left != is_right)
        })
    }
}

impl Not for Filter {
    type Output = Self;

    fn not(self) -> Self {
        Self::from_test(UpdateKinds::ALL, move |ctx, _| Ok(!self.find(ctx, &mut Finds::default())?))
    }
}

impl From<&str> for Filter {
    /// A filter query.
    ///
    /// # Panics
    /// Where the query is not valid; [`query!`](crate::query) says so when compiling, and [`query::parse`] does not
    /// panic.
    #[track_caller]
    fn from(text: &str) -> Self {
        match query::parse(text) {
            Ok(filter) => filter,
            Err(error) => panic!("{error}"),
        }
    }
}

impl From<UpdateType> for Filter {
    /// Updates of the kind.
    fn from(kind: UpdateType) -> Self {
        self::kind(kind)
    }
}

impl<T: Into<Filter>, const N: usize> From<[T; N]> for Filter {
    /// Any of the filters.
    #[track_caller]
    fn from(filters: [T; N]) -> Self {
        // A loop and no closure, so that what is not valid is told with the caller's place.
        let mut any: Option<Self> = None;
        for filter in filters {
            let filter = filter.into();
            any = Some(match any {
                Some(any) => any | filter,
                None => filter,
            });
        }
        any.unwrap_or_else(none)
    }
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filter").field("kinds", &self.kinds).finish_non_exhaustive()
    }
}
