//! Logins to websites by a button.

use serde_json::Value;

use super::sign::{self, Fields};
use crate::error::{Error, Result};
use crate::text::percent;
use crate::world::{ChatKey, World};

impl World {
    /// Logs a user in to the website of a `LoginUrl`; gives the address that is opened.
    ///
    /// The bot whose button it is vouches for the user, unless the button names another.
    pub(crate) fn log_in(&mut self, login: &Value, bot: i64, user: i64) -> Result<String> {
        let bot = match login["bot_username"].as_str() {
            Some(name) => self.bot_called(name).map(|bot| bot.id).ok_or_else(|| {
                Error::Impossible(format!("no bot {name:?} is here that could vouch for the login"))
            })?,
            None => bot,
        };
        let url = login["url"].as_str().unwrap_or_default();
        if login["request_write_access"] == true {
            self.allow_writing(bot, user, url);
        }
        Ok(with_query(url, &percent::query(&self.login_fields(bot, user))))
    }

    /// Lets a bot write to somebody who has no chat with it yet; it is told where that came from.
    fn allow_writing(&mut self, bot: i64, user: i64, url: &str) {
        if !self.chats.contains_key(&ChatKey::Private { bot, user }) {
            let key = self.open_private(bot, user);
            self.service(key, user, "connected_website", host(url).into());
        }
    }

    fn login_fields(&self, bot: i64, user: i64) -> Fields {
        let mut fields: Fields = vec![("id", user.to_string())];
        if let Some(person) = self.users.get(&user) {
            fields.push(("first_name", person.first_name.clone()));
            fields.extend(person.last_name.clone().map(|name| ("last_name", name)));
            fields.extend(person.username.clone().map(|name| ("username", name)));
        }
        fields.push(("auth_date", self.now().to_string()));
        let token = self.bots.get(&bot).map_or("", |bot| bot.token.as_str());
        sign::login(token, &mut fields);
        fields
    }
}

/// Adds to the query of an address, which ends where its fragment begins.
fn with_query(url: &str, query: &str) -> String {
    let (page, fragment) = url.find('#').map_or((url, ""), |at| url.split_at(at));
    let joint = if page.contains('?') { '&' } else { '?' };
    format!("{page}{joint}{query}{fragment}")
}

/// The name of the website in an address.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = authority.rsplit('@').next().unwrap_or_default();
    name.split(':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_added_to_the_query_of_its_page() {
        for (url, whole) in [
            ("https://example.org", "https://example.org?id=1"),
            ("https://example.org/in?next=a#top", "https://example.org/in?next=a&id=1#top"),
        ] {
            assert_eq!(with_query(url, "id=1"), whole);
        }
    }

    #[test]
    fn a_website_goes_by_its_host() {
        assert_eq!(host("https://me@shop.example.org:8443/in?x"), "shop.example.org");
    }
}
