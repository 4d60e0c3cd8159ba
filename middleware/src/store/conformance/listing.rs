//! Rules on lists of keys.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::room::{Broken, Room, expect, same};
use super::{Report, Suite};
use crate::store::{Expect, Store};

pub(super) async fn rules<S: Store>(suite: &Suite<S>, report: &mut Report) {
    suite.rule(report, "a list has the keys of its prefix and no others", prefixes).await;
    suite.rule(report, "a prefix is text and not a pattern", patterns).await;
    suite.rule(report, "pages have every key that is there all the time", pages).await;
}

async fn prefixes<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let names =
        ["a", "a:1", "a:2", "a:2:b", "a;", "b:1", "B:1", "a:\u{10ffff}", "\u{10ffff}\u{10ffff}", "\u{d7ff}"];
    for name in names {
        room.put(&room.key(name), "value").await?;
    }
    for prefix in
        ["", "a", "a:", "a:2", "a:2:b", "a:2:bc", "b", "B", "c", "\u{10ffff}", "a:\u{10ffff}", "\u{d7ff}"]
    {
        let wanted =
            names.iter().filter(|name| name.starts_with(prefix)).map(|name| room.key(name)).collect();
        let (listed, _) = room.list(&room.key(prefix)).await?;
        same(&format!("list of {prefix:?}"), &wanted, &listed)?;
    }
    room.store.delete(&room.key("a:2"), Expect::Any).await?;
    let (listed, _) = room.list(&room.key("a:2")).await?;
    same("list after a delete", &[room.key("a:2:b")].into(), &listed)
}

async fn patterns<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let names =
        ["%", "%1", "_", "_1", "*", "*1", "?", "?1", "[ab]", "a", "b", "^", "-", "\\", "\\1", "\\\\", "1"];
    for name in names {
        room.put(&room.key(name), "value").await?;
    }
    for prefix in ["%", "_", "*", "?", "[ab]", "[", "^", "\\", "\\\\", "a*", "\\*", "%1"] {
        let wanted =
            names.iter().filter(|name| name.starts_with(prefix)).map(|name| room.key(name)).collect();
        let (listed, _) = room.list(&room.key(prefix)).await?;
        same(&format!("list of {prefix:?}"), &wanted, &listed)?;
    }
    Ok(())
}

async fn pages<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let mut saves = JoinSet::new();
    for worker in 0..16 {
        let room = Arc::clone(&room);
        saves.spawn(async move {
            for number in (worker..room.keys).step_by(16) {
                room.put(&room.key(format!("many:{number}")), "value").await?;
                // Others beside them, which are not asked for.
                if number % 10 == 0 {
                    room.put(&room.key(format!("other:{number}")), "value").await?;
                }
            }
            Ok::<_, Broken>(())
        });
    }
    while let Some(saved) = saves.join_next().await {
        saved.map_err(|error| Broken(error.to_string()))??;
    }
    let wanted: BTreeSet<_> = (0..room.keys).map(|number| room.key(format!("many:{number}"))).collect();
    let (listed, _) = room.list(&room.key("many:")).await?;
    expect(wanted == listed, || lacking(&wanted, &listed))?;

    // Half of them go while the list is read; the other half is there all the time.
    let mut listed = BTreeSet::new();
    let mut after: Option<String> = None;
    let mut going = (0..room.keys).step_by(2);
    loop {
        let page = room.store.list(&room.key("many:"), after.as_deref()).await?;
        listed.extend(page.keys);
        let gone = going.by_ref().take(room.keys / 6).map(|number| room.key(format!("many:{number}")));
        room.delete_all(gone).await?;
        let Some(next) = page.next else { break };
        after = Some(next);
    }
    let odd = (1..room.keys).step_by(2);
    let stayed: BTreeSet<_> = odd.map(|number| room.key(format!("many:{number}"))).collect();
    expect(stayed.is_subset(&listed), || lacking(&stayed, &listed))
}

fn lacking(wanted: &BTreeSet<String>, listed: &BTreeSet<String>) -> String {
    let lacks = wanted.difference(listed).count();
    let first = wanted.symmetric_difference(listed).next();
    format!("of {} keys {lacks} are on no page, {} are listed; one is {first:?}", wanted.len(), listed.len())
}
