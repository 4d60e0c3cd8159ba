//! Keeping a world in a file.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::Sandbox;
use crate::error::{Error, Result};
use crate::world::{World, saved};

impl Sandbox {
    /// Saves the whole world to a file: people, bots, chats, messages, files, and updates that still wait.
    ///
    /// [`Builder::world`](crate::Builder::world) starts from it. A file of that name is replaced at once or not at all.
    /// Rules for faults, limits and the log of calls are not part of a world.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// use chappe_sandbox::Sandbox;
    ///
    /// let path = std::env::temp_dir().join(format!("chappe-{}.world", std::process::id()));
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.user("Alice").send("remember me").await?;
    /// sandbox.save(&path)?;
    ///
    /// let again = Sandbox::builder().world(&path).start().await?;
    /// assert_eq!(again.user("Alice").history()[0].text(), "remember me");
    /// # std::fs::remove_file(&path).ok();
    /// # Ok(())
    /// # }
    /// ```
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let failed = |source| Error::Save { path: path.to_owned(), source };
        let core = self.core();
        let bytes = saved::write(&core.look(), core.default_bot).map_err(|error| failed(error.into()))?;
        let beside = beside(path);
        write(&beside, &bytes).and_then(|()| std::fs::rename(&beside, path)).map_err(|error| {
            // What could not be put in place is in nobody's way.
            let _ = std::fs::remove_file(&beside);
            failed(error)
        })
    }
}

/// Writes a file so that a crash of the machine finds it whole.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Where a file is written before it takes its place: in the same folder, so that it can.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

/// Reads a world from a file; nothing where there is no such file.
pub(crate) fn load(path: &Path) -> Result<Option<(World, i64)>> {
    let failed = |reason: String| Error::Load { path: path.to_owned(), reason };
    match std::fs::read(path) {
        Ok(bytes) => crate::world::saved::read(&bytes).map(Some).map_err(failed),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error.to_string())),
    }
}
