//! The suite itself: stores that break a rule, each of which it has to find out.

use std::time::Duration;

use bytes::Bytes;
use chappe_middleware::store::conformance::{Failures, Suite};
use chappe_middleware::store::{Entry, Expect, MemoryStore, Page, Store, StoreError, Version, check_key};

/// What is wrong with a store.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    ChecksBeforeItWrites,
    GivesVersionsTwice,
    FoldsCase,
    ForgetsTimes,
    ReportsNoTimes,
    KeepsTimesOverASave,
    EndsEarly,
    ListsPatterns,
    LosesPages,
    CutsValues,
    IgnoresVersionsInDelete,
    TakesAnyKey,
    Panics,
    Hangs,
}

struct Faulty {
    fault: Fault,
    inner: MemoryStore,
}

impl Faulty {
    fn has(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    fn key(&self, key: &str) -> String {
        if self.has(Fault::FoldsCase) { key.to_lowercase() } else { key.to_owned() }
    }

    /// A version that has few values.
    fn version(&self, version: Version) -> Version {
        if self.has(Fault::GivesVersionsTwice) { Version(version.0 % 8) } else { version }
    }

    /// What the store in it expects, where the version was cut.
    async fn expect(&self, key: &str, expect: Expect) -> Result<Expect, StoreError> {
        let Expect::Version(version) = expect else { return Ok(expect) };
        let there = self.inner.load(key).await?.map(|entry| entry.version);
        Ok(there.filter(|there| self.version(*there) == version).map_or(expect, Expect::Version))
    }
}

impl Store for Faulty {
    async fn load(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        if self.has(Fault::TakesAnyKey) && check_key(key).is_err() {
            return Ok(None);
        }
        assert!(!self.has(Fault::Panics), "this store panics");
        if self.has(Fault::Hangs) {
            return std::future::pending().await;
        }
        let entry = self.inner.load(&self.key(key)).await?;
        Ok(entry.map(|mut entry| {
            entry.version = self.version(entry.version);
            if self.has(Fault::ReportsNoTimes) {
                entry.time_to_live = None;
            }
            entry
        }))
    }

    async fn save(
        &self,
        key: &str,
        mut value: Bytes,
        mut time_to_live: Option<Duration>,
        expect: Expect,
    ) -> Result<Version, StoreError> {
        let key = self.key(key);
        let mut expect = self.expect(&key, expect).await?;
        match self.fault {
            Fault::ChecksBeforeItWrites => {
                check_key(&key)?;
                let there = self.inner.load(&key).await?.map(|entry| entry.version);
                if !expect.holds(there) {
                    return Err(StoreError::conflict(&key));
                }
                tokio::task::yield_now().await;
                expect = Expect::Any;
            }
            Fault::ForgetsTimes => time_to_live = None,
            Fault::EndsEarly => time_to_live = time_to_live.map(|time| time / 4),
            Fault::KeepsTimesOverASave => {
                let there = self.inner.load(&key).await?;
                time_to_live = time_to_live.or(there.and_then(|entry| entry.time_to_live));
            }
            Fault::CutsValues => value.truncate(1 << 16),
            _ => {}
        }
        self.inner.save(&key, value, time_to_live, expect).await.map(|version| self.version(version))
    }

    async fn delete(&self, key: &str, expect: Expect) -> Result<bool, StoreError> {
        let key = self.key(key);
        let expect = if self.has(Fault::IgnoresVersionsInDelete) { Expect::Any } else { expect };
        self.inner.delete(&key, self.expect(&key, expect).await?).await
    }

    async fn list(&self, prefix: &str, after: Option<&str>) -> Result<Page, StoreError> {
        let mut page = self.inner.list(&self.key(prefix), after).await?;
        if self.has(Fault::ListsPatterns) && prefix.ends_with('%') {
            page = self.inner.list(prefix.trim_end_matches('%'), after).await?;
        }
        if self.has(Fault::LosesPages) && after.is_none() {
            page.keys.pop();
        }
        Ok(page)
    }
}

async fn broken(fault: Fault) -> Vec<&'static str> {
    let suite = Suite::new(Faulty { fault, inner: MemoryStore::new() });
    let suite = suite.patience(Duration::from_millis(if fault == Fault::Hangs { 5 } else { 2_000 }));
    let found = suite.run().await.map_err(|failures: Failures| {
        assert!(
            failures.to_string().contains(&failures.as_slice()[0].how),
            "the text says what was expected"
        );
        failures.as_slice().iter().map(|failure| failure.rule).collect()
    });
    found.map_or_else(|rules| rules, |_| Vec::new())
}

macro_rules! finds {
    ($($name:ident: $fault:ident, $rule:literal;)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let broken = broken(Fault::$fault).await;
                assert!(broken.contains(&$rule), "found only {broken:?}");
            }
        )*
    };
}

finds! {
    finds_a_check_apart_from_the_write: ChecksBeforeItWrites, "one of many replaces a version";
    finds_versions_given_twice: GivesVersionsTwice, "no version is given twice for a key";
    finds_keys_that_are_mixed_up: FoldsCase, "keys are told apart by every byte";
    finds_entries_that_do_not_end: ForgetsTimes, "an entry whose time is over is absent";
    finds_times_that_are_not_reported: ReportsNoTimes, "the time to live is reported";
    finds_times_that_are_not_cleared: KeepsTimesOverASave, "a save without a time to live is for ever";
    finds_entries_that_end_early: EndsEarly, "an entry is there until its time is over";
    finds_prefixes_taken_for_patterns: ListsPatterns, "a prefix is text and not a pattern";
    finds_keys_that_are_on_no_page: LosesPages, "pages have every key that is there all the time";
    finds_values_that_are_cut: CutsValues, "values may be large";
    finds_deletes_without_a_condition: IgnoresVersionsInDelete, "a delete happens as expected";
    finds_keys_that_are_not_refused: TakesAnyKey, "a key that no store takes is refused";
    finds_a_panic: Panics, "what was never saved is absent";
    finds_what_never_answers: Hangs, "what was never saved is absent";
}
