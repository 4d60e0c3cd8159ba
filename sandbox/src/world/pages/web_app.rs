//! Web Apps: what an app is told when it is opened.

use serde_json::Value;

use super::sign::{self, Fields};
use crate::text::percent;
use crate::world::{ChatKey, World};

/// The version of Web Apps that a client says it knows.
const VERSION: &str = "10.1";
/// The client that apps are told of.
const PLATFORM: &str = "web";
/// The colours of the client, which an app may take up.
const THEME: &str = r##"{"bg_color":"#ffffff","text_color":"#000000","hint_color":"#707579","link_color":"#3390ec","button_color":"#3390ec","button_text_color":"#ffffff","secondary_bg_color":"#f4f4f5"}"##;

/// A Web App that was opened for a user.
#[derive(Debug, Clone)]
pub(crate) struct WebApp {
    /// The address with everything that the app is told.
    pub(crate) address: String,
    /// What the app shows its server, so that it knows the user; nothing from a reply keyboard.
    pub(crate) init_data: Option<String>,
    /// By which the app's server can send a message for the user.
    pub(crate) query: Option<u64>,
}

impl World {
    /// Opens a Web App that is told who opens it, and whose server may send a message into the chat.
    pub(crate) fn open_web_app(&mut self, bot: i64, user: i64, key: ChatKey, url: &str) -> WebApp {
        let query = self.web_app_query(bot, user, key);
        let init_data = self.init_data(bot, user, query);
        WebApp { address: launch(url, Some(&init_data)), init_data: Some(init_data), query: Some(query) }
    }

    /// Opens a Web App from a reply keyboard: it is not told by whom, and gives its data by a message.
    pub(crate) fn open_keyboard_app(url: &str) -> WebApp {
        WebApp { address: launch(url, None), init_data: None, query: None }
    }

    fn init_data(&self, bot: i64, user: i64, query: u64) -> String {
        let mut fields: Fields = vec![
            ("query_id", query.to_string()),
            ("user", self.web_app_user(bot, user).to_string()),
            ("auth_date", self.now().to_string()),
        ];
        let token = self.bots.get(&bot).map_or("", |bot| bot.token.as_str());
        sign::web_app(token, &mut fields);
        percent::query(&fields)
    }

    /// The user as a Web App is told of them.
    fn web_app_user(&self, bot: i64, user: i64) -> Value {
        let mut json = self.user_json(user).unwrap_or_default();
        if let Some(members) = json.as_object_mut() {
            members.shift_remove("is_bot");
        }
        let blocked = self.users.get(&user).is_some_and(|user| user.blocked.contains(&bot));
        if self.chats.contains_key(&ChatKey::Private { bot, user }) && !blocked {
            json["allows_write_to_pm"] = true.into();
        }
        json
    }
}

/// The address of an app with what it is told in the part behind `#`, where it has one of its own after that.
fn launch(url: &str, init_data: Option<&str>) -> String {
    let mut told: Fields = init_data.map(|data| ("tgWebAppData", data.to_owned())).into_iter().collect();
    told.extend([
        ("tgWebAppVersion", VERSION.to_owned()),
        ("tgWebAppPlatform", PLATFORM.to_owned()),
        ("tgWebAppThemeParams", THEME.to_owned()),
    ]);
    let joint = match url.split_once('#') {
        None => '#',
        Some((_, fragment)) if fragment.contains('?') => '&',
        Some(_) => '?',
    };
    format!("{url}{joint}{}", percent::query(&told))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_app_is_told_stands_behind_its_own_fragment() {
        for (url, start) in [
            ("https://example.org/app?a=1", "https://example.org/app?a=1#tgWebAppVersion="),
            ("https://example.org/#/shop", "https://example.org/#/shop?tgWebAppVersion="),
            ("https://example.org/#/shop?b=2", "https://example.org/#/shop?b=2&tgWebAppVersion="),
        ] {
            let launched = launch(url, None);
            assert!(launched.starts_with(start), "{launched}");
        }
    }
}
