//! What the suite has found.

use std::fmt;

/// The rules that a store keeps.
#[derive(Clone, Debug, Default)]
pub struct Report {
    kept: Vec<&'static str>,
    broken: Vec<Failure>,
}

/// A rule that a store breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The rule, in a few words.
    pub rule: &'static str,
    /// What was expected, and what came instead.
    pub how: String,
}

/// The rules that a store breaks; at least one.
#[derive(Clone)]
pub struct Failures {
    failures: Vec<Failure>,
    kept: usize,
}

impl Report {
    /// The rules that were checked, all of them kept.
    pub fn rules(&self) -> &[&'static str] {
        &self.kept
    }

    pub(super) fn add(&mut self, rule: &'static str, broken: Option<String>) {
        match broken {
            None => self.kept.push(rule),
            Some(how) => self.broken.push(Failure { rule, how }),
        }
    }

    pub(super) fn verdict(self) -> Result<Self, Failures> {
        if self.broken.is_empty() {
            Ok(self)
        } else {
            Err(Failures { failures: self.broken, kept: self.kept.len() })
        }
    }
}

impl Failures {
    /// The rules that are broken.
    pub fn as_slice(&self) -> &[Failure] {
        &self.failures
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "all {} rules of a store are kept", self.kept.len())?;
        self.kept.iter().try_for_each(|rule| write!(f, "\n  {rule}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.how)
    }
}

impl fmt::Display for Failures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let broken = self.failures.len();
        write!(f, "of {} rules of a store, {broken} are broken", broken + self.kept)?;
        self.failures.iter().try_for_each(|failure| write!(f, "\n  {failure}"))
    }
}

/// As clear as its `Display`, since it is what a `main` prints that returns it.
impl fmt::Debug for Failures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Failures {}
