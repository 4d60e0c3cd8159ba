//! A Telegram bot framework built on tower.
