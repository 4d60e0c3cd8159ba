//! What is answered: the shapes, and how the kit's things are put into them.

use serde_json::{Value, json};

use super::reply::JSON;
use super::route::Call;
use crate::faults::FaultHit;
use crate::kit::{self, BotAccount, Clicked, Group, Message, User};
use crate::world::Chat;

/// The shape of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Description,
    Sandbox,
    Bot,
    Bots,
    User,
    Users,
    Group,
    Groups,
    Message,
    Messages,
    Update,
    Clicked,
    CallbackReply,
    Keyboard,
    Sight,
    Asked,
    InlineResults,
    Connection,
    Transcript,
    Call,
    Calls,
    Updates,
    World,
    Clock,
    View,
    ViewMessages,
    Log,
    Test,
    Events,
    File,
    Fault,
    Faults,
    Link,
    Topic,
    Menu,
    Prepared,
    ShippingOptions,
}

impl Answer {
    pub(super) const ALL: &[Answer] = &[
        Answer::Description,
        Answer::Sandbox,
        Answer::Bot,
        Answer::Bots,
        Answer::User,
        Answer::Users,
        Answer::Group,
        Answer::Groups,
        Answer::Message,
        Answer::Messages,
        Answer::Update,
        Answer::Clicked,
        Answer::CallbackReply,
        Answer::Keyboard,
        Answer::Sight,
        Answer::Asked,
        Answer::InlineResults,
        Answer::Connection,
        Answer::Transcript,
        Answer::Call,
        Answer::Calls,
        Answer::Updates,
        Answer::World,
        Answer::Clock,
        Answer::View,
        Answer::ViewMessages,
        Answer::Log,
        Answer::Test,
        Answer::Events,
        Answer::File,
        Answer::Fault,
        Answer::Faults,
        Answer::Link,
        Answer::Topic,
        Answer::Menu,
        Answer::Prepared,
        Answer::ShippingOptions,
    ];

    /// Its name among the schemas.
    pub(super) fn name(self) -> String {
        format!("{self:?}")
    }

    /// The type of its content.
    pub(super) fn media(self) -> &'static str {
        match self {
            Answer::Events => "text/event-stream",
            Answer::File => "*/*",
            _ => JSON,
        }
    }

    /// Its members: name, JSON Schema, meaning.
    // A table: it is long as its answers are many.
    #[allow(clippy::too_many_lines)]
    pub(super) fn members(self) -> Vec<(&'static str, Value, &'static str)> {
        let (text, int, flag, object) = (
            json!({"type": "string"}),
            json!({"type": "integer"}),
            json!({"type": "boolean"}),
            json!({"type": "object"}),
        );
        let maybe_int = json!({"type": ["integer", "null"]});
        let list =
            |name: &str| json!({"type": "array", "items": {"$ref": format!("#/components/schemas/{name}")}});
        let objects = json!({"type": "array", "items": {"type": "object"}});
        match self {
            Answer::Description => vec![
                ("openapi", text, "The version of the OpenAPI specification."),
                ("paths", object, "Every path."),
            ],
            Answer::Sandbox => vec![
                ("api_url", text.clone(), "The root of the Bot API, for the bot."),
                ("token", text, "The token of the bot that users talk to."),
                ("bot", object, "What `getMe` tells that bot."),
            ],
            Answer::Bot => vec![
                ("id", int, "The identifier."),
                ("token", text, "The token, with which it calls the Bot API."),
                ("user", object, "What `getMe` tells it."),
                ("default", flag, "Whether it is the one that users talk to unless another is named."),
            ],
            Answer::Bots => vec![("bots", list("Bot"), "By their identifiers.")],
            Answer::Users => vec![("users", list("User"), "By their identifiers.")],
            Answer::Groups => vec![("groups", list("Group"), "By their identifiers.")],
            Answer::User => vec![
                ("id", int, "The identifier, which is also that of the private chat."),
                ("user", object, "The `User` object, as bots see it."),
            ],
            Answer::Group => vec![
                ("id", int.clone(), "The identifier."),
                ("title", text.clone(), "The title."),
                ("kind", text, "`group`, `supergroup` or `channel`."),
                ("members", json!({"type": "array", "items": int}), "The users and bots in it."),
                ("upgraded_to", maybe_int, "The supergroup that it has become."),
            ],
            Answer::Message => vec![
                ("id", int.clone(), "Its `message_id`."),
                ("chat", int, "The identifier of its chat, as bots see it."),
                ("update", maybe_int, "The update that told the bot of it, for what a user did."),
                ("text", text.clone(), "Its text or caption, empty for a message without one."),
                (
                    "buttons",
                    json!({"type": "array", "items": {"type": "array", "items": text}}),
                    "The labels of its buttons, row by row, inline or of a reply keyboard.",
                ),
                (
                    "markup",
                    json!({"type": ["object", "null"]}),
                    "The `reply_markup` that came with it, of any kind: buttons, a keyboard, its removal, a forced reply.",
                ),
                (
                    "reactions",
                    json!({"type": "array", "items": {"type": "object"}}),
                    "Who reacts to it with what: `{\"from\": 1001, \"emoji\": [\"👍\"]}`; custom emoji are numbers.",
                ),
                ("message", object, "The whole `Message` object."),
            ],
            Answer::Messages => vec![("messages", list("Message"), "Oldest first.")],
            Answer::Update => {
                vec![(
                    "update",
                    maybe_int,
                    "The update that told the bot of it; null where it did not ask for such.",
                )]
            }
            Answer::Clicked => vec![
                ("query", maybe_int.clone(), "The callback query, for an inline button with data."),
                ("update", maybe_int, "The update that told the bot of it."),
                ("button", json!({}), "The button as the bot made it."),
                (
                    "sent",
                    json!({"type": ["object", "null"]}),
                    "The message that a button of a reply keyboard sent.",
                ),
                (
                    "opens",
                    json!({"type": ["string", "null"]}),
                    "The page that the button opens; a login or a Web App with what Telegram tells and signs.",
                ),
                ("web_app", json!({"type": ["string", "null"]}), "For `answerWebAppQuery`."),
                (
                    "init_data",
                    json!({"type": ["string", "null"]}),
                    "What the Web App hands to its server; null from a reply keyboard, where it is told nothing.",
                ),
                ("inline", json!({"type": ["integer", "null"]}), "The inline query that the button asked."),
            ],
            Answer::CallbackReply => vec![
                ("text", text, "What the user is shown, empty for nothing."),
                ("show_alert", flag, "Whether it is an alert that has to be closed."),
                ("url", json!({"type": ["string", "null"]}), "A page that is opened."),
            ],
            Answer::Asked => vec![
                ("query", int, "The identifier of the query."),
                (
                    "update",
                    maybe_int,
                    "The update that told the bot of it; null where an answer was still kept.",
                ),
            ],
            Answer::InlineResults => vec![
                ("results", objects, "What the bot offers, as it gave them."),
                ("button", json!({"type": ["object", "null"]}), "The button above them."),
                ("next_offset", text, "From where on there is more, empty where this is all."),
            ],
            Answer::Connection => vec![
                ("id", text, "The `business_connection_id`."),
                ("update", maybe_int, "The update that told the bot of it."),
            ],
            Answer::Keyboard => vec![(
                "keyboard",
                json!({"type": ["object", "null"]}),
                "The `reply_markup` that stands, null for none.",
            )],
            Answer::Sight => vec![("seen", text, "The action, or what the message says so far.")],
            Answer::Transcript => vec![("transcript", text, "A line for each thing that was said or done.")],
            Answer::Call => vec![
                ("bot", int.clone(), "The bot's identifier."),
                ("method", text, "The method, in its official spelling."),
                ("params", object.clone(), "The parameters."),
                ("answer", json!({}), "The whole answer, with `ok`."),
                (
                    "simulated",
                    flag,
                    "Whether the answer was made up, as the method means nothing in a sandbox.",
                ),
                (
                    "fault",
                    json!({"type": ["object", "null"]}),
                    "The fault that happened to it: its `id` and its `effect`.",
                ),
                ("ago_ms", int, "How many milliseconds ago the request came."),
            ],
            Answer::Calls => vec![("calls", list("Call"), "Oldest first.")],
            Answer::World => vec![
                ("chappe_sandbox", int.clone(), "The version of its form."),
                ("default_bot", int, "The bot that users talk to unless another is named."),
                ("world", object, "Everybody and everything."),
            ],
            Answer::Updates => vec![
                ("pending", int.clone(), "How many updates the bot has not confirmed."),
                ("confirmed", int, "The highest update that it has confirmed, 0 for none."),
            ],
            Answer::Fault => vec![
                ("id", int.clone(), "Its number."),
                ("effect", text.clone(), "What happens."),
                ("on", text, "To which methods or kinds of updates."),
                ("carried_out", flag, "Whether the call is carried out."),
                ("met", int.clone(), "How many calls or updates it fitted so far."),
                ("fired", int, "How often it has happened."),
            ],
            Answer::Faults => vec![("faults", list("Fault"), "Oldest first.")],
            Answer::Link => vec![("link", text, "The invite link.")],
            Answer::Topic => vec![("topic", int, "Its `message_thread_id`.")],
            Answer::Prepared => vec![(
                "prepared",
                objects,
                "Each with `id`, `bot`, and either a `button` or a `message` with the chats that are `allowed`.",
            )],
            Answer::ShippingOptions => vec![("options", objects, "The `ShippingOption` objects.")],
            Answer::Menu => vec![
                ("commands", json!({"type": "array", "items": object}), "The `BotCommand` objects."),
                ("menu_button", object, "The `MenuButton` object."),
                ("name", text.clone(), "The name of the bot, in the user's language."),
                ("description", text.clone(), "What an empty chat with it shows."),
                ("short_description", text, "What its profile shows."),
            ],
            Answer::Clock => vec![
                ("now", int.clone(), "The milliseconds since 1970, by the sandbox's clock."),
                ("ahead", int, "By how many milliseconds it was put ahead so far."),
            ],
            Answer::View => vec![
                ("boot", text, "Another one each time that a sandbox starts."),
                ("seq", int.clone(), "The number of the last event."),
                ("now", int, "The milliseconds since 1970, by the sandbox's clock."),
                ("bots", objects.clone(), "Each with `token`, `commands`, `description` and `webhook`."),
                ("users", objects.clone(), "Each with `id`, `user`, the `User` object, and `business_bot`."),
                (
                    "chats",
                    objects,
                    "Each with its `key`, members, pins, last message and standing keyboards.",
                ),
            ],
            Answer::ViewMessages => vec![
                (
                    "messages",
                    objects.clone(),
                    "Oldest first; each with author, keyboard, reactions and votes.",
                ),
                ("more", flag, "Whether there are older ones."),
                (
                    "whispers",
                    objects,
                    "On the newest page, each `message` for one member alone, and the message that it came `after`.",
                ),
            ],
            Answer::Log => vec![
                (
                    "log",
                    objects,
                    "Oldest first; `kind` is `call`, `update` or `act`; `fault` is the one that happened to it.",
                ),
                ("more", flag, "Whether there are older ones that are remembered."),
            ],
            Answer::Test => vec![("rust", text, "The source of the test.")],
            // No JSON objects: see `media`.
            Answer::Events | Answer::File => Vec::new(),
        }
    }
}

pub(super) fn bot(bot: &BotAccount) -> Value {
    json!({"id": bot.id(), "token": bot.token(), "user": bot.json(), "default": bot.is_default()})
}

pub(super) fn user(user: &User) -> Value {
    json!({"id": user.id(), "user": user.json()})
}

pub(super) fn group(call: &Call, group: &Group) -> Value {
    let world = call.sandbox.core().look();
    let chat = world.chats.get(&group.key());
    json!({
        "id": group.id(),
        "title": chat.map(|chat| chat.title.as_str()),
        "kind": chat.map(|chat| chat.kind.name()),
        "members": chat.into_iter().flat_map(Chat::present).collect::<Vec<_>>(),
        "upgraded_to": chat.and_then(|chat| chat.upgraded_to),
    })
}

pub(super) fn message(message: &Message) -> Value {
    json!({
        "id": message.id(),
        "chat": message.chat_id(),
        "update": message.update_id(),
        "text": if message.text().is_empty() { message.caption() } else { message.text() },
        "buttons": message.buttons(),
        "markup": message.markup(),
        "reactions": reactions(message),
        "message": message.json(),
    })
}

/// Who reacts to a message with what.
fn reactions(message: &Message) -> Vec<Value> {
    let shown = |list: &Value| -> Vec<Value> {
        let name = |one: &Value| one.get("emoji").or_else(|| one.get("custom_emoji_id")).cloned();
        list.as_array().into_iter().flatten().filter_map(name).collect()
    };
    message.reactions().iter().map(|(from, list)| json!({"from": from, "emoji": shown(list)})).collect()
}

pub(super) fn messages(list: &[Message]) -> Value {
    json!({"messages": list.iter().map(message).collect::<Vec<_>>()})
}

pub(super) fn update(id: Option<i64>) -> Value {
    json!({"update": id})
}

pub(super) fn clicked(clicked: &Clicked) -> Value {
    json!({
        "query": clicked.callback,
        "update": clicked.update_id(),
        "button": clicked.button(),
        "sent": clicked.message().map(message),
        "opens": clicked.opens(),
        "web_app": clicked.web_app_query_id(),
        "init_data": clicked.init_data(),
        "inline": clicked.inline,
    })
}

pub(super) fn api_call(call: &kit::Call) -> Value {
    json!({
        "bot": call.bot,
        "method": call.method,
        "params": call.params,
        "answer": call.answer,
        "simulated": call.simulated,
        "fault": call.fault.map(FaultHit::to_json),
        "ago_ms": u64::try_from(call.at.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}
