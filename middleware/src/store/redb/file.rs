//! The file, which is closed and opened again after a failure of the disk.

use std::any::Any;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use redb::{Database, WriteTransaction};

use super::error::Trouble;
use super::tables::{self, Tables};
use crate::store::{StoreError, version};

pub(super) struct File {
    path: PathBuf,
    settings: Settings,
    state: RwLock<State>,
}

/// How the file is opened and written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    pub(super) cache: usize,
    pub(super) quick_repair: bool,
    pub(super) verify: bool,
}

struct State {
    /// How often the file was opened.
    opening: u64,
    /// The open file, or why it is not.
    database: Result<Database, Trouble>,
}

impl File {
    pub(super) fn open(path: &Path, settings: Settings) -> Result<Self, StoreError> {
        let path = path.to_owned();
        let database = guarded(|| {
            make(&path, settings)?;
            open(&path, settings)
        });
        let database = database.map_err(|trouble| trouble.of(&path).to_error())?;
        Ok(Self { path, settings, state: RwLock::new(State { opening: 0, database: Ok(database) }) })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the file. With the trouble comes which opening has it.
    pub(super) fn read<T>(
        &self,
        read: impl Fn(&Database) -> Result<T, redb::Error>,
    ) -> Result<T, (Trouble, u64)> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let found = match &state.database {
            Ok(database) => guarded(|| read(database)),
            Err(trouble) => Err(trouble.clone()),
        };
        found.map_err(|trouble| (trouble, state.opening))
    }

    /// Writes the file in one transaction, which is durable if this succeeds.
    pub(super) fn write<T>(
        &self,
        write: impl FnOnce(&mut Tables<'_>) -> Result<T, redb::Error>,
    ) -> Result<T, Trouble> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        match &state.database {
            Ok(database) => guarded(|| {
                let mut transaction = database.begin_write()?;
                transaction.set_quick_repair(self.settings.quick_repair);
                let done = self::write(&transaction, write)?;
                transaction.commit()?;
                Ok(done)
            }),
            Err(trouble) => Err(trouble.clone()),
        }
    }

    /// Closes the file and opens it again, unless that has happened since the opening that is named.
    pub(super) fn reopen(&self, opening: Option<u64>) -> Result<(), Trouble> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if opening.is_some_and(|opening| opening != state.opening) && state.database.is_ok() {
            return Ok(());
        }
        state.opening += 1;
        // The lock on the file has to be given back before.
        let old = std::mem::replace(&mut state.database, Err(Trouble::closed()));
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(old)));
        state.database = match dropped {
            Ok(()) => guarded(|| open(&self.path, self.settings)).map_err(|trouble| trouble.of(&self.path)),
            Err(panic) => Err(Trouble::panic(&*panic)),
        };
        state.database.as_ref().map(|_| ()).map_err(Trouble::clone)
    }

    pub(super) fn is_open(&self) -> bool {
        self.state.read().unwrap_or_else(PoisonError::into_inner).database.is_ok()
    }
}

fn write<T>(
    transaction: &WriteTransaction,
    write: impl FnOnce(&mut Tables<'_>) -> Result<T, redb::Error>,
) -> Result<T, redb::Error> {
    write(&mut Tables::open(transaction)?)
}

/// A damaged file can make the library panic: that is an error like another.
fn guarded<T>(work: impl FnOnce() -> Result<T, redb::Error>) -> Result<T, Trouble> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Trouble::from(error)),
        Err(panic) => Err(Trouble::panic(&*panic as &(dyn Any + Send))),
    }
}

fn open(path: &Path, settings: Settings) -> Result<Database, redb::Error> {
    let mut database = Database::builder().set_cache_size(settings.cache).create(path)?;
    if settings.verify {
        // What could be repaired is no trouble.
        let _ = database.check_integrity()?;
    }
    // Reading needs the tables to be there. A full disk can still be read.
    if !tables::are_there(&database)? {
        let transaction = database.begin_write()?;
        write(&transaction, |_| Ok(()))?;
        transaction.commit()?;
    }
    Ok(database)
}

/// Makes a file that is whole from the moment that it is there: under another name, which it then loses.
fn make(path: &Path, settings: Settings) -> Result<(), redb::Error> {
    if path.try_exists()? {
        return Ok(());
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".new-{:016x}", version::random().0));
    let draft = path.with_file_name(name);
    let made = open(&draft, settings).and_then(|database| {
        drop(database);
        Ok(name_it(&draft, path)?)
    });
    // It is gone already, or has two names.
    let _ = fs::remove_file(&draft);
    made
}

/// Gives the file its name, unless another file has it: of two processes that make one, one is the first.
fn name_it(draft: &Path, path: &Path) -> io::Result<()> {
    if let Err(error) = fs::hard_link(draft, path) {
        if error.kind() == io::ErrorKind::AlreadyExists {
            return Ok(());
        }
        // Not every file system has links.
        fs::rename(draft, path)?;
    }
    sync_folder(path)
}

/// Makes the file's name durable.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}
