//! Connections to webhooks by `http://` alone.

use std::error::Error;

use axum::http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;

use crate::world::Webhook;

pub(super) type Connector = HttpConnector;

/// Why an address cannot be delivered to.
pub(super) fn refuse(uri: &Uri) -> Option<&'static str> {
    let why =
        "The sandbox delivers to http:// only; use such an address, or build it with the feature `https`";
    (uri.scheme_str() != Some("http")).then_some(why)
}

pub(super) fn connector(_webhook: &Webhook, http: HttpConnector) -> Connector {
    http
}

/// What is wrong with an encrypted connection, of which there are none.
pub(super) fn words(_error: &(dyn Error + 'static)) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encrypted_is_refused_with_a_hint() {
        let refused = |uri: &str| refuse(&uri.parse().unwrap());
        assert_eq!(refused("http://localhost/"), None);
        assert!(refused("https://localhost/").is_some_and(|why| why.contains("feature `https`")));
    }
}
