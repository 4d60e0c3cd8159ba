//! Every operation of the description is called, and answers as described.

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{Control, Result, furnished};

/// What the schemas of the description ask of a value; the part of JSON Schema that they use.
fn fits(value: &Value, schema: &Value, whole: &Value) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.strip_prefix('#')) {
        return fits(value, whole.pointer(name).ok_or(format!("no {name}"))?, whole);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = &schema["type"];
    if !(allowed.is_null() || allowed == kind || allowed.as_array().is_some_and(|a| a.contains(&json!(kind))))
    {
        return Err(format!("{value} is not {allowed}"));
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let member = value.get(name).ok_or(format!("{name} is missing in {value}"))?;
        fits(member, &schema["properties"][name], whole).map_err(|error| format!("{name}: {error}"))?;
    }
    for item in value.as_array().into_iter().flatten() {
        fits(item, &schema["items"], whole)?;
    }
    Ok(())
}

/// What an operation needs beside its examples: makes it, and gives the members that name it.
async fn prepare(template: &str, sandbox: &Sandbox, control: &Control) -> Result<Value> {
    let alice = sandbox.user("Alice");
    let poll =
        json!({"chat_id": alice.id(), "question": "Tea?", "options": [{"text": "Yes"}, {"text": "No"}]});
    Ok(match template {
        "/updates" => json!({"update": {"hologram": {"depth": 3}}}),
        "/users/{user}/moves" | "/users/{user}/location-stops" => {
            json!({"message": alice.send_live_location(46.5, 6.6, 600).await?.id()})
        }
        "/users/{user}/votes" => {
            json!({"message": control.bot("sendPoll", poll).await?["message_id"], "options": [0]})
        }
        "/users/{user}/options" => {
            let mut growing = poll;
            growing["allow_adding_options"] = true.into();
            growing["is_anonymous"] = false.into();
            json!({"message": control.bot("sendPoll", growing).await?["message_id"]})
        }
        "/users/{user}/poll-stops" => {
            json!({"message": alice.send_poll(&chappe_sandbox::Poll::new("Tea?", ["Yes", "No"])).await?.id()})
        }
        "/users/{user}/payments" | "/users/{user}/shipping-options" => {
            let prices = json!([{"label": "Tea", "amount": 500}]);
            let invoice = json!({"chat_id": alice.id(), "title": "Tea", "description": "A cup", "payload": "tea",
                "currency": "EUR", "provider_token": "1:TEST:x", "prices": prices, "is_flexible": true,
                "need_shipping_address": true});
            let message = control.bot("sendInvoice", invoice).await?["message_id"].clone();
            let bot = control.clone();
            tokio::spawn(async move { bot.let_pay().await });
            json!({"message": message})
        }
        "/users/{user}/inline/{inline_query}" => {
            let asked = alice.asks("cats").ask().await?;
            let tea = json!({"type": "article", "id": "1", "title": "Tea",
                "input_message_content": {"message_text": "Tea, please."}});
            control
                .bot("answerInlineQuery", json!({"inline_query_id": asked.id(), "results": [tea]}))
                .await?;
            json!({"index": 0})
        }
        "/users/{user}/click" => json!({"button": "Yes"}),
        "/users/{user}/prepared" => {
            let text = json!({"message_text": "Tom"});
            let result = json!({"type": "article", "id": "1", "title": "Tom", "input_message_content": text});
            let params = json!({"user_id": alice.id(), "result": result, "allow_bot_chats": true});
            json!({"id": control.bot("savePreparedInlineMessage", params).await?["id"]})
        }
        "/users/{user}/action" => {
            control.bot("sendChatAction", json!({"chat_id": alice.id(), "action": "typing"})).await?;
            json!({})
        }
        "/users/{user}/draft" | "/users/{user}/draft-stops" => {
            let draft = json!({"chat_id": alice.id(), "draft_id": 1, "text": "So", "can_stop": true});
            control.bot("sendMessageDraft", draft).await?;
            json!({})
        }
        _ => prepare_more(template, sandbox, control).await?,
    })
}

/// The same for what is about a business, a sticker or a chat of several.
async fn prepare_more(template: &str, sandbox: &Sandbox, control: &Control) -> Result<Value> {
    let alice = sandbox.user("Alice");
    Ok(match template {
        "/users/{user}/shared-users"
        | "/users/{user}/shared-chats"
        | "/users/{user}/shared-polls"
        | "/users/{user}/managed-bots"
        | "/users/{user}/web-app-data" => {
            let keys = json!([[
                {"text": "poll", "request_poll": {}},
                {"text": "bot", "request_managed_bot": {"request_id": 3}},
                {"text": "who", "request_users": {"request_id": 1}},
                {"text": "where", "request_chat": {"request_id": 2, "chat_is_channel": false}},
                {"text": "form", "web_app": {"url": "https://example.org"}},
            ]]);
            let markup = json!({"keyboard": keys});
            let message = json!({"chat_id": alice.id(), "text": "Well?", "reply_markup": markup});
            control.bot("sendMessage", message).await?;
            json!({})
        }
        "/users/{user}/prepared-presses" => {
            let button = json!({"text": "who", "request_users": {"request_id": 1}});
            let params = json!({"user_id": alice.id(), "button": button});
            json!({"id": control.bot("savePreparedKeyboardButton", params).await?["id"]})
        }
        "/users/{user}/menu-button-presses" => {
            let button =
                json!({"type": "web_app", "text": "Shop", "web_app": {"url": "https://example.org"}});
            control.bot("setChatMenuButton", json!({"menu_button": button})).await?;
            json!({})
        }
        "/users/{user}/business-ends" => {
            alice.connect_business(&[]).await?;
            json!({})
        }
        "/users/{user}/task-marks" | "/users/{user}/tasks" => {
            json!({"message": alice.send_checklist("Shopping", ["Tea"]).await?.id()})
        }
        "/users/{user}/set-stickers" => {
            let sticker = alice.send_sticker("🙂").await?.field("sticker")["file_id"].clone();
            let input = json!({"sticker": sticker, "format": "video", "emoji_list": ["🙂"]});
            let set = json!({
                "user_id": alice.id(), "name": "cats_by_sandbox_bot", "title": "Cats", "stickers": [input],
            });
            control.bot("createNewStickerSet", set).await?;
            json!({})
        }
        "/users/{user}/purchases" => {
            let photo = alice.send_photo(chappe_sandbox::User::fixture(), "").await?;
            let media = json!([{"type": "photo", "media": photo.photo()[0]["file_id"]}]);
            let offer = json!({"chat_id": alice.id(), "star_count": 1, "media": media});
            json!({"message": control.bot("sendPaidMedia", offer).await?["message_id"]})
        }
        "/users/{user}/additions" => json!({"member": sandbox.user("Carol").id()}),
        "/users/{user}/link-joins" => {
            json!({"link": sandbox.group("Club", &[&sandbox.user("Bob")]).invite_link()?})
        }
        "/users/{user}/decisions" => {
            let club = sandbox.supergroup("Club", &[&alice]);
            sandbox.user("Carol").request_to_join(&club).await?;
            json!({"chat": club.id(), "member": sandbox.user("Carol").id()})
        }
        "/users/{user}/comments" => {
            let talk = sandbox.supergroup("Talk", &[&alice]);
            let news = sandbox.channel("News", &[&alice]).discussion(&talk);
            json!({"chat": news.id(), "message": alice.send_to(&news, "rain").await?.id()})
        }
        "/users/{user}/direct-messages" => json!({"chat": sandbox.channel("News", &[&alice]).id()}),
        "/users/{user}/suggested-posts" | "/users/{user}/post-approvals" | "/users/{user}/post-declines" => {
            let news = sandbox.channel("News", &[&alice]);
            let desk = alice.set_direct_messages(&news, Some(0)).await?;
            let bob = sandbox.user("Bob");
            bob.send_to(&desk, "hello").await?;
            let post = bob.suggest_post(&desk, &chappe_sandbox::SuggestedPost::new("Tea for all")).await?;
            if template.ends_with("/suggested-posts") {
                json!({"chat": desk.id(), "in_place_of": post.id()})
            } else {
                json!({"chat": desk.id(), "message": post.id()})
            }
        }
        "/users/{user}/topics" | "/users/{user}/topic-messages" | "/users/{user}/topic-closings" => {
            let forum = sandbox.supergroup("Forum", &[&alice]).forum(true);
            let topic = alice.create_topic(&forum, "News").await?.id();
            if template.ends_with("/topics") {
                json!({"chat": forum.id()})
            } else {
                json!({"chat": forum.id(), "topic": topic})
            }
        }
        "/files/{file}" => {
            alice.send_document("notes.txt", "hello").await?;
            json!({})
        }
        _ => json!({}),
    })
}

#[tokio::test]
async fn every_described_operation_answers_as_described() -> Result {
    let (_sandbox, control) = furnished().await?;
    let described = control.get("/openapi.json").await?;
    assert_eq!(described["openapi"], "3.1.0");
    let mut called = 0;
    for (template, methods) in described["paths"].as_object().ok_or("no paths")? {
        for (method, operation) in methods.as_object().ok_or("no methods")? {
            let (sandbox, control) = furnished().await?;
            let prepared = prepare(template, &sandbox, &control).await?;
            let mut path = template.clone();
            let mut query = Vec::new();
            for place in operation["parameters"].as_array().into_iter().flatten() {
                let example = place["example"].as_str().map_or(place["example"].to_string(), str::to_owned);
                let name = place["name"].as_str().ok_or("a parameter without a name")?;
                path = path.replace(&format!("{{{name}}}"), &example);
                if place["in"] == "query" && place["required"] == true {
                    query.push(format!("{name}={example}"));
                }
            }
            assert!(!path.contains('{'), "{path} has a parameter that is not described");
            if !query.is_empty() {
                path = format!("{path}?{}", query.join("&"));
            }
            let schema = operation.pointer("/requestBody/content/application~1json/schema");
            let body = schema.map(|schema| {
                let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let mut body: serde_json::Map<_, _> = required
                    .map(|name| (name.to_owned(), schema["properties"][name]["examples"][0].clone()))
                    .collect();
                body.extend(prepared.as_object().cloned().unwrap_or_default());
                Value::Object(body)
            });
            let content = operation["responses"]["200"]["content"].as_object().ok_or("no content")?;
            let (media, schema) = content.iter().next().ok_or("no type of content")?;
            let response = control.request(&method.to_uppercase(), &path, body).await?;
            let (status, kind) = (response.status(), response.headers()["content-type"].clone());
            assert!(media == "*/*" || media == kind.to_str()?, "{method} {path}: {kind:?}");
            if media == "application/json" {
                let answer: Value = response.json().await?;
                assert_eq!(status, 200, "{method} {path}: {answer}");
                fits(&answer, &schema["schema"], &described)
                    .map_err(|error| format!("{method} {path}: {error}"))?;
            } else {
                assert_eq!(status, 200, "{method} {path}");
            }
            called += 1;
        }
    }
    assert!(called > 30, "{called}");
    Ok(())
}

/// A saved world, its chats in an order of their own.
fn in_order(bytes: &[u8]) -> Result<Value> {
    let mut saved: Value = serde_json::from_slice(bytes)?;
    if let Some(chats) = saved.pointer_mut("/world/chats").and_then(Value::as_array_mut) {
        chats.sort_by_cached_key(|pair| pair[0].to_string());
    }
    Ok(saved)
}

#[tokio::test]
async fn a_world_with_anything_in_it_is_taken_up_as_it_was() -> Result {
    let (_sandbox, control) = furnished().await?;
    let described = control.get("/openapi.json").await?;
    let path = std::env::temp_dir().join(format!("chappe-described-{}", std::process::id()));
    for template in described["paths"].as_object().ok_or("no paths")?.keys() {
        let (sandbox, control) = furnished().await?;
        prepare(template, &sandbox, &control).await?;
        sandbox.save(&path)?;
        let saved = in_order(&std::fs::read(&path)?)?;
        let again = Sandbox::builder().world(&path).start().await?;
        again.save(&path)?;
        assert_eq!(in_order(&std::fs::read(&path)?)?, saved, "{template}");
    }
    std::fs::remove_file(&path)?;
    Ok(())
}
