//! Rules on keys.

use std::sync::Arc;

use super::room::{Broken, Room, expect, same};
use super::{Report, Suite};
use crate::store::{Expect, MAX_KEY_LENGTH, Store, StoreError};

/// Keys that differ, each awkward for somebody.
const AWKWARD: [&str; 30] = [
    "",
    " ",
    "  ",
    "a",
    "A",
    "\u{e4}",
    "a\u{308}",
    "\u{c4}",
    "\u{df}",
    "ss",
    "\u{1f600}",
    "\u{10ffff}",
    "%",
    "%%",
    "_",
    "a%",
    "a_",
    "*",
    "?",
    "[a]",
    "[^a]",
    "\\",
    "\\*",
    "'",
    "\"",
    "';--",
    "\n",
    "\r\n",
    "{a}",
    "a/../b",
];

pub(super) async fn rules<S: Store>(suite: &Suite<S>, report: &mut Report) {
    suite.rule(report, "keys are told apart by every byte", distinct).await;
    suite.rule(report, "the empty key is a key", empty).await;
    suite.rule(report, "a key may have 512 bytes", longest).await;
    suite.rule(report, "a key that no store takes is refused", refused).await;
}

async fn distinct<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    for name in AWKWARD {
        room.store
            .save(&room.key(name), name.into(), None, Expect::Absent)
            .await
            .map_err(|error| Broken(format!("save of the new key {:?} failed: {error:?}", room.key(name))))?;
    }
    for name in AWKWARD {
        same(
            &format!("load({:?})", room.key(name)),
            &Some(name.into()),
            &room.value(&room.key(name)).await?,
        )?;
    }
    let (listed, _) = room.list(&room.prefix).await?;
    let wanted = AWKWARD.iter().map(|name| room.key(name)).collect();
    same("the keys listed", &wanted, &listed)?;
    for name in AWKWARD {
        same(&format!("delete({name:?})"), &true, &room.store.delete(&room.key(name), Expect::Any).await?)?;
    }
    Ok(())
}

async fn empty<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    // The one key that the suite cannot have for itself: what is there is left alone.
    let Ok(version) = room.store.save("", "empty".into(), None, Expect::Absent).await else {
        return expect(room.store.load("").await?.is_some(), || {
            "the empty key is absent, and cannot be saved".to_owned()
        });
    };
    room.holds("", "empty", version).await?;
    same("delete", &true, &room.store.delete("", Expect::Version(version)).await?)
}

async fn longest<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    let key = room.long_key(MAX_KEY_LENGTH);
    let version = room.put(&key, "longest").await?;
    room.holds(&key, "longest", version).await?;
    let mut wide = room.prefix.clone();
    while wide.len() + '\u{1f600}'.len_utf8() <= MAX_KEY_LENGTH {
        wide.push('\u{1f600}');
    }
    let version = room.put(&wide, "wide").await?;
    room.holds(&wide, "wide", version).await?;
    let (listed, _) = room.list(&room.prefix).await?;
    same("the keys listed", &[key, wide].into(), &listed)
}

async fn refused<S: Store>(room: Arc<Room<S>>) -> Result<(), Broken> {
    for key in [room.long_key(MAX_KEY_LENGTH + 1), room.key("\0"), room.key("a\0b"), "\0".to_owned()] {
        let save = room.store.save(&key, "value".into(), None, Expect::Any).await.map(|_| ());
        let load = room.store.load(&key).await.map(|_| ());
        let delete = room.store.delete(&key, Expect::Any).await.map(|_| ());
        for (what, answer) in [("save", save), ("load", load), ("delete", delete)] {
            expect(matches!(answer, Err(StoreError::Key { .. })), || {
                format!("{what}({key:?}): expected StoreError::Key, but came {answer:?}")
            })?;
        }
        // No key starts with it.
        let page = room.store.list(&key, None).await?;
        same("list of a prefix that no key has", &(0, None), &(page.keys.len(), page.next))?;
    }
    Ok(())
}
