//! Checklists that the bot sends and changes on behalf of a user who connected it.

use serde_json::{Value, json};

use super::super::Request;
use super::super::edit::{apply, target};
use super::{formatted_in, one};
use crate::server::{Answer, Refusal};
use crate::text;
use crate::world::{Json, MOST_TASKS};

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "sendChecklist" => checklist(request, &Value::Null).and_then(|list| one(request, "checklist", list)),
        "editMessageChecklist" => edit(request),
        _ => return None,
    })
}

/// Reads the checklist of a request; tasks of the old one that stay are done by whom they were.
fn checklist(request: &Request<'_>, old: &Value) -> Answer {
    let given = request.params.get("checklist").unwrap_or(&Value::Null);
    let title = formatted_in(request, given, "title", "parse_mode", "title_entities")?;
    if title.text.is_empty() {
        return Err(Refusal::bad("checklist title must be non-empty"));
    }
    if text::length(&title.text) > 255 {
        return Err(Refusal::bad("checklist title length must not exceed 255"));
    }
    let items = given["tasks"].as_array().map(Vec::as_slice).unwrap_or_default();
    if items.is_empty() || items.len() > MOST_TASKS {
        return Err(Refusal::bad(format!("checklist must have from 1 to {MOST_TASKS} tasks")));
    }
    let mut tasks: Vec<Value> = Vec::new();
    for item in items {
        let id = item["id"].as_i64().filter(|id| *id > 0 && !tasks.iter().any(|task| task["id"] == *id));
        let id = id.ok_or_else(|| Refusal::bad("checklist task identifiers must be positive and unique"))?;
        let label = formatted_in(request, item, "text", "parse_mode", "text_entities")?;
        if label.text.is_empty() {
            return Err(Refusal::bad("checklist task text must be non-empty"));
        }
        if text::length(&label.text) > 100 {
            return Err(Refusal::bad("checklist task text length must not exceed 100"));
        }
        let mut task = Json::from_iter([("id".to_owned(), id.into())]);
        label.write(&mut task, "text", "text_entities");
        let before = old["tasks"].as_array().into_iter().flatten().find(|task| task["id"] == id);
        for name in ["completed_by_user", "completion_date"] {
            if let Some(value) = before.and_then(|task| task.get(name)) {
                task.insert(name.into(), value.clone());
            }
        }
        tasks.push(Value::Object(task));
    }
    let mut list = Json::new();
    title.write(&mut list, "title", "title_entities");
    list.insert("tasks".into(), tasks.into());
    for name in ["others_can_add_tasks", "others_can_mark_tasks_as_done"] {
        if given[name] == json!(true) {
            list.insert(name.into(), true.into());
        }
    }
    Ok(Value::Object(list))
}

fn edit(request: &mut Request<'_>) -> Answer {
    let target = target(request)?;
    let old = target.entry(request)?.json.get("checklist").cloned();
    let old = old.ok_or_else(|| Refusal::bad("there is no checklist in the message to edit"))?;
    let list = checklist(request, &old)?;
    apply(request, target, &[], Json::from_iter([("checklist".to_owned(), list)]))
}
