//! Checklists: tasks that people mark as done, and add.

use serde_json::{Value, json};

use super::super::{ChatKey, Entry, World};
use crate::error::Error;

/// The most tasks of a checklist.
pub(crate) const MOST_TASKS: usize = 30;

impl World {
    /// The checklist of a message, where somebody may do something with it.
    fn checklist(&self, by: i64, key: ChatKey, message_id: i64, right: &str) -> Result<Value, Error> {
        let impossible = |why: &str| Err(Error::Impossible(why.to_owned()));
        let Some(entry) =
            self.entry(key, message_id).filter(|entry| self.readers_of(key, entry).contains(&by))
        else {
            return impossible("the checklist is gone, or the user does not see it");
        };
        let Some(list) = entry.json.get("checklist") else {
            return impossible("that message is no checklist");
        };
        if entry.author.id() != by && list[right] != true {
            return impossible("the checklist is somebody else's, who keeps that to themselves");
        }
        Ok(list.clone())
    }

    /// Marks tasks as done and others as not done; gives the update that bots got.
    pub(crate) fn mark_tasks(
        &mut self,
        by: i64,
        key: ChatKey,
        message_id: i64,
        done: &[i64],
        not_done: &[i64],
    ) -> Result<Option<i64>, Error> {
        let mut list = self.checklist(by, key, message_id, "others_can_mark_tasks_as_done")?;
        let (user, now) = (self.user_json(by), self.now());
        let tasks = list["tasks"].as_array_mut().map(Vec::as_mut_slice).unwrap_or_default();
        for id in done.iter().chain(not_done) {
            let task = tasks.iter_mut().find(|task| task["id"] == *id).and_then(Value::as_object_mut);
            let task = task.ok_or_else(|| Error::Impossible(format!("the checklist has no task {id}")))?;
            if done.contains(id) {
                task.insert("completed_by_user".into(), user.clone().unwrap_or_default());
                task.insert("completion_date".into(), now.into());
            } else {
                task.shift_remove("completed_by_user");
                task.shift_remove("completion_date");
            }
        }
        self.repaint(key, message_id, |json| {
            json.insert("checklist".into(), list);
        });
        let mut told = json!({"checklist_message": self.entry(key, message_id).map(Entry::nested)});
        for (name, ids) in [("marked_as_done_task_ids", done), ("marked_as_not_done_task_ids", not_done)] {
            if !ids.is_empty() {
                told[name] = json!(ids);
            }
        }
        Ok(self.service(key, by, "checklist_tasks_done", told))
    }

    /// Adds tasks; gives the update that bots got.
    pub(crate) fn add_tasks(
        &mut self,
        by: i64,
        key: ChatKey,
        message_id: i64,
        texts: &[String],
    ) -> Result<Option<i64>, Error> {
        let mut whole = self.checklist(by, key, message_id, "others_can_add_tasks")?;
        let Some(tasks) = whole["tasks"].as_array_mut() else {
            return Err(Error::Impossible("that message is no checklist".into()));
        };
        let good = |text: &String| !text.trim().is_empty() && crate::text::length(text) <= 100;
        if texts.is_empty() || !texts.iter().all(good) || tasks.len() + texts.len() > MOST_TASKS {
            let why = "a task has 1 to 100 characters, and a checklist 30 tasks at most";
            return Err(Error::Impossible(why.into()));
        }
        let last = tasks.iter().filter_map(|task| task["id"].as_i64()).max().unwrap_or(0);
        let new: Vec<Value> = texts
            .iter()
            .zip(last.saturating_add(1)..)
            .map(|(text, id)| json!({"id": id, "text": text.trim()}))
            .collect();
        tasks.extend(new.iter().cloned());
        self.repaint(key, message_id, |json| {
            json.insert("checklist".into(), whole);
        });
        let message = self.entry(key, message_id).map(Entry::nested);
        let added = json!({"checklist_message": message, "tasks": new});
        Ok(self.service(key, by, "checklist_tasks_added", added))
    }
}
