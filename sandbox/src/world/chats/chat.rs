//! Where messages are: private chats, groups, supergroups, channels.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{ChatSettings, Entry, Invites, Topics};

/// The number of the topic that every forum has; no message names it.
const GENERAL: i64 = 1;

/// Which chat; a private one is that of two together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ChatKey {
    /// Between a bot and a user.
    Private { bot: i64, user: i64 },
    /// Between two users; bots see it only where one of them has connected his account.
    Between { low: i64, high: i64 },
    /// A chat with an identifier that is the same for everybody.
    Shared(i64),
}

impl ChatKey {
    /// The chat of two users, whoever is named first.
    pub(crate) fn between(one: i64, other: i64) -> Self {
        ChatKey::Between { low: one.min(other), high: one.max(other) }
    }

    /// The one whom somebody talks to in a chat of two.
    pub(crate) fn other(self, id: i64) -> Option<i64> {
        match self {
            ChatKey::Private { bot, user } if id == bot => Some(user),
            ChatKey::Private { bot, .. } => Some(bot),
            ChatKey::Between { low, high } if id == high => Some(low),
            ChatKey::Between { high, .. } => Some(high),
            ChatKey::Shared(_) => None,
        }
    }

    /// The `chat_id` that a bot uses; a chat of two users has one for each, and this is one of them.
    pub(crate) fn id(self) -> i64 {
        match self {
            ChatKey::Private { user, .. } | ChatKey::Between { high: user, .. } => user,
            ChatKey::Shared(id) => id,
        }
    }
}

/// The four types of chats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Private,
    Group,
    Supergroup,
    Channel,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Private => "private",
            Kind::Group => "group",
            Kind::Supergroup => "supergroup",
            Kind::Channel => "channel",
        }
    }
}

/// What somebody is in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Role {
    Creator,
    Administrator,
    Member,
    Restricted,
    Left,
    Kicked,
}

impl Role {
    pub(crate) fn status(self) -> &'static str {
        match self {
            Role::Creator => "creator",
            Role::Administrator => "administrator",
            Role::Member => "member",
            Role::Restricted => "restricted",
            Role::Left => "left",
            Role::Kicked => "kicked",
        }
    }

    pub(crate) fn is_present(self) -> bool {
        !matches!(self, Role::Left | Role::Kicked)
    }

    pub(crate) fn is_admin(self) -> bool {
        matches!(self, Role::Creator | Role::Administrator)
    }
}

/// Somebody's part in a chat.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) role: Role,
    pub(crate) custom_title: Option<String>,
    /// The title of a plain member.
    pub(crate) tag: Option<String>,
    /// When a ban, a restriction or a paid membership ends; 0 for never.
    pub(crate) until: i64,
    /// Rights that were granted or taken, by their names.
    pub(crate) rights: BTreeMap<String, bool>,
    /// Restricted, and not in the chat.
    pub(crate) away: bool,
    /// Who made an administrator of this member.
    pub(crate) promoted_by: Option<i64>,
    /// The channel as which this member speaks here.
    pub(crate) speaks_as: Option<i64>,
    /// When this member spoke last, where slow mode asks for it.
    pub(crate) spoke: i64,
}

impl Member {
    pub(crate) fn new(role: Role) -> Self {
        Self {
            role,
            custom_title: None,
            tag: None,
            until: 0,
            rights: BTreeMap::new(),
            away: false,
            promoted_by: None,
            speaks_as: None,
            spoke: 0,
        }
    }

    pub(crate) fn is_present(&self) -> bool {
        self.role.is_present() && !self.away
    }

    /// Takes away what only a role had, and gives another.
    pub(crate) fn become_role(&mut self, role: Role) {
        self.role = role;
        self.until = 0;
        self.rights.clear();
        self.away = false;
        self.promoted_by = None;
        if !role.is_admin() {
            self.custom_title = None;
        }
    }
}

/// A chat with its members and its last messages.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Chat {
    pub(crate) id: i64,
    pub(crate) kind: Kind,
    pub(crate) title: String,
    pub(crate) username: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) members: BTreeMap<i64, Member>,
    pub(crate) entries: VecDeque<Entry>,
    pub(crate) pinned: Vec<i64>,
    pub(crate) permissions: Option<Value>,
    pub(crate) settings: ChatSettings,
    pub(crate) invites: Invites,
    pub(crate) topics: Topics,
    /// The bot that spoke last.
    pub(crate) last_bot: Option<i64>,
    /// The supergroup that this group has become.
    pub(crate) upgraded_to: Option<i64>,
    last_message_id: i64,
}

impl Chat {
    pub(crate) fn private(bot: i64, user: i64) -> Self {
        let mut chat = Self::new(user, Kind::Private, "");
        chat.members.insert(bot, Member::new(Role::Member));
        chat.members.insert(user, Member::new(Role::Member));
        chat
    }

    pub(crate) fn new(id: i64, kind: Kind, title: &str) -> Self {
        Self {
            id,
            kind,
            title: title.to_owned(),
            username: None,
            description: None,
            members: BTreeMap::new(),
            entries: VecDeque::new(),
            pinned: Vec::new(),
            permissions: None,
            settings: ChatSettings::default(),
            invites: Invites::default(),
            topics: Topics::default(),
            last_bot: None,
            upgraded_to: None,
            last_message_id: 0,
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut chat = json!({"id": self.id, "title": self.title});
        if let Some(username) = &self.username {
            chat["username"] = username.as_str().into();
        }
        chat["type"] = self.kind.name().into();
        if self.topics.on {
            chat["is_forum"] = true.into();
        }
        if self.direct_channel().is_some() {
            chat["is_direct_messages"] = true.into();
        }
        chat
    }

    pub(crate) fn is_channel(&self) -> bool {
        self.kind == Kind::Channel
    }

    /// Those who are in the chat now.
    pub(crate) fn present(&self) -> impl Iterator<Item = i64> + '_ {
        self.members.iter().filter(|(_, member)| member.is_present()).map(|(id, _)| *id)
    }

    pub(crate) fn role(&self, id: i64) -> Role {
        self.members.get(&id).map_or(Role::Left, |member| member.role)
    }

    /// Whether somebody may not come back. A basic group bans nobody: who was thrown out of it may return.
    pub(crate) fn is_banned(&self, id: i64) -> bool {
        self.kind != Kind::Group && self.role(id) == Role::Kicked
    }

    pub(crate) fn is_present(&self, id: i64) -> bool {
        self.members.get(&id).is_some_and(Member::is_present)
    }

    pub(crate) fn member(&mut self, id: i64) -> &mut Member {
        self.members.entry(id).or_insert_with(|| Member::new(Role::Left))
    }

    /// Keeps the first number free of topics: it is that of the one that every forum has.
    pub(crate) fn reserve_general(&mut self) {
        self.last_message_id = self.last_message_id.max(GENERAL);
    }

    /// The number of the next message.
    pub(crate) fn next_message_id(&mut self) -> i64 {
        self.last_message_id += 1;
        self.last_message_id
    }

    fn index(&self, message_id: i64) -> Option<usize> {
        self.entries.binary_search_by_key(&message_id, |entry| entry.id).ok()
    }

    pub(crate) fn entry(&self, message_id: i64) -> Option<&Entry> {
        self.index(message_id).and_then(|index| self.entries.get(index))
    }

    pub(crate) fn entry_mut(&mut self, message_id: i64) -> Option<&mut Entry> {
        self.index(message_id).and_then(|index| self.entries.get_mut(index))
    }

    /// Adds a message and forgets the oldest beyond the bound.
    pub(crate) fn keep(&mut self, entry: Entry, bound: usize) {
        self.entries.push_back(entry);
        while self.entries.len() > bound.max(1) {
            self.entries.pop_front();
        }
    }

    pub(crate) fn remove(&mut self, message_id: i64) -> Option<Entry> {
        let index = self.index(message_id)?;
        self.pinned.retain(|pinned| *pinned != message_id);
        self.entries.remove(index)
    }
}
