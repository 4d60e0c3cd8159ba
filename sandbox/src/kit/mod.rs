//! The handles that a test holds: the sandbox, its users, groups and messages.

mod acts;
mod bot;
mod builder;
mod business;
mod call;
mod click;
mod faults;
mod group;
mod inline;
mod media;
mod message;
mod moderate;
mod payments;
mod places;
mod polls;
mod press;
mod sandbox;
mod save;
mod settings;
mod share;
mod user;
mod wait;

pub use bot::BotAccount;
pub use builder::Builder;
pub use business::BusinessConnection;
pub use call::Call;
pub use click::{CallbackAnswer, Clicked};
pub use faults::{FaultId, Faults};
pub use group::Group;
pub use inline::{AskedInline, InlineResults, NewInlineQuery};
pub use message::Message;
pub use payments::Payment;
pub use polls::{Choice, Poll};
pub use sandbox::Sandbox;
pub use user::{NewUser, User};
