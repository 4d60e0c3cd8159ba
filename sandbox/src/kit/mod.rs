//! The handles that a test holds: the sandbox, its users, groups and messages.

mod acts;
mod bot;
mod builder;
mod call;
mod click;
mod faults;
mod group;
mod media;
mod message;
mod moderate;
mod payments;
mod places;
mod polls;
mod sandbox;
mod save;
mod settings;
mod user;
mod wait;

pub use bot::BotAccount;
pub use builder::Builder;
pub use call::Call;
pub use click::{CallbackAnswer, Clicked};
pub use faults::{FaultId, Faults};
pub use group::Group;
pub use message::Message;
pub use payments::Payment;
pub use polls::{Choice, Poll};
pub use sandbox::Sandbox;
pub use user::{NewUser, User};
