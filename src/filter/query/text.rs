//! A text that constants can build: the message of an invalid query, also for the compiler to print.

/// Room for the longest message: one that lists all parts of a message.
const ROOM: usize = 4096;

/// How much of a part of a query is quoted.
const QUOTED: usize = 80;

pub(super) struct Text {
    bytes: [u8; ROOM],
    len: usize,
}

impl Text {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; ROOM], len: 0 }
    }

    /// Adds a text; one that does not fit is left out.
    pub(super) const fn push(&mut self, text: &str) {
        self.push_bytes(text.as_bytes(), text.len());
    }

    /// Adds a text in backquotes, of a long one the beginning.
    pub(super) const fn quote(&mut self, text: &str) {
        let mut end = text.len();
        if end > QUOTED {
            end = QUOTED;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
        }
        self.push("`");
        self.push_bytes(text.as_bytes(), end);
        self.push(if end < text.len() { "…`" } else { "`" });
    }

    pub(super) const fn as_str(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            // Only whole texts are added, and such as end between two characters.
            Err(_) => "",
        }
    }

    const fn push_bytes(&mut self, bytes: &[u8], end: usize) {
        if self.len + end > ROOM {
            return;
        }
        let mut at = 0;
        while at < end {
            self.bytes[self.len + at] = bytes[at];
            at += 1;
        }
        self.len += end;
    }
}
