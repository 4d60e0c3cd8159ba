//! Posts that are suggested to a channel: a bot approves or declines them.

use super::Request;
use super::access::Access;
use crate::server::{Answer, Refusal};
use crate::world::ChatKey;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "approveSuggestedPost" => approve(request),
        "declineSuggestedPost" => decline(request),
        _ => return None,
    })
}

/// The message that a request names.
fn suggestion(request: &mut Request<'_>) -> Result<(ChatKey, i64), Refusal> {
    let key = request.readable_chat(Access::Write)?;
    Ok((key, request.params.number("message_id")))
}

fn approve(request: &mut Request<'_>) -> Answer {
    let (key, id) = suggestion(request)?;
    let date = request.params.int("send_date").filter(|date| *date != 0);
    request.world.approve_post(key, request.bot, id, date)?;
    Ok(true.into())
}

fn decline(request: &mut Request<'_>) -> Answer {
    let (key, id) = suggestion(request)?;
    let comment = request.params.str("comment").unwrap_or_default().to_owned();
    request.world.decline_post(key, request.bot, id, &comment)?;
    Ok(true.into())
}
