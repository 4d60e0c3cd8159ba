//! Rules on entries that have a time to live.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::room::{Broken, Room, conflict, expect, same};
use super::{Report, Suite};
use crate::store::{Expect, Store};

const HOUR: Duration = Duration::from_secs(3600);

pub(super) async fn rules<S: Store>(suite: &Suite<S>, report: &mut Report) {
    suite.rule(report, "the time to live is reported", reported).await;
    suite.rule(report, "an entry is there until its time is over", not_early).await;
    suite.rule(report, "an entry whose time is over is absent", absent).await;
    suite.rule(report, "an entry whose time is over can be saved anew", anew).await;
    suite.rule(report, "a save without a time to live is for ever", cleared).await;
    suite.rule(report, "a conflict leaves the time to live as it is", left).await;
    suite.rule(report, "any time to live is taken", extremes).await;
}

async fn time_to_live<S: Store>(room: &Room<S>, key: &str) -> Result<Option<Duration>, Broken> {
    let entry = room.store.load(key).await?;
    Ok(entry.ok_or_else(|| Broken(format!("{key:?} is absent before its time is over")))?.time_to_live)
}

async fn within<S: Store>(room: &Room<S>, key: &str, most: Duration) -> Result<(), Broken> {
    let time = time_to_live(room, key).await?;
    // Rounded to the millisecond at the worst; and the machine may be slow.
    let holds = time.is_some_and(|time| time <= most + Duration::from_millis(1) && time >= most / 2);
    expect(holds, || format!("saved for {most:?}, the entry has still {time:?}"))
}

async fn reported<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let key = room.key("reported");
    room.store.save(&key, "for an hour".into(), Some(HOUR), Expect::Any).await?;
    within(&room, &key, HOUR).await?;
    room.store.save(&key, "for two hours".into(), Some(HOUR * 2), Expect::Any).await?;
    within(&room, &key, HOUR * 2).await?;
    room.store.save(&key, "for a minute".into(), Some(HOUR / 60), Expect::Any).await?;
    within(&room, &key, HOUR / 60).await
}

async fn not_early<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let (key, start) = (room.key("early"), Instant::now());
    let time = Duration::from_millis(200);
    room.store.save(&key, "value".into(), Some(time), Expect::Any).await?;
    room.until_gone(&key, time).await?;
    let took = start.elapsed();
    // The store's clock may be another machine's, and be set meanwhile.
    expect(room.commands_time() || took >= time * 9 / 10, || {
        format!("saved for {time:?}, it is gone after {took:?}")
    })
}

async fn absent<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let (store, key) = (&room.store, room.key("over"));
    let version = room.expired(&key).await?;
    same("load", &None, &store.load(&key).await?)?;
    let (listed, _) = room.list(&key).await?;
    same("list", &BTreeSet::new(), &listed)?;
    let answer = store.save(&key, "late".into(), None, Expect::Version(version)).await;
    conflict("save of the version that is over", answer)?;
    conflict("delete of the version that is over", store.delete(&key, Expect::Version(version)).await)?;
    same("delete of what has to be absent", &false, &store.delete(&key, Expect::Absent).await?)?;
    room.expired(&key).await?;
    same("delete of what is over", &false, &store.delete(&key, Expect::Any).await?)
}

async fn anew<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let (store, key) = (&room.store, room.key("anew"));
    room.expired(&key).await?;
    let version = store.save(&key, "anew".into(), None, Expect::Absent).await?;
    room.holds(&key, "anew", version).await?;
    room.expired(&key).await?;
    let version = store.save(&key, "again".into(), None, Expect::Any).await?;
    room.holds(&key, "again", version).await?;
    let (listed, _) = room.list(&key).await?;
    same("list", &[key].into(), &listed)
}

async fn cleared<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let (store, key, other) = (&room.store, room.key("cleared"), room.key("other"));
    let version = store.save(&key, "for an hour".into(), Some(HOUR), Expect::Any).await?;
    let version = store.save(&key, "for ever".into(), None, Expect::Version(version)).await?;
    room.holds(&key, "for ever", version).await?;
    // Nor does the end of the entry that was replaced end this one.
    let short = room.short();
    let version = store.save(&key, "short".into(), Some(short), Expect::Any).await?;
    let Ok(version) = store.save(&key, "for ever".into(), None, Expect::Version(version)).await else {
        // The machine is so slow that the time was over in between: there is nothing to see then.
        return Ok(());
    };
    store.save(&other, "short".into(), Some(short), Expect::Any).await?;
    room.until_gone(&other, short).await?;
    room.holds(&key, "for ever", version).await
}

async fn left<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let (store, key) = (&room.store, room.key("left"));
    store.save(&key, "for an hour".into(), Some(HOUR), Expect::Any).await?;
    conflict("save", store.save(&key, "late".into(), None, Expect::Absent).await)?;
    within(&room, &key, HOUR).await
}

async fn extremes<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let (store, key) = (&room.store, room.key("extremes"));
    for time in [Duration::MAX, Duration::from_millis(u64::MAX), Duration::from_millis(i64::MAX as u64)] {
        store.save(&key, "for ever".into(), Some(time), Expect::Any).await?;
        let left = time_to_live(&room, &key).await?;
        let holds = left.is_none_or(|left| left > HOUR * 24 * 365 * 10);
        expect(holds, || format!("saved for {time:?}, the entry has still {left:?}"))?;
    }
    for time in [Duration::ZERO, Duration::from_nanos(1)] {
        store.save(&key, "at once".into(), Some(time), Expect::Any).await?;
        if room.commands_time() && time.is_zero() {
            continue;
        }
        room.until_gone(&key, Duration::ZERO).await?;
    }
    Ok(())
}
