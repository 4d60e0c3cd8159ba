//! What a pattern matched, and where.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use regex::{CaptureLocations, Regex};

use crate::Ctx;
use crate::command::ParsedCommand;
use crate::types::{Update, UpdateKind};

/// Which text of an update a pattern was held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Text,
    CallbackData,
    GameShortName,
    InlineQuery,
    ChosenInlineResult,
    PreCheckoutPayload,
    ShippingPayload,
}

impl Source {
    /// The text, where the update has it.
    pub(crate) fn text(self, update: &Update) -> Option<&str> {
        match (self, &update.kind) {
            (Self::Text, _) => update.text_or_caption(),
            (Self::CallbackData, UpdateKind::CallbackQuery(q)) => q.data.as_deref(),
            (Self::GameShortName, UpdateKind::CallbackQuery(q)) => q.game_short_name.as_deref(),
            (Self::InlineQuery, UpdateKind::InlineQuery(q)) => Some(&q.query),
            (Self::ChosenInlineResult, UpdateKind::ChosenInlineResult(r)) => Some(&r.result_id),
            (Self::PreCheckoutPayload, UpdateKind::PreCheckoutQuery(q)) => Some(&q.invoice_payload),
            (Self::ShippingPayload, UpdateKind::ShippingQuery(q)) => Some(&q.invoice_payload),
            _ => None,
        }
    }
}

/// A match as it is remembered: without the text, which the event has.
#[derive(Clone)]
pub(crate) struct Found {
    pub(crate) source: Source,
    pub(crate) groups: Groups,
}

/// The matches of one filter, of which there is hardly ever more than one: that one costs no allocation.
#[derive(Clone, Default)]
pub(crate) struct Finds {
    first: Option<Found>,
    more: Vec<Found>,
}

impl Finds {
    pub(crate) fn push(&mut self, found: Found) {
        if self.first.is_none() {
            self.first = Some(found);
        } else {
            self.more.push(found);
        }
    }

    pub(crate) fn append(&mut self, other: Self) {
        for found in other.first.into_iter().chain(other.more) {
            self.push(found);
        }
    }

    pub(crate) fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.more.len()
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        self.more.truncate(len.saturating_sub(1));
        if len == 0 {
            self.first = None;
        }
    }

    pub(crate) fn first(&self) -> Option<&Found> {
        self.first.as_ref()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Found> {
        self.first.iter().chain(&self.more)
    }
}

#[derive(Clone)]
pub(crate) enum Groups {
    /// The text from here to its end: all of it, or what follows a prefix.
    From(usize),
    /// A command, of which the arguments are the match.
    Command(ParsedCommand),
    /// The groups of an expression.
    Regex(Arc<Regex>, CaptureLocations),
}

/// What a pattern matched: a text, and the groups of the expression, if it was one.
///
/// # Example
/// ```
/// use chappe::prelude::*;
///
/// /// `roll 2d6`
/// async fn roll(Matches(m): Matches) -> String {
///     format!("{} dice of {} sides", m.group(1).unwrap_or("?"), m.group(2).unwrap_or("?"))
/// }
/// # let _ = Router::new().hears(regex!(r"^roll (\d+)d(\d+)$"), roll);
/// ```
#[derive(Clone)]
pub struct Match {
    ctx: Ctx,
    found: Found,
}

impl Match {
    pub(crate) fn new(ctx: Ctx, found: Found) -> Self {
        Self { ctx, found }
    }

    /// The text that matched: of an expression the part that it found, of a command its arguments.
    pub fn as_str(&self) -> &str {
        self.group(0).unwrap_or_default()
    }

    /// The words of what matched, as the arguments of a command: without what ran into the command itself.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.arguments().split_whitespace()
    }

    /// The text that [`words`](Self::words) splits.
    pub(crate) fn arguments(&self) -> &str {
        match self.found.groups {
            Groups::From(_) | Groups::Command(_) => crate::command::words(self.haystack(), self.start()),
            Groups::Regex(..) => self.as_str(),
        }
    }

    /// The command, if one matched.
    pub(crate) fn command(&self) -> Option<&ParsedCommand> {
        match &self.found.groups {
            Groups::Command(command) => Some(command),
            Groups::From(_) | Groups::Regex(..) => None,
        }
    }

    /// A group of the expression by its number; 0 is the whole match.
    pub fn group(&self, number: usize) -> Option<&str> {
        self.haystack().get(self.range(number)?)
    }

    /// A group of the expression by its name.
    pub fn name(&self, name: &str) -> Option<&str> {
        let Groups::Regex(regex, _) = &self.found.groups else { return None };
        let number = regex.capture_names().position(|own| own == Some(name))?;
        self.group(number)
    }

    /// All groups, the whole match first; `None` for one that took no part.
    pub fn groups(&self) -> impl Iterator<Item = Option<&str>> {
        let count = match &self.found.groups {
            Groups::From(_) | Groups::Command(_) => 1,
            Groups::Regex(_, locations) => locations.len(),
        };
        (0..count).map(|number| self.group(number))
    }

    /// Whether an expression matched, and not a fixed text or a command.
    pub fn is_regex(&self) -> bool {
        matches!(self.found.groups, Groups::Regex(..))
    }

    /// Where the match begins, in bytes of the text that was searched.
    pub fn start(&self) -> usize {
        self.range(0).map_or(0, |range| range.start)
    }

    /// The text that was searched.
    pub fn haystack(&self) -> &str {
        self.ctx.update().and_then(|update| self.found.source.text(update)).unwrap_or_default()
    }

    fn range(&self, number: usize) -> Option<Range<usize>> {
        match &self.found.groups {
            Groups::From(start) => (number == 0).then(|| *start..self.haystack().len()),
            Groups::Command(command) => {
                let text = self.haystack();
                (number == 0).then(|| command.args_start(text)..text.len())
            }
            Groups::Regex(_, locations) => locations.get(number).map(|(start, end)| start..end),
        }
    }
}

impl fmt::Debug for Match {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Match").field(&self.groups().collect::<Vec<_>>()).finish()
    }
}
