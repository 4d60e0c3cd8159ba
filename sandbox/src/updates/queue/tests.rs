//! What a queue gives, keeps and drops.

use serde_json::json;

use super::*;

fn ids(queue: &Queue, limit: usize) -> Vec<i64> {
    queue.waiting.values().take(limit).map(|update| update.id).collect()
}

#[test]
fn updates_stay_until_an_offset_confirms_them() {
    let mut queue = Queue::new();
    let first = queue.push("message", &json!({})).unwrap();
    queue.push("message", &json!({})).unwrap();
    assert_eq!(ids(&queue, 9), [first, first + 1]);
    queue.confirm(first + 1);
    assert_eq!(ids(&queue, 9), [first + 1]);
    assert_eq!(queue.confirmed(), first);
}

#[test]
fn a_negative_offset_keeps_the_last() {
    let mut queue = Queue::new();
    let first = queue.push("message", &json!({})).unwrap();
    queue.push("message", &json!({})).unwrap();
    queue.push("message", &json!({})).unwrap();
    queue.confirm(-1);
    assert_eq!(ids(&queue, 9), [first + 2]);
    assert_eq!(queue.confirmed(), first + 1);
}

#[test]
fn reactions_come_only_when_asked_for() {
    let mut queue = Queue::new();
    assert_eq!(queue.push("message_reaction", &json!({})), None);
    queue.set_allowed(vec!["message_reaction".into()]);
    assert!(queue.push("message_reaction", &json!({})).is_some());
    assert_eq!(queue.push("message", &json!({})), None);
}

#[test]
fn a_second_poller_ends_the_first() {
    let mut queue = Queue::new();
    let (first, _) = queue.take_over();
    let (second, _) = queue.take_over();
    assert_eq!(queue.poll(first, 0, 100), Poll::Superseded);
    assert_eq!(queue.poll(second, 0, 100), Poll::Empty(None));
}

#[test]
fn a_pushed_update_keeps_its_identifier() {
    let mut queue = Queue::new();
    let body = json!({"update_id": 7, "future": {}});
    assert_eq!(queue.push_whole(body.as_object().unwrap().clone()), 7);
    assert_eq!(queue.push_raw("{broken"), FIRST_ID);
}

#[test]
fn an_offset_of_another_numbering_confirms_nothing() {
    let mut queue = Queue::new();
    let first = queue.push("message", &json!({})).unwrap();
    queue.confirm(first + 1_000_000);
    assert_eq!((ids(&queue, 9), queue.confirmed()), (vec![first], 0));
}

#[test]
fn unknown_kinds_are_ignored_and_none_at_all_is_the_default() {
    let mut queue = Queue::new();
    queue.set_allowed(vec!["hologram".into(), "poll".into()]);
    assert_eq!(queue.allowed(), Some(&["poll".to_owned()][..]));
    queue.set_allowed(vec!["hologram".into()]);
    assert_eq!(queue.allowed(), None);
}

#[test]
fn old_updates_are_dropped_by_their_kind() {
    let clock = Clock::default();
    let mut queue = Queue::new();
    queue.attend(1, &clock, &Table::default(), &Feed::default());
    queue.push("message", &json!({})).unwrap();
    queue.push("inline_query", &json!({})).unwrap();
    queue.push("callback_query", &json!({})).unwrap();
    clock.step(31_000);
    queue.settle();
    assert_eq!(queue.len(), 2);
    clock.step(120_000);
    queue.settle();
    assert_eq!(queue.len(), 1);
    clock.step(86_400_000);
    queue.settle();
    assert_eq!(queue.len(), 0);
}

#[test]
fn a_taken_update_is_given_to_nobody_else() {
    let mut queue = Queue::new();
    let id = queue.push("message", &json!({})).unwrap();
    let (place, lane) = queue.places_from(0).next().unwrap();
    assert_eq!(lane, Lane::Other);
    queue.take(place);
    assert!(queue.at_place(place).is_none());
    assert_eq!((queue.len(), queue.confirmed()), (1, id));
    queue.finish(place);
    assert_eq!(queue.len(), 0);
}
