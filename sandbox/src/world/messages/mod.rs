//! Messages: how they come, change and go, what they carry, and who has seen them.

mod callback;
mod deletion;
mod ephemeral;
mod file;
mod fixture;
mod forward;
mod image;
mod inbox;
mod inline;
mod keyboards;
mod media;
mod message;
mod post;
mod prepared;
mod reply;

pub(crate) use callback::Callbacks;
pub(crate) use ephemeral::Ephemeral;
pub(crate) use file::{Files, Stored as StoredFile};
pub(crate) use fixture::{PICTURE, fixture};
pub(crate) use image::{check_photo, dimensions};
pub(crate) use inbox::{Event, Inbox, Reader, What};
pub(crate) use inline::{Inline, InlineQuery, Offer, Offers};
pub(crate) use keyboards::{Keyboards, Standing};
pub(crate) use media::{MEDIA, folder};
pub(crate) use message::{Author, Entry, Json, button_label};
pub(crate) use post::Draft;
pub(crate) use prepared::{Offered, PreparedThings};
