//! A group becomes a supergroup: a new chat with a new identifier.

use crate::error::Error;
use crate::world::people::{ANONYMOUS, account};
use crate::world::{Author, Chat, ChatKey, Draft, Happened, Json, Kind, Member, World};

impl World {
    /// What a group has become, if it is a group no more.
    pub(crate) fn upgraded(&self, key: ChatKey) -> Option<i64> {
        self.chats.get(&key)?.upgraded_to
    }

    /// Why nobody can do anything in a group that has become a supergroup.
    pub(crate) fn became_supergroup(&self, key: ChatKey) -> Error {
        let title = self.chats.get(&key).map_or("", |chat| chat.title.as_str());
        Error::Impossible(format!("{title:?} became a supergroup: use the group that `Group::upgrade` gave"))
    }

    /// Makes a supergroup of a group; `None` where it is none.
    ///
    /// Bots are told by a message in the old chat, by being members of the new one, and by a message there.
    pub(crate) fn upgrade(&mut self, old: ChatKey) -> Option<ChatKey> {
        let group = self.chats.get_mut(&old).filter(|group| group.kind == Kind::Group)?;
        if group.upgraded_to.is_some() {
            return None;
        }
        let id = self.ids.chat(Kind::Supergroup);
        group.upgraded_to = Some(id);
        let mut chat = Chat::new(id, Kind::Supergroup, &group.title);
        chat.description.clone_from(&group.description);
        chat.permissions.clone_from(&group.permissions);
        chat.settings = std::mem::take(&mut group.settings);
        chat.invites = std::mem::take(&mut group.invites);
        chat.last_bot = group.last_bot;
        let members: Vec<(i64, Member)> = group
            .members
            .iter()
            .filter(|(_, member)| {
                !matches!(member.role, crate::world::Role::Left | crate::world::Role::Kicked)
            })
            .map(|(id, member)| (*id, member.clone()))
            .collect();
        let owner = members.iter().find(|(_, member)| member.role == crate::world::Role::Creator);
        let owner = owner
            .or_else(|| members.iter().find(|(_, member)| member.is_present()))
            .map_or(ANONYMOUS, |(id, _)| *id);

        self.service(old, owner, "migrate_to_chat_id", id.into());
        if let Some(group) = self.chats.get_mut(&old) {
            group.members.clear();
        }
        self.feed.push(Happened::Chat(old));
        let new = ChatKey::Shared(id);
        let channel = chat.settings.linked.map(ChatKey::Shared);
        if let Some(channel) = channel.and_then(|channel| self.chats.get_mut(&channel)) {
            channel.settings.linked = Some(id);
        }
        self.chats.insert(new, chat);
        self.feed.push(Happened::Chat(new));
        for (id, member) in members {
            self.free_later(new, id, member.until);
            if self.bots.contains_key(&id) {
                self.change_member(new, owner, id, |there| *there = member);
            } else if let Some(chat) = self.chats.get_mut(&new) {
                chat.members.insert(id, member);
            }
        }
        let from = account(ANONYMOUS).unwrap_or_default();
        let content = [("from".to_owned(), from), ("migrate_from_chat_id".to_owned(), old.id().into())];
        let draft = Draft { content: Json::from_iter(content), service: true, ..Draft::default() };
        self.post(new, Author::Channel(owner), draft);
        Some(new)
    }
}
