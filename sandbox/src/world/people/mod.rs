//! Whose world it is: users, bots, the accounts that Telegram itself has, and what ties them.

mod accounts;
mod bot;
mod business;
mod managed;
mod menus;
mod session;
mod user;

pub(crate) use accounts::{ANONYMOUS, CHANNEL, TELEGRAM, account};
pub(crate) use bot::{Bot, Webhook};
pub(crate) use business::{BUSINESS_RIGHTS, Business, Connection};
pub(crate) use user::User;
