//! Buttons in rows, whatever kind they are.

/// Lays buttons out in rows of `columns`, with a header above and a footer below.
///
/// A header or footer is one button (`Some(button)`), a row of them (an array or `Vec`), or `None`. Rows without a
/// button are left out, and no columns count as one.
///
/// # Example
/// ```
/// use chappe::keyboard::{InlineKeyboard, build_menu};
/// use chappe::types::InlineKeyboardButton;
///
/// let days = ["Mon", "Tue", "Wed"].map(|day| InlineKeyboardButton::new(day).callback_data(day));
/// let cancel = InlineKeyboardButton::new("Cancel").callback_data("cancel");
/// let keyboard = InlineKeyboard::from(build_menu(days, 2, None, Some(cancel)));
/// assert_eq!(keyboard.rows().count(), 3);
/// ```
pub fn build_menu<B>(
    buttons: impl IntoIterator<Item = B>,
    columns: usize,
    header: impl IntoIterator<Item = B>,
    footer: impl IntoIterator<Item = B>,
) -> Vec<Vec<B>> {
    let mut rows = vec![header.into_iter().collect()];
    rows.extend(chunks(buttons, columns, 0));
    rows.push(footer.into_iter().collect());
    rows.retain(|row: &Vec<B>| !row.is_empty());
    rows
}

/// Rows of buttons, the last of which is being filled.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid<B> {
    rows: Vec<Vec<B>>,
}

impl<B> Default for Grid<B> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}

impl<B> Grid<B> {
    pub(super) fn push(&mut self, button: B) {
        match self.rows.last_mut() {
            Some(row) => row.push(button),
            None => self.rows.push(vec![button]),
        }
    }

    pub(super) fn start_row(&mut self) {
        if self.rows.last().is_some_and(|row| !row.is_empty()) {
            self.rows.push(Vec::new());
        }
    }

    pub(super) fn last_mut(&mut self) -> Option<&mut B> {
        self.rows.iter_mut().rev().find_map(|row| row.last_mut())
    }

    /// Adds whole rows below.
    pub(super) fn append(&mut self, rows: impl IntoIterator<Item = Vec<B>>) {
        for row in rows {
            self.start_row();
            for button in row {
                self.push(button);
            }
        }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[B]> {
        self.rows.iter().map(Vec::as_slice).filter(|row| !row.is_empty())
    }

    pub(super) fn into_rows(mut self) -> Vec<Vec<B>> {
        self.rows.retain(|row| !row.is_empty());
        self.rows
    }

    /// Columns become rows.
    pub(super) fn transposed(self) -> Self {
        let mut rows: Vec<Vec<B>> = Vec::new();
        for row in self.rows {
            for (i, button) in row.into_iter().enumerate() {
                match rows.get_mut(i) {
                    Some(column) => column.push(button),
                    None => rows.push(vec![button]),
                }
            }
        }
        Self { rows }
    }

    /// Rows of `columns`; what does not fill one makes the last row, or the first.
    pub(super) fn flowed(self, columns: usize, rest_first: bool) -> Self {
        let count: usize = self.rows.iter().map(Vec::len).sum();
        let first = if rest_first { count % columns.max(1) } else { 0 };
        Self { rows: chunks(self.rows.into_iter().flatten(), columns, first) }
    }
}

/// Rows of `columns`, but for the first one if `first` is not 0.
fn chunks<B>(buttons: impl IntoIterator<Item = B>, columns: usize, first: usize) -> Vec<Vec<B>> {
    let mut rows: Vec<Vec<B>> = Vec::new();
    let mut room = 0;
    for button in buttons {
        if room == 0 {
            room = if rows.is_empty() && first > 0 { first } else { columns.max(1) };
            rows.push(Vec::new());
        }
        room -= 1;
        if let Some(row) = rows.last_mut() {
            row.push(button);
        }
    }
    rows
}

impl<B> From<Vec<Vec<B>>> for Grid<B> {
    fn from(rows: Vec<Vec<B>>) -> Self {
        Self { rows }
    }
}
