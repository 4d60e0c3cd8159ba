//! Makes entities nest as Telegram keeps them.
//!
//! Styles (bold, italic, underline, strikethrough, spoiler) are cut where others begin or end, and joined where they
//! touch. Quotes never overlap each other. Everything else is whole: of two that overlap, the one that begins first
//! stays, and none of them lies across the edge of a quote. In code there are no styles.

use std::collections::BTreeSet;

use super::Entity;
use super::builder::sort;

const STYLES: [&str; 5] = ["bold", "italic", "underline", "strikethrough", "spoiler"];

fn is_style(entity: &Entity) -> bool {
    STYLES.contains(&entity.kind)
}

fn is_quote(entity: &Entity) -> bool {
    matches!(entity.kind, "blockquote" | "expandable_blockquote")
}

fn is_code(entity: &Entity) -> bool {
    matches!(entity.kind, "pre" | "code")
}

/// Whether an entity says something that its text does not.
fn is_hidden(entity: &Entity) -> bool {
    is_code(entity) || matches!(entity.kind, "text_link" | "text_mention")
}

fn end(entity: &Entity) -> usize {
    entity.offset + entity.length
}

/// Those of sorted entities apart from each other that share characters with one.
fn touching<'a>(sorted: &'a [Entity], one: &'a Entity) -> impl Iterator<Item = &'a Entity> {
    let first = sorted.partition_point(|other| end(other) <= one.offset);
    sorted.iter().skip(first).take_while(|other| other.offset < end(one))
}

/// The entities by what may be done with them.
struct Classes {
    whole: Vec<Entity>,
    quotes: Vec<Entity>,
    styles: Vec<Entity>,
}

fn classes(entities: &mut Vec<Entity>) -> Classes {
    let (styles, others): (Vec<_>, Vec<_>) = entities.drain(..).partition(is_style);
    let (quotes, whole) = others.into_iter().partition(is_quote);
    Classes { whole, quotes, styles }
}

/// Sorts entities and makes them nest.
pub(super) fn fix(entities: &mut Vec<Entity>) {
    sort(entities);
    let Classes { mut whole, mut quotes, styles } = classes(entities);
    keep_apart(&mut whole);
    keep_apart(&mut quotes);
    whole.retain(|entity| fits(entity, &quotes));
    *entities = joined(whole, quotes, styles);
}

/// Adds what was found in the text to what is there; what is there comes first.
pub(super) fn merge(entities: &mut Vec<Entity>, mut found: Vec<Entity>) {
    if found.is_empty() {
        return;
    }
    let Classes { mut whole, quotes, styles } = classes(entities);
    found.retain(|entity| fits(entity, &quotes) && touching(&whole, entity).next().is_none());
    whole.append(&mut found);
    *entities = joined(whole, quotes, styles);
}

/// Of sorted entities that overlap, keeps the first.
fn keep_apart(entities: &mut Vec<Entity>) {
    let mut last = 0;
    entities.retain(|entity| {
        let apart = entity.offset >= last;
        if apart {
            last = end(entity);
        }
        apart
    });
}

/// Whether an entity is inside of one quote, or touches none.
fn fits(entity: &Entity, quotes: &[Entity]) -> bool {
    touching(quotes, entity).all(|quote| quote.offset <= entity.offset && end(entity) <= end(quote))
}

fn joined(mut whole: Vec<Entity>, mut quotes: Vec<Entity>, styles: Vec<Entity>) -> Vec<Entity> {
    whole.append(&mut quotes);
    let mut styles = cut(styles, &whole);
    whole.append(&mut styles);
    sort(&mut whole);
    whole
}

/// Styles, joined where they touch and cut where anything else begins or ends.
fn cut(styles: Vec<Entity>, others: &[Entity]) -> Vec<Entity> {
    let mut runs: Vec<Entity> = Vec::with_capacity(styles.len());
    let mut last = [None::<usize>; STYLES.len()];
    for style in styles {
        let Some(last) =
            STYLES.iter().position(|kind| *kind == style.kind).and_then(|kind| last.get_mut(kind))
        else {
            continue;
        };
        match last.and_then(|run| runs.get_mut(run)) {
            Some(run) if style.offset <= end(run) => run.length = run.length.max(end(&style) - run.offset),
            _ => {
                *last = Some(runs.len());
                runs.push(style);
            }
        }
    }
    let code: Vec<Entity> = others.iter().filter(|other| is_code(other)).cloned().collect();
    let cuts: BTreeSet<usize> = others
        .iter()
        .flat_map(|other| [other.offset, end(other)])
        .chain(runs.iter().map(|run| run.offset))
        .collect();
    let mut pieces = Vec::with_capacity(runs.len());
    for run in runs {
        let mut begin = run.offset;
        for place in cuts.range(run.offset + 1..end(&run)).copied().chain([end(&run)]) {
            let piece = Entity::new(run.kind, begin, place - begin);
            if touching(&code, &piece).next().is_none() {
                pieces.push(piece);
            }
            begin = place;
        }
    }
    pieces
}

/// Which places of a text are blanks or line breaks, by UTF-16 units.
pub(super) struct Blanks(Vec<bool>);

impl Blanks {
    pub(super) fn of(text: &str) -> Self {
        let one = |c: char| std::iter::repeat_n(matches!(c, ' ' | '\n'), c.len_utf16());
        Self(text.chars().flat_map(one).collect())
    }

    fn all(&self, from: usize, to: usize) -> bool {
        self.0.get(from..to).is_none_or(|part| part.iter().all(|blank| *blank))
    }

    fn at(&self, place: usize) -> bool {
        self.0.get(place).copied().unwrap_or(false)
    }
}

/// Takes blanks off the beginning of sorted entities, and entities of nothing else away. What says more than its text
/// keeps its blanks, and so does what is around it.
pub(super) fn trim(entities: &mut Vec<Entity>, blanks: &Blanks) {
    for place in 0..entities.len() {
        let (Some(mut begin), Some(stop)) =
            (entities.get(place).map(|entity| entity.offset), entities.get(place).map(end))
        else {
            continue;
        };
        if entities.get(place).is_some_and(is_hidden) {
            continue;
        }
        let held = |at: usize| {
            let behind = entities.iter().skip(place + 1).take_while(|inner| inner.offset <= at);
            behind.into_iter().any(|inner| is_hidden(inner) && inner.offset == at)
        };
        while begin < stop && blanks.at(begin) && !held(begin) {
            begin += 1;
        }
        if let Some(entity) = entities.get_mut(place) {
            entity.offset = begin;
            entity.length = if blanks.all(begin, stop) { 0 } else { stop - begin };
        }
    }
    entities.retain(|entity| entity.length > 0);
}

/// The most entities of a message that a bot gives by itself.
const MOST: usize = 100;

/// Keeps the first hundred, first of what is whole, then of styles; emoji do not count.
pub(super) fn limit(entities: &mut Vec<Entity>) {
    if entities.len() <= MOST {
        return;
    }
    let mut left = MOST;
    for style in [false, true] {
        entities.retain(|entity| {
            if is_style(entity) != style || entity.kind == "custom_emoji" {
                return true;
            }
            let keep = left > 0;
            left -= usize::from(keep);
            keep
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(entities: &[(&'static str, usize, usize)]) -> Vec<(&'static str, usize, usize)> {
        let new = |(kind, offset, length): &(&'static str, usize, usize)| Entity::new(kind, *offset, *length);
        let mut entities: Vec<Entity> = entities.iter().map(new).collect();
        fix(&mut entities);
        entities.iter().map(|entity| (entity.kind, entity.offset, entity.length)).collect()
    }

    #[test]
    fn styles_are_cut_where_others_begin_and_joined_where_they_touch() {
        assert_eq!(fixed(&[("bold", 0, 4), ("bold", 4, 4)]), [("bold", 0, 8)]);
        assert_eq!(
            fixed(&[("italic", 2, 6), ("bold", 0, 4)]),
            [("bold", 0, 2), ("italic", 2, 6), ("bold", 2, 2)]
        );
        assert_eq!(
            fixed(&[("bold", 0, 9), ("text_link", 3, 3)]),
            [("bold", 0, 3), ("text_link", 3, 3), ("bold", 3, 3), ("bold", 6, 3)]
        );
    }

    #[test]
    fn what_is_whole_never_overlaps() {
        assert_eq!(fixed(&[("text_link", 0, 4), ("code", 2, 4)]), [("text_link", 0, 4)]);
        assert_eq!(fixed(&[("blockquote", 0, 4), ("code", 2, 4)]), [("blockquote", 0, 4)]);
        assert_eq!(fixed(&[("blockquote", 0, 4), ("code", 1, 2)]), [("blockquote", 0, 4), ("code", 1, 2)]);
        assert_eq!(fixed(&[("code", 0, 4), ("bold", 1, 5)]), [("code", 0, 4), ("bold", 4, 2)]);
        assert_eq!(fixed(&[("blockquote", 0, 4), ("expandable_blockquote", 0, 2)]), [("blockquote", 0, 4)]);
    }

    #[test]
    fn a_hundred_stay() {
        let mut entities: Vec<Entity> = (0..150).map(|place| Entity::new("bold", 2 * place, 1)).collect();
        entities.push(Entity::new("code", 400, 1));
        limit(&mut entities);
        assert_eq!(entities.len(), 100);
        assert_eq!(entities.last().map(|entity| entity.kind), Some("code"));
    }
}
