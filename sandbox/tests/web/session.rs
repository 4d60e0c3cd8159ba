//! A session by hand in the web chat, act by act.

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use super::Result;
use super::api::Api;
use super::my_bot::run_my_bot;
use super::session_files::files;
use super::session_groups::groups;

/// What somebody does in the web chat; after each act the bot's answer is waited for.
pub(crate) async fn session(sandbox: &Sandbox) -> Result {
    let api = Api::new(sandbox);
    let alice = api.post("/users", json!({"name": "Alice"})).await?["id"].clone();
    let bob = json!({"name": "Bob", "last_name": "Jones", "premium": true});
    let bob = api.post("/users", bob).await?["id"].clone();
    let friends =
        api.post("/groups", json!({"title": "Friends", "members": [alice, bob]})).await?["id"].clone();
    let others = api.post("/groups", json!({"title": "Others", "members": [bob]})).await?["id"].clone();
    let helper = sandbox.add_bot("Helper", "helper_bot");
    tokio::spawn(run_my_bot(sandbox.api_url(), sandbox.token()));
    tokio::spawn(run_my_bot(sandbox.api_url(), helper.token().to_owned()));
    let (a, b) = (format!("/users/{alice}"), format!("/users/{bob}"));
    let act = async |path: String, body: Value| api.post(&path, body).await;
    let expect = async |who: &str, body: Value| api.post(&format!("{who}/expect"), body).await;

    act(format!("{a}/messages"), json!({"text": "/start"})).await?;
    let menu = expect(&a, json!({"text": "Welcome.\nWhat shall I do?"})).await?["id"].clone();
    let clicked = act(format!("{a}/click"), json!({"message": menu, "row": 0, "column": 0})).await?;
    expect(&a, json!({"text": "Hello, \"Alice\".", "what": "edit"})).await?;
    api.get(&format!("{a}/answers/{}", clicked["query"])).await?;

    act(format!("{b}/messages"), json!({"text": "/start"})).await?;
    let menu = expect(&b, json!({"text": "Welcome.\nWhat shall I do?"})).await?["id"].clone();
    act(format!("{b}/click"), json!({"message": menu, "button": "Remove this"})).await?;
    api.get(&format!("{b}/next?what=deleted")).await?;

    act(format!("{a}/photos"), json!({"caption": "look"})).await?;
    let nice = expect(&a, json!({"text": "A nice photo."})).await?["id"].clone();
    act(format!("{a}/messages"), json!({"text": "thanks", "reply_to": nice})).await?;
    expect(&a, json!({"text": "You said thanks"})).await?;
    act(format!("{a}/messages"), json!({"text": "/dice"})).await?;
    api.get(&format!("{a}/next")).await?;

    let hi = act(format!("{b}/messages"), json!({"text": "hi all", "chat": friends})).await?;
    for user in [&a, &b] {
        expect(user, json!({"text": "You said hi all"})).await?;
    }
    act(format!("{b}/edits"), json!({"message": hi["id"], "chat": friends, "text": "hello all"})).await?;
    for user in [&a, &b] {
        expect(user, json!({"text": "You meant hello all"})).await?;
    }
    act(format!("{a}/joins"), json!({"chat": others})).await?;
    // What is refused is no part of the test.
    api.ask("POST", &format!("{a}/joins"), Some(json!({"chat": others}))).await?;
    act(format!("{a}/messages"), json!({"text": "can you help?", "bot": helper.id()})).await?;
    expect(&a, json!({"text": "You said can you help?"})).await?;
    act(format!("{a}/reactions"), json!({"message": nice, "emoji": "👍"})).await?;
    silent(&api, &b, &friends).await?;
    for user in [&a, &b] {
        // The end of the poll.
        api.get(&format!("{user}/next?what=edit")).await?;
    }
    inline(&api, &alice, &bob, &friends).await?;
    keyboards(&api, &alice, &bob, &friends).await?;
    lists_and_quotes(&api, &alice).await?;
    pays(&api, &alice).await?;
    business(&api, &alice, &bob).await?;
    manages(&api, &alice, &bob, &friends).await?;
    files(&api, &alice, &bob).await?;
    groups(&api, &alice, &bob, helper.id()).await?;

    let club =
        act(format!("{a}/groups"), json!({"title": "Book club", "members": [bob]})).await?["id"].clone();
    act(format!("{b}/messages"), json!({"text": "what do we read?", "chat": club})).await?;
    for user in [&a, &b] {
        expect(user, json!({"text": "You said what do we read?"})).await?;
    }
    let upgraded = act(format!("/groups/{others}/upgrade"), json!({})).await?["id"].clone();
    act(format!("{a}/messages"), json!({"text": "still here", "chat": upgraded})).await?;
    for user in [&a, &b] {
        expect(user, json!({"text": "You said still here"})).await?;
    }
    Ok(())
}

/// Acts of every kind, to which the bot says nothing.
async fn silent(api: &Api, user: &str, friends: &Value) -> Result {
    let act = async |path: &str, body: Value| api.post(&format!("{user}/{path}"), body).await;
    let id = async |path: &str, body: Value| Ok::<_, super::Error>(act(path, body).await?["id"].clone());
    act("documents", json!({"name": "notes.txt", "file": "aGVsbG8="})).await?;
    act("videos", json!({"chat": friends})).await?;
    act("voices", json!({})).await?;
    act("audios", json!({"name": "song.mp3"})).await?;
    let sticker = id("stickers", json!({"emoji": "🎉"})).await?;
    act("forwards", json!({"message": sticker, "to": friends})).await?;
    act("pins", json!({"message": sticker})).await?;
    act("pins", json!({"message": sticker, "pinned": false})).await?;
    act("locations", json!({"latitude": 46, "longitude": 6.6})).await?;
    act("contacts", json!({"phone_number": "+41225550100", "first_name": "Dora"})).await?;
    act("contacts", json!({"phone_number": "+41225550100"})).await?;
    act("venues", json!({"latitude": 46.5, "longitude": 6.6, "title": "Café", "address": "Main Street 1"}))
        .await?;
    act("dice", json!({"emoji": "🎯"})).await?;
    act("objects", json!({"fields": {"story": {"id": 1, "chat": null, "seen": [true, "\"x\""]}}})).await?;
    let place = json!({"latitude": 46.5, "longitude": 6.6, "seconds": 600});
    let live = id("live-locations", place).await?;
    act("moves", json!({"message": live, "latitude": 46.25, "longitude": 6.5})).await?;
    act("location-stops", json!({"message": live})).await?;
    let poll = json!({"question": "Tea?", "options": ["Yes", "No"], "public": true, "chat": friends});
    let poll = id("polls", poll).await?;
    act("votes", json!({"message": poll, "chat": friends, "options": [0]})).await?;
    act("votes", json!({"message": poll, "chat": friends})).await?;
    act("votes", json!({"message": poll, "chat": friends, "texts": ["No"]})).await?;
    act("poll-stops", json!({"message": poll, "chat": friends})).await?;
    act("media", json!({"kind": "animation", "caption": "moving", "spoiler": true})).await?;
    act("albums", json!({"media": [{"kind": "photo", "caption": "one"}, {"kind": "photo"}]})).await?;
    act("blocks", json!({})).await?;
    act("blocks", json!({"blocked": false})).await?;
    api.post("/clock", json!({"seconds": 0.5})).await?;
    Ok(())
}

pub(crate) async fn act(api: &Api, user: &Value, path: &str, body: Value) -> Result<Value> {
    api.post(&format!("/users/{user}/{path}"), body).await
}

/// A message with that text comes, which is what a person would wait for before going on.
pub(crate) async fn sees(api: &Api, user: &Value, text: &str) -> Result<Value> {
    act(api, user, "expect", json!({"text": text})).await
}

/// Inline queries: a hasty one, a result in private and its button, results in groups, the next page, another's chat.
async fn inline(api: &Api, alice: &Value, bob: &Value, friends: &Value) -> Result {
    act(api, alice, "inline", json!({"query": "c"})).await?;
    let cats = act(api, alice, "inline", json!({"query": "cats"})).await?;
    let tom = act(api, alice, &format!("inline/{}", cats["query"]), json!({"index": 0})).await?;
    sees(api, alice, "You said Tom").await?;
    let liked = act(api, alice, "click", json!({"message": tom["id"], "button": "Like"})).await?;
    act(api, alice, "expect", json!({"text": "Tom is liked.", "what": "edit"})).await?;
    api.get(&format!("/users/{alice}/answers/{}", liked["query"])).await?;

    let cats = act(api, alice, "inline", json!({"query": "cats", "chat": friends})).await?;
    act(api, alice, &format!("inline/{}", cats["query"]), json!({"title": "Felix"})).await?;
    for user in [alice, bob] {
        sees(api, user, "You said Felix").await?;
    }
    let more = act(api, alice, "inline", json!({"query": "cats", "offset": "2"})).await?;
    api.get(&format!("/users/{alice}/inline/{}", more["query"])).await?;

    let cats = act(api, alice, "inline", json!({"query": "cats", "chat": bob})).await?;
    act(api, alice, &format!("inline/{}", cats["query"]), json!({"index": 1})).await?;
    sees(api, bob, "Felix").await?;

    act(api, alice, "messages", json!({"text": "/prepare"})).await?;
    let prepared = api.get(&format!("/users/{alice}/next")).await?["text"].clone();
    act(api, alice, "prepared", json!({"id": prepared, "chat": friends})).await?;
    for user in [alice, bob] {
        sees(api, user, "You said Tom").await?;
    }
    Ok(())
}

/// What keyboards ask for, a reply that is not given, and a message that is stopped while it grows.
async fn keyboards(api: &Api, alice: &Value, bob: &Value, friends: &Value) -> Result {
    act(api, alice, "messages", json!({"text": "/keys"})).await?;
    sees(api, alice, "Share!").await?;
    act(api, alice, "shared-locations", json!({"latitude": 46.5, "longitude": 6.6})).await?;
    act(api, alice, "shared-users", json!({"users": [bob]})).await?;
    act(api, alice, "shared-chats", json!({"chat": friends})).await?;
    act(api, alice, "web-app-data", json!({"button": "Form", "data": "{\"tea\": 2}"})).await?;
    let poll = json!({"question": "2 + 3?", "options": ["5", "6"], "correct": 0});
    act(api, alice, "shared-polls", poll).await?;
    let shop = act(api, alice, "managed-bots", json!({"name": "Shop", "username": "shop_bot"})).await?;
    act(api, alice, "messages", json!({"text": "tea?", "bot": shop["id"]})).await?;

    act(api, alice, "messages", json!({"text": "/ask"})).await?;
    sees(api, alice, "Your name?").await?;
    act(api, alice, "reply-dismissals", json!({})).await?;
    act(api, alice, "messages", json!({"text": "/slow"})).await?;
    api.get(&format!("/users/{alice}/draft")).await?;
    act(api, alice, "draft-stops", json!({})).await?;
    Ok(())
}

async fn lists_and_quotes(api: &Api, alice: &Value) -> Result {
    let list = act(api, alice, "checklists", json!({"title": "Shop", "tasks": ["Tea", "Milk"]})).await?;
    act(api, alice, "task-marks", json!({"message": list["id"], "done": [1]})).await?;
    act(api, alice, "tasks", json!({"message": list["id"], "tasks": ["Sugar"]})).await?;

    act(api, alice, "messages", json!({"text": "tea at four"})).await?;
    let said = sees(api, alice, "You said tea at four").await?;
    act(api, alice, "reactions", json!({"message": said["id"], "emoji": "👍"})).await?;
    act(api, alice, "reactions", json!({"message": said["id"], "reactions": []})).await?;
    act(api, alice, "quotes", json!({"message": said["id"], "quote": "at four", "text": "or five"})).await?;
    sees(api, alice, "You said or five").await?;
    Ok(())
}

/// An invoice with all that can be said when it is paid.
async fn pays(api: &Api, alice: &Value) -> Result {
    act(api, alice, "messages", json!({"text": "/buy"})).await?;
    let invoice = api.get(&format!("/users/{alice}/next")).await?["id"].clone();
    let order =
        json!({"message": invoice, "tip": 50, "shipping_option": "fast", "info": {"name": "Alice A."}});
    act(api, alice, "payments", order).await?;
    Ok(())
}

/// A customer writes to a shop, for which the bot answers while it may.
async fn business(api: &Api, shop: &Value, customer: &Value) -> Result {
    act(api, shop, "business", json!({"rights": ["can_reply"]})).await?;
    let asks = act(api, customer, "talks", json!({"to": shop, "text": "open?"})).await?;
    sees(api, shop, "open?").await?;
    sees(api, customer, "We are open.").await?;
    act(api, customer, "edits", json!({"message": asks["id"], "chat": shop, "text": "open now?"})).await?;
    act(api, shop, "expect", json!({"text": "open now?", "what": "edit"})).await?;
    let agree = json!([{"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "🔥"}]);
    act(api, customer, "reactions", json!({"message": asks["id"], "chat": shop, "reactions": agree})).await?;
    act(api, shop, "business-ends", json!({})).await?;
    let card = json!({"contact": {"phone_number": "+41225550100", "first_name": "Dora"}});
    act(api, shop, "objects", json!({"fields": card, "chat": customer})).await?;
    api.get(&format!("/users/{customer}/next")).await?;
    act(api, shop, "messages", json!({"text": "now it is me", "chat": customer})).await?;
    sees(api, customer, "now it is me").await?;
    Ok(())
}

/// Speaking as a channel; a bot that becomes an administrator, is one no more, and goes.
async fn manages(api: &Api, alice: &Value, bob: &Value, friends: &Value) -> Result {
    let news = json!({"title": "News", "kind": "channel", "members": [alice]});
    let news = api.post("/groups", news).await?["id"].clone();
    act(api, alice, "senders", json!({"chat": friends, "channel": news})).await?;
    act(api, alice, "messages", json!({"chat": friends, "text": "news"})).await?;
    for user in [alice, bob] {
        sees(api, user, "You said news").await?;
    }
    act(api, alice, "senders", json!({"chat": friends})).await?;

    let team =
        api.post("/groups", json!({"title": "Team", "kind": "supergroup", "members": [alice]})).await?;
    let team = &team["id"];
    act(api, alice, "bot-promotions", json!({"chat": team, "rights": ["can_pin_messages"]})).await?;
    act(api, alice, "bot-promotions", json!({"chat": team, "rights": []})).await?;
    act(api, alice, "bot-removals", json!({"chat": team})).await?;
    Ok(())
}
