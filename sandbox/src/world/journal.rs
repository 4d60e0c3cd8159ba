//! The transcript: a line for everything that was said and done.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// How many lines are kept.
const KEPT: usize = 500;

/// The last lines of what happened.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Journal {
    lines: VecDeque<String>,
    forgotten: usize,
}

impl Journal {
    pub(crate) fn write(&mut self, line: String) {
        self.lines.push_back(line);
        if self.lines.len() > KEPT {
            self.lines.pop_front();
            self.forgotten += 1;
        }
    }

    pub(crate) fn read(&self) -> String {
        let mut text = String::from("--- transcript ---\n");
        if self.forgotten > 0 {
            text.push('(');
            text.push_str(&self.forgotten.to_string());
            text.push_str(" earlier lines are forgotten)\n");
        }
        if self.lines.is_empty() {
            text.push_str("(nothing happened)\n");
        }
        for line in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        text.push_str("------------------");
        text
    }
}
