//! Files that come down.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::transport::network;
use super::{Bot, Error};

/// What errors of a download name in the place of a method.
pub(super) const FILE_DOWNLOAD: &str = "file download";
/// How long the next piece may take to come.
const STALL: Duration = Duration::from_secs(60);
/// How much is read from a disk at once.
const CHUNK: usize = 64 * 1024;
/// How much room is made in advance, whatever size a server tells.
const ROOM: u64 = 1 << 20;

/// A file on its way down, read piece by piece.
///
/// # Example
/// ```no_run
/// # async fn f(bot: chappe::Bot, file_id: &str) -> Result<(), chappe::Error> {
/// let size = bot.download(file_id).await?.save("photo.jpg").await?;
/// println!("{size} bytes");
/// # Ok(())
/// # }
/// ```
#[must_use = "a download holds a connection until it is read"]
pub struct Download(Source);

enum Source {
    Http(reqwest::Response),
    Disk { file: File, name: String, size: u64 },
}

impl Bot {
    /// Downloads a file by its `file_id`: up to 20 MB from Telegram's own server.
    ///
    /// A Bot API server that was started with `--local` keeps files of any size on its disk and tells where: the file
    /// is then read from there, so the bot must run on the same machine, or see the server's folder at the same path.
    ///
    /// # Errors
    /// Those of `getFile`, and of the download itself: [`Error::File`] where the disk of a local server is not here.
    pub async fn download(&self, file_id: impl Into<String>) -> Result<Download, Error> {
        let file = self.get_file(file_id).await?;
        let Some(path) = file.file_path else {
            return Err(Error::Config(format!("the file {} has no path: it may be too large", file.file_id)));
        };
        self.download_path(&path).await
    }

    /// Downloads a file by the `file_path` that `getFile` told; the path holds for an hour.
    ///
    /// # Errors
    /// Those of the download itself.
    pub async fn download_path(&self, file_path: &str) -> Result<Download, Error> {
        if !self.transport().is_on_disk(file_path) {
            return Ok(Download(Source::Http(self.transport().download(file_path).await?)));
        }
        let failed = |error: std::io::Error| {
            let hint =
                "the Bot API server runs with --local, and its files are not to be had at that path here";
            disk(file_path, std::io::Error::new(error.kind(), format!("{hint}: {error}")))
        };
        let file = File::open(file_path).await.map_err(failed)?;
        let size = file.metadata().await.map_err(failed)?.len();
        Ok(Download(Source::Disk { file, name: file_path.to_owned(), size }))
    }
}

impl Download {
    /// The size in bytes, where the server tells it.
    pub fn size(&self) -> Option<u64> {
        match &self.0 {
            Source::Http(response) => response.content_length(),
            Source::Disk { size, .. } => Some(*size),
        }
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// [`Error::Network`] where the connection breaks, [`Error::Timeout`] where nothing comes for a minute.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        match &mut self.0 {
            Source::Http(response) => match tokio::time::timeout(STALL, response.chunk()).await {
                Ok(chunk) => chunk.map_err(|error| network(FILE_DOWNLOAD, error)),
                Err(_) => Err(Error::Timeout { method: FILE_DOWNLOAD.to_owned() }),
            },
            Source::Disk { file, name, .. } => {
                let mut chunk = BytesMut::with_capacity(CHUNK);
                file.read_buf(&mut chunk).await.map_err(|error| disk(name, error))?;
                Ok((!chunk.is_empty()).then(|| chunk.freeze()))
            }
        }
    }

    /// The whole file in memory.
    ///
    /// # Errors
    /// As those of [`chunk`](Self::chunk).
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let room = self.size().unwrap_or_default().min(ROOM);
        let mut all = BytesMut::with_capacity(usize::try_from(room).unwrap_or_default());
        while let Some(chunk) = self.chunk().await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }

    /// Writes the file to a path, which is created or overwritten, and tells its size in bytes.
    ///
    /// What came before a failure stays there.
    ///
    /// # Errors
    /// As those of [`chunk`](Self::chunk), and [`Error::File`] where the path cannot be written.
    pub async fn save(mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref();
        let failed = |source| disk(&path.to_string_lossy(), source);
        let mut file = File::create(path).await.map_err(failed)?;
        let mut size = 0;
        while let Some(chunk) = self.chunk().await? {
            file.write_all(&chunk).await.map_err(failed)?;
            size += chunk.len() as u64;
        }
        file.flush().await.map_err(failed)?;
        Ok(size)
    }
}

fn disk(name: &str, source: std::io::Error) -> Error {
    Error::File { method: FILE_DOWNLOAD.to_owned(), name: name.to_owned(), source }
}

impl fmt::Debug for Download {
    // Not what is in it: the response knows its address, and the token is in that.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("size", &self.size()).finish_non_exhaustive()
    }
}
