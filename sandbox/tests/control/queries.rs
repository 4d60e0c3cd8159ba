//! Inline queries and business accounts, over HTTP.

use serde_json::json;

use super::{Result, furnished};

#[tokio::test]
async fn an_inline_query_is_typed_answered_and_a_result_is_sent() -> Result {
    let (_sandbox, control) = furnished().await?;
    let asked = control.post("/users/1001/inline", json!({"query": "tea"})).await?;
    let tea = json!({"type": "article", "id": "1", "title": "Tea",
        "input_message_content": {"message_text": "Tea, please."}});
    let id = asked["query"].to_string();
    control.bot("answerInlineQuery", json!({"inline_query_id": id, "results": [tea]})).await?;
    let offered = control.get(&format!("/users/1001/inline/{id}")).await?;
    assert_eq!(offered["results"][0]["title"], "Tea");
    let sent = control.post(&format!("/users/1001/inline/{id}"), json!({"title": "Tea"})).await?;
    assert_eq!(
        (&sent["text"], &sent["message"]["via_bot"]["is_bot"]),
        (&json!("Tea, please."), &json!(true))
    );
    Ok(())
}

#[tokio::test]
async fn an_inline_query_is_of_the_user_who_typed_it() -> Result {
    let (_sandbox, control) = furnished().await?;
    let asked = control.post("/users/1001/inline", json!({"query": "tea"})).await?;
    let path = format!("/users/1002/inline/{}", asked["query"]);
    let (status, answer) = control.ask("GET", &path, None).await?;
    assert_eq!(status, 404, "{answer}");
    Ok(())
}

#[tokio::test]
async fn a_business_account_lets_the_bot_hear_what_others_write() -> Result {
    let (_sandbox, control) = furnished().await?;
    let connection = control.post("/users/1001/business", json!({"rights": ["can_reply"]})).await?;
    control.post("/users/1002/talks", json!({"to": 1001, "text": "Are you open?"})).await?;
    let updates = control.bot("getUpdates", json!({})).await?;
    let heard = updates.as_array().and_then(|updates| updates.last()).ok_or("no updates")?;
    assert_eq!(heard["business_message"]["business_connection_id"], connection["id"]);
    assert_eq!(heard["business_message"]["text"], "Are you open?");
    Ok(())
}
