//! What a fault does.

/// Something that happens to a call of a method, or to an update.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Effect {
    Call(CallEffect),
    Update(UpdateEffect),
}

/// What happens to a call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CallEffect {
    /// It takes that long.
    Delay { milliseconds: i64 },
    /// 429, to be tried again after so many seconds.
    TooMany { seconds: u64 },
    /// A refusal of any code and text.
    Refuse { code: u16, description: String },
    /// Any answer at all.
    Answer { status: u16, content_type: String, body: String },
    /// Half of the answer, though all of it was announced; then the connection is closed.
    Half,
    /// The connection is reset.
    Reset,
    /// The head of an answer, and then nothing.
    Stall,
    /// The answer byte by byte, with a pause before each.
    Drip { milliseconds: i64 },
}

/// What happens to an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UpdateEffect {
    Delay {
        milliseconds: i64,
    },
    Drop,
    Duplicate,
    /// It comes after the next one.
    Reorder,
}

impl Effect {
    /// The name that the control API has for it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Effect::Call(CallEffect::Delay { .. }) => "delay",
            Effect::Call(CallEffect::TooMany { .. }) => "too_many_requests",
            Effect::Call(CallEffect::Refuse { .. }) => "refuse",
            Effect::Call(CallEffect::Answer { .. }) => "answer",
            Effect::Call(CallEffect::Half) => "half",
            Effect::Call(CallEffect::Reset) => "reset",
            Effect::Call(CallEffect::Stall) => "stall",
            Effect::Call(CallEffect::Drip { .. }) => "drip",
            Effect::Update(UpdateEffect::Delay { .. }) => "delay_update",
            Effect::Update(UpdateEffect::Drop) => "drop_update",
            Effect::Update(UpdateEffect::Duplicate) => "duplicate_update",
            Effect::Update(UpdateEffect::Reorder) => "reorder_update",
        }
    }
}
