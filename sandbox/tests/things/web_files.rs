//! Files by URLs that lead off this machine: what was told of them, and what stands for the rest.

use chappe_sandbox::{Sandbox, User, WebFile};
use serde_json::{Value, json};

use crate::client::{Result, call, refused};

const CAT: &str = "https://example.org/cat.jpg";

fn photo(sandbox: &Sandbox, url: &str) -> Value {
    json!({"chat_id": sandbox.user("Alice").id(), "photo": url})
}

/// A picture of which no other is a copy.
fn picture() -> Vec<u8> {
    [&User::fixture()[..], b"cat"].concat()
}

#[tokio::test]
async fn a_bot_gets_what_was_told_of_a_url() -> Result {
    let sandbox = Sandbox::start().await?;
    sandbox.web_file(CAT, picture())?;
    call(&sandbox, "sendPhoto", photo(&sandbox, CAT)).await?;
    let file = sandbox.user("Alice").next_message().await?.file();
    assert_eq!(file.as_deref(), Some(picture().as_slice()));
    Ok(())
}

#[tokio::test]
async fn a_url_fails_as_it_was_told() -> Result {
    let sandbox = Sandbox::builder().web_file(CAT, WebFile::Unreachable).start().await?;
    let words = refused(&sandbox, "sendPhoto", photo(&sandbox, CAT)).await?;
    assert_eq!(words, "Bad Request: failed to get HTTP URL content");
    sandbox.web_file(CAT, WebFile::Page)?;
    let words = refused(&sandbox, "sendPhoto", photo(&sandbox, CAT)).await?;
    assert_eq!(words, "Bad Request: wrong type of the web page content");
    sandbox.web_file(CAT, "a text")?;
    let words = refused(&sandbox, "sendPhoto", photo(&sandbox, CAT)).await?;
    assert_eq!(words, "Bad Request: wrong type of the web page content", "no picture");
    sandbox.web_file(CAT, [picture(), vec![0; 5 << 20]].concat())?;
    let words = refused(&sandbox, "sendPhoto", photo(&sandbox, CAT)).await?;
    assert_eq!(words, "Bad Request: failed to get HTTP URL content", "over 5 megabytes");
    Ok(())
}

#[tokio::test]
async fn what_was_not_told_is_a_small_file_of_its_kind() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    for (method, kind, name, begins) in [
        ("sendPhoto", "photo", "a.jpg", b"\x89PNG".as_slice()),
        ("sendDocument", "document", "a.pdf", b"The sandbox"),
        ("sendDocument", "document", "a.gif", b"\x89PNG"),
        ("sendVideo", "video", "a.mp4", b"\0\0\0"),
        ("sendAnimation", "animation", "a.gif", b"\x89PNG"),
        ("sendAudio", "audio", "a.mp3", b"\xff"),
        ("sendVoice", "voice", "a.ogg", b"OggS"),
        ("sendSticker", "sticker", "a.webp", b"\x89PNG"),
    ] {
        let mut params = json!({"chat_id": alice.id()});
        params[kind] = format!("https://example.org/{name}").into();
        call(&sandbox, method, params).await?;
        let file = alice.next_message().await?.file().ok_or("no file")?;
        assert!(file.starts_with(begins), "{method}: {file:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_sticker_by_url_has_the_size_that_its_set_asks_for() -> Result {
    let sandbox = Sandbox::start().await?;
    for (kind, side) in [("regular", 512), ("custom_emoji", 100)] {
        let name = format!("{kind}_by_sandbox_bot");
        let sticker =
            json!({"sticker": "https://example.org/a.webp", "format": "static", "emoji_list": ["🙂"]});
        let set = json!({
            "user_id": sandbox.user("Alice").id(), "name": name, "title": "Cats", "sticker_type": kind,
            "stickers": [sticker],
        });
        call(&sandbox, "createNewStickerSet", set).await?;
        let set = call(&sandbox, "getStickerSet", json!({"name": name})).await?;
        assert_eq!(set["stickers"][0]["width"], side, "{kind}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_url_of_the_outside_cannot_be_told() -> Result {
    let sandbox = Sandbox::start().await?;
    for url in ["cat.jpg", "ftp://example.org/cat.jpg", "http://localhost/cat.jpg"] {
        assert!(sandbox.web_file(url, picture()).is_err(), "{url}");
        assert!(Sandbox::builder().web_file(url, picture()).start().await.is_err(), "{url}");
    }
    Ok(())
}
