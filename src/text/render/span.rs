//! Entities put in order: no two of them overlap but where one holds the other.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::ops::Range;

use crate::text::entity::ranges;
use crate::types::MessageEntity;

/// A stretch of the text, in bytes, that an entity covers.
#[derive(Clone, Debug)]
pub(super) struct Span<'a> {
    pub(super) range: Range<usize>,
    /// The text of the whole entity, also where the span is a piece of it.
    pub(super) text: &'a str,
    pub(super) entity: &'a MessageEntity,
}

impl Span<'_> {
    /// The same entity over another stretch.
    pub(super) fn piece(&self, range: Range<usize>) -> Self {
        Self { range, ..*self }
    }
}

/// The spans of all entities that cover something, as they came.
pub(super) fn spans<'a>(text: &'a str, entities: &'a [MessageEntity]) -> Vec<Span<'a>> {
    ranges(text, entities)
        .filter_map(|(range, entity)| Some(Span { text: text.get(range.clone())?, range, entity }))
        .filter(|span| !span.text.is_empty())
        .collect()
}

/// Sorts spans so that one follows those that hold it, and splits those that would leave one on their way.
pub(super) fn nested(mut spans: Vec<Span<'_>>) -> Vec<Span<'_>> {
    spans.sort_by_key(key);
    spans.dedup_by(|a, b| a.range == b.range && a.entity.kind == b.entity.kind);
    // Telegram sends at most 100 entities, none of which cross. Of an absurd list, what is split off too often is lost.
    let most = 16 * spans.len() + 256;
    let mut waiting = VecDeque::from(spans);
    let mut done: Vec<Span<'_>> = Vec::with_capacity(waiting.len());
    let mut open: Vec<usize> = Vec::new();
    while let Some(mut span) = waiting.pop_front() {
        while open.last().is_some_and(|&end| end <= span.range.start) {
            open.pop();
        }
        if let Some(&end) = open.last().filter(|&&end| end < span.range.end) {
            let rest = span.piece(end..span.range.end);
            span.range.end = end;
            if done.len() + waiting.len() < most {
                let place = waiting.partition_point(|other| key(other) <= key(&rest));
                waiting.insert(place, rest);
            }
        }
        open.push(span.range.end);
        done.push(span);
    }
    done
}

/// By start, the longer first. Sorting is stable: of two that cover the same, the one that came first is outside.
fn key(span: &Span<'_>) -> (usize, Reverse<usize>) {
    (span.range.start, Reverse(span.range.end))
}

/// A markup language.
pub(super) trait Markup {
    /// Writes a stretch of text with no delimiter in it.
    fn text(&mut self, out: &mut String, text: &str);
    /// Writes what stands before a span.
    fn open(&mut self, out: &mut String, span: &Span<'_>);
    /// Writes what stands after a span.
    fn close(&mut self, out: &mut String, span: &Span<'_>);
}

/// Writes a text with spans as [`nested`] leaves them.
pub(super) fn write(text: &str, spans: Vec<Span<'_>>, markup: &mut impl Markup) -> String {
    let mut out = String::with_capacity(text.len() + 16 * spans.len());
    let mut open: Vec<Span<'_>> = Vec::new();
    let mut at = 0;
    for span in spans {
        while let Some(ended) = open.pop_if(|ended| ended.range.end <= span.range.start) {
            advance(&mut out, markup, text, &mut at, ended.range.end);
            markup.close(&mut out, &ended);
        }
        advance(&mut out, markup, text, &mut at, span.range.start);
        markup.open(&mut out, &span);
        open.push(span);
    }
    while let Some(ended) = open.pop() {
        advance(&mut out, markup, text, &mut at, ended.range.end);
        markup.close(&mut out, &ended);
    }
    advance(&mut out, markup, text, &mut at, text.len());
    out
}

fn advance(out: &mut String, markup: &mut impl Markup, text: &str, at: &mut usize, to: usize) {
    if let Some(stretch) = text.get(*at..to).filter(|stretch| !stretch.is_empty()) {
        markup.text(out, stretch);
        *at = to;
    }
}
