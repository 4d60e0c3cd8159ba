//! Invite links, and those who ask to be let in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{ChatKey, World};

/// An invite link.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Link {
    pub(crate) url: String,
    pub(crate) creator: i64,
    pub(crate) name: Option<String>,
    /// When it expires; 0 for never.
    pub(crate) expires: i64,
    /// How many may be in the chat by it; 0 for any number.
    pub(crate) limit: i64,
    /// How many have joined by it.
    pub(crate) used: i64,
    pub(crate) asks: bool,
    pub(crate) primary: bool,
    pub(crate) revoked: bool,
    /// The seconds and the Stars of a paid membership.
    pub(crate) subscription: Option<(i64, i64)>,
}

/// Somebody who waits to be let in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct JoinRequest {
    pub(crate) link: Option<String>,
    pub(crate) date: i64,
    /// What the bot that looks at the request answers to.
    pub(crate) query: String,
}

/// The links of a chat and the requests that wait there.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct Invites {
    pub(crate) links: Vec<Link>,
    pub(crate) requests: BTreeMap<i64, JoinRequest>,
}

impl Invites {
    pub(crate) fn get(&self, url: &str) -> Option<&Link> {
        self.links.iter().find(|link| link.url == url)
    }

    pub(crate) fn get_mut(&mut self, url: &str) -> Option<&mut Link> {
        self.links.iter_mut().find(|link| link.url == url)
    }

    /// The link that an administrator has without making one.
    pub(crate) fn primary(&self, creator: i64) -> Option<&Link> {
        self.links.iter().find(|link| link.primary && !link.revoked && link.creator == creator)
    }
}

impl World {
    /// Makes a link of a chat, with a code of its own.
    pub(crate) fn new_link(&mut self, key: ChatKey, link: Link) -> Option<Link> {
        let number = self.ids.other();
        let chat = self.chats.get_mut(&key)?;
        let url = format!("https://t.me/+sandbox{}x{number}", key.id().unsigned_abs());
        let link = Link { url, ..link };
        chat.invites.links.push(link.clone());
        Some(link)
    }

    /// Makes a new primary link for an administrator and revokes the one before.
    pub(crate) fn export_link(&mut self, key: ChatKey, creator: i64) -> Option<Link> {
        let chat = self.chats.get_mut(&key)?;
        for link in chat.invites.links.iter_mut().filter(|link| link.primary && link.creator == creator) {
            link.revoked = true;
        }
        self.new_link(key, Link { creator, primary: true, ..Link::default() })
    }

    /// The chat that a link leads to, and the link.
    pub(crate) fn find_link(&self, url: &str) -> Option<(ChatKey, &Link)> {
        self.chats.iter().find_map(|(key, chat)| Some((*key, chat.invites.get(url)?)))
    }

    /// The `ChatInviteLink` object.
    pub(crate) fn link_json(&self, key: ChatKey, url: &str) -> Option<Value> {
        let invites = &self.chats.get(&key)?.invites;
        let link = invites.get(url)?;
        let mut json = json!({
            "invite_link": link.url,
            "creator": self.user_json(link.creator),
            "creates_join_request": link.asks,
            "is_primary": link.primary,
            "is_revoked": link.revoked,
        });
        if let Some(name) = &link.name {
            json["name"] = name.as_str().into();
        }
        for (name, number) in [("expire_date", link.expires), ("member_limit", link.limit)] {
            if number > 0 {
                json[name] = number.into();
            }
        }
        let waiting = invites.requests.values().filter(|asked| asked.link.as_deref() == Some(url)).count();
        if waiting > 0 {
            json["pending_join_request_count"] = waiting.into();
        }
        if let Some((period, price)) = link.subscription {
            json["subscription_period"] = period.into();
            json["subscription_price"] = price.into();
        }
        Some(json)
    }
}
