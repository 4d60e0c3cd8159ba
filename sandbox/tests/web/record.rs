//! A session by hand is recorded and written as a test, which is compiled here and passes against the same bot.

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use super::Result;
use super::api::Api;
use super::my_bot::run_my_bot;
use super::session::session;

/// What the recorder wrote; the test below proves that it writes the same today.
#[allow(clippy::similar_names, clippy::too_many_lines)]
mod recorded {
    #[allow(unused_imports)]
    use super::run_my_bot;

    include!("recorded.rs");
}

#[tokio::test]
async fn a_session_by_hand_is_written_as_the_test_that_passes_above() -> Result {
    let sandbox = Sandbox::start().await?;
    session(&sandbox).await?;
    let written = Api::new(&sandbox).get("/view/test").await?;
    let written = written["rust"].as_str().ok_or("no test")?;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/web/recorded.rs");
    if std::env::var_os("CHAPPE_RECORD").is_some() {
        std::fs::write(path, written)?;
    }
    assert_eq!(written, include_str!("recorded.rs"), "CHAPPE_RECORD=1 writes it anew");
    Ok(())
}

#[tokio::test]
async fn an_act_has_its_line_of_rust_in_the_log() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = sandbox.user("Alice").id();
    api.post(&format!("/users/{alice}/messages"), json!({"text": "say \"hi\""})).await?;
    api.ask("POST", &format!("/users/{alice}/leaves"), Some(json!({"chat": alice}))).await?;
    let log = api.get("/view/log").await?;
    let act = &log["log"][0];
    assert_eq!((&act["kind"], &act["verb"], &act["user"]), (&json!("act"), &json!("send"), &json!(alice)));
    assert_eq!(
        (&act["rust"], &act["refused"]),
        (&json!("alice.send(\"say \\\"hi\\\"\").await?;"), &json!(false))
    );
    assert_eq!(log["log"][1]["kind"], "update");
    assert_eq!(log["log"][2]["refused"], true);

    let group = sandbox.group("Friends", &[&sandbox.user("Bob")]).id();
    api.post(&format!("/groups/{group}/upgrade"), json!({})).await?;
    let log = api.get("/view/log").await?;
    let lines = log["log"].as_array().into_iter().flatten().map(|item| &item["rust"]);
    assert_eq!(lines.filter(|line| **line == "friends.upgrade().await?;").count(), 1);
    Ok(())
}

#[tokio::test]
async fn a_part_of_a_session_is_written_too() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let alice = sandbox.user("Alice").id();
    let path = format!("/users/{alice}/messages");
    for text in ["one", "two", "three"] {
        api.post(&path, json!({"text": text})).await?;
    }
    let log = api.get("/view/log").await?;
    let acts: Vec<&Value> =
        log["log"].as_array().into_iter().flatten().filter(|item| item["kind"] == "act").collect();
    let range = format!("after={}&until={}", acts[0]["seq"], acts[1]["seq"]);
    let written = api.get(&format!("/view/test?{range}")).await?;
    let written = written["rust"].as_str().ok_or("no test")?;
    let sent = |text: &str| written.contains(&format!("alice.send(\"{text}\")"));
    assert_eq!((sent("one"), sent("two"), sent("three")), (false, true, false), "{written}");
    Ok(())
}

#[tokio::test]
async fn direct_messages_to_a_channel_are_written_with_their_chat() -> Result {
    let sandbox = Sandbox::start().await?;
    let api = Api::new(&sandbox);
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let news = sandbox.channel("News", &[&alice]);
    let open = json!({"chat": news.id(), "stars": 5});
    let opened = api.post(&format!("/users/{}/direct-messages", alice.id()), open).await?;
    let path = format!("/users/{}/messages", bob.id());
    api.post(&path, json!({"chat": opened["id"], "text": "When?"})).await?;
    let answer = json!({"chat": opened["id"], "topic": bob.id(), "text": "Now"});
    api.post(&format!("/users/{}/topic-messages", alice.id()), answer).await?;
    let log = api.get("/view/log").await?;
    let acts = log["log"].as_array().into_iter().flatten().filter(|item| item["kind"] == "act");
    let begun = acts.map(|act| act["seq"].clone()).next().ok_or("no act")?;
    // With the opening, and without it: then the chat is there from the beginning.
    let opening = "let news_direct = alice.set_direct_messages(&news, Some(5)).await?;";
    for path in ["/view/test".to_owned(), format!("/view/test?after={begun}")] {
        let written = api.get(&path).await?;
        let written = written["rust"].as_str().ok_or("no test")?;
        let lines: Vec<&str> = written.lines().map(str::trim).collect();
        let place =
            |line: &str| lines.iter().position(|one| *one == line).ok_or(format!("{line}: {written}"));
        let answer =
            format!("alice.send_in(&chappe_sandbox::Topic::of(&news_direct, {}), \"Now\").await?;", bob.id());
        let order = [
            place("let news = sandbox.channel(\"News\", &[&alice]);")?,
            place(opening)?,
            place("bob.send_to(&news_direct, \"When?\").await?;")?,
            place(&answer)?,
        ];
        assert!(order.is_sorted(), "{written}");
        assert_eq!(lines.iter().filter(|line| **line == opening).count(), 1, "{written}");
    }
    Ok(())
}
