//! Checklists are marked and grow.

use chappe_sandbox::Sandbox;
use serde_json::json;

use crate::client::{Result, call, of_kind, refused, updates};

#[tokio::test]
async fn tasks_are_marked_as_done_and_added_and_the_bot_hears_of_it() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let list = alice.send_checklist("Shopping", ["Tea", "Milk"]).await?;
    alice.mark_tasks(&list, &[1, 2], &[]).await?;
    alice.mark_tasks(&list, &[], &[2]).await?;
    alice.add_tasks(&list, ["Sugar"]).await?;
    assert!(alice.mark_tasks(&list, &[9], &[]).await.is_err(), "no such task");
    let now = list.now().ok_or("gone")?.field("checklist").clone();
    assert_eq!(now["tasks"][0]["completed_by_user"]["id"], alice.id());
    assert_eq!(now["tasks"][1].get("completion_date"), None);
    assert_eq!(now["tasks"][2], json!({"id": 3, "text": "Sugar"}));
    let messages = of_kind(&updates(&sandbox).await?, "message");
    let done = of_kind(&messages, "checklist_tasks_done");
    assert_eq!(done[0]["marked_as_done_task_ids"], json!([1, 2]));
    assert_eq!(done[1]["marked_as_not_done_task_ids"], json!([2]));
    assert_eq!(done[1]["checklist_message"]["message_id"], list.id());
    assert_eq!(of_kind(&messages, "checklist_tasks_added")[0]["tasks"][0]["text"], "Sugar");
    Ok(())
}

#[tokio::test]
async fn a_bot_sends_and_changes_a_checklist_for_the_user_who_connected_it() -> Result {
    let sandbox = Sandbox::start().await?;
    let (shop, bob) = (sandbox.user("Shop"), sandbox.user("Bob"));
    let connection = shop.connect_business(&["can_reply"]).await?;
    bob.send_to_user(&shop, "what is to do?").await?;
    let list = json!({
        "title": "<b>Orders</b>", "parse_mode": "HTML", "tasks": [{"id": 1, "text": "Pack"}, {"id": 2, "text": "Send"}],
        "others_can_mark_tasks_as_done": true,
    });
    let mut params =
        json!({"business_connection_id": connection.id(), "chat_id": bob.id(), "checklist": list});
    let sent = call(&sandbox, "sendChecklist", params.clone()).await?;
    assert_eq!(sent["checklist"]["title_entities"][0]["type"], "bold");
    let seen = bob.history_with(&shop).pop().ok_or("nothing there")?;
    bob.mark_tasks(&seen, &[1], &[]).await?;
    assert!(bob.add_tasks(&seen, ["Eat"]).await.is_err(), "only marking is allowed");
    params["message_id"] = sent["message_id"].clone();
    params["checklist"]["tasks"] = json!([{"id": 1, "text": "Pack well"}]);
    let edited = call(&sandbox, "editMessageChecklist", params.clone()).await?;
    assert_eq!(edited["checklist"]["tasks"][0]["completed_by_user"]["id"], bob.id());
    params["checklist"]["tasks"] = json!([{"id": 1, "text": "a"}, {"id": 1, "text": "b"}]);
    assert!(refused(&sandbox, "sendChecklist", params).await?.starts_with("Bad Request: "));
    Ok(())
}
