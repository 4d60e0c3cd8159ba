//! Files are sent in every way, and stay what they are.

use axum::Router;
use axum::routing::get;
use chappe_sandbox::{Media, Sandbox, User};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::client::{Result, call, of_kind, refused, updates, upload, wait_for};

/// The start of a PNG of that size, which is all that is looked at.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes
}

async fn send(sandbox: &Sandbox, method: &str, field: &str, bytes: Vec<u8>, name: &str) -> Result<Value> {
    let part = Part::bytes(bytes).file_name(name.to_owned());
    let form =
        Form::new().text("chat_id", sandbox.user("Alice").id().to_string()).part(field.to_owned(), part);
    upload(sandbox, method, form).await
}

#[tokio::test]
async fn a_picture_tells_its_own_size() -> Result {
    let sandbox = Sandbox::start().await?;
    let sent = send(&sandbox, "sendPhoto", "photo", png(640, 320), "a.png").await?;
    let sizes = &sent["result"]["photo"];
    assert_eq!((&sizes[1]["width"], &sizes[1]["height"]), (&json!(640), &json!(320)));
    assert_eq!((&sizes[0]["width"], &sizes[0]["height"]), (&json!(90), &json!(45)));
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_sent_again_stays_what_it_is() -> Result {
    let sandbox = Sandbox::start().await?;
    let chat = sandbox.user("Alice").id();
    let form = Form::new()
        .text("chat_id", chat.to_string())
        .text("duration", "7")
        .text("title", "Song")
        .part("audio", Part::bytes(b"la la".to_vec()).file_name("song.mp3"));
    let first = upload(&sandbox, "sendAudio", form).await?["result"]["audio"].clone();
    assert_eq!((&first["title"], &first["file_name"]), (&json!("Song"), &json!("song.mp3")));
    let again = json!({"chat_id": chat, "document": first["file_id"]});
    assert_eq!(call(&sandbox, "sendDocument", again).await?["audio"], first);
    Ok(())
}

#[tokio::test]
async fn a_photo_is_no_document_and_a_document_no_photo() -> Result {
    let sandbox = Sandbox::start().await?;
    let chat = sandbox.user("Alice").id();
    let photo = send(&sandbox, "sendPhoto", "photo", png(9, 9), "a.png").await?["result"]["photo"].clone();
    let document =
        send(&sandbox, "sendDocument", "document", png(9, 9), "a.png").await?["result"]["document"].clone();
    let as_document = json!({"chat_id": chat, "document": photo[1]["file_id"]});
    assert_eq!(
        refused(&sandbox, "sendDocument", as_document).await?,
        "Bad Request: can't use file of type Photo as Document"
    );
    let as_photo = json!({"chat_id": chat, "photo": document["file_id"]});
    assert_eq!(
        refused(&sandbox, "sendPhoto", as_photo).await?,
        "Bad Request: can't use file of type Document as Photo"
    );
    for size in [0, 1] {
        let again = json!({"chat_id": chat, "photo": photo[size]["file_id"]});
        assert_eq!(call(&sandbox, "sendPhoto", again).await?["photo"], photo, "either size is the photo");
    }
    Ok(())
}

#[tokio::test]
async fn what_telegram_does_not_take_is_refused_in_its_words() -> Result {
    let sandbox = Sandbox::start().await?;
    let chat = sandbox.user("Alice").id();
    let big = send(&sandbox, "sendPhoto", "photo", vec![0; 10 * 1024 * 1024 + 1], "a.png").await?;
    assert_eq!(
        big["description"],
        "Bad Request: file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes"
    );
    let text = send(&sandbox, "sendPhoto", "photo", b"a picture".to_vec(), "a.png").await?;
    assert_eq!(text["description"], "Bad Request: IMAGE_PROCESS_FAILED");
    let flat = send(&sandbox, "sendPhoto", "photo", png(2100, 100), "a.png").await?;
    assert_eq!(flat["description"], "Bad Request: PHOTO_INVALID_DIMENSIONS");
    let huge = send(&sandbox, "sendDocument", "document", vec![0; 50 * 1024 * 1024 + 1], "a").await?;
    assert_eq!(
        (&huge["error_code"], &huge["description"]),
        (&json!(413), &json!("Request Entity Too Large"))
    );
    let empty = send(&sandbox, "sendDocument", "document", Vec::new(), "a").await?;
    assert_eq!(empty["description"], "Bad Request: file must be non-empty");
    for (reference, words) in [
        ("AgAD1", "wrong file identifier/HTTP URL specified"),
        ("no id", "wrong remote file identifier specified: Wrong character in the string"),
        ("https://nowhere.invalid/a.png", "failed to get HTTP URL content"),
        ("attach://a", "there is no photo in the request"),
        ("/home/a/photo.png", "invalid file HTTP URL specified: URL host is empty"),
        ("ftp://a.org/a.png", "invalid file HTTP URL specified: Unsupported URL protocol"),
        (
            "http://a.org:99999/a.png",
            "invalid file HTTP URL specified: Wrong port number specified in the URL",
        ),
    ] {
        let params = json!({"chat_id": chat, "photo": reference});
        assert_eq!(
            refused(&sandbox, "sendPhoto", params).await?,
            format!("Bad Request: {words}"),
            "{reference}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_file_of_more_than_20_megabytes_is_not_downloaded() -> Result {
    let sandbox = Sandbox::start().await?;
    let sent = send(&sandbox, "sendDocument", "document", vec![7; 20 * 1024 * 1024 + 1], "a.bin").await?;
    let id = json!({"file_id": sent["result"]["document"]["file_id"]});
    assert_eq!(refused(&sandbox, "getFile", id).await?, "Bad Request: file is too big");
    Ok(())
}

#[tokio::test]
async fn a_thumbnail_and_what_the_sender_said_come_along() -> Result {
    let sandbox = Sandbox::start().await?;
    let form = Form::new()
        .text("chat_id", sandbox.user("Alice").id().to_string())
        .text("duration", "12")
        .text("width", "320")
        .text("height", "240")
        .text("has_spoiler", "true")
        .text("thumbnail", "attach://small")
        .part("small", Part::bytes(png(80, 60)).file_name("small.jpg"))
        .part("video", Part::bytes(b"film".to_vec()).file_name("film.mp4"));
    let sent = upload(&sandbox, "sendVideo", form).await?["result"].clone();
    let video = &sent["video"];
    assert_eq!(
        (&video["duration"], &video["width"], &video["height"]),
        (&json!(12), &json!(320), &json!(240))
    );
    assert_eq!((&video["thumbnail"]["width"], &video["thumbnail"]["height"]), (&json!(80), &json!(60)));
    assert_eq!(sent["has_media_spoiler"], true);
    Ok(())
}

#[tokio::test]
async fn a_live_photo_has_its_still() -> Result {
    let sandbox = Sandbox::start().await?;
    let form = Form::new()
        .text("chat_id", sandbox.user("Alice").id().to_string())
        .part("live_photo", Part::bytes(b"film".to_vec()).file_name("film.mp4"))
        .part("photo", Part::bytes(png(30, 20)).file_name("still.png"));
    let sent = upload(&sandbox, "sendLivePhoto", form).await?["result"].clone();
    assert_eq!(sent["live_photo"]["photo"][1]["width"], 30);
    Ok(())
}

#[tokio::test]
async fn a_file_on_this_machine_is_fetched() -> Result {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let page = || async { ([("content-type", "text/html")], "<p>") };
    let app = Router::new()
        .route("/cat.png", get(|| async { png(64, 48) }))
        .route("/page", get(page))
        .route("/text", get(|| async { "a picture" }));
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let sandbox = Sandbox::start().await?;
    let chat = sandbox.user("Alice").id();
    let photo = |path: &str| json!({"chat_id": chat, "photo": format!("http://{address}{path}")});
    let sent = call(&sandbox, "sendPhoto", photo("/cat.png")).await?;
    assert_eq!(sent["photo"][1]["width"], 64);
    let album = json!({
        "chat_id": chat,
        "media": [
            {"type": "photo", "media": format!("http://{address}/cat.png")},
            {"type": "photo", "media": sent["photo"][1]["file_id"]},
        ],
    });
    assert_eq!(call(&sandbox, "sendMediaGroup", album).await?[0]["photo"][1]["height"], 48);
    assert_eq!(
        refused(&sandbox, "sendPhoto", photo("/gone")).await?,
        "Bad Request: failed to get HTTP URL content"
    );
    for path in ["/page", "/text"] {
        let words = refused(&sandbox, "sendPhoto", photo(path)).await?;
        assert_eq!(words, "Bad Request: wrong type of the web page content", "{path}");
    }
    server.abort();
    Ok(())
}

#[tokio::test]
async fn an_album_is_of_one_sort_and_every_item_has_its_caption() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let asked = alice.send("pictures?").await?;
    let media = json!([
        {"type": "photo", "media": "attach://a", "caption": "<b>one</b>", "parse_mode": "HTML"},
        {"type": "video", "media": "attach://b", "caption": "two"},
    ]);
    let form = Form::new()
        .text("chat_id", alice.id().to_string())
        .text("media", media.to_string())
        .text("reply_parameters", json!({"message_id": asked.id()}).to_string())
        .part("a", Part::bytes(png(9, 9)).file_name("a.png"))
        .part("b", Part::bytes(b"film".to_vec()).file_name("b.mp4"));
    let sent = upload(&sandbox, "sendMediaGroup", form).await?["result"].clone();
    assert_eq!(sent[0]["media_group_id"], sent[1]["media_group_id"]);
    assert!(sent[0]["media_group_id"].is_string());
    assert_eq!((&sent[0]["caption"], &sent[1]["caption"]), (&json!("one"), &json!("two")));
    assert_eq!(sent[0]["caption_entities"][0]["type"], "bold");
    assert_eq!(sent[1]["reply_to_message"]["message_id"], asked.id());
    let (photo, video) = (sent[0]["photo"][1]["file_id"].clone(), sent[1]["video"]["file_id"].clone());
    for mix in [
        json!([{"type": "photo", "media": photo}, {"type": "document", "media": video}]),
        json!([{"type": "document", "media": video}, {"type": "document", "media": video}]),
    ] {
        // The second is a video, whatever the album calls it: two of them are an album again.
        let params = json!({"chat_id": alice.id(), "media": mix});
        if mix[0]["type"] == "document" {
            call(&sandbox, "sendMediaGroup", params).await?;
            continue;
        }
        let words = "Bad Request: can't use the media of the specified type in the album";
        assert_eq!(refused(&sandbox, "sendMediaGroup", params).await?, words);
    }
    let many = json!({"chat_id": alice.id(), "media": vec![json!({"type": "photo", "media": photo}); 11]});
    assert_eq!(
        refused(&sandbox, "sendMediaGroup", many).await?,
        "Bad Request: too many messages to send as an album"
    );
    let turned = json!({
        "chat_id": alice.id(), "message_id": sent[0]["message_id"],
        "media": {"type": "document", "media": video},
    });
    assert_eq!(
        refused(&sandbox, "editMessageMedia", turned).await?,
        "Bad Request: can't change media type in the album"
    );
    Ok(())
}

#[tokio::test]
async fn a_message_becomes_another_medium() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let text = call(&sandbox, "sendMessage", json!({"chat_id": alice.id(), "text": "*hi*"})).await?;
    let document =
        send(&sandbox, "sendDocument", "document", b"x".to_vec(), "x.txt").await?["result"]["document"]
            .clone();
    let media = json!({"type": "document", "media": document["file_id"], "caption": "now a file"});
    let edit = json!({"chat_id": alice.id(), "message_id": text["message_id"], "media": media});
    let edited = call(&sandbox, "editMessageMedia", edit).await?;
    assert_eq!((edited.get("text"), &edited["document"]), (None, &document));
    assert_eq!(alice.next_edit().await?.caption(), "now a file");
    let voice = send(&sandbox, "sendVoice", "voice", b"la".to_vec(), "a.ogg").await?["result"].clone();
    let edit = json!({"chat_id": alice.id(), "message_id": voice["message_id"], "media": media});
    assert_eq!(
        refused(&sandbox, "editMessageMedia", edit).await?,
        "Bad Request: message media can't be edited"
    );
    Ok(())
}

#[tokio::test]
async fn a_users_album_reaches_the_bot_in_messages_of_one_group() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.group("Friends", &[&alice]);
    let album = [Media::photo(User::fixture()).caption("one").spoiler(), Media::video("film")];
    alice.to(&group).send_album(album).await?;
    let messages = of_kind(&updates(&sandbox).await?, "message");
    assert_eq!(messages[0]["media_group_id"], messages[1]["media_group_id"]);
    assert_eq!((&messages[0]["caption"], &messages[0]["has_media_spoiler"]), (&json!("one"), &json!(true)));
    let photo = || Media::photo(User::fixture());
    assert!(alice.send_album([photo()]).await.is_err(), "one alone");
    assert!(alice.send_album([photo(), Media::voice("b")]).await.is_err(), "a voice in an album");
    assert!(alice.send_album([photo(), Media::photo("a")]).await.is_err(), "no picture");
    assert!(alice.send_photo("a", "").await.is_err(), "no picture");
    Ok(())
}

#[tokio::test]
async fn paid_media_are_bought_once() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let photo = send(&sandbox, "sendPhoto", "photo", png(9, 9), "a.png").await?["result"]["photo"].clone();
    alice.next_message().await?;
    let media = json!([{"type": "photo", "media": photo[1]["file_id"]}]);
    let params = json!({
        "chat_id": alice.id(), "star_count": 7, "media": media, "payload": "photo-7", "caption": "Pay!",
    });
    call(&sandbox, "sendPaidMedia", params.clone()).await?;
    let message = alice.next_message().await?;
    assert_eq!(message.field("paid_media")["star_count"], 7);
    assert_eq!(message.field("paid_media")["paid_media"][0], json!({"type": "photo", "photo": photo}));
    alice.buy(&message).await?;
    let bought = wait_for(&sandbox, "purchased_paid_media").await?;
    assert_eq!(
        (&bought["paid_media_payload"], &bought["from"]["id"]),
        (&json!("photo-7"), &json!(alice.id()))
    );
    assert!(alice.buy(&message).await.is_err(), "bought already");
    assert_eq!(call(&sandbox, "getMyStarBalance", json!({})).await?["amount"], 7);
    let mut free = params;
    free["star_count"] = 0.into();
    assert_eq!(refused(&sandbox, "sendPaidMedia", free).await?, "Bad Request: EXTENDED_MEDIA_AMOUNT_INVALID");
    Ok(())
}
