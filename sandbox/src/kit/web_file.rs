//! Telling the sandbox what lies on the web.

use super::Sandbox;
use crate::error::{Error, Result};
use crate::world::WebFile;

impl Sandbox {
    /// Says what bots get that send a file by this URL, which is outside of this machine and never asked.
    ///
    /// What is told again takes the place of what was told before; [`Builder::web_file`](crate::Builder::web_file) tells
    /// it before the sandbox starts. A URL that nothing was told of leads to a small file of the right kind. It is part
    /// of the saved world: at most 10,000 URLs, with 20 MiB a file and 256 MiB for all of them.
    ///
    /// # Errors
    ///
    /// When it is no URL of `http://` or `https://`, leads to this machine by `http://`, which is really asked, or when
    /// there is no room.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// use chappe_sandbox::{Sandbox, User, WebFile};
    ///
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.web_file("https://example.org/cat.jpg", User::fixture())?;
    /// sandbox.web_file("https://example.org/gone.jpg", WebFile::Unreachable)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn web_file(&self, url: &str, file: impl Into<WebFile>) -> Result<()> {
        let file = file.into();
        self.core().change(|world| world.web.tell(url, file)).map_err(Error::Impossible)
    }
}
