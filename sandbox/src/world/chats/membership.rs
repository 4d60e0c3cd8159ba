//! Coming into a chat and going: by oneself, by a link, asked in, or brought by somebody.

use serde_json::json;

use crate::error::{Error, Result};
use crate::server::Refusal;
use crate::world::{ChatKey, Draft, JoinRequest, Json, Kind, Role, World};

/// How somebody came into a chat.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Way<'a> {
    /// The invite link.
    pub(crate) link: Option<&'a str>,
    /// Whether it was asked for and granted.
    pub(crate) asked: bool,
}

fn impossible(text: String) -> Error {
    Error::Impossible(text)
}

impl World {
    /// Whether somebody outside of a chat may come in at all.
    fn may_enter(&self, key: ChatKey, id: i64) -> Result<()> {
        if self.upgraded(key).is_some() {
            return Err(self.became_supergroup(key));
        }
        let chat = self.chats.get(&key).ok_or_else(|| impossible("there is no such chat".into()))?;
        let name = self.name(id);
        if chat.is_banned(id) {
            return Err(impossible(format!("{name} is banned there")));
        }
        if chat.is_present(id) {
            return Err(impossible(format!("{name} is in that chat already")));
        }
        Ok(())
    }

    /// Somebody joins a chat.
    pub(crate) fn join(&mut self, key: ChatKey, id: i64) -> Result<Option<i64>> {
        self.may_enter(key, id)?;
        if self.chats.get(&key).is_some_and(|chat| chat.settings.join_by_request) {
            return self.ask_to_join(key, id, None);
        }
        Ok(self.enter(key, id, id, Way::default()))
    }

    /// Somebody follows an invite link: comes in, or asks to where the link is such.
    pub(crate) fn join_by(&mut self, url: &str, id: i64) -> Result<Option<i64>> {
        let expired = || impossible("this invite link has expired".into());
        let (key, link) = self.find_link(url).ok_or_else(expired)?;
        let gone = link.revoked || (link.expires > 0 && link.expires <= self.now());
        let (asks, limit, paid) = (link.asks, link.limit, link.subscription);
        let creator = link.creator;
        if gone || (limit > 0 && link.used >= limit) {
            return Err(expired());
        }
        self.may_enter(key, id)?;
        if !self.chats.get(&key).is_some_and(|chat| chat.is_present(creator)) {
            return Err(expired());
        }
        if asks {
            return self.ask_to_join(key, id, Some(url));
        }
        let update = self.enter(key, id, id, Way { link: Some(url), asked: false });
        if let Some((period, _)) = paid {
            let until = self.now().saturating_add(period);
            if let Some(chat) = self.chats.get_mut(&key) {
                chat.member(id).until = until;
            }
            self.free_later(key, id, until);
        }
        Ok(update)
    }

    /// Asks the administrators to be let in.
    pub(crate) fn ask_to_join(&mut self, key: ChatKey, id: i64, link: Option<&str>) -> Result<Option<i64>> {
        self.may_enter(key, id)?;
        let (date, query) = (self.now(), self.ids.other().to_string());
        let Some(chat) = self.chats.get_mut(&key) else { return Ok(None) };
        let request = JoinRequest { link: link.map(str::to_owned), date, query: query.clone() };
        if chat.invites.requests.insert(id, request).is_some() {
            return Err(impossible(format!("{} has asked already", self.name(id))));
        }
        let title = chat.title.clone();
        let admins: Vec<i64> = self.listeners(key);
        let admins: Vec<i64> =
            admins.into_iter().filter(|bot| self.is_admin_with(key, *bot, "can_invite_users")).collect();
        let mut update = json!({
            "chat": self.chat_json(key),
            "from": self.user_json(id),
            "user_chat_id": id,
            "date": date,
        });
        if let Some(bio) = self.users.get(&id).and_then(|user| user.bio.as_deref()) {
            update["bio"] = bio.into();
        }
        if let Some(link) = link.and_then(|url| self.link_json(key, url)) {
            update["invite_link"] = link;
        }
        let said = format!("{} asks to join {title}", self.name(id));
        self.journal.write(said);
        let mut first = None;
        for bot in admins {
            self.open_private(bot, id);
            let Some(bot) = self.bots.get_mut(&bot) else { continue };
            if bot.join_queries {
                update["query_id"] = query.as_str().into();
            }
            first = first.or(bot.updates.push("chat_join_request", &update));
        }
        Ok(first)
    }

    /// Whether somebody is an administrator who has that right.
    pub(crate) fn is_admin_with(&self, key: ChatKey, id: i64, right: &str) -> bool {
        self.chats.get(&key).is_some_and(|chat| chat.role(id).is_admin() && chat.may(id, right))
    }

    /// Lets somebody in who asked, or sends them away.
    pub(crate) fn decide(
        &mut self,
        key: ChatKey,
        by: i64,
        id: i64,
        let_in: bool,
    ) -> Result<Option<i64>, Refusal> {
        let request = self.chats.get_mut(&key).and_then(|chat| chat.invites.requests.remove(&id));
        let request = request.ok_or_else(|| Refusal::bad("HIDE_REQUESTER_MISSING"))?;
        if !let_in {
            let line = format!("{} does not let {} in", self.name(by), self.name(id));
            self.journal.write(line);
            return Ok(None);
        }
        let way = Way { link: request.link.as_deref(), asked: true };
        Ok(self.enter(key, by, id, way))
    }

    /// Puts somebody into a chat; gives the first update that tells of it.
    pub(crate) fn enter(&mut self, key: ChatKey, by: i64, id: i64, way: Way<'_>) -> Option<i64> {
        let mut how = Json::new();
        if let Some(url) = way.link {
            if let Some(link) = self.chats.get_mut(&key).and_then(|chat| chat.invites.get_mut(url)) {
                link.used += 1;
            }
            if let Some(link) = self.link_json(key, url) {
                how.insert("invite_link".into(), link);
            }
        }
        if way.asked {
            how.insert("via_join_request".into(), true.into());
        }
        let kind = self.chats.get(&key)?.kind;
        let bot = self.bots.contains_key(&id);
        let update = self.change_member_by(key, by, id, how, |member| {
            if member.role == Role::Restricted {
                member.away = false;
            } else {
                member.become_role(if bot && kind == Kind::Channel {
                    Role::Administrator
                } else {
                    Role::Member
                });
            }
        });
        if let Some(chat) = self.chats.get_mut(&key) {
            chat.invites.requests.remove(&id);
        }
        if kind == Kind::Channel {
            return update;
        }
        let me = self.user_json(id);
        // Who was let in tells of it, not who let them in.
        let teller = if way.asked { id } else { by };
        let service = self.service(key, teller, "new_chat_members", json!([me]));
        if bot { update.or(service) } else { service.or(update) }
    }

    /// Somebody brings somebody else into a chat.
    pub(crate) fn add_member(&mut self, key: ChatKey, by: i64, id: i64) -> Result<Option<i64>> {
        if self.upgraded(key).is_some() {
            return Err(self.became_supergroup(key));
        }
        let chat = self.chats.get(&key).ok_or_else(|| impossible("there is no such chat".into()))?;
        let free = chat.role(by).is_admin() || chat.kind != Kind::Channel;
        if !chat.is_present(by) || !free || !chat.may(by, "can_invite_users") {
            return Err(impossible(format!("{} may not add members to {:?}", self.name(by), chat.title)));
        }
        if chat.is_present(id) {
            return Err(impossible(format!("{} is in that chat already", self.name(id))));
        }
        if chat.is_banned(id) && !self.is_admin_with(key, by, "can_restrict_members") {
            return Err(impossible(format!("{} is banned there", self.name(id))));
        }
        Ok(self.enter(key, by, id, Way::default()))
    }

    /// Whether a person may send that content there now; slow mode counts from here.
    pub(crate) fn check_words(&mut self, key: ChatKey, id: i64, draft: &Draft) -> Result<()> {
        let content = &draft.content;
        if let Some(refusal) = self.may_not_send(key, id, content) {
            return Err(impossible(format!("{}: {refusal}", self.name(id))));
        }
        let ChatKey::Shared(_) = key else { return Ok(()) };
        let now = self.now();
        let name = self.name(id);
        self.may_post_in_topic(key, id, content)?;
        self.may_write_directly(key, id, draft.reply_to, content)?;
        let Some(chat) = self.chats.get_mut(&key) else { return Ok(()) };
        let delay = chat.settings.slow_mode;
        let channel = chat.members.get(&id).and_then(|member| member.speaks_as);
        if channel.is_some_and(|channel| chat.settings.banned_senders.contains(&channel)) {
            return Err(impossible(format!("the channel as which {name} speaks is banned there")));
        }
        let Some(member) = chat.members.get_mut(&id).filter(|member| !member.role.is_admin()) else {
            return Ok(());
        };
        let wait = member.spoke + delay - now;
        if delay > 0 && wait > 0 {
            return Err(impossible(format!("slow mode: {name} has to wait {wait} seconds")));
        }
        member.spoke = now;
        Ok(())
    }

    /// Somebody goes.
    pub(crate) fn go(&mut self, key: ChatKey, id: i64) -> Result<Option<i64>> {
        let chat = self.chats.get(&key);
        if !chat.is_some_and(|chat| chat.is_present(id)) {
            return Err(impossible(format!("{} is not in that chat", self.name(id))));
        }
        let mut service = None;
        if chat.is_some_and(|chat| chat.kind != Kind::Channel) {
            let me = self.user_json(id).unwrap_or_default();
            service = self.service(key, id, "left_chat_member", me);
        }
        let update = self.change_member(key, id, id, |member| {
            if member.role == Role::Restricted {
                member.away = true;
            } else {
                member.become_role(Role::Left);
            }
        });
        Ok(service.or(update))
    }
}
