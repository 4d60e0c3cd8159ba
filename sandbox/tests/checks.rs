//! Every method's parameters are checked against the facts of the Bot API, and refused in Telegram's words.

#[path = "checks/bot.rs"]
mod bot;
#[path = "checks/facts.rs"]
mod facts;
#[path = "checks/keyboards.rs"]
mod keyboards;
#[path = "checks/kinds.rs"]
mod kinds;
#[path = "checks/methods.rs"]
mod methods;
#[path = "checks/objects.rs"]
mod objects;
#[path = "checks/texts.rs"]
mod texts;
#[path = "checks/words.rs"]
mod words;
