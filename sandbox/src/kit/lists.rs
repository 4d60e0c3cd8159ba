//! Checklists that users send, mark and grow, and stickers out of sets.

use serde_json::{Value, json};

use super::{Message, User};
use crate::error::{Error, Result};
use crate::world::Json;

impl User {
    /// Sends a checklist in which others may mark tasks and add some.
    ///
    /// # Errors
    ///
    /// When it has no title, or not 1 to 30 tasks.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// let alice = chappe_sandbox::Sandbox::start().await?.user("Alice");
    /// let list = alice.send_checklist("Shopping", ["Tea", "Milk"]).await?;
    /// alice.mark_tasks(&list, &[1], &[]).await?;
    /// assert!(list.now().unwrap().field("checklist")["tasks"][0]["completion_date"].is_i64());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn send_checklist<T: Into<String>>(
        &self,
        title: &str,
        tasks: impl IntoIterator<Item = T>,
    ) -> Result<Message> {
        let tasks: Vec<Value> =
            tasks.into_iter().zip(1..).map(|(text, id)| json!({"id": id, "text": text.into()})).collect();
        let empty = tasks.iter().any(|task| task["text"].as_str().is_none_or(str::is_empty));
        if title.trim().is_empty() || tasks.is_empty() || tasks.len() > 30 || empty {
            return Err(Error::Impossible(
                "a checklist has a title and 1 to 30 tasks that say something".into(),
            ));
        }
        let list = json!({
            "title": title,
            "tasks": tasks,
            "others_can_add_tasks": true,
            "others_can_mark_tasks_as_done": true,
        });
        self.send_json(json!({"checklist": list})).await
    }

    /// Marks tasks of a checklist as done, and others as not done, by their numbers.
    ///
    /// # Errors
    ///
    /// When it is no checklist, has no such tasks, or is one that others may not mark.
    pub async fn mark_tasks(&self, message: &Message, done: &[i64], not_done: &[i64]) -> Result<Option<i64>> {
        let core = self.sandbox().core();
        let update =
            core.change(|world| world.mark_tasks(self.id(), message.key, message.id(), done, not_done));
        self.turn().await;
        update
    }

    /// Adds tasks to a checklist.
    ///
    /// # Errors
    ///
    /// When it is no checklist, or one that others may not add to, or it would have more than 30 tasks.
    pub async fn add_tasks<T: Into<String>>(
        &self,
        message: &Message,
        tasks: impl IntoIterator<Item = T>,
    ) -> Result<Option<i64>> {
        let tasks: Vec<String> = tasks.into_iter().map(Into::into).collect();
        let update = self
            .sandbox()
            .core()
            .change(|world| world.add_tasks(self.id(), message.key, message.id(), &tasks));
        self.turn().await;
        update
    }

    /// Sends the sticker of a set that stands for an emoji.
    ///
    /// # Errors
    ///
    /// When there is no such set, or nothing in it stands for that emoji.
    pub async fn send_sticker_of(&self, set: &str, emoji: &str) -> Result<Message> {
        let content = {
            let world = self.sandbox().core().look();
            let set = world.things.stickers.set(set);
            let sticker =
                set.and_then(|set| set.stickers.iter().find(|one| one.emoji.iter().any(|has| has == emoji)));
            sticker
                .map(|sticker| Json::from_iter([("sticker".to_owned(), Value::Object(sticker.json.clone()))]))
        };
        let content =
            content.ok_or_else(|| Error::Impossible(format!("no sticker of {set:?} stands for {emoji}")))?;
        self.send_json(Value::Object(content)).await
    }
}
