//! Values that the generated types are made of and that are written by hand: identifiers, times, files.

mod edited;
mod ids;
mod input_file;
mod parse_mode;
mod recipient;
mod time;
mod update;

pub use edited::Edited;
pub use ids::{ChatId, MessageId, ThreadId, UserId};
pub use input_file::InputFile;
pub(crate) use input_file::{Content, Upload};
pub use parse_mode::ParseMode;
pub use recipient::Recipient;
pub use time::{Seconds, Timestamp};
pub use update::UnknownUpdate;
