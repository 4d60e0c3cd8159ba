//! What was probably meant by a name that there is not.

/// The longest name that is compared; none in the tables is longer.
const LONGEST: usize = 40;

/// The nearest of the names offered so far.
#[derive(Clone, Copy)]
pub(super) struct Nearest<'a> {
    wanted: &'a str,
    found: Option<&'static str>,
    /// How far away a name may be to be nearer than the one found.
    limit: usize,
}

impl<'a> Nearest<'a> {
    pub(super) const fn to(wanted: &'a str) -> Self {
        // A slip or two is a slip; more is another word.
        let slips = match wanted.len() {
            0..=3 => 1,
            4..=8 => 2,
            length => length / 3,
        };
        Self { wanted, found: None, limit: slips + 1 }
    }

    pub(super) const fn offer(&mut self, name: &'static str) {
        if self.wanted.len() > LONGEST
            || name.len() > LONGEST
            || self.wanted.len().abs_diff(name.len()) >= self.limit
        {
            return;
        }
        let distance = distance(self.wanted.as_bytes(), name.as_bytes());
        if distance < self.limit {
            self.limit = distance;
            self.found = Some(name);
        }
    }

    pub(super) const fn found(&self) -> Option<&'static str> {
        self.found
    }
}

/// How many letters have to be changed, added or removed, capitals and small ones being the same.
const fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row = [0; LONGEST + 1];
    let mut j = 0;
    while j <= b.len() {
        row[j] = j;
        j += 1;
    }
    let mut i = 0;
    while i < a.len() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        let mut j = 0;
        while j < b.len() {
            let changed = diagonal + !a[i].eq_ignore_ascii_case(&b[j]) as usize;
            diagonal = row[j + 1];
            let shorter = if row[j] < row[j + 1] { row[j] } else { row[j + 1] } + 1;
            row[j + 1] = if changed < shorter { changed } else { shorter };
            j += 1;
        }
        i += 1;
    }
    row[b.len()]
}
