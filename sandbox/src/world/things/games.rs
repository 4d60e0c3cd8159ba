//! Games: which message is which game, and who has how many points in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::{ChatKey, World};

/// How many games that were sent are remembered.
const KEPT: usize = 10_000;

/// All games, by message: the points of those who played.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Games {
    #[serde(with = "super::super::pairs")]
    scores: BTreeMap<(ChatKey, i64), BTreeMap<i64, i64>>,
}

impl World {
    /// Remembers that a message is a game.
    pub(crate) fn place_game(&mut self, key: ChatKey, message_id: i64) {
        let scores = &mut self.things.games.scores;
        scores.insert((key, message_id), BTreeMap::new());
        if scores.len() > KEPT {
            scores.pop_first();
        }
    }

    /// Gives a player points; the text is Telegram's word for what is wrong.
    pub(crate) fn set_score(
        &mut self,
        key: ChatKey,
        message_id: i64,
        player: i64,
        score: i64,
        force: bool,
    ) -> Result<(), &'static str> {
        let scores = self.things.games.scores.get_mut(&(key, message_id)).ok_or("MESSAGE_ID_INVALID")?;
        let old = scores.get(&player).copied();
        if old.is_some_and(|old| score == old || score < old && !force) {
            return Err("BOT_SCORE_NOT_MODIFIED");
        }
        scores.insert(player, score);
        let line = format!("{} has {score} points", self.name(player));
        self.journal.write(line);
        Ok(())
    }

    /// All `GameHighScore` objects of a message, the best first.
    pub(crate) fn high_scores(&self, key: ChatKey, message_id: i64) -> Option<Vec<Value>> {
        let scores = self.things.games.scores.get(&(key, message_id))?;
        let mut best: Vec<(i64, i64)> = scores.iter().map(|(player, score)| (*player, *score)).collect();
        best.sort_by_key(|(player, score)| (std::cmp::Reverse(*score), *player));
        let scores = best.into_iter().enumerate().map(|(place, (player, score))| {
            json!({"position": place + 1, "user": self.user_json(player), "score": score})
        });
        Some(scores.collect())
    }
}
