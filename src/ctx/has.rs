//! Checks of the event, by the same predicates that routes use.

use super::Ctx;
use crate::command::CommandPattern;
use crate::filter::{self, Filter, Finds, Pattern, Reaction};
use crate::types::ChatType;

impl Ctx {
    /// Whether a filter takes the event; what its patterns matched is in [`matches`](Self::matches) then.
    ///
    /// A filter whose function fails does not take it. Make a filter once and keep it where it is used often.
    ///
    /// # Example
    /// ```
    /// use chappe::prelude::*;
    ///
    /// async fn on_message(ctx: Ctx) -> Result {
    ///     if ctx.has(&query!("::url")) {
    ///         ctx.reply("no links, please").await?;
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn has(&self, filter: &Filter) -> bool {
        let mut found = Finds::default();
        let taken = filter.find(self, &mut found).unwrap_or(false);
        if taken {
            self.set_found(found);
        }
        taken
    }

    /// Whether the event is a command of one of the names. A name that cannot be a command is none.
    pub fn has_command<T: AsRef<str>>(&self, names: impl IntoIterator<Item = T>) -> bool {
        let names = names.into_iter().map(|name| name.as_ref().into()).collect();
        self.has(&filter::command_filter(CommandPattern::unchecked(names)))
    }

    /// Whether the text or caption of a message or channel post matches.
    pub fn has_text(&self, pattern: impl Into<Pattern>) -> bool {
        self.has(&filter::text(pattern))
    }

    /// Whether the data of a clicked button matches.
    pub fn has_callback_query(&self, pattern: impl Into<Pattern>) -> bool {
        self.has(&filter::callback(pattern))
    }

    /// Whether the short name of a game whose button was clicked matches.
    pub fn has_game_query(&self, pattern: impl Into<Pattern>) -> bool {
        self.has(&filter::game(pattern))
    }

    /// Whether the text of an inline query matches.
    pub fn has_inline_query(&self, pattern: impl Into<Pattern>) -> bool {
        self.has(&filter::inline_query(pattern))
    }

    /// Whether the identifier of a chosen inline result matches.
    pub fn has_chosen_inline_result(&self, pattern: impl Into<Pattern>) -> bool {
        self.has(&filter::chosen_inline_result(pattern))
    }

    /// Whether the payload of a pre-checkout query matches.
    pub fn has_pre_checkout_query(&self, pattern: impl Into<Pattern>) -> bool {
        self.has(&filter::pre_checkout_query(pattern))
    }

    /// Whether the payload of a shipping query matches.
    pub fn has_shipping_query(&self, pattern: impl Into<Pattern>) -> bool {
        self.has(&filter::shipping_query(pattern))
    }

    /// Whether one of the reactions was added.
    pub fn has_reaction(&self, reaction: impl Into<Reaction>) -> bool {
        self.has(&filter::reaction(reaction))
    }

    /// Whether the event happened in a chat of the type.
    pub fn has_chat_type(&self, kind: impl Into<ChatType>) -> bool {
        let kind = kind.into();
        self.chat().is_some_and(|chat| chat.kind == kind)
    }
}
