//! What goes wrong with calls.

use std::io::ErrorKind;
use std::time::Duration;

use chappe_sandbox::{Fault, Sandbox, User};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

use crate::raw::{Result, call, connect, exchange, read_until, request};

/// The head and the body of an answer.
fn split(answer: &str) -> (&str, &str) {
    answer.split_once("\r\n\r\n").unwrap_or((answer, ""))
}

fn announced(head: &str) -> Option<usize> {
    let head = head.to_ascii_lowercase();
    head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
}

fn hello(to: &User) -> Value {
    json!({"chat_id": to.id(), "text": "hello"})
}

async fn start() -> Result<(Sandbox, User)> {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    Ok((sandbox, alice))
}

#[tokio::test]
async fn too_many_requests_tell_when_to_try_again() -> Result {
    let (sandbox, alice) = start().await?;
    let rule = sandbox.faults().add(Fault::too_many_requests(7).on("sendMessage").nth(2));
    assert_eq!(call(&sandbox, "sendMessage", hello(&alice)).await?["ok"], true);
    let url = format!("{}/bot{}/sendMessage", sandbox.api_url(), sandbox.token());
    let response = reqwest::Client::new().post(url).json(&hello(&alice)).send().await?;
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
    let expected = json!({
        "ok": false, "error_code": 429, "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    });
    assert_eq!(response.json::<Value>().await?, expected);
    assert_eq!(call(&sandbox, "sendMessage", hello(&alice)).await?["ok"], true);
    assert_eq!(sandbox.faults().fired(rule), Some(1));
    // Neither the first nor the third is lost, and the second was not sent.
    alice.expect_text("hello").await?;
    alice.expect_text("hello").await?;
    assert!(alice.try_next_message().is_none());
    Ok(())
}

#[tokio::test]
async fn any_refusal_can_be_had() -> Result {
    let (sandbox, alice) = start().await?;
    for (code, description) in
        [(500, "Internal Server Error"), (403, "Forbidden: user is deactivated"), (400, "Bad Request: X")]
    {
        sandbox.faults().add(Fault::refuse(code, description).times(1));
        let expected = json!({"ok": false, "error_code": code, "description": description});
        assert_eq!(call(&sandbox, "sendMessage", hello(&alice)).await?, expected);
    }
    Ok(())
}

#[tokio::test]
async fn answers_may_be_html_broken_or_empty() -> Result {
    let (sandbox, alice) = start().await?;
    let url = format!("{}/bot{}/sendMessage", sandbox.api_url(), sandbox.token());
    for (fault, status, kind, body) in [
        (Fault::bad_gateway(), 502, "text/html", "502 Bad Gateway"),
        (Fault::malformed(), 200, "application/json", r#"{"ok":true,"result":{"message_id":"#),
        (Fault::empty(), 200, "application/json", ""),
        (Fault::answer(418, "text/plain", "tea"), 418, "text/plain", "tea"),
    ] {
        sandbox.faults().add(fault.times(1));
        let response = reqwest::Client::new().post(&url).json(&hello(&alice)).send().await?;
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["content-type"], kind);
        let text = response.text().await?;
        assert!(text.contains(body) && text.is_empty() == body.is_empty(), "{text}");
    }
    assert!(alice.try_next_message().is_none(), "none of them was sent");
    Ok(())
}

#[tokio::test]
async fn half_an_answer_ends_before_what_was_announced() -> Result {
    let (sandbox, alice) = start().await?;
    sandbox.faults().add(Fault::half());
    let (answer, _) = exchange(&sandbox, "sendMessage", &hello(&alice)).await?;
    let (head, body) = split(&answer);
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    let whole = announced(head).ok_or("no length")?;
    assert_eq!(body.len(), whole / 2);
    assert!(body.starts_with(r#"{"ok":true,"result":"#), "{body}");
    alice.expect_text("hello").await?;
    Ok(())
}

#[tokio::test]
async fn a_connection_is_reset_and_the_message_sent_or_not() -> Result {
    let (sandbox, alice) = start().await?;
    sandbox.faults().add(Fault::reset().times(1).carried_out());
    sandbox.faults().add(Fault::reset());
    for sent in [true, false] {
        let (answer, end) = exchange(&sandbox, "sendMessage", &hello(&alice)).await?;
        assert_eq!(answer, "");
        assert_eq!(end.map_err(|error| error.kind()), Err(ErrorKind::ConnectionReset));
        assert_eq!(alice.try_next_message().is_some(), sent);
    }
    Ok(())
}

#[tokio::test]
async fn a_stalled_answer_has_a_head_and_no_more() -> Result {
    let (sandbox, alice) = start().await?;
    sandbox.faults().add(Fault::stall().carried_out());
    let mut stream = connect(&sandbox).await?;
    stream.write_all(request(&sandbox, "sendMessage", &hello(&alice)).as_bytes()).await?;
    let head = read_until(&mut stream, "\r\n\r\n").await?;
    assert!(head.starts_with("HTTP/1.1 200 OK") && announced(&head).is_some(), "{head}");
    alice.expect_text("hello").await?;
    assert_eq!(split(&head).1, "");
    let silence = stream.try_read(&mut [0; 10]).map_err(|error| error.kind());
    assert_eq!(silence, Err(ErrorKind::WouldBlock));
    Ok(())
}

#[tokio::test]
async fn a_delay_follows_the_clock_and_comes_before_or_after() -> Result {
    let (sandbox, alice) = start().await?;
    let hour = Duration::from_secs(3600);
    for sent in [true, false] {
        let fault = Fault::delay(hour).times(1);
        let rule = sandbox.faults().add(if sent { fault.carried_out() } else { fault });
        let calling = {
            let (sandbox, alice) = (sandbox.clone(), alice.clone());
            tokio::spawn(async move { call(&sandbox, "sendMessage", hello(&alice)).await.unwrap() })
        };
        if sent {
            alice.expect_text("hello").await?;
        }
        while sandbox.faults().fired(rule) != Some(1) {
            tokio::task::yield_now().await;
        }
        assert!(alice.try_next_message().is_none() && !calling.is_finished());
        // The wait may begin after this step, so it is made until it counts.
        while !calling.is_finished() {
            sandbox.advance(hour);
            tokio::task::yield_now().await;
        }
        assert_eq!(calling.await?["ok"], true);
        assert_eq!(alice.try_next_message().is_some(), !sent);
    }
    Ok(())
}

#[tokio::test]
async fn a_dripping_answer_is_whole_in_the_end() -> Result {
    let (sandbox, alice) = start().await?;
    sandbox.faults().add(Fault::drip(Duration::from_micros(1)).on("sendMessage"));
    let answer = call(&sandbox, "sendMessage", hello(&alice)).await?;
    assert_eq!(answer["result"]["text"], "hello");
    Ok(())
}

#[tokio::test]
async fn faults_keep_to_their_bot_chat_and_method() -> Result {
    let (sandbox, alice) = start().await?;
    let bob = sandbox.user("Bob");
    sandbox.faults().add(Fault::refuse(500, "other bot").bot(99));
    sandbox.faults().add(Fault::refuse(500, "Bob").chat(bob.id()));
    sandbox.faults().add(Fault::refuse(500, "actions").on("sendChat*"));
    assert_eq!(call(&sandbox, "sendMessage", hello(&alice)).await?["ok"], true);
    assert_eq!(call(&sandbox, "sendMessage", hello(&bob)).await?["description"], "Bob");
    let typing = json!({"chat_id": alice.id(), "action": "typing"});
    assert_eq!(call(&sandbox, "sendChatAction", typing).await?["description"], "actions");
    sandbox.faults().clear();
    assert_eq!(call(&sandbox, "sendMessage", hello(&bob)).await?["ok"], true);
    Ok(())
}

#[tokio::test]
async fn what_went_wrong_is_in_the_log() -> Result {
    let (sandbox, alice) = start().await?;
    sandbox.faults().add(Fault::too_many_requests(3).times(1));
    call(&sandbox, "sendMessage", hello(&alice)).await?;
    let logged = sandbox.wait_for_call("sendMessage").await?;
    assert_eq!(logged.answer["parameters"]["retry_after"], 3);
    Ok(())
}

#[tokio::test]
async fn the_download_of_a_file_has_faults_too() -> Result {
    let (sandbox, alice) = start().await?;
    alice.send_document("a.txt", "0123456789").await?;
    let updates = call(&sandbox, "getUpdates", json!({})).await?;
    let id = &updates["result"][0]["message"]["document"]["file_id"];
    let file = call(&sandbox, "getFile", json!({"file_id": id})).await?;
    let path = file["result"]["file_path"].as_str().ok_or("no path")?;
    let url = format!("{}/file/bot{}/{path}", sandbox.api_url(), sandbox.token());
    let rule = sandbox.faults().add(Fault::half().on("file").nth(1));
    let broken = reqwest::get(&url).await?;
    assert_eq!(broken.content_length(), Some(10));
    assert!(broken.bytes().await.is_err(), "half of it comes, and then the connection ends");
    assert_eq!(reqwest::get(&url).await?.text().await?, "0123456789");
    assert_eq!(sandbox.faults().fired(rule), Some(1));
    Ok(())
}
