//! Buttons, inline mode, reply keyboards and business: what users ask of bots otherwise than by a message.

#[path = "queries/business.rs"]
mod business;
#[path = "queries/buttons.rs"]
mod buttons;
#[path = "queries/client.rs"]
mod client;
#[path = "queries/doing.rs"]
mod doing;
#[path = "queries/ephemeral.rs"]
mod ephemeral;
#[path = "queries/inline.rs"]
mod inline;
#[path = "queries/keyboards.rs"]
mod keyboards;
#[path = "queries/managed.rs"]
mod managed;
#[path = "queries/pages.rs"]
mod pages;
#[path = "queries/prepared.rs"]
mod prepared;
#[path = "queries/replies.rs"]
mod replies;
