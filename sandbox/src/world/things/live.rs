//! Live locations: how long they last, how they move, and who comes near whom.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::{ChatKey, Entry, Json, World};
use super::due::Due;

/// The period of a live location that lasts until it is stopped.
pub(crate) const FOREVER: i64 = 0x7fff_ffff;

/// A location that is still live.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Live {
    /// When it ends, in seconds of the sandbox's clock.
    until: i64,
    /// Who has come near already.
    alerted: BTreeSet<i64>,
}

/// All live locations, by message.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct LiveLocations {
    #[serde(with = "super::super::pairs")]
    live: BTreeMap<(ChatKey, i64), Live>,
}

impl World {
    /// A live location was sent, or lasts otherwise from now on.
    pub(crate) fn live_location_begins(&mut self, key: ChatKey, message_id: i64, period: i64) {
        let until =
            if period == FOREVER { i64::MAX } else { self.sent_at(key, message_id).saturating_add(period) };
        self.things.live.live.entry((key, message_id)).or_default().until = until;
        if until != i64::MAX {
            self.due_at(until, Due::Live(key, message_id));
        }
    }

    fn sent_at(&self, key: ChatKey, message_id: i64) -> i64 {
        let date = self.entry(key, message_id).and_then(|entry| entry.json.get("date")?.as_i64());
        date.unwrap_or_else(|| self.now())
    }

    /// Whether a message is a live location that still moves.
    pub(crate) fn is_live(&self, key: ChatKey, message_id: i64) -> bool {
        self.things.live.live.get(&(key, message_id)).is_some_and(|live| live.until > self.now())
    }

    /// Its time is over, unless it was prolonged.
    pub(crate) fn live_location_is_over(&mut self, key: ChatKey, message_id: i64) {
        if !self.is_live(key, message_id) && self.live_location_ends(key, message_id) {
            self.repaint(key, message_id, still);
        }
    }

    /// It lives no more; whether it did until now.
    pub(crate) fn live_location_ends(&mut self, key: ChatKey, message_id: i64) -> bool {
        self.things.live.live.remove(&(key, message_id)).is_some()
    }

    /// Tells a chat who came near whom, once a live location was sent or moved.
    pub(crate) fn watch_proximity(&mut self, key: ChatKey, message_id: i64) {
        let Some(moved) = self.entry(key, message_id).cloned() else { return };
        let others: Vec<i64> = self
            .things
            .live
            .live
            .range((key, 0)..)
            .take_while(|((place, _), _)| *place == key)
            .map(|((_, id), _)| *id)
            .filter(|id| *id != message_id)
            .collect();
        for other in others {
            let Some(other) = self.entry(key, other).cloned() else { continue };
            self.approach(key, &moved, &other);
            self.approach(key, &other, &moved);
        }
    }

    /// Tells the watcher's chat when the traveller is within the watcher's radius for the first time.
    fn approach(&mut self, key: ChatKey, traveller: &Entry, watcher: &Entry) {
        let (near, by) = (traveller.author.id(), watcher.author.id());
        let radius = watcher.json.get("location").and_then(|at| at["proximity_alert_radius"].as_f64());
        let (Some(radius), Some(distance)) = (radius, distance(&traveller.json, &watcher.json)) else {
            return;
        };
        if near == by
            || distance > radius
            || !self.is_live(key, watcher.id)
            || !self.is_live(key, traveller.id)
        {
            return;
        }
        let live = self.things.live.live.get_mut(&(key, watcher.id));
        if live.is_some_and(|live| live.alerted.insert(near)) {
            let alert = json!({
                "traveler": self.user_json(near),
                "watcher": self.user_json(by),
                "distance": distance.round() as i64,
            });
            self.service(key, near, "proximity_alert_triggered", alert);
        }
    }
}

/// Leaves only the point of a location that lives no more.
pub(crate) fn still(json: &mut Json) {
    if let Some(Value::Object(location)) = json.get_mut("location") {
        location.retain(|name, _| matches!(name.as_str(), "latitude" | "longitude" | "horizontal_accuracy"));
    }
}

/// How far the places of two messages are from each other, in metres.
fn distance(one: &Json, other: &Json) -> Option<f64> {
    let point = |json: &Json| {
        let at = json.get("location")?;
        Some((at["latitude"].as_f64()?.to_radians(), at["longitude"].as_f64()?.to_radians()))
    };
    let ((latitude, longitude), (latitude2, longitude2)) = (point(one)?, point(other)?);
    let half = |from: f64, to: f64| ((to - from) / 2.0).sin().powi(2);
    let h = half(latitude, latitude2) + latitude.cos() * latitude2.cos() * half(longitude, longitude2);
    Some(2.0 * 6_371_000.0 * h.sqrt().min(1.0).asin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_of_latitude_is_a_sea_mile() {
        let at = |latitude: f64| {
            Json::from_iter([("location".to_owned(), json!({"latitude": latitude, "longitude": 7.0}))])
        };
        let metres = distance(&at(46.0), &at(46.0 + 1.0 / 60.0)).unwrap();
        assert!((metres - 1_853.0).abs() < 2.0, "{metres}");
        assert_eq!(distance(&at(46.0), &Json::new()), None);
    }
}
