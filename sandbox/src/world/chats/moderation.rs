//! Banning, restricting and promoting members.

use std::collections::BTreeMap;

use serde_json::Value;

use super::rights::{ADMIN_RIGHTS, is_right_in};
use crate::server::Refusal;
use crate::world::{ChatKey, Happened, Kind, Role, Timer, World};

/// Bans and restrictions end at the earliest after so many seconds, and at the latest after so many.
const SHORTEST: i64 = 30;
const LONGEST: i64 = 366 * 24 * 60 * 60;

type Allowed = Result<(), Refusal>;

impl World {
    /// The end of a ban or restriction; 0 where it is for ever.
    pub(crate) fn until(&self, wanted: i64) -> i64 {
        let ahead = wanted.saturating_sub(self.now());
        if (SHORTEST..=LONGEST).contains(&ahead) { wanted } else { 0 }
    }

    /// Whether one may take rights of another, or throw them out.
    fn may_restrict(&self, key: ChatKey, by: i64, id: i64) -> Allowed {
        let chat = self.chats.get(&key).ok_or_else(|| Refusal::bad("chat not found"))?;
        if chat.kind == Kind::Private {
            return Err(Refusal::bad("can't ban members in private chats"));
        }
        if chat.role(id) == Role::Creator {
            return Err(Refusal::bad("can't remove chat owner"));
        }
        if by == id {
            return Err(Refusal::bad("can't restrict self"));
        }
        if !(chat.role(by).is_admin() && chat.may(by, "can_restrict_members")) {
            return Err(Refusal::bad("not enough rights to restrict/unrestrict chat member"));
        }
        match chat.role(id) {
            Role::Administrator if !self.can_edit(key, by, id) => {
                Err(Refusal::bad("user is an administrator of the chat"))
            }
            _ if self.user_json(id).is_none() => Err(Refusal::bad("PARTICIPANT_ID_INVALID")),
            _ => Ok(()),
        }
    }

    /// Whether one may change another's rights as an administrator: as the owner, or having given them.
    pub(crate) fn can_edit(&self, key: ChatKey, by: i64, id: i64) -> bool {
        let Some(chat) = self.chats.get(&key) else { return false };
        let promoted_by = chat.members.get(&id).and_then(|member| member.promoted_by);
        match chat.role(by) {
            Role::Creator => by != id,
            Role::Administrator => promoted_by == Some(by) && chat.may(by, "can_promote_members"),
            _ => false,
        }
    }

    /// Throws somebody out who may not come back before that time.
    pub(crate) fn ban(&mut self, key: ChatKey, by: i64, id: i64, until: i64) -> Allowed {
        self.may_restrict(key, by, id)?;
        let until = self.until(until);
        self.told_to_go(key, by, id);
        if let Some(chat) = self.chats.get_mut(&key) {
            chat.invites.requests.remove(&id);
        }
        self.change_member(key, by, id, |member| {
            member.become_role(Role::Kicked);
            member.until = until;
        });
        self.free_later(key, id, until);
        Ok(())
    }

    /// Lets somebody come again; throws out who is there, unless only a ban is meant.
    pub(crate) fn unban(&mut self, key: ChatKey, by: i64, id: i64, only_if_banned: bool) -> Allowed {
        let role = self.chats.get(&key).map_or(Role::Left, |chat| chat.role(id));
        let as_wanted = role == Role::Left && self.user_json(id).is_some();
        if as_wanted || (only_if_banned && role != Role::Kicked) {
            return Ok(());
        }
        self.may_restrict(key, by, id)?;
        self.told_to_go(key, by, id);
        self.change_member(key, by, id, |member| member.become_role(Role::Left));
        Ok(())
    }

    fn told_to_go(&mut self, key: ChatKey, by: i64, id: i64) {
        let chat = self.chats.get(&key);
        if chat.is_some_and(|chat| chat.is_present(id) && chat.kind != Kind::Channel) {
            let gone = self.user_json(id).unwrap_or_default();
            self.service(key, by, "left_chat_member", gone);
        }
    }

    /// Leaves somebody only those permissions until that time; with all of them the restriction ends.
    pub(crate) fn restrict(
        &mut self,
        key: ChatKey,
        by: i64,
        id: i64,
        permissions: BTreeMap<String, bool>,
        until: i64,
    ) -> Allowed {
        self.may_restrict(key, by, id)?;
        let until = self.until(until);
        let here = self.chats.get(&key).is_some_and(|chat| chat.is_present(id));
        let whole = permissions.values().all(|on| *on);
        self.change_member(key, by, id, |member| match (whole, here) {
            (true, true) => member.become_role(Role::Member),
            (true, false) => member.become_role(Role::Left),
            (false, _) => {
                member.become_role(Role::Restricted);
                member.rights = permissions;
                member.until = until;
                member.away = !here;
            }
        });
        if !whole {
            self.free_later(key, id, until);
        }
        Ok(())
    }

    /// Gives somebody the rights of an administrator, or takes them with none.
    pub(crate) fn promote(
        &mut self,
        key: ChatKey,
        by: i64,
        id: i64,
        rights: &BTreeMap<String, bool>,
    ) -> Allowed {
        let chat = self.chats.get(&key).ok_or_else(|| Refusal::bad("chat not found"))?;
        let kind = chat.kind;
        let on = |right: &str| rights.get(right).copied().unwrap_or(false);
        let any = ADMIN_RIGHTS.into_iter().any(on) || on("is_anonymous");
        let role = chat.role(id);
        if by == id && !any && chat.role(by) == Role::Administrator {
            self.change_member(key, by, id, |member| member.become_role(Role::Member));
            return Ok(());
        }
        if role == Role::Creator {
            return Err(Refusal::bad("can't remove chat owner"));
        }
        if self.user_json(id).is_none() {
            return Err(Refusal::bad("PARTICIPANT_ID_INVALID"));
        }
        if by == id {
            return Err(Refusal::bad("can't promote self"));
        }
        let owner = chat.role(by) == Role::Creator;
        if !(chat.role(by).is_admin() && chat.may(by, "can_promote_members")) {
            return Err(Refusal::bad("not enough rights"));
        }
        if role == Role::Administrator && !self.can_edit(key, by, id) {
            return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
        }
        // Nobody hands on what they do not have.
        let beyond = |right: &&str| on(right) && is_right_in(kind, right) && !chat.may(by, right);
        if !owner && ADMIN_RIGHTS.iter().any(beyond) {
            return Err(Refusal::bad("RIGHT_FORBIDDEN"));
        }
        match role {
            Role::Left if self.users.contains_key(&id) && kind != Kind::Channel => {
                return Err(Refusal::bad("USER_NOT_PARTICIPANT"));
            }
            Role::Kicked => return Err(Refusal::bad("USER_KICKED")),
            _ => {}
        }
        let granted = ADMIN_RIGHTS
            .into_iter()
            .chain(["is_anonymous"])
            .map(|name| {
                let manages = name == "can_manage_chat" && any;
                (name.to_owned(), is_right_in(kind, name) && (on(name) || manages))
            })
            .collect();
        self.change_member(key, by, id, |member| {
            if any {
                let title = member.custom_title.take();
                member.become_role(Role::Administrator);
                member.custom_title = title;
                member.promoted_by = Some(by);
                member.rights = granted;
            } else if member.role == Role::Administrator {
                member.become_role(Role::Member);
            }
        });
        Ok(())
    }

    /// Changes the title of an administrator.
    pub(crate) fn set_custom_title(&mut self, key: ChatKey, by: i64, id: i64, title: &str) -> Allowed {
        let role = self.chats.get(&key).map_or(Role::Left, |chat| chat.role(id));
        match role {
            Role::Creator if by == id => {}
            Role::Creator => return Err(Refusal::bad("only the owner can edit their custom title")),
            Role::Administrator if self.can_edit(key, by, id) => {}
            Role::Administrator => {
                return Err(Refusal::bad("not enough rights to change custom title of the user"));
            }
            _ => return Err(Refusal::bad("user is not an administrator")),
        }
        check_title(title)?;
        self.change_member(key, by, id, |member| {
            member.custom_title = (!title.is_empty()).then(|| title.to_owned());
        });
        Ok(())
    }

    /// Changes the tag of a plain member.
    pub(crate) fn set_tag(&mut self, key: ChatKey, by: i64, id: i64, tag: &str) -> Allowed {
        let chat = self.chats.get(&key).ok_or_else(|| Refusal::bad("chat not found"))?;
        let own = by == id && chat.may(by, "can_edit_tag");
        let manages = chat.role(by).is_admin() && chat.may(by, "can_manage_tags");
        if !own && !manages {
            return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
        }
        if !chat.is_present(id) {
            return Err(Refusal::bad("USER_NOT_PARTICIPANT"));
        }
        if chat.role(id).is_admin() {
            return Err(Refusal::bad("user is an administrator of the chat"));
        }
        check_title(tag)?;
        self.change_member(key, by, id, |member| member.tag = (!tag.is_empty()).then(|| tag.to_owned()));
        Ok(())
    }

    /// Ends a ban, a restriction or a paid membership whose time has come.
    pub(crate) fn free(&mut self, key: ChatKey, id: i64) {
        let now = self.now();
        let Some(member) = self.chats.get_mut(&key).and_then(|chat| chat.members.get_mut(&id)) else {
            return;
        };
        if member.until == 0 || member.until > now {
            return;
        }
        self.feed.push(Happened::Chat(key));
        match member.role {
            Role::Restricted if !member.away => member.become_role(Role::Member),
            Role::Kicked | Role::Restricted => member.become_role(Role::Left),
            Role::Member => {
                self.change_member(key, id, id, |member| member.become_role(Role::Left));
            }
            _ => {}
        }
    }

    /// Has [`World::free`] called at that time.
    pub(crate) fn free_later(&mut self, key: ChatKey, id: i64, until: i64) {
        if until > 0 {
            self.timers.schedule(until.saturating_mul(1000), Timer::Free { chat: key, member: id });
        }
    }

    /// The permissions of everybody in a chat.
    pub(crate) fn set_permissions(&mut self, key: ChatKey, by: i64, all: BTreeMap<String, bool>) -> Allowed {
        let chat = self.chats.get_mut(&key).ok_or_else(|| Refusal::bad("chat not found"))?;
        match chat.kind {
            Kind::Private => return Err(Refusal::bad("can't change private chat permissions")),
            Kind::Channel => return Err(Refusal::bad("can't change channel chat permissions")),
            Kind::Group | Kind::Supergroup => {}
        }
        if !(chat.role(by).is_admin() && chat.may(by, "can_restrict_members")) {
            return Err(Refusal::bad("not enough rights to change chat permissions"));
        }
        chat.permissions = Some(all.into_iter().map(|(name, on)| (name, Value::Bool(on))).collect());
        Ok(())
    }
}

/// Titles and tags have at most 16 characters and no emoji.
fn check_title(title: &str) -> Allowed {
    if title.chars().count() > 16 {
        return Err(Refusal::bad("custom title is too long"));
    }
    let emoji = |c: char| matches!(u32::from(c), 0x2600..=0x27bf | 0x1f000..=0x1faff | 0xfe0f);
    if title.chars().any(emoji) {
        return Err(Refusal::bad("ADMIN_RANK_EMOJI_NOT_ALLOWED"));
    }
    Ok(())
}
