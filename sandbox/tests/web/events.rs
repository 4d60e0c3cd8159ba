//! A reader of server-sent events.

use std::time::Duration;

use serde_json::Value;

use super::Result;
use super::api::Api;

/// Longer than anything takes that comes at all.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open stream.
pub(crate) struct Events {
    response: reqwest::Response,
    text: String,
    /// The number of the last event.
    pub(crate) last: String,
}

impl Events {
    /// Opens the stream of `/events` with a query, perhaps as a reader that comes again.
    pub(crate) async fn open(api: &Api, query: &str, last: Option<&str>) -> Result<Self> {
        let mut request = api.client.get(format!("{}/control/v1/events?{query}", api.root));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await?;
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Ok(Self { response, text: String::new(), last: String::new() })
    }

    /// The next event; nothing once the stream has ended.
    pub(crate) async fn next(&mut self) -> Result<Option<Value>> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
                if let Some(id) = field("id: ") {
                    id.clone_into(&mut self.last);
                }
                if let Some(data) = field("data: ") {
                    return Ok(Some(serde_json::from_str(data)?));
                }
            }
            match tokio::time::timeout(PATIENCE, self.response.chunk()).await?? {
                Some(bytes) => self.text.push_str(std::str::from_utf8(&bytes)?),
                None => return Ok(None),
            }
        }
    }

    /// The next event of a type; others are passed over.
    pub(crate) async fn of(&mut self, kind: &str) -> Result<Value> {
        loop {
            let event = self.next().await?.ok_or_else(|| format!("the stream ended before {kind:?}"))?;
            if event["type"] == kind {
                return Ok(event);
            }
        }
    }
}
