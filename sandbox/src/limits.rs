//! How often a bot may send: Telegram's limits, on by choice.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use serde_json::Value;

use crate::server::{Params, Refusal};

/// How many chats may be remembered before those that are within their limits are forgotten.
const CHATS: usize = 10_000;

/// How often a bot may send, in all and to each chat. A sandbox has none unless it is told to.
///
/// What is too much is refused as Telegram does, by 429 with `retry_after`, and does not count. Time is the sandbox's own,
/// which [`Sandbox::advance`](crate::Sandbox::advance) puts ahead.
///
/// # Example
///
/// ```
/// use chappe_sandbox::{Limits, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), chappe_sandbox::Error> {
/// let sandbox = Sandbox::builder().limits(Limits::telegram()).start().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "limits hold once they are given to a builder"]
pub struct Limits {
    overall: Rate,
    chat: Rate,
    group: Rate,
}

/// So many in that time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rate {
    calls: usize,
    milliseconds: i64,
}

impl Limits {
    /// 30 a second in all, one a second to a chat, and 20 a minute to a group, supergroup or channel.
    pub fn telegram() -> Self {
        let second = Duration::from_secs(1);
        Self::none().overall(30, second).chat(1, second).group(20, Duration::from_secs(60))
    }

    /// No limits, to set some.
    pub fn none() -> Self {
        let endless = Rate { calls: usize::MAX, milliseconds: 0 };
        Self { overall: endless, chat: endless, group: endless }
    }

    /// How many messages a bot may send in a time, in all.
    pub fn overall(self, messages: usize, time: Duration) -> Self {
        Self { overall: Rate::new(messages, time), ..self }
    }

    /// How many messages a bot may send to one chat in a time.
    pub fn chat(self, messages: usize, time: Duration) -> Self {
        Self { chat: Rate::new(messages, time), ..self }
    }

    /// How many messages a bot may send to one group, supergroup or channel in a time, besides the limit of each chat.
    pub fn group(self, messages: usize, time: Duration) -> Self {
        Self { group: Rate::new(messages, time), ..self }
    }
}

impl Rate {
    fn new(calls: usize, time: Duration) -> Self {
        Self { calls, milliseconds: i64::try_from(time.as_millis()).unwrap_or(i64::MAX) }
    }

    /// How many milliseconds to wait until so many more fit in; nothing where they do now.
    ///
    /// More at once than the rate allows at all fit into a time without any.
    fn wait(self, sent: &VecDeque<i64>, more: usize, now: i64) -> Option<i64> {
        let room = self.calls.saturating_sub(more);
        let since = now.saturating_sub(self.milliseconds);
        let within = sent.len() - sent.partition_point(|at| *at <= since);
        let last = *sent.get(sent.len().checked_sub(1 + room)?)?;
        (within > room).then(|| last.saturating_add(self.milliseconds) - now)
    }
}

/// What the bots have sent lately.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    limits: Option<Limits>,
    overall: HashMap<i64, VecDeque<i64>>,
    chats: HashMap<(i64, String), VecDeque<i64>>,
}

impl Limiter {
    pub(crate) fn set(&mut self, limits: Option<Limits>) {
        *self = Self { limits, ..Self::default() };
    }

    /// Counts what a bot is about to send, or refuses it.
    pub(crate) fn count(&mut self, bot: i64, method: &str, params: &Params, now: i64) -> Result<(), Refusal> {
        let Some(limits) = self.limits else { return Ok(()) };
        let Some((chat, messages)) = sends(method, params) else { return Ok(()) };
        let is_group = chat.starts_with(['-', '@']);
        let overall = self.overall.entry(bot).or_default();
        let here = self.chats.entry((bot, chat)).or_default();
        let waits = [
            limits.overall.wait(overall, messages, now),
            limits.chat.wait(here, messages, now),
            limits.group.wait(here, messages, now).filter(|_| is_group),
        ];
        if let Some(wait) = waits.into_iter().flatten().max() {
            return Err(too_many(wait));
        }
        overall.extend(std::iter::repeat_n(now, messages));
        here.extend(std::iter::repeat_n(now, messages));
        let longest = limits.chat.milliseconds.max(limits.group.milliseconds);
        forget(overall, now.saturating_sub(limits.overall.milliseconds));
        forget(here, now.saturating_sub(longest));
        if self.chats.len() > CHATS {
            self.chats.retain(|_, sent| sent.back().is_some_and(|at| *at > now.saturating_sub(longest)));
        }
        Ok(())
    }
}

fn forget(sent: &mut VecDeque<i64>, until: i64) {
    sent.drain(..sent.partition_point(|at| *at <= until));
}

/// The chat that a call sends to, and how many messages.
fn sends(method: &str, params: &Params) -> Option<(String, usize)> {
    let counted = method.starts_with("send") || method.starts_with("copy") || method.starts_with("forward");
    if !counted || method == "sendChatAction" {
        return None;
    }
    let chat = match params.get("chat_id")? {
        Value::String(name) => name.clone(),
        other => other.to_string(),
    };
    let several = params.get("media").or_else(|| params.get("message_ids")).and_then(Value::as_array);
    Some((chat, several.map_or(1, Vec::len).max(1)))
}

fn too_many(milliseconds: i64) -> Refusal {
    // A wait of no time at all would be asked for again at once.
    let seconds = (milliseconds.max(1) - 1) / 1000 + 1;
    Refusal::too_many(seconds.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn to(chat: i64) -> Params {
        let mut params = Params::default();
        params.values.insert("chat_id".to_owned(), chat.into());
        params
    }

    fn limiter(limits: Limits) -> Limiter {
        Limiter { limits: Some(limits), ..Limiter::default() }
    }

    fn wait(limiter: &mut Limiter, chat: i64, now: i64) -> Option<i64> {
        let refusal = limiter.count(1, "sendMessage", &to(chat), now).err()?;
        assert_eq!(refusal.code, 429);
        refusal.parameters?["retry_after"].as_i64()
    }

    #[test]
    fn one_a_second_to_a_chat_and_thirty_in_all() {
        let mut limiter = limiter(Limits::telegram());
        assert_eq!(wait(&mut limiter, 1, 0), None);
        assert_eq!(wait(&mut limiter, 1, 999), Some(1));
        assert_eq!(wait(&mut limiter, 1, 1_000), None);
        for chat in 2..31 {
            assert_eq!(wait(&mut limiter, chat, 1_000), None);
        }
        assert_eq!(wait(&mut limiter, 31, 1_500), Some(1));
        assert_eq!(wait(&mut limiter, 31, 2_000), None);
    }

    #[test]
    fn twenty_a_minute_to_a_group() {
        let mut limiter = limiter(Limits::telegram());
        for second in 0..20 {
            assert_eq!(wait(&mut limiter, -5, second * 1_000), None);
            assert_eq!(wait(&mut limiter, 5, second * 1_000), None);
        }
        assert_eq!(wait(&mut limiter, -5, 20_000), Some(40));
        assert_eq!(wait(&mut limiter, 5, 20_000), None);
        assert_eq!(wait(&mut limiter, -5, 60_000), None);
    }

    #[test]
    fn an_album_counts_by_its_messages_and_fits_alone() {
        let mut limiter = limiter(Limits::none().chat(2, Duration::from_secs(10)));
        let mut album = to(1);
        album.values.insert("media".to_owned(), json!([{}, {}, {}]));
        assert!(limiter.count(1, "sendMediaGroup", &album, 0).is_ok());
        assert!(limiter.count(1, "sendMediaGroup", &album, 9_999).is_err());
        assert!(limiter.count(1, "sendMediaGroup", &album, 10_000).is_ok());
    }

    #[test]
    fn what_sends_nothing_is_not_counted() {
        let mut limiter = limiter(Limits::none().chat(0, Duration::from_secs(1)));
        for method in ["getChat", "sendChatAction", "editMessageText", "deleteMessage"] {
            assert!(limiter.count(1, method, &to(1), 0).is_ok(), "{method}");
        }
        assert!(limiter.count(1, "getMe", &Params::default(), 0).is_ok());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut limiter = limiter(Limits::telegram());
        for turn in 0..3 * CHATS as i64 {
            assert_eq!(wait(&mut limiter, turn, turn * 1_000), None);
        }
        assert!(limiter.chats.len() <= CHATS + 1, "{}", limiter.chats.len());
        assert!(limiter.overall[&1].len() <= 30);
    }
}
