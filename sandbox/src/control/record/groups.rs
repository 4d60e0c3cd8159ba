//! Lines for how groups and bots are set up, and for invite links.

use super::line::Words;
use super::literal;

/// Settings of the kit's that take a value and give the group back, by the member that says it.
const FLAGS: [&str; 4] = ["protected", "signatures", "join_by_request", "forum"];

/// What sets up a bot, by the member that says it.
const BOT_SETTERS: [(&str, &str); 4] = [
    ("privacy", "set_privacy"),
    ("topics", "set_topics"),
    ("join_queries", "set_join_queries"),
    ("inline_feedback", "inline_feedback"),
];

impl Words<'_> {
    /// What is done to a group, or to a bot outside of the Bot API; nothing for other verbs.
    pub(super) fn set_up(&self) -> Option<String> {
        match self.act.verb {
            "change_group" | "set_up_group" => {
                let lines = self.group_settings(self.names.group(self.int("group")?));
                (!lines.is_empty()).then(|| lines.join(";\n    "))
            }
            "set_up_bot" => {
                let sandbox = self.of_bot("sandbox");
                let setters = BOT_SETTERS.into_iter().filter(|(name, _)| self.act.args.contains_key(*name));
                let lines: Vec<String> = setters
                    .map(|(name, setter)| format!("{sandbox}.{setter}({})", self.flag(name)))
                    .collect();
                (!lines.is_empty()).then(|| lines.join(";\n    "))
            }
            "invite_link" => {
                let verb = if self.flag("asks") { "request_link" } else { "invite_link" };
                Some(format!("{}.{verb}()?", self.names.group(self.int("group")?)))
            }
            "add_bot_to_group" => {
                Some(format!("{}.add_bot(&{}).await?", self.names.group(self.int("group")?), self.bot()))
            }
            "allow_reactions" => {
                let group = self.names.group(self.int("group")?);
                Some(match self.list("emoji").as_deref() {
                    None => format!("{group}.allow_all_reactions()"),
                    // An empty list tells nothing of its type.
                    Some("[]") => format!("{group}.allow_reactions(None::<chappe_sandbox::Reaction>)"),
                    Some(emoji) => format!("{group}.allow_reactions({emoji})"),
                })
            }
            _ => None,
        }
    }

    /// A sandbox or a group, with the bot that is meant where it is not the default one.
    fn of_bot(&self, variable: &str) -> String {
        match self.other_bot() {
            Some(bot) => format!("{variable}.with_bot(&{bot})"),
            None => variable.to_owned(),
        }
    }

    /// In the order in which they are carried out.
    fn group_settings(&self, group: &str) -> Vec<String> {
        let mut setters = String::new();
        if self.act.args.contains_key("username") {
            setters.push_str(&format!(".username({})", self.text("username")));
        }
        if let Some(seconds) = self.int("slow_mode") {
            setters.push_str(&format!(".slow_mode({seconds})"));
        }
        for name in FLAGS.into_iter().filter(|name| self.act.args.contains_key(*name)) {
            setters.push_str(&format!(".{name}({})", self.flag(name)));
        }
        if let Some(discussion) = self.int("discussion") {
            setters.push_str(&format!(".discussion(&{})", self.names.group(discussion)));
        }
        let mut lines = Vec::new();
        if !setters.is_empty() {
            lines.push(format!("let {group} = {group}{setters}"));
        }
        let with_bot = self.of_bot(group);
        if self.act.args.contains_key("bot_admin") {
            // The handle stays that of the default bot.
            let whole = self.of_bot(&format!("{group}.clone()"));
            lines.push(format!("{whole}.bot_admin({})", self.flag("bot_admin")));
        }
        if let Some(rights) = self.list("bot_rights") {
            lines.push(format!("{with_bot}.bot_rights(&{rights})"));
        }
        if let Some(seconds) = self.int("auto_delete") {
            lines.push(format!("{group}.auto_delete({seconds}).await?"));
        }
        let owner = self.user();
        for (name, verb) in [("title", "rename"), ("description", "describe")] {
            if self.act.args.contains_key(name) {
                lines.push(format!("{owner}.{verb}(&{group}, {}).await?", self.text(name)));
            }
        }
        if self.act.file.is_some() {
            let photo = self.file("photo");
            let bytes = if photo.ends_with(".as_slice()") { format!("{photo}.into()") } else { photo };
            lines.push(format!("{owner}.set_photo(&{group}, Some({bytes})).await?"));
        }
        lines
    }

    /// The call that follows an invite link, which is in a variable where the test made it.
    pub(super) fn join_by(&self, variable: Option<&str>) -> String {
        let link = variable.map_or_else(|| self.text("link"), |variable| format!("&{variable}"));
        format!("{}.join_by({link})", self.user())
    }
}

/// How a group is set up at the beginning, beside its title and members.
pub(super) fn set_up(set_up: &crate::world::SetUp) -> String {
    let mut made = String::new();
    if let Some(username) = &set_up.username {
        made.push_str(&format!(".username({})", literal::text(username)));
    }
    let settings = &set_up.settings;
    if settings.slow_mode != 0 {
        made.push_str(&format!(".slow_mode({})", settings.slow_mode));
    }
    let on = [settings.protected, settings.signatures, settings.join_by_request, set_up.forum];
    for (name, _) in FLAGS.into_iter().zip(on).filter(|(_, on)| *on) {
        made.push_str(&format!(".{name}(true)"));
    }
    made
}
