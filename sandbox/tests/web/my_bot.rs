//! The bot that a recorded session talks to.

use serde_json::{Value, json};

use super::Result;
use super::api::Api;

/// The bot under test: buttons that edit and delete, and a word to everything else.
pub(crate) async fn run_my_bot(api_url: String, token: String) {
    let mut offset = 0;
    let api = Api::of(api_url, token);
    while let Ok(updates) = api.bot("getUpdates", json!({"offset": offset, "timeout": 30})).await {
        for update in updates.as_array().into_iter().flatten() {
            offset = update["update_id"].as_i64().unwrap_or_default() + 1;
            // The sandbox is gone, or the test is about to fail.
            let _ = handle(&api, update).await;
        }
    }
}

async fn handle(api: &Api, update: &Value) -> Result {
    if let Some(query) = update.get("callback_query") {
        if let Some(id) = query.get("inline_message_id") {
            api.bot("editMessageText", json!({"inline_message_id": id, "text": "Tom is liked."})).await?;
            let answer = json!({"callback_query_id": query["id"], "text": "Purr"});
            return api.bot("answerCallbackQuery", answer).await.map(drop);
        }
        let (chat, id) = (&query["message"]["chat"]["id"], &query["message"]["message_id"]);
        let place = json!({"chat_id": chat, "message_id": id});
        if query["data"] == "greet" {
            let answer = json!({"callback_query_id": query["id"], "text": "Hi there"});
            api.bot("answerCallbackQuery", answer).await?;
            let text = format!("Hello, \"{}\".", query["from"]["first_name"].as_str().unwrap_or_default());
            api.bot("editMessageText", json!({"chat_id": chat, "message_id": id, "text": text})).await?;
        } else {
            let answer = json!({"callback_query_id": query["id"], "text": "Gone", "show_alert": true});
            api.bot("answerCallbackQuery", answer).await?;
            api.bot("deleteMessage", place).await?;
        }
        return Ok(());
    }
    if let Some(edited) = update.get("edited_message") {
        if let Some(text) = edited["text"].as_str() {
            let text = format!("You meant {text}");
            api.bot("sendMessage", json!({"chat_id": edited["chat"]["id"], "text": text})).await?;
        }
        return Ok(());
    }
    if let Some(query) = update.get("inline_query") {
        return offer(api, query).await;
    }
    if let Some(query) = update.get("shipping_query") {
        let way = |id: &str| json!({"id": id, "title": id, "prices": [{"label": "Post", "amount": 300}]});
        let ways = [way("slow"), way("fast")];
        let answer = json!({"shipping_query_id": query["id"], "ok": true, "shipping_options": ways});
        return api.bot("answerShippingQuery", answer).await.map(drop);
    }
    if let Some(query) = update.get("pre_checkout_query") {
        let answer = json!({"pre_checkout_query_id": query["id"], "ok": true});
        return api.bot("answerPreCheckoutQuery", answer).await.map(drop);
    }
    if let Some(message) = update.get("business_message") {
        if message["from"]["id"] == message["chat"]["id"] {
            let mut answer = json!({"chat_id": message["chat"]["id"], "text": "We are open."});
            answer["business_connection_id"] = message["business_connection_id"].clone();
            api.bot("sendMessage", answer).await?;
        }
        return Ok(());
    }
    let Some(message) = update.get("message") else { return Ok(()) };
    let chat = &message["chat"]["id"];
    match message["text"].as_str() {
        Some("/start") => {
            let row = json!([
                {"text": "Greet me", "callback_data": "greet"},
                {"text": "Remove this", "callback_data": "remove"},
            ]);
            let markup = json!({"inline_keyboard": [row]});
            let text = "Welcome.\nWhat shall I do?";
            api.bot("sendMessage", json!({"chat_id": chat, "text": text, "reply_markup": markup})).await?;
        }
        Some("/dice") => {
            api.bot("sendDice", json!({"chat_id": chat})).await?;
        }
        Some(command @ ("/keys" | "/ask" | "/buy" | "/slow" | "/prepare" | "/cat")) => {
            on_command(api, chat, command).await?;
        }
        Some(text) => {
            api.bot("sendMessage", json!({"chat_id": chat, "text": format!("You said {text}")})).await?;
        }
        None if message["caption"] == "look" => {
            api.bot("sendMessage", json!({"chat_id": chat, "text": "A nice photo."})).await?;
        }
        None => {}
    }
    Ok(())
}

fn cat(id: &str, name: &str) -> Value {
    json!({"type": "article", "id": id, "title": name, "input_message_content": {"message_text": name}})
}

/// Two cats, and one more behind them; nothing for who is in a hurry.
async fn offer(api: &Api, query: &Value) -> Result {
    if query["query"] == "c" {
        return Ok(());
    }
    let mut tom = cat("1", "Tom");
    tom["reply_markup"] = json!({"inline_keyboard": [[{"text": "Like", "callback_data": "like"}]]});
    let (results, next) = match query["offset"].as_str() {
        Some("") => (vec![tom, cat("2", "Felix")], "2"),
        _ => (vec![cat("3", "Silvester")], ""),
    };
    let answer = json!({"inline_query_id": query["id"], "results": results, "next_offset": next});
    api.bot("answerInlineQuery", answer).await.map(drop)
}

/// What asks something of the user: keyboards, an invoice, messages that are not there yet.
async fn on_command(api: &Api, chat: &Value, command: &str) -> Result {
    match command {
        "/keys" => {
            let keyboard = json!([[
                {"text": "Where", "request_location": true},
                {"text": "Who", "request_users": {"request_id": 1}},
                {"text": "Group", "request_chat": {"request_id": 2, "chat_is_channel": false}},
                {"text": "Form", "web_app": {"url": "https://example.org/form"}},
                {"text": "Quiz", "request_poll": {"type": "quiz"}},
                {"text": "Bot", "request_managed_bot": {"request_id": 3}},
            ]]);
            let markup = json!({"keyboard": keyboard});
            api.bot("sendMessage", json!({"chat_id": chat, "text": "Share!", "reply_markup": markup}))
                .await?;
        }
        "/ask" => {
            let markup = json!({"force_reply": true});
            api.bot("sendMessage", json!({"chat_id": chat, "text": "Your name?", "reply_markup": markup}))
                .await?;
        }
        "/buy" => {
            let invoice = json!({
                "chat_id": chat, "title": "Tea", "description": "Green", "payload": "tea", "currency": "EUR",
                "provider_token": "1:TEST:x", "prices": [{"label": "Tea", "amount": 500}], "is_flexible": true,
                "max_tip_amount": 100, "need_name": true, "need_shipping_address": true,
            });
            api.bot("sendInvoice", invoice).await?;
        }
        "/slow" => {
            let draft = json!({"chat_id": chat, "draft_id": 7, "text": "Well", "can_stop": true});
            api.bot("sendMessageDraft", draft).await?;
        }
        "/cat" => {
            let picture = json!({"chat_id": chat, "photo": "https://example.org/cat.jpg"});
            if api.bot("sendPhoto", picture).await.is_err() {
                api.bot("sendMessage", json!({"chat_id": chat, "text": "No cat today."})).await?;
            }
        }
        "/prepare" => {
            let params = json!({"user_id": chat, "result": cat("1", "Tom"), "allow_group_chats": true});
            let saved = api.bot("savePreparedInlineMessage", params).await?;
            api.bot("sendMessage", json!({"chat_id": chat, "text": saved["id"]})).await?;
        }
        _ => {}
    }
    Ok(())
}
