//! What users, groups and bots are called in Rust.

use std::collections::{BTreeMap, BTreeSet};

use crate::world::{ChatKey, World};

/// Words that no variable may be called, and those that a test uses itself.
const TAKEN: &[&str] = &[
    "as",
    "async",
    "await",
    "box",
    "break",
    "const",
    "continue",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "union",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
    "abstract",
    "become",
    "sandbox",
    "answer",
    "clicked",
    "message",
    "results",
    "run_my_bot",
];

/// The variables of a world: each name is given once.
#[derive(Debug)]
pub(in super::super) struct Names {
    pub(super) users: BTreeMap<i64, String>,
    pub(super) groups: BTreeMap<i64, String>,
    pub(super) bots: BTreeMap<i64, String>,
    pub(super) default_bot: i64,
}

impl Names {
    pub(in super::super) fn of(world: &World, default_bot: i64) -> Self {
        let mut taken = BTreeSet::new();
        let mut give = |name: &str, otherwise: &str| unique(&snake(name, otherwise), &mut taken);
        let users = world.users.iter().map(|(id, user)| (*id, give(&user.first_name, "user"))).collect();
        let mut groups: Vec<(i64, String)> = world
            .chats
            .iter()
            .filter_map(|(key, chat)| match key {
                // A channel's direct messages have its title.
                ChatKey::Shared(id) if chat.direct_channel().is_some() => {
                    Some((*id, format!("{} direct", chat.title)))
                }
                ChatKey::Shared(id) => Some((*id, chat.title.clone())),
                _ => None,
            })
            .collect();
        // By their age: identifiers go down from zero.
        groups.sort_unstable_by_key(|(id, _)| std::cmp::Reverse(*id));
        let groups = groups.into_iter().map(|(id, title)| (id, give(&title, "group"))).collect();
        let bots = world.bots.iter().map(|(id, bot)| (*id, give(&bot.first_name, "bot"))).collect();
        Self { users, groups, bots, default_bot }
    }

    pub(super) fn user(&self, id: i64) -> &str {
        self.users.get(&id).map_or("nobody", String::as_str)
    }

    pub(super) fn group(&self, id: i64) -> &str {
        self.groups.get(&id).map_or("no_group", String::as_str)
    }

    /// A user in the private chat with a bot.
    pub(super) fn user_with(&self, user: i64, bot: Option<i64>) -> String {
        let user = self.user(user);
        match bot.filter(|bot| *bot != self.default_bot).and_then(|bot| self.bots.get(&bot)) {
            Some(bot) => format!("{user}.with_bot(&{bot})"),
            None => user.to_owned(),
        }
    }
}

/// A name in the form of a variable; another one where nothing of it is left.
fn snake(name: &str, otherwise: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            snake.push(c.to_ascii_lowercase());
        } else if !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
    }
    let snake = snake.trim_end_matches('_');
    match snake.chars().next() {
        None => otherwise.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{otherwise}_{snake}"),
        Some(_) => snake.to_owned(),
    }
}

fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = ["message_", "clicked_", "results_", "link_"];
    let free = |name: &str| !TAKEN.contains(&name) && !numbered.iter().any(|start| name.starts_with(start));
    let mut candidate = name.to_owned();
    let mut number = 1;
    while !free(&candidate) || taken.contains(&candidate) {
        number += 1;
        candidate = if free(name) { format!("{name}_{number}") } else { format!("the_{name}_{number}") };
    }
    taken.insert(candidate.clone());
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_becomes_a_variable() {
        for (name, variable) in [
            ("Alice", "alice"),
            ("Best Friends!", "best_friends"),
            ("Élodie", "lodie"),
            ("Вера", "user"),
            ("", "user"),
            ("007", "user_007"),
        ] {
            assert_eq!(snake(name, "user"), variable, "{name}");
        }
    }

    #[test]
    fn no_variable_is_given_twice_and_none_is_a_word_of_rust() {
        let mut taken = BTreeSet::new();
        let names: Vec<String> = ["bob", "bob", "bob_2", "match", "message_3"]
            .iter()
            .map(|name| unique(name, &mut taken))
            .collect();
        assert_eq!(names, ["bob", "bob_2", "bob_2_2", "the_match_2", "the_message_3_2"]);
    }
}
