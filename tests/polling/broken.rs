//! What cannot be read costs its own update: its neighbours are handled, and the offset moves on.

use chappe::prelude::*;
use chappe_sandbox::Sandbox;
use serde_json::json;

use crate::kit::{Notes, complaints, log, run, text};

/// Puts something between two messages; returns what was handled beside them, and what was complained of.
async fn between(push: impl Fn(&Sandbox) -> i64) -> Result<(i64, Vec<String>, Vec<String>)> {
    let sandbox = Sandbox::start().await?;
    let (log, _guard) = log();
    let handled = Notes::default();
    let noted = handled.clone();
    let alice = sandbox.user("Alice");
    alice.send("before").await?;
    let id = push(&sandbox);
    alice.send("after").await?;
    let service = Router::new().any(move |ctx: Ctx| {
        noted.add(match ctx.update().map(|update| (update.update_id == id, &update.kind)) {
            Some((true, kind)) => kind.update_type().as_str().to_owned(),
            _ => text(&ctx),
        });
        async {}
    });
    let bot = run(sandbox.bot(), service);
    sandbox.wait_until_idle().await?;
    bot.stop().await?;
    let mut handled = handled.all();
    for neighbour in ["before", "after"] {
        let place = handled.iter().position(|text| text == neighbour);
        handled.remove(place.unwrap_or_else(|| panic!("{neighbour:?} was not handled: {handled:?}")));
    }
    Ok((id, handled, complaints(&log)))
}

/// It is complained of once, by its number.
async fn is_told_once(raw: &str) -> Result<Vec<String>> {
    let (id, handled, complaints) = between(|sandbox| sandbox.push_raw(raw)).await?;
    assert_eq!(complaints.len(), 1, "{raw}: {complaints:?}");
    assert!(complaints[0].contains(&format!("update_id={id}")), "{raw}: {complaints:?}");
    Ok(handled)
}

/// The number that the sandbox counts on to after the first message.
const SECOND: i64 = 100_000_002;

#[tokio::test]
async fn malformed_json_is_skipped() -> Result {
    for raw in [
        "{broken",
        "}",
        "nul",
        "[[",
        r#"{"update_id":100000002,"message":{"#,
        r#"{"update_id":100000002,"message":{oops}}"#,
        r#"{"update_id":100000002,"message":{"text":"\u12"}}"#,
        r#"{"update_id":100000002,"message":"no end"#,
    ] {
        let handled = is_told_once(raw).await.map_err(|error| format!("{raw}: {error}"))?;
        assert_eq!(handled, [""; 0], "{raw}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_update_is_skipped() -> Result {
    for raw in ["5", "null", "\"text\"", "[]", "{}", r#"{"update_id":"7"}"#] {
        let handled = is_told_once(raw).await.map_err(|error| format!("{raw}: {error}"))?;
        assert_eq!(handled, [""; 0], "{raw}");
    }
    Ok(())
}

#[tokio::test]
async fn a_number_that_is_not_positive_does_not_become_an_offset() -> Result {
    for raw in [r#"{"update_id":-1}"#, r#"{"update_id":0}"#] {
        // An offset of -1 would make the server forget all but the last.
        let (_, handled, complaints) = between(|sandbox| sandbox.push_raw(raw)).await?;
        assert_eq!((handled.len(), complaints.len()), (0, 1), "{raw}: {handled:?} {complaints:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_stands_alone_and_is_no_update_does_not_stall_the_bot() -> Result {
    let sandbox = Sandbox::start().await?;
    let bot = run(sandbox.bot(), Router::new().any(async || "hello"));
    let alice = sandbox.user("Alice");
    for broken in ["{broken", "{}", "[[", "5"] {
        sandbox.push_raw(broken);
        alice.send("hello").await?;
        alice.expect_text("hello").await?;
    }
    sandbox.wait_until_idle().await?;
    Ok(bot.stop().await?)
}

#[tokio::test]
async fn wrong_types_are_handled_as_an_unknown_kind() -> Result {
    for message in ["5", "\"text\"", "[]", r#"{"message_id":"x"}"#, r#"{"chat":7,"date":1,"message_id":1}"#] {
        let raw = format!(r#"{{"update_id":{SECOND},"message":{message}}}"#);
        let handled = is_told_once(&raw).await.map_err(|error| format!("{raw}: {error}"))?;
        assert_eq!(handled, ["message"], "{raw}");
    }
    Ok(())
}

#[tokio::test]
async fn an_absurd_depth_is_skipped() -> Result {
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    let raw = format!(r#"{{"update_id":{SECOND},"message":{{"chat":{deep}}}}}"#);
    assert_eq!(is_told_once(&raw).await?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn unknown_kinds_and_fields_are_handled_without_complaint() -> Result {
    let chat = json!({"id": 7, "type": "private", "first_name": "Seven", "aura": {"colour": "blue"}});
    for (kind, update) in [
        ("telepathy", json!({"telepathy": {"thought": "hm"}})),
        ("message", json!({"message": {"message_id": 1, "date": 1, "chat": chat, "mood": [1, {"x": null}]}})),
        ("", json!({})),
    ] {
        let pushed = |sandbox: &Sandbox| sandbox.push_update(update.clone()).expect("an object");
        let (_, handled, complaints) = between(pushed).await?;
        assert_eq!((handled, complaints), (vec![kind.to_owned()], vec![]), "{update}");
    }
    Ok(())
}

#[tokio::test]
async fn five_megabytes_of_text_are_handled() -> Result {
    let text = "a\u{1f5fc}".repeat(1_000_000);
    let chat = json!({"id": 7, "type": "private", "first_name": "Seven"});
    let update = json!({"message": {"message_id": 1, "date": 1, "chat": chat, "text": text}});
    let pushed = |sandbox: &Sandbox| sandbox.push_update(update.clone()).expect("an object");
    let (_, handled, complaints) = between(pushed).await?;
    assert_eq!((handled, complaints), (vec!["message".to_owned()], vec![]));
    Ok(())
}
