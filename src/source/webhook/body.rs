//! The body of a request: read up to a limit, and understood.

use std::pin::pin;

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use http_body::Body;
use http_body_util::BodyExt as _;

use super::refusal::Refusal;
use crate::json::Reader;
use crate::source::batch::{Received, parse_one};
use crate::types::Update;

/// Reads a body, and no more of it than the limit.
pub(super) async fn read<B: Body>(body: B, limit: usize) -> Result<Bytes, Refusal> {
    let mut body = pin!(body);
    // Nearly every body comes in one piece, which is then not copied.
    let (mut first, mut all) = (Bytes::new(), BytesMut::new());
    // One that knows its end is not asked for more: the server would take another turn to say that there is none.
    while !body.is_end_stream() {
        let Some(frame) = body.frame().await else { break };
        let Ok(mut data) = frame.map_err(|_| Refusal::Broken)?.into_data() else { continue };
        let length = data.remaining();
        if length > limit - first.len().max(all.len()) {
            return Err(Refusal::TooLarge(limit));
        }
        if first.is_empty() {
            first = data.copy_to_bytes(length);
        } else {
            if all.is_empty() {
                all.put_slice(&first);
            }
            all.put(data);
        }
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

/// The update of a body. One that is JSON with a number, but cannot be read, is of an unknown kind: Telegram would send it
/// again for ever.
pub(super) fn parse(body: &[u8]) -> Result<Box<Update>, Refusal> {
    match std::str::from_utf8(body) {
        Ok(text) => parse_text(text),
        // Bytes that are no UTF-8 cost the texts they stand in, not the update.
        Err(_) => parse_text(&String::from_utf8_lossy(body)),
    }
}

fn parse_text(text: &str) -> Result<Box<Update>, Refusal> {
    let broken = match parse_one(text) {
        Received::Update(update) => return Ok(update),
        Received::Broken(broken) => broken,
    };
    let mut reader = Reader::new(text);
    let is_json = reader.skip().and_then(|()| reader.end()).is_ok();
    let Some(update) = broken.to_update().filter(|_| is_json) else {
        return Err(Refusal::NoUpdate(broken.error.to_string()));
    };
    tracing::warn!(
        update_id = update.update_id,
        error = %broken.error,
        "an update cannot be read; it is handled as one of an unknown kind"
    );
    Ok(Box::new(update))
}
