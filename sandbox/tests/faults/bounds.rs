//! Slow, greedy and many clients.

use std::time::Duration;

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::raw::{Result, call, connect, read_until, request};

/// Reads to the end of the connection.
async fn rest(stream: &mut TcpStream) -> Result<String> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn a_head_that_does_not_come_ends_the_connection() -> Result {
    let sandbox = Sandbox::builder().patience(Duration::from_millis(50)).start().await?;
    for begun in ["", "POST /bot", "POST / HTTP/1.1\r\nHost: sandbox\r\nX-Slow: "] {
        let mut stream = connect(&sandbox).await?;
        stream.write_all(begun.as_bytes()).await?;
        let answer = rest(&mut stream).await?;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
    Ok(())
}

#[tokio::test]
async fn a_body_that_does_not_come_is_refused() -> Result {
    let sandbox = Sandbox::builder().patience(Duration::from_millis(50)).start().await?;
    for path in [format!("/bot{}/sendMessage", sandbox.token()), "/control/v1/users".into()] {
        let mut stream = connect(&sandbox).await?;
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: sandbox\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"
        );
        stream.write_all(head.as_bytes()).await?;
        let answer = rest(&mut stream).await?;
        assert!(answer.starts_with("HTTP/1.1 408 Request Timeout"), "{answer}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_received_at_once_is_bounded_and_comes_free_again() -> Result {
    let sandbox = Sandbox::builder().upload_room(1_000_000).start().await?;
    let alice = sandbox.user("Alice");
    let url = format!("{}/bot{}/sendDocument", sandbox.api_url(), sandbox.token());
    // One that has sent most of its body, and does not end.
    let mut slow = connect(&sandbox).await?;
    let head = format!(
        "POST /bot{}/sendDocument HTTP/1.1\r\nHost: sandbox\r\nContent-Type: text/plain\r\nContent-Length: 900001\r\n\r\n",
        sandbox.token()
    );
    slow.write_all(head.as_bytes()).await?;
    slow.write_all(&vec![b'a'; 900_000]).await?;
    let upload = || async {
        let file = reqwest::multipart::Part::bytes(vec![0; 300_000]).file_name("a.bin");
        let form =
            reqwest::multipart::Form::new().text("chat_id", alice.id().to_string()).part("document", file);
        reqwest::Client::new().post(&url).multipart(form).send().await?.json::<Value>().await
    };
    // The sandbox may still be reading the first one's bytes.
    let mut refused = upload().await;
    while refused.as_ref().is_ok_and(|answer| answer["ok"] == true) {
        refused = upload().await;
    }
    // A client that is still sending may see the closed connection before the answer.
    if let Ok(answer) = refused {
        assert_eq!(answer["error_code"], 429, "{answer}");
    }
    drop(slow);
    let mut answer = upload().await;
    while answer.as_ref().map_or(true, |answer| answer["ok"] != true) {
        answer = upload().await;
    }
    assert_eq!(answer?["result"]["document"]["file_size"], 300_000);
    Ok(())
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let mut stream = connect(&sandbox).await?;
    let all: String = (0..100)
        .map(|number| {
            request(&sandbox, "sendMessage", &json!({"chat_id": alice.id(), "text": format!("<{number}>")}))
        })
        .collect();
    stream.write_all(all.as_bytes()).await?;
    let answers = read_until(&mut stream, "<99>").await?;
    let places: Vec<_> = (0..100).map(|number| answers.find(&format!("<{number}>"))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    Ok(())
}

/// The memory of this process that is in use, in bytes.
fn resident() -> Result<usize> {
    let status = std::fs::read_to_string("/proc/self/statm")?;
    let pages: usize = status.split(' ').nth(1).ok_or("no figure")?.parse()?;
    Ok(pages * 4096)
}

#[tokio::test]
async fn thousands_of_idle_polls_cost_a_bounded_amount_of_memory() -> Result {
    const POLLS: usize = 2_000;
    /// Both ends of a connection are in this process.
    const BYTES_EACH: usize = 64 * 1024;
    let sandbox = Sandbox::start().await?;
    call(&sandbox, "getMe", json!({})).await?;
    let before = resident()?;
    let mut polls = Vec::new();
    for number in 0..POLLS {
        let mut stream = connect(&sandbox).await?;
        // Each of a bot of its own, for one bot has one poll.
        let poll =
            format!("GET /bot{}:a/getUpdates?timeout=50 HTTP/1.1\r\nHost: sandbox\r\n\r\n", 1000 + number);
        stream.write_all(poll.as_bytes()).await?;
        polls.push(stream);
    }
    // Connections are taken in order, so that all the others wait when the last is answered.
    let answer = call(&sandbox, "getMe", json!({})).await?;
    assert_eq!(answer["ok"], true);
    let each = resident()?.saturating_sub(before) / POLLS;
    assert!(each < BYTES_EACH, "{each} bytes for each idle poll");
    println!("{each} bytes for each idle poll");
    Ok(())
}

#[tokio::test]
async fn a_thousand_half_open_connections_end_by_themselves() -> Result {
    let sandbox = Sandbox::builder().patience(Duration::from_millis(200)).start().await?;
    let mut streams = Vec::new();
    for _ in 0..1_000 {
        let mut stream = connect(&sandbox).await?;
        stream.write_all(b"POST /bot").await?;
        streams.push(stream);
    }
    // The sandbox answers others meanwhile.
    assert_eq!(call(&sandbox, "getMe", json!({})).await?["ok"], true);
    for mut stream in streams {
        rest(&mut stream).await?;
    }
    Ok(())
}
