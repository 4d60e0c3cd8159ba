//! What lies under URLs outside of this machine, as far as the sandbox was told.

use std::collections::BTreeMap;

use axum::http::Uri;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// The largest file that is fetched from a URL, in bytes.
pub(crate) const LARGEST: usize = 20 * 1024 * 1024;
/// The bytes that all told files may take together.
const ROOM: usize = 256 * 1024 * 1024;
/// How many URLs may be told.
const MOST: usize = 10_000;

/// What a bot gets that sends a file by a URL outside of this machine.
///
/// Whatever can be bytes is a file, so that [`Sandbox::web_file`](crate::Sandbox::web_file) takes bytes as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum WebFile {
    /// A file of these bytes.
    File(#[serde(with = "super::in_base64")] Bytes),
    /// Nothing: the call is refused with `failed to get HTTP URL content`.
    Unreachable,
    /// A page in place of a file: the call is refused with `wrong type of the web page content`.
    Page,
}

impl<T: Into<Bytes>> From<T> for WebFile {
    fn from(bytes: T) -> Self {
        Self::File(bytes.into())
    }
}

/// What was told of the web.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Web {
    files: BTreeMap<String, WebFile>,
    /// The bytes of all URLs and files.
    size: usize,
}

impl Web {
    /// Remembers what a URL leads to; the error says why it cannot.
    pub(crate) fn tell(&mut self, url: &str, file: WebFile) -> Result<(), String> {
        let address = address(url).ok_or_else(|| format!("{url:?} is no URL of http:// or https://"))?;
        if is_local(&address) {
            return Err(format!("what {url:?} leads to is fetched, for it is on this machine"));
        }
        let key = key(&address);
        let length = |file: &WebFile| if let WebFile::File(bytes) = file { bytes.len() } else { 0 };
        if length(&file) > LARGEST {
            return Err(format!("a file by URL has at most {LARGEST} bytes"));
        }
        let before = self.files.get(&key).map_or(0, |old| key.len() + length(old));
        let size = self.size - before + key.len() + length(&file);
        if size > ROOM || (before == 0 && self.files.len() >= MOST) {
            return Err(format!("the sandbox remembers {MOST} URLs and {ROOM} bytes at most"));
        }
        self.size = size;
        self.files.insert(key, file);
        Ok(())
    }

    /// What was told of a URL.
    pub(crate) fn find(&self, address: &Uri) -> Option<&WebFile> {
        self.files.get(&key(address))
    }
}

/// Reads a URL of a file.
pub(crate) fn address(url: &str) -> Option<Uri> {
    let uri: Uri = url.parse().ok()?;
    let web = matches!(uri.scheme_str(), Some("http" | "https"));
    let host = uri.host().is_some_and(|host| !host.is_empty());
    (web && host).then_some(uri)
}

/// Whether a URL leads to this machine by `http://`, from where files are fetched.
pub(crate) fn is_local(address: &Uri) -> bool {
    let host = address.host().unwrap_or_default();
    let ip = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    let loopback = host.eq_ignore_ascii_case("localhost") || ip.is_ok_and(|ip| ip.is_loopback());
    address.scheme_str() == Some("http") && loopback
}

/// The name that a URL ends in.
pub(crate) fn file_name(address: &Uri) -> Option<&str> {
    address.path().rsplit('/').next().filter(|name| !name.is_empty())
}

/// One spelling of a URL: hosts are the same in any case, and a path is there.
fn key(address: &Uri) -> String {
    let host = address.authority().map_or("", |authority| authority.as_str()).to_ascii_lowercase();
    let path = address.path_and_query().map_or("/", |path| path.as_str());
    format!("{}://{host}{path}", address.scheme_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(web: &Web, url: &str) -> Option<WebFile> {
        web.find(&address(url)?).cloned()
    }

    #[test]
    fn a_url_is_found_however_its_host_is_spelled() {
        let mut web = Web::default();
        web.tell("https://Example.org", "home".into()).unwrap();
        web.tell("https://example.org/a.jpg?x=1", WebFile::Page).unwrap();
        assert_eq!(found(&web, "HTTPS://example.ORG/"), Some("home".into()));
        assert_eq!(found(&web, "https://example.org/a.jpg?x=1#top"), Some(WebFile::Page));
        assert_eq!(found(&web, "https://example.org/a.jpg"), None);
        assert_eq!(found(&web, "http://example.org/"), None);
    }

    #[test]
    fn what_is_told_again_takes_the_place_of_the_first() {
        let mut web = Web::default();
        web.tell("http://a.org/", "12345".into()).unwrap();
        web.tell("http://a.org/", "123".into()).unwrap();
        assert_eq!((web.size, web.files.len()), ("http://a.org/123".len(), 1));
        assert_eq!(found(&web, "http://a.org/"), Some("123".into()));
    }

    #[test]
    fn what_cannot_be_told_is_refused() {
        let mut web = Web::default();
        for url in
            ["", "a.jpg", "ftp://a.org/", "http://", "http://a b/", "http://127.0.0.1/a", "http://localhost/"]
        {
            assert!(web.tell(url, WebFile::Page).is_err(), "{url}");
        }
        let huge = Bytes::from(vec![0; LARGEST]);
        for number in 0..ROOM / LARGEST {
            web.tell(&format!("http://a.org/{number}"), huge.clone().into()).unwrap();
        }
        assert!(web.tell("http://a.org/more", huge.clone().into()).is_err(), "no room");
        assert!(web.tell("http://a.org/0", huge.into()).is_ok(), "in place of another");
        assert!(web.tell("http://a.org/0", vec![0; LARGEST + 1].into()).is_err(), "too large");
    }

    #[test]
    fn only_this_machine_is_local() {
        let local = |url: &str| address(url).is_some_and(|address| is_local(&address));
        for url in
            ["http://127.0.0.1:80/a.png", "http://localhost/a", "http://[::1]:8/a", "http://127.9.9.9/"]
        {
            assert!(local(url), "{url}");
        }
        for url in ["https://127.0.0.1/a", "http://example.org/", "http://10.0.0.1/a", "BQACAg", "http://"] {
            assert!(!local(url), "{url}");
        }
    }
}
