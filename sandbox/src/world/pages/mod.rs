//! Pages that buttons open: Web Apps and logins, with what Telegram adds to their addresses.

mod login;
mod sign;
mod web_app;

pub(crate) use web_app::WebApp;
