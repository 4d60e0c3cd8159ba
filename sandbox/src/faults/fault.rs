//! A fault as a test writes it: what happens, and to which calls or updates.

use std::time::Duration;

use super::{CallEffect, Effect, UpdateEffect};

/// What a proxy in front of a server says when it does not reach it.
const BAD_GATEWAY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
    <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/// Something that goes wrong: what, and for which calls or updates.
///
/// The first kind of constructor harms calls of methods, the second (`update_..`) updates. Without more a fault happens
/// to every call or update there is; the other methods narrow it down. [`Faults::add`](crate::Faults::add) makes it
/// happen.
///
/// A call that is harmed is not carried out, unless [`carried_out`](Self::carried_out) says so: then the bot's message
/// is sent, and the bot does not learn of it. Where the answer itself is needed, as by [`half`](Self::half),
/// [`drip`](Self::drip) and [`delay`](Self::delay), the call is always carried out.
///
/// # Example
///
/// ```
/// use chappe_sandbox::{Fault, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), chappe_sandbox::Error> {
/// let sandbox = Sandbox::start().await?;
/// // The second message is too much.
/// let rule = sandbox.faults().add(Fault::too_many_requests(3).on("sendMessage").nth(2));
/// // Every tenth call or so is sent, and its answer lost; the same ones in every run.
/// sandbox.faults().add(Fault::reset().on("send*").chance(0.1, 42).carried_out());
/// // Pressed buttons come twice.
/// sandbox.faults().add(Fault::update_duplicate().on("callback_query"));
/// assert_eq!(sandbox.faults().fired(rule), Some(0));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a fault happens once it is added to a sandbox's faults"]
pub struct Fault {
    pub(crate) effect: Effect,
    pub(crate) on: String,
    pub(crate) bot: Option<i64>,
    pub(crate) chat: Option<i64>,
    pub(crate) skip: u64,
    pub(crate) times: Option<u64>,
    pub(crate) chance: Option<(f64, u64)>,
    pub(crate) carried_out: bool,
}

impl Fault {
    pub(crate) fn new(effect: Effect) -> Self {
        let on = "*".to_owned();
        Self { effect, on, bot: None, chat: None, skip: 0, times: None, chance: None, carried_out: false }
    }

    fn call(effect: CallEffect) -> Self {
        Self::new(Effect::Call(effect))
    }

    fn update(effect: UpdateEffect) -> Self {
        Self::new(Effect::Update(effect))
    }

    /// The call takes that long, by the sandbox's clock; with [`carried_out`](Self::carried_out) only its answer does.
    pub fn delay(by: Duration) -> Self {
        Self::call(CallEffect::Delay { milliseconds: milliseconds(by) })
    }

    /// The call is answered by 429 and `retry_after`.
    pub fn too_many_requests(retry_after: u64) -> Self {
        Self::call(CallEffect::TooMany { seconds: retry_after })
    }

    /// The call is refused in Telegram's form, with this code and description.
    pub fn refuse(code: u16, description: impl Into<String>) -> Self {
        Self::call(CallEffect::Refuse { code, description: description.into() })
    }

    /// The call is answered by anything at all.
    pub fn answer(status: u16, content_type: impl Into<String>, body: impl Into<String>) -> Self {
        let (content_type, body) = (content_type.into(), body.into());
        Self::call(CallEffect::Answer { status, content_type, body })
    }

    /// The call is answered by 502 and a page of HTML, as a proxy does that does not reach the server.
    pub fn bad_gateway() -> Self {
        Self::answer(502, "text/html", BAD_GATEWAY)
    }

    /// The call is answered by 200 and JSON that breaks off.
    pub fn malformed() -> Self {
        Self::answer(200, "application/json", r#"{"ok":true,"result":{"message_id":"#)
    }

    /// The call is answered by 200 and nothing.
    pub fn empty() -> Self {
        Self::answer(200, "application/json", "")
    }

    /// The call is carried out, and the connection closed after half of the answer, though all of it was announced.
    pub fn half() -> Self {
        Self::call(CallEffect::Half)
    }

    /// The connection is reset.
    pub fn reset() -> Self {
        Self::call(CallEffect::Reset)
    }

    /// The head of an answer comes, and then nothing more.
    pub fn stall() -> Self {
        Self::call(CallEffect::Stall)
    }

    /// The call is carried out, and the answer comes byte by byte with a pause before each, by the sandbox's clock.
    pub fn drip(pause: Duration) -> Self {
        Self::call(CallEffect::Drip { milliseconds: milliseconds(pause) })
    }

    /// The update comes later, by the sandbox's clock, when others may have come before it.
    pub fn update_delay(by: Duration) -> Self {
        Self::update(UpdateEffect::Delay { milliseconds: milliseconds(by) })
    }

    /// The update never comes; its number is used up.
    pub fn update_drop() -> Self {
        Self::update(UpdateEffect::Drop)
    }

    /// The update comes twice, with one number.
    pub fn update_duplicate() -> Self {
        Self::update(UpdateEffect::Duplicate)
    }

    /// The update comes after the one that follows it, and waits until there is one.
    pub fn update_reorder() -> Self {
        Self::update(UpdateEffect::Reorder)
    }

    /// Only calls of this method, or updates of this kind; `*` stands for any letters, and case does not count.
    ///
    /// The downloads of files are calls of `file`.
    pub fn on(mut self, name: impl Into<String>) -> Self {
        self.on = name.into();
        self
    }

    /// Only this bot's.
    pub fn bot(mut self, id: i64) -> Self {
        self.bot = Some(id);
        self
    }

    /// Only calls with this `chat_id`, or updates from this chat or user.
    pub fn chat(mut self, id: i64) -> Self {
        self.chat = Some(id);
        self
    }

    /// Only the one of that number, counted from 1 among those that the rest fits.
    pub fn nth(self, number: u64) -> Self {
        self.after(number.saturating_sub(1)).times(1)
    }

    /// Lets the first few pass.
    pub fn after(mut self, number: u64) -> Self {
        self.skip = number;
        self
    }

    /// Happens so often at most.
    pub fn times(mut self, number: u64) -> Self {
        self.times = Some(number);
        self
    }

    /// Happens with this probability, from 0 to 1; the same seed chooses the same ones.
    pub fn chance(mut self, probability: f64, seed: u64) -> Self {
        self.chance = Some((probability, seed));
        self
    }

    /// The call is carried out first: what it does is done, though its answer does not come or says otherwise.
    pub fn carried_out(mut self) -> Self {
        self.carried_out = true;
        self
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
