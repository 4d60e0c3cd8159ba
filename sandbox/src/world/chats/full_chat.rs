//! Everything that a bot learns about a chat by asking for it.

use serde_json::{Map, Value, json};

use crate::facts;
use crate::world::{Chat, ChatKey, Kind, PERMISSIONS, World};

impl World {
    /// The `ChatFullInfo` object, as a bot sees it.
    pub(crate) fn full_chat(&self, key: ChatKey, bot: i64) -> Value {
        let mut full = match self.chat_json(key) {
            Value::Object(full) => full,
            _ => Map::new(),
        };
        let mut put = |name: &str, value: Value| full.insert(name.to_owned(), value);
        put("accent_color_id", key.id().rem_euclid(7).into());
        put("max_reaction_count", 11.into());
        if let Some(only) = self.things.reactions.available(key) {
            put("available_reactions", only.as_slice().into());
        }
        put("accepted_gift_types", facts::sample(&facts::Type::Object("AcceptedGiftTypes")));
        if let ChatKey::Private { user, .. } = key {
            let user = self.users.get(&user);
            if let Some(bio) = user.and_then(|user| user.bio.as_deref()) {
                put("bio", bio.into());
            }
            if user.is_some_and(|user| user.private_forwards) {
                put("has_private_forwards", true.into());
            }
        }
        if let Some(chat) = self.chats.get(&key) {
            if let Some(pinned) = chat.pinned.iter().max().and_then(|id| chat.entry(*id)) {
                put("pinned_message", pinned.nested());
            }
            if chat.kind != Kind::Private {
                full.extend(self.shared_fields(chat, bot));
            }
        }
        if let Some(username) = full.get("username").cloned() {
            full.insert("active_usernames".into(), json!([username]));
        }
        Value::Object(full)
    }

    /// What only chats of several have.
    fn shared_fields(&self, chat: &Chat, bot: i64) -> Map<String, Value> {
        let settings = &chat.settings;
        let group = chat.kind != Kind::Channel;
        let everything =
            || PERMISSIONS.iter().map(|name| ((*name).to_owned(), true.into())).collect::<Map<_, _>>().into();
        let link = chat.invites.primary(bot).filter(|_| chat.may(bot, "can_invite_users"));
        let number = |number: i64| (number > 0).then(|| Value::from(number));
        let flag = |on: bool| on.then_some(Value::Bool(true));
        let linked = settings.linked.filter(|id| self.chats.contains_key(&ChatKey::Shared(*id)));
        let sets_stickers = chat.kind == Kind::Supergroup && chat.may(bot, "can_change_info");
        let fields = [
            ("photo", settings.photo.clone()),
            ("description", chat.description.as_deref().map(Value::from)),
            ("invite_link", link.map(|link| link.url.as_str().into())),
            ("permissions", group.then(|| chat.permissions.clone().unwrap_or_else(everything))),
            ("slow_mode_delay", number(settings.slow_mode)),
            ("message_auto_delete_time", number(settings.auto_delete)),
            ("has_protected_content", flag(settings.protected)),
            ("join_by_request", flag(settings.join_by_request)),
            ("sticker_set_name", settings.sticker_set.as_deref().map(Value::from)),
            ("can_set_sticker_set", flag(sets_stickers)),
            ("linked_chat_id", linked.map(Value::from)),
            ("parent_chat", chat.direct_channel().map(|id| self.chat_json(ChatKey::Shared(id)))),
            ("paid_message_star_count", number(settings.direct.stars)),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}
