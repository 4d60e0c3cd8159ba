//! Rules on what is kept, and on what has to be there for a change to happen.

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;

use super::room::{Broken, Room, conflict, expect, same};
use super::{Report, Suite};
use crate::store::{Expect, Store, Version};

pub(super) async fn rules<S: Store>(suite: &Suite<S>, report: &mut Report) {
    suite.rule(report, "what was never saved is absent", absent).await;
    suite.rule(report, "what was saved is loaded, with its version", loaded).await;
    suite.rule(report, "a save over an absent key happens as expected", over_absent).await;
    suite.rule(report, "a save over an entry happens as expected", over_entry).await;
    suite.rule(report, "a delete happens as expected", deletes).await;
    suite.rule(report, "no version is given twice for a key", versions).await;
    suite.rule(report, "values may hold any bytes, or none", values).await;
    suite.rule(report, "values may be large", large).await;
    suite.rule(report, "a handle sees what another writes", handles).await;
}

async fn absent<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let key = room.key("absent");
    same("load", &None, &room.store.load(&key).await?)?;
    same("delete", &false, &room.store.delete(&key, Expect::Any).await?)
}

async fn loaded<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let key = room.key("loaded");
    let first = room.put(&key, "first").await?;
    room.holds(&key, "first", first).await?;
    let second = room.put(&key, "second").await?;
    room.holds(&key, "second", second).await?;
    expect(first != second, || format!("both saves have the version {first:?}"))
}

async fn over_absent<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let store = &room.store;
    let (any, absent, deleted) = (room.key("any"), room.key("absent"), room.key("deleted"));
    let version = store.save(&any, "any".into(), None, Expect::Any).await?;
    room.holds(&any, "any", version).await?;
    let version = store.save(&absent, "absent".into(), None, Expect::Absent).await?;
    room.holds(&absent, "absent", version).await?;

    let old = room.put(&deleted, "old").await?;
    store.delete(&deleted, Expect::Any).await?;
    for version in [old, Version(0), Version(1), Version(u64::MAX)] {
        let answer = store.save(&deleted, "new".into(), None, Expect::Version(version)).await;
        conflict("save of a version over an absent key", answer)?;
        same("load after a conflict", &None, &store.load(&deleted).await?)?;
    }
    let version = store.save(&deleted, "new".into(), None, Expect::Absent).await?;
    room.holds(&deleted, "new", version).await
}

async fn over_entry<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let (store, key) = (&room.store, room.key("entry"));
    let old = room.put(&key, "old").await?;
    let first = room.put(&key, "first").await?;
    for expect in [Expect::Absent, Expect::Version(old), Expect::Version(Version(!first.0))] {
        conflict(&format!("save with {expect:?}"), store.save(&key, "lost".into(), None, expect).await)?;
        room.holds(&key, "first", first).await?;
    }
    let second = store.save(&key, "second".into(), None, Expect::Version(first)).await?;
    room.holds(&key, "second", second).await?;
    let late = store.save(&key, "late".into(), None, Expect::Version(first)).await;
    conflict("save of a version that was replaced", late)?;
    let third = store.save(&key, "third".into(), None, Expect::Any).await?;
    room.holds(&key, "third", third).await
}

async fn deletes<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let (store, key) = (&room.store, room.key("deleted"));
    let old = room.put(&key, "old").await?;
    let new = room.put(&key, "new").await?;
    for expect in [Expect::Absent, Expect::Version(old)] {
        conflict(&format!("delete with {expect:?}"), store.delete(&key, expect).await)?;
        room.holds(&key, "new", new).await?;
    }
    same("delete of the version there", &true, &store.delete(&key, Expect::Version(new)).await?)?;
    same("load after a delete", &None, &store.load(&key).await?)?;
    conflict("delete of a version twice", store.delete(&key, Expect::Version(new)).await)?;
    same("delete of what is absent", &false, &store.delete(&key, Expect::Any).await?)?;
    same("delete of what has to be absent", &false, &store.delete(&key, Expect::Absent).await?)?;
    room.put(&key, "again").await?;
    same("delete of what there is", &true, &store.delete(&key, Expect::Any).await?)?;
    same("load after the last delete", &None, &store.load(&key).await?)
}

async fn versions<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let key = room.key("versions");
    let mut given = HashSet::new();
    for turn in 0..60 {
        // The same value again is a version of its own too.
        let version =
            if turn % 20 == 19 { room.expired(&key).await? } else { room.put(&key, "same").await? };
        expect(given.insert(version), || format!("{version:?} is given twice, in turn {turn}"))?;
        if turn % 3 == 0 {
            room.store.delete(&key, Expect::Any).await?;
        }
    }
    Ok(())
}

async fn values<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let key = room.key("values");
    let all: Vec<u8> = (0..=255).collect();
    let cases: [&[u8]; 6] = [b"", b"\0", &all, &[0xff; 9], b"\r\n$-1\r\n", "d\u{e9}j\u{e0} vu".as_bytes()];
    for case in cases {
        let value = Bytes::copy_from_slice(case);
        room.put(&key, value.clone()).await?;
        same("the value loaded", &Some(value), &room.value(&key).await?)?;
    }
    Ok(())
}

async fn large<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let key = room.key("large");
    // Without a pattern that could be shortened.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let value: Bytes = std::iter::repeat_with(|| {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        (state >> 56) as u8
    })
    .take(room.value)
    .collect();
    let version = room.put(&key, value.clone()).await?;
    let loaded = room.value(&key).await?;
    expect(loaded.as_ref() == Some(&value), || {
        format!("of {} bytes came back {:?}", value.len(), loaded.map(|loaded| loaded.len()))
    })?;
    room.store.save(&key, "small".into(), None, Expect::Version(version)).await?;
    same("the value that replaced it", &Some("small".into()), &room.value(&key).await?)
}

async fn handles<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let key = room.key("handles");
    let first = room.put(&key, "first").await?;
    let seen = room.second.load(&key).await?.map(|entry| (entry.value, entry.version));
    same("what the second handle loads", &Some(("first".into(), first)), &seen)?;
    let second = room.second.save(&key, "second".into(), None, Expect::Version(first)).await?;
    room.holds(&key, "second", second).await?;
    let late = room.store.save(&key, "late".into(), None, Expect::Version(first)).await;
    conflict("save of a version that the other handle replaced", late)?;
    same("delete by the second handle", &true, &room.second.delete(&key, Expect::Version(second)).await?)?;
    same("load of what it deleted", &None, &room.store.load(&key).await?)
}
