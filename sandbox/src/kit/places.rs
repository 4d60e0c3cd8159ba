//! Places that move, and other things that a user sends from the attachment menu.

use serde_json::{Value, json};

use super::{Group, Message, User};
use crate::error::{Error, Result};
use crate::world::{ChatKey, Draft, FOREVER, Json, still, throw};

impl User {
    /// Sends a live location to the default bot that lasts so many seconds.
    ///
    /// # Errors
    ///
    /// When there is no such place, or the time is not 60 seconds to a day.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// let alice = chappe_sandbox::Sandbox::start().await?.user("Alice");
    /// let sent = alice.send_live_location(46.5, 6.6, 600).await?;
    /// let moved = alice.move_to(&sent, 46.6, 6.7).await?;
    /// assert_eq!(moved.field("location")["latitude"], 46.6);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn send_live_location(&self, latitude: f64, longitude: f64, seconds: i64) -> Result<Message> {
        self.live_in(self.here(), latitude, longitude, seconds, None).await
    }

    /// Sends a live location to a group, and is told when somebody comes nearer than so many metres, if any.
    ///
    /// # Errors
    ///
    /// When the user may not write there, there is no such place, or the time is not 60 seconds to a day.
    pub async fn send_live_location_to(
        &self,
        group: &Group,
        latitude: f64,
        longitude: f64,
        seconds: i64,
        radius: Option<i64>,
    ) -> Result<Message> {
        self.live_in(group.key(), latitude, longitude, seconds, radius).await
    }

    async fn live_in(
        &self,
        key: ChatKey,
        latitude: f64,
        longitude: f64,
        seconds: i64,
        radius: Option<i64>,
    ) -> Result<Message> {
        let mut location = place(latitude, longitude)?;
        if seconds != FOREVER && !(60..=86_400).contains(&seconds) {
            return Err(Error::Impossible("a live location lasts 60 seconds to a day".into()));
        }
        location["live_period"] = seconds.into();
        if let Some(radius) = radius {
            location["proximity_alert_radius"] = radius.into();
        }
        let content = Json::from_iter([("location".to_owned(), location)]);
        let sent = self.post(key, Draft { content, ..Draft::default() }).await?;
        self.sandbox().core().change(|world| {
            world.live_location_begins(key, sent.id(), seconds);
            world.watch_proximity(key, sent.id());
        });
        Ok(sent)
    }

    /// Moves an own live location; bots get an edited message.
    ///
    /// # Errors
    ///
    /// When it is no live location of this user, or it is over.
    pub async fn move_to(&self, message: &Message, latitude: f64, longitude: f64) -> Result<Message> {
        let place = place(latitude, longitude)?;
        self.change_live(message, |json| {
            if let Some(location) = json.get_mut("location").and_then(Value::as_object_mut) {
                location.extend(place.as_object().cloned().unwrap_or_default());
            }
        })
        .await
    }

    /// Ends an own live location before its time; bots get an edited message.
    ///
    /// # Errors
    ///
    /// When it is no live location of this user, or it is over.
    pub async fn stop_live_location(&self, message: &Message) -> Result<Message> {
        let stopped = self.change_live(message, still).await?;
        self.sandbox().core().change(|world| world.live_location_ends(message.key, message.id()));
        Ok(stopped)
    }

    async fn change_live(&self, message: &Message, change: impl FnOnce(&mut Json)) -> Result<Message> {
        let (entry, update) = self.sandbox().core().change(|world| {
            let own = message.entry.author.id() == self.id();
            if !own || !world.is_live(message.key, message.id()) {
                return Err(Error::Impossible("that is no live location of this user, or it is over".into()));
            }
            let changed = world.change(message.key, message.id(), change);
            world.watch_proximity(message.key, message.id());
            changed.ok_or_else(|| Error::Impossible("the live location is gone".into()))
        })?;
        self.turn().await;
        Ok(Message::new(self.sandbox().clone(), message.key, entry, update))
    }

    /// Sends a place with a name to the default bot.
    ///
    /// # Errors
    ///
    /// When there is no such place, or it has no name.
    pub async fn send_venue(
        &self,
        latitude: f64,
        longitude: f64,
        title: &str,
        address: &str,
    ) -> Result<Message> {
        let location = place(latitude, longitude)?;
        if title.trim().is_empty() {
            return Err(Error::Impossible("Telegram's apps send no venue without a name".into()));
        }
        let venue = json!({"location": location, "title": title, "address": address});
        self.send_json(json!({"venue": venue, "location": location})).await
    }

    /// Throws a die, or another emoji that shows a number, to the default bot.
    ///
    /// # Errors
    ///
    /// When the emoji shows no number.
    pub async fn send_dice(&self, emoji: &str) -> Result<Message> {
        let number = self.sandbox().core().change(|world| world.ids.other());
        let value = throw(emoji, number)
            .ok_or_else(|| Error::Impossible(format!("{emoji} does not show a number when it is thrown")))?;
        self.send_json(json!({"dice": {"emoji": emoji, "value": value}})).await
    }
}

fn place(latitude: f64, longitude: f64) -> Result<Value> {
    if latitude.abs() <= 90.0 && longitude.abs() <= 180.0 {
        return Ok(json!({"latitude": latitude, "longitude": longitude}));
    }
    Err(Error::Impossible("there is no such place: latitudes end at 90 degrees, longitudes at 180".into()))
}
