//! Files that come down.

use std::path::Path;

use bytes::Bytes;
use tokio::io::AsyncWriteExt as _;

use super::transport::network;
use super::{Bot, Error};

const METHOD: &str = "file download";

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
#[derive(Debug)]
#[must_use = "a download holds a connection until it is read"]
pub struct Download {
    response: reqwest::Response,
}

impl Bot {
    /// Downloads a file by its `file_id`: up to 20 MB from Telegram's own server.
    ///
    /// # Errors
    /// Those of `getFile`, and of the download itself.
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
        Ok(Download { response: self.transport().download(file_path).await? })
    }
}

impl Download {
    /// The size in bytes, where the server tells it.
    pub fn size(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// [`Error::Network`] where the connection breaks.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        self.response.chunk().await.map_err(|error| network(METHOD, error))
    }

    /// The whole file in memory.
    ///
    /// # Errors
    /// [`Error::Network`] where the connection breaks.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        self.response.bytes().await.map_err(|error| network(METHOD, error))
    }

    /// Writes the file to a path, which is created or overwritten, and tells its size in bytes.
    ///
    /// # Errors
    /// [`Error::Network`] where the connection breaks, [`Error::File`] where the path cannot be written.
    pub async fn save(mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref();
        let failed =
            |source| Error::File { method: METHOD.to_owned(), name: path.display().to_string(), source };
        let mut file = tokio::fs::File::create(path).await.map_err(failed)?;
        let mut size = 0;
        while let Some(chunk) = self.chunk().await? {
            file.write_all(&chunk).await.map_err(failed)?;
            size += chunk.len() as u64;
        }
        file.flush().await.map_err(failed)?;
        Ok(size)
    }
}
