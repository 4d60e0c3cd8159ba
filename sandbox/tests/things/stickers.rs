//! Sticker sets are made, changed and deleted, and their stickers show where they belong.

use chappe_sandbox::Sandbox;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::client::{Result, call, refused, upload};

const NAME: &str = "cats_by_sandbox_bot";

/// A sandbox with a file that can be a sticker of format `video`.
async fn start() -> Result<(Sandbox, Value)> {
    let sandbox = Sandbox::start().await?;
    let form = Form::new()
        .text("user_id", sandbox.user("Alice").id().to_string())
        .text("sticker_format", "video")
        .part("sticker", Part::bytes(b"meow".to_vec()).file_name("cat.webm"));
    let file = upload(&sandbox, "uploadStickerFile", form).await?["result"]["file_id"].clone();
    assert!(file.is_string());
    Ok((sandbox, file))
}

fn sticker(file: &Value, emoji: &str) -> Value {
    json!({"sticker": file, "format": "video", "emoji_list": [emoji]})
}

/// Makes a set of two stickers.
async fn make(sandbox: &Sandbox, file: &Value, kind: &str) -> Result<Value> {
    let set = json!({
        "user_id": sandbox.user("Alice").id(), "name": NAME, "title": "Cats", "sticker_type": kind,
        "stickers": [sticker(file, "😺"), sticker(file, "😾")],
    });
    call(sandbox, "createNewStickerSet", set).await
}

/// The emoji of the set's stickers, in order, and the identifiers of their files.
async fn read(sandbox: &Sandbox) -> Result<(Vec<String>, Vec<Value>)> {
    let set = call(sandbox, "getStickerSet", json!({"name": NAME})).await?;
    let stickers = set["stickers"].as_array().cloned().unwrap_or_default();
    let emoji = stickers.iter().map(|one| one["emoji"].as_str().unwrap_or_default().to_owned()).collect();
    Ok((emoji, stickers.iter().map(|one| one["file_id"].clone()).collect()))
}

#[tokio::test]
async fn a_sticker_of_a_set_shows_where_it_belongs() -> Result {
    let (sandbox, file) = start().await?;
    let alice = sandbox.user("Alice");
    make(&sandbox, &file, "regular").await?;
    let set = call(&sandbox, "getStickerSet", json!({"name": NAME})).await?;
    assert_eq!((&set["title"], &set["sticker_type"]), (&json!("Cats"), &json!("regular")));
    let wanted = json!({"chat_id": alice.id(), "sticker": set["stickers"][1]["file_id"]});
    let sticker = call(&sandbox, "sendSticker", wanted).await?["sticker"].clone();
    assert_eq!(
        (&sticker["set_name"], &sticker["emoji"], &sticker["is_video"]),
        (&json!(NAME), &json!("😾"), &json!(true))
    );
    assert_eq!(alice.send_sticker_of(NAME, "😾").await?.field("sticker"), &sticker);
    assert!(alice.send_sticker_of(NAME, "🐶").await.is_err());
    Ok(())
}

#[tokio::test]
async fn stickers_are_added_moved_replaced_and_deleted() -> Result {
    let (sandbox, file) = start().await?;
    let user = sandbox.user("Alice").id();
    make(&sandbox, &file, "regular").await?;
    let adding = json!({"user_id": user, "name": NAME, "sticker": sticker(&file, "😻")});
    call(&sandbox, "addStickerToSet", adding).await?;
    let (emoji, ids) = read(&sandbox).await?;
    assert_eq!(emoji, ["😺", "😾", "😻"]);
    call(&sandbox, "setStickerPositionInSet", json!({"sticker": ids[2], "position": 0})).await?;
    assert_eq!(read(&sandbox).await?.0, ["😻", "😺", "😾"]);
    let replace =
        json!({"user_id": user, "name": NAME, "old_sticker": ids[0], "sticker": sticker(&file, "🙀")});
    call(&sandbox, "replaceStickerInSet", replace).await?;
    assert_eq!(read(&sandbox).await?.0, ["😻", "🙀", "😾"]);
    call(&sandbox, "deleteStickerFromSet", json!({"sticker": ids[1]})).await?;
    assert_eq!(read(&sandbox).await?.0, ["😻", "🙀"]);
    let gone = json!({"sticker": ids[1]});
    assert_eq!(refused(&sandbox, "deleteStickerFromSet", gone).await?, "Bad Request: STICKER_INVALID");
    call(&sandbox, "setStickerEmojiList", json!({"sticker": ids[2], "emoji_list": ["😹", "😸"]})).await?;
    assert_eq!(read(&sandbox).await?.0, ["😹", "🙀"]);
    call(&sandbox, "setStickerKeywords", json!({"sticker": ids[2], "keywords": ["laugh"]})).await?;
    Ok(())
}

#[tokio::test]
async fn a_set_gets_another_title_and_goes() -> Result {
    let (sandbox, file) = start().await?;
    make(&sandbox, &file, "regular").await?;
    call(&sandbox, "setStickerSetTitle", json!({"name": NAME, "title": "Lions"})).await?;
    let set = call(&sandbox, "getStickerSet", json!({"name": NAME})).await?;
    assert_eq!(set["title"], "Lions");
    call(&sandbox, "deleteStickerSet", json!({"name": NAME})).await?;
    assert_eq!(
        refused(&sandbox, "getStickerSet", json!({"name": NAME})).await?,
        "Bad Request: STICKERSET_INVALID"
    );
    Ok(())
}

#[tokio::test]
async fn custom_emoji_are_found_by_their_identifiers() -> Result {
    let (sandbox, file) = start().await?;
    make(&sandbox, &file, "custom_emoji").await?;
    let set = call(&sandbox, "getStickerSet", json!({"name": NAME})).await?;
    let emoji = &set["stickers"][0];
    let ids = json!({"custom_emoji_ids": [emoji["custom_emoji_id"], "12"]});
    assert_eq!(call(&sandbox, "getCustomEmojiStickers", ids).await?, json!([emoji]));
    let thumbnail = json!({"name": NAME, "custom_emoji_id": emoji["custom_emoji_id"]});
    call(&sandbox, "setCustomEmojiStickerSetThumbnail", thumbnail).await?;
    let set = call(&sandbox, "getStickerSet", json!({"name": NAME})).await?;
    assert_eq!(set["thumbnail"]["file_id"], emoji["file_id"]);
    Ok(())
}

#[tokio::test]
async fn a_mask_has_its_place_on_a_face() -> Result {
    let (sandbox, file) = start().await?;
    make(&sandbox, &file, "mask").await?;
    let place = json!({"point": "eyes", "x_shift": 0.5, "y_shift": 0.0, "scale": 2.0});
    let id = read(&sandbox).await?.1[0].clone();
    call(&sandbox, "setStickerMaskPosition", json!({"sticker": id, "mask_position": place})).await?;
    let set = call(&sandbox, "getStickerSet", json!({"name": NAME})).await?;
    assert_eq!(set["stickers"][0]["mask_position"], place);
    Ok(())
}

#[tokio::test]
async fn sets_are_refused_in_telegrams_words() -> Result {
    let (sandbox, file) = start().await?;
    let user = sandbox.user("Alice").id();
    make(&sandbox, &file, "regular").await?;
    for (more, words) in [
        (json!({}), "sticker set name is already occupied"),
        (json!({"name": "cats"}), "invalid sticker set name is specified"),
        (json!({"name": "7cats_by_sandbox_bot"}), "invalid sticker set name is specified"),
        (json!({"name": "a__b_by_sandbox_bot"}), "invalid sticker set name is specified"),
        (json!({"name": "dogs_by_sandbox_bot", "user_id": 5}), "PEER_ID_INVALID"),
        (
            json!({"name": "dogs_by_sandbox_bot", "stickers": [sticker(&file, "dog")]}),
            "can't parse InputSticker: expected a Unicode emoji",
        ),
        (
            json!({"name": "dogs_by_sandbox_bot", "stickers": vec![sticker(&file, "🐶"); 51]}),
            "too many stickers specified",
        ),
        (
            json!({"name": "dogs_by_sandbox_bot", "stickers": [
                {"sticker": "https://example.org/a.webm", "format": "video", "emoji_list": ["🐶"]},
            ]}),
            "video sticker must be uploaded as an InputFile",
        ),
    ] {
        let mut set =
            json!({"user_id": user, "name": NAME, "title": "Cats", "stickers": [sticker(&file, "😺")]});
        set.as_object_mut().ok_or("no object")?.extend(more.as_object().cloned().unwrap_or_default());
        assert_eq!(
            refused(&sandbox, "createNewStickerSet", set).await?,
            format!("Bad Request: {words}"),
            "{more}"
        );
    }
    Ok(())
}
