//! The command menu and the menu button that somebody sees of a bot.

use serde_json::{Value, json};

use crate::world::{Bot, ChatKey, World};

impl World {
    /// The commands that a bot offers to somebody in a chat: those of the narrowest scope that has any.
    ///
    /// Within a scope, those in the user's language come before those for every language.
    pub(crate) fn commands_for(&self, bot: i64, user: i64, key: ChatKey) -> Value {
        let Some(account) = self.bots.get(&bot) else { return json!([]) };
        let chat = key.id();
        let scopes = match key {
            ChatKey::Shared(_) => {
                let admin = self.chats.get(&key).is_some_and(|chat| chat.role(user).is_admin());
                let mut scopes = vec![format!("chat_member {chat} {user}")];
                if admin {
                    scopes.push(format!("chat_administrators {chat}"));
                }
                scopes.push(format!("chat {chat}"));
                if admin {
                    scopes.push("all_chat_administrators".to_owned());
                }
                scopes.extend(["all_group_chats".to_owned(), "default".to_owned()]);
                scopes
            }
            _ => vec![format!("chat {user}"), "all_private_chats".to_owned(), "default".to_owned()],
        };
        let languages = self.languages(user);
        let find = |scope: &String| {
            languages.iter().find_map(|language| account.commands.get(&(scope.clone(), language.clone())))
        };
        scopes.iter().find_map(find).cloned().unwrap_or_else(|| json!([]))
    }

    /// The user's language, and none, which stands for every one.
    fn languages(&self, user: i64) -> Vec<String> {
        let language = self.users.get(&user).and_then(|user| user.language.as_deref());
        let short = language.map(|code| code.split('-').next().unwrap_or_default().to_owned());
        short.into_iter().chain([String::new()]).collect()
    }

    /// The button beside the place where somebody writes to a bot.
    pub(crate) fn menu_button_for(&self, bot: i64, user: i64) -> Value {
        self.bots.get(&bot).map_or_else(|| json!({"type": "default"}), |bot| bot.menu_button(user))
    }

    /// A name or description of a bot, in the user's language where there is one.
    pub(crate) fn bot_text_for(&self, bot: i64, user: i64, what: &str) -> String {
        let Some(account) = self.bots.get(&bot) else { return String::new() };
        let languages = self.languages(user);
        let found = languages.iter().find_map(|l| account.texts.get(&(what.to_owned(), l.clone())));
        let name = || if what == "name" { account.first_name.clone() } else { String::new() };
        found.cloned().unwrap_or_else(name)
    }
}

impl Bot {
    /// The menu button in the private chat with somebody; 0 stands for everybody.
    pub(crate) fn menu_button(&self, user: i64) -> Value {
        let of = |id: i64| self.settings.get(&format!("menu_button {id}"));
        of(user).or_else(|| of(0)).cloned().unwrap_or_else(|| json!({"type": "default"}))
    }
}
