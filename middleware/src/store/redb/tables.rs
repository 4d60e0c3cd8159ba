//! What is in the file: the entries by key, and which end when.

use std::num::NonZeroU64;

use redb::{
    Database, ReadableDatabase as _, ReadableTable as _, Table, TableDefinition, TableError, WriteTransaction,
};

use super::clock::Ends;
use super::request::Change;
use crate::store::{Expect, StoreError, Version, version};

/// Version, end in milliseconds since 1970 or 0, value; by key.
pub(super) const ENTRIES: TableDefinition<'_, &str, (u64, u64, &[u8])> =
    TableDefinition::new("chappe-store-entries");
/// The entries that end, in that order.
const ENDS: TableDefinition<'_, (u64, &str), ()> = TableDefinition::new("chappe-store-ends");

/// An entry as it lies in the file.
pub(super) struct Kept<'a> {
    pub(super) version: Version,
    pub(super) ends: Ends,
    pub(super) value: &'a [u8],
}

impl<'a> From<(u64, u64, &'a [u8])> for Kept<'a> {
    fn from((version, ends, value): (u64, u64, &'a [u8])) -> Self {
        Self { version: Version(version), ends: NonZeroU64::new(ends), value }
    }
}

impl Kept<'_> {
    pub(super) fn is_there(&self, now: u64) -> bool {
        self.ends.is_none_or(|ends| ends.get() > now)
    }
}

/// Whether the file has its tables.
pub(super) fn are_there(database: &Database) -> Result<bool, redb::Error> {
    let transaction = database.begin_read()?;
    match transaction.open_table(ENTRIES).and_then(|_| transaction.open_table(ENDS)) {
        Ok(_) => Ok(true),
        Err(TableError::TableDoesNotExist(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Both tables, to be written.
pub(super) struct Tables<'t> {
    entries: Table<'t, &'static str, (u64, u64, &'static [u8])>,
    ends: Table<'t, (u64, &'static str), ()>,
}

impl<'t> Tables<'t> {
    /// Opens the tables, which are made if they are not there.
    pub(super) fn open(transaction: &'t WriteTransaction) -> Result<Self, redb::Error> {
        Ok(Self { entries: transaction.open_table(ENTRIES)?, ends: transaction.open_table(ENDS)? })
    }

    /// Makes a change, if what is there is what is expected.
    pub(super) fn change(
        &mut self,
        key: &str,
        change: &Change,
        expect: Expect,
        now: u64,
    ) -> Result<Result<Option<Version>, StoreError>, redb::Error> {
        let old = self.entries.get(key)?.map(|guard| {
            let kept = Kept::from(guard.value());
            (kept.version, kept.ends, kept.is_there(now))
        });
        let there = old.and_then(|(version, _, there)| there.then_some(version));
        if !expect.holds(there) {
            return Ok(Err(StoreError::conflict(key)));
        }
        let old_ends = old.and_then(|(_, ends, _)| ends);
        let (version, new_ends) = match change {
            Change::Save { value, ends } => {
                let version = version::random();
                self.entries.insert(key, (version.0, ends.map_or(0, NonZeroU64::get), &**value))?;
                (Some(version), *ends)
            }
            Change::Delete => {
                if old.is_some() {
                    self.entries.remove(key)?;
                }
                (there, None)
            }
        };
        if old_ends != new_ends {
            if let Some(ends) = old_ends {
                self.ends.remove((ends.get(), key))?;
            }
            if let Some(ends) = new_ends {
                self.ends.insert((ends.get(), key), ())?;
            }
        }
        Ok(Ok(version))
    }

    /// Removes what is over, so many entries at the most; answers how many.
    pub(super) fn purge(&mut self, now: u64, most: usize) -> Result<usize, redb::Error> {
        for removed in 0..most {
            let Some((first, _)) = self.ends.first()? else { return Ok(removed) };
            let (ends, key) = first.value();
            if ends > now {
                return Ok(removed);
            }
            self.entries.remove(key)?;
            drop(first);
            self.ends.pop_first()?;
        }
        Ok(most)
    }
}

/// How many entries there are in the file, and how many ends.
#[cfg(test)]
pub(super) fn lengths(database: &Database) -> Result<(u64, u64), redb::Error> {
    use redb::ReadableTableMetadata as _;
    let transaction = database.begin_read()?;
    Ok((transaction.open_table(ENTRIES)?.len()?, transaction.open_table(ENDS)?.len()?))
}
