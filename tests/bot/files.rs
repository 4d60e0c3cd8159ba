//! Files on their way up: what goes as JSON, what as a form, and what the server has then.

use chappe::types::{
    InputFile, InputMediaAnimation, InputMediaDocument, InputMediaGroupItem, InputMediaPhoto,
    InputMediaVideo, InputSticker, InputStoryContentVideo, StickerFormat,
};
use chappe::{Bot, Error};
use chappe_sandbox::User;
use serde_json::json;

use super::server::{Server, json as answer};
use super::{Result, chat, sandbox, sent, whole};

/// A file that is gone with its guard.
struct Temporary(std::path::PathBuf);

impl Temporary {
    fn new(name: &str, content: &[u8]) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("chappe-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(name);
        std::fs::write(&path, content)?;
        Ok(Self(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // What is left in the folder for temporary files does no harm.
        let _ = self.0.parent().map(std::fs::remove_dir_all);
    }
}

fn content_type(request: &str) -> Option<&str> {
    request.lines().find_map(|line| line.strip_prefix("content-type: "))
}

#[tokio::test]
async fn a_request_without_files_goes_as_json() -> Result {
    let server = Server::start([answer(200, r#"{"ok":true,"result":true}"#)]);
    server.bot().delete_message(-5, 7).await?;
    let request = server.requests().remove(0);
    assert_eq!(content_type(&request), Some("application/json"));
    assert!(request.ends_with("\r\n\r\n{\"chat_id\":-5,\"message_id\":7}"), "{request}");
    Ok(())
}

#[tokio::test]
async fn a_request_with_a_file_goes_as_a_form() -> Result {
    let server = Server::start([answer(200, r#"{"ok":true,"result":true}"#)]);
    server.bot().set_chat_photo(-5, InputFile::bytes("a.png", "pixels")).await?;
    let request = server.requests().remove(0);
    assert!(content_type(&request).is_some_and(|kind| kind.starts_with("multipart/form-data; boundary=")));
    for part in ["name=\"chat_id\"\r\n\r\n-5\r\n", "name=\"file0\"; filename=\"a.png\"\r\n"] {
        assert!(request.contains(part), "{request}");
    }
    Ok(())
}

#[tokio::test]
async fn a_photo_from_bytes_arrives() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    bot.send_photo(chat(&alice), InputFile::bytes("a.png", User::fixture())).caption("look").await?;
    let params = sent(&sandbox);
    assert_eq!(params["file0"], json!({"file_name": "a.png", "size": User::fixture().len()}));
    assert_eq!((&params["photo"], &params["caption"]), (&json!("attach://file0"), &json!("look")));
    assert_eq!(alice.next_message().await?.file(), Some(User::fixture()));
    Ok(())
}

#[tokio::test]
async fn a_document_from_a_path_arrives_under_its_name() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    let file = Temporary::new("notes.txt", b"notes")?;
    bot.send_document(chat(&alice), file.0.clone()).await?;
    assert_eq!(sent(&sandbox)["file0"], json!({"file_name": "notes.txt", "size": 5}));
    assert_eq!(alice.next_message().await?.file().as_deref(), Some(&b"notes"[..]));
    Ok(())
}

#[tokio::test]
async fn a_path_can_have_another_name() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    let file = Temporary::new("tmp123", b"x")?;
    bot.send_document(chat(&alice), InputFile::path(&file.0).file_name("Report.pdf")).await?;
    assert_eq!(sent(&sandbox)["file0"]["file_name"], "Report.pdf");
    Ok(())
}

#[tokio::test]
async fn a_file_name_of_any_letters_arrives_as_it_is() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    for name in ["кот \u{1f408}.txt", "a;b=c.txt", "100%.txt", "it's.txt"] {
        bot.send_document(chat(&alice), InputFile::bytes(name, "x")).await?;
        assert_eq!(sent(&sandbox)["file0"]["file_name"], name);
    }
    Ok(())
}

#[tokio::test]
async fn a_file_name_cannot_break_out_of_its_header() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    let name = "a\"\r\nContent-Type: evil\r\n\r\n.txt";
    bot.send_document(chat(&alice), InputFile::bytes(name, "x").file_name(name)).await?;
    let params = sent(&sandbox);
    assert_eq!(params["file0"]["size"], 1);
    let name = params["file0"]["file_name"].as_str().unwrap_or_default();
    assert!(!name.contains(['\r', '\n']), "{name:?}");
    Ok(())
}

#[tokio::test]
async fn a_photo_from_a_reader_arrives() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    let reader = std::io::Cursor::new(User::fixture());
    bot.send_photo(chat(&alice), InputFile::reader("r.jpg", reader)).await?;
    assert_eq!(sent(&sandbox)["file0"], json!({"file_name": "r.jpg", "size": User::fixture().len()}));
    assert_eq!(alice.next_message().await?.file(), Some(User::fixture()));
    Ok(())
}

#[tokio::test]
async fn a_url_and_an_identifier_are_not_uploaded() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    let message = bot.send_photo(chat(&alice), InputFile::url("https://example.org/cat.jpg")).await?;
    assert_eq!(sent(&sandbox), json!({"chat_id": alice.id(), "photo": "https://example.org/cat.jpg"}));
    let id = message.photo.expect("a photo").pop().expect("a size").file_id;
    bot.send_photo(chat(&alice), id.as_str()).await?;
    assert_eq!(sent(&sandbox), json!({"chat_id": alice.id(), "photo": id}));
    Ok(())
}

#[tokio::test]
async fn a_thumbnail_and_a_cover_go_up_beside_the_video() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    bot.send_video(chat(&alice), InputFile::bytes("v.mp4", "video"))
        .thumbnail(InputFile::bytes("t.jpg", "th"))
        .cover(InputFile::bytes("c.jpg", User::fixture()))
        .await?;
    let params = sent(&sandbox);
    for (parameter, size) in [("video", 5), ("thumbnail", 2), ("cover", User::fixture().len())] {
        let name =
            params[parameter].as_str().and_then(|name| name.strip_prefix("attach://")).expect("a part");
        assert_eq!(params[name]["size"], size, "{parameter}");
    }
    Ok(())
}

#[tokio::test]
async fn an_album_carries_its_files_thumbnails_and_covers() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    let photo = User::fixture();
    let cover = [&photo[..], b"cover"].concat();
    let album: [InputMediaGroupItem; 3] = [
        InputMediaPhoto::new(InputFile::bytes("1.jpg", photo.clone())).caption("first").into(),
        InputMediaVideo::new(InputFile::bytes("2.mp4", "second"))
            .thumbnail(InputFile::bytes("t.jpg", "th"))
            .cover(InputFile::bytes("c.jpg", cover.clone()))
            .into(),
        InputMediaPhoto::new(InputFile::url("https://example.org/3.jpg")).into(),
    ];
    let messages = bot.send_media_group(chat(&alice), album).await?;
    assert_eq!(messages.len(), 3);
    let params = sent(&sandbox);
    assert_eq!(params["media"][0]["media"], "attach://file0");
    assert_eq!(params["media"][1]["media"], "attach://file1");
    assert_eq!(params["media"][1]["thumbnail"], "attach://file2");
    assert_eq!(params["media"][1]["cover"], "attach://file3");
    assert_eq!(params["media"][2]["media"], "https://example.org/3.jpg");
    let sizes: Vec<_> = (0..4).map(|n| params[format!("file{n}")]["size"].clone()).collect();
    assert_eq!(sizes, [photo.len(), 6, 2, cover.len()]);
    assert_eq!(alice.next_message().await?.file(), Some(photo));
    assert_eq!(alice.next_message().await?.file().as_deref(), Some(&b"second"[..]));
    Ok(())
}

#[tokio::test]
async fn an_album_of_one_sort_needs_no_conversion() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    let files = ["a", "b"].map(|name| InputMediaDocument::new(InputFile::bytes(name, name)));
    bot.send_media_group(chat(&alice), files).await?;
    assert_eq!(sent(&sandbox)["media"][1], json!({"type": "document", "media": "attach://file1"}));
    Ok(())
}

#[tokio::test]
async fn a_sticker_set_carries_its_stickers() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    let sticker = |name: &'static str, emoji: &str| {
        InputSticker::new(InputFile::bytes(name, name), StickerFormat::Static, [emoji])
    };
    bot.create_new_sticker_set(
        alice.id(),
        "set_by_sandbox_bot",
        "Set",
        [sticker("a", "😀"), sticker("bb", "😎")],
    )
    .await?;
    let params = sent(&sandbox);
    assert_eq!(
        params["stickers"][1],
        json!({"sticker": "attach://file1", "format": "static", "emoji_list": ["😎"]})
    );
    assert_eq!(params["file1"], json!({"file_name": "bb", "size": 2}));
    Ok(())
}

#[tokio::test]
async fn a_story_carries_its_video() -> Result {
    let (sandbox, bot, _) = sandbox().await?;
    let video = InputStoryContentVideo::new(InputFile::bytes("s.mp4", "story"));
    bot.post_story("connection", video, 86_400).await?;
    let params = sent(&sandbox);
    assert_eq!(params["content"], json!({"type": "video", "video": "attach://file0"}));
    assert_eq!((&params["file0"]["size"], &params["active_period"]), (&json!(5), &json!(86_400)));
    Ok(())
}

#[tokio::test]
async fn a_webhook_carries_its_certificate() -> Result {
    let (sandbox, bot, _) = sandbox().await?;
    bot.set_webhook("https://example.org/hook").certificate(InputFile::bytes("cert.pem", "PEM")).await?;
    let params = sent(&sandbox);
    assert_eq!(params["file0"], json!({"file_name": "cert.pem", "size": 3}));
    Ok(())
}

#[tokio::test]
async fn an_edit_carries_the_new_medium() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    let sent_message = bot.send_photo(chat(&alice), InputFile::bytes("old.jpg", User::fixture())).await?;
    let medium = InputMediaAnimation::new(InputFile::bytes("new.mp4", "newer")).caption("new");
    let edited =
        bot.edit_message_media(medium).chat_id(chat(&alice)).message_id(sent_message.message_id).await?;
    assert!(edited.message().is_some_and(|message| message.animation.is_some()), "{edited:?}");
    assert_eq!(sent(&sandbox)["file0"], json!({"file_name": "new.mp4", "size": 5}));
    Ok(())
}

#[tokio::test]
async fn a_path_that_is_not_there_is_an_error_that_names_it() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    let error = bot.send_photo(chat(&alice), InputFile::path("/nowhere/cat.jpg")).await;
    let error = error.expect_err("there is no such file");
    assert!(matches!(&error, Error::File { method, name, .. } if method == "sendPhoto" && name == "cat.jpg"));
    assert!(sandbox.calls().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_folder_is_no_file() -> Result {
    let (_sandbox, bot, alice) = sandbox().await?;
    let error = bot.send_photo(chat(&alice), InputFile::path(std::env::temp_dir())).await;
    assert!(whole(&error.expect_err("a folder")).contains("not a file"));
    Ok(())
}

#[tokio::test]
async fn a_reader_that_is_sent_twice_is_an_error_that_says_what_to_do() -> Result {
    let (_sandbox, bot, alice) = sandbox().await?;
    let call = bot.send_document(chat(&alice), InputFile::reader("r.jpg", &b"once"[..]));
    call.clone().await?;
    let error = call.await.expect_err("the reader was read");
    assert!(matches!(&error, Error::File { name, .. } if name == "r.jpg"), "{error:?}");
    assert!(whole(&error).contains("give bytes or a path"), "{}", whole(&error));
    Ok(())
}

#[tokio::test]
async fn a_reader_that_fails_is_a_fault_of_the_network_that_says_why() -> Result {
    struct Broken;

    impl tokio::io::AsyncRead for Broken {
        fn poll_read(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
            _: &mut tokio::io::ReadBuf<'_>,
        ) -> std::task::Poll<std::io::Result<()>> {
            std::task::Poll::Ready(Err(std::io::Error::other("the tape is torn")))
        }
    }

    let (_sandbox, bot, alice) = sandbox().await?;
    let error = bot.send_photo(chat(&alice), InputFile::reader("r.jpg", Broken)).await.expect_err("no bytes");
    assert!(whole(&error).contains("the tape is torn"), "{}", whole(&error));
    Ok(())
}

#[tokio::test]
async fn bytes_and_paths_can_be_sent_again() -> Result {
    let (_sandbox, bot, alice) = sandbox().await?;
    let file = Temporary::new("again.txt", b"again")?;
    for input in [InputFile::bytes("b", "again"), InputFile::path(&file.0)] {
        let call = bot.send_document(chat(&alice), input);
        call.clone().await?;
        call.await?;
        for _ in 0..2 {
            assert_eq!(alice.next_message().await?.file().as_deref(), Some(&b"again"[..]));
        }
    }
    Ok(())
}

#[tokio::test]
async fn texts_and_objects_in_a_form_mean_what_they_mean_in_json() -> Result {
    let (sandbox, bot, alice) = sandbox().await?;
    let markup = chappe::types::InlineKeyboardMarkup::new(vec![vec![
        chappe::types::InlineKeyboardButton::new("a \"b\" \u{1f600}").callback_data("x"),
    ]]);
    let call = |bot: &Bot, file: InputFile| {
        bot.send_photo(chat(&alice), file)
            .caption("line\n\"quoted\" {json}")
            .has_spoiler(true)
            .reply_markup(markup.clone())
    };
    let message = call(&bot, InputFile::bytes("a", User::fixture())).await?;
    let form = sent(&sandbox);
    let id = message.photo.expect("a photo").pop().expect("a size").file_id;
    call(&bot, InputFile::id(id)).await?;
    let json = sent(&sandbox);
    for parameter in ["chat_id", "caption", "has_spoiler", "reply_markup"] {
        assert_eq!(form[parameter], json[parameter], "{parameter}");
    }
    Ok(())
}
