//! Where a webhook that is served alone is reached.

use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::source::RunError;

/// Where to listen: an address, or a listener that is there already.
///
/// # Example
/// ```no_run
/// # async fn f(bot: chappe::Bot, router: chappe::Router) -> chappe::Result {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
/// println!("listening on {}", listener.local_addr()?);
/// bot.run_webhook(listener, router).await?; // or an address: "0.0.0.0:8080"
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Listen {
    /// An address, or a name and a port.
    Address(String),
    /// A listener.
    Listener(TcpListener),
}

impl Listen {
    pub(super) async fn listener(self) -> Result<TcpListener, RunError> {
        match self {
            Self::Listener(listener) => Ok(listener),
            Self::Address(address) => match TcpListener::bind(&address).await {
                Ok(listener) => Ok(listener),
                Err(source) => Err(RunError::Bind { address, source }),
            },
        }
    }
}

impl From<&str> for Listen {
    fn from(address: &str) -> Self {
        Self::Address(address.to_owned())
    }
}

impl From<String> for Listen {
    fn from(address: String) -> Self {
        Self::Address(address)
    }
}

impl From<SocketAddr> for Listen {
    fn from(address: SocketAddr) -> Self {
        Self::Address(address.to_string())
    }
}

impl From<TcpListener> for Listen {
    fn from(listener: TcpListener) -> Self {
        Self::Listener(listener)
    }
}
