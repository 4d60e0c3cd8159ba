//! What becomes of what a bot says beside its words.

use chappe_sandbox::{Sandbox, WebFile};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::{Result, call, refused, url};

#[tokio::test]
async fn a_link_preview_tells_what_is_not_as_ever() -> Result {
    let sandbox = Sandbox::start().await?;
    let id = sandbox.user("Alice").id();
    for (said, shown) in [
        (json!({"link_preview_options": {"is_disabled": true}}), json!({"is_disabled": true})),
        (json!({"disable_web_page_preview": true}), json!({"is_disabled": true})),
        (
            json!({"link_preview_options": {
                "is_disabled": false, "url": "https://a.org", "prefer_small_media": false, "colour": "red",
            }}),
            json!({"url": "https://a.org"}),
        ),
        (json!({"link_preview_options": {"is_disabled": false, "url": ""}}), Value::Null),
        (json!({"disable_web_page_preview": false}), Value::Null),
    ] {
        let mut params = json!({"chat_id": id, "text": "https://b.org"});
        params.as_object_mut().ok_or("no object")?.extend(said.as_object().cloned().unwrap_or_default());
        let message = call(&sandbox, "sendMessage", params).await?["result"].clone();
        assert_eq!(message["link_preview_options"], shown, "{said}");
    }
    Ok(())
}

#[tokio::test]
async fn only_over_what_is_looked_at_stands_a_caption() -> Result {
    let sandbox = Sandbox::start().await?;
    let id = sandbox.user("Alice").id();
    for (method, kind, stands) in [
        ("sendPhoto", "photo", true),
        ("sendVideo", "video", true),
        ("sendDocument", "document", false),
        ("sendAudio", "audio", false),
    ] {
        let bytes = chappe_sandbox::User::fixture().to_vec();
        let form = Form::new()
            .text("chat_id", id.to_string())
            .text("caption", "look")
            .text("show_caption_above_media", "true")
            .part(kind, Part::bytes(bytes).file_name(format!("{kind}.png")));
        let request = reqwest::Client::new().post(url(&sandbox, method)).multipart(form);
        let sent: Value = request.send().await?.json().await?;
        assert_eq!(sent["result"]["caption"], "look", "{sent}");
        assert_eq!(sent["result"]["show_caption_above_media"] == true, stands, "{method}");
    }
    Ok(())
}

#[tokio::test]
async fn new_words_are_read_before_the_message_is_looked_for() -> Result {
    let sandbox = Sandbox::start().await?;
    let nowhere = |text: &str| json!({"chat_id": 5, "message_id": 5, "text": text, "parse_mode": "HTML"});
    let words = "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"";
    assert_eq!(refused(&sandbox, "editMessageText", nowhere("<b>")).await?, words);
    assert_eq!(
        refused(&sandbox, "editMessageText", nowhere("")).await?,
        "Bad Request: message text is empty"
    );
    assert_eq!(
        refused(&sandbox, "deleteMessage", json!({"message_id": 5})).await?,
        "Bad Request: chat identifier is not specified"
    );
    Ok(())
}

#[tokio::test]
async fn an_album_that_fails_says_with_which_message() -> Result {
    let sandbox = Sandbox::start().await?;
    sandbox.web_file("https://a.org/page.jpg", WebFile::Page)?;
    let photo = |url: &str| json!({"type": "photo", "media": url});
    for (wrong, name) in [
        ("https://nowhere.invalid/a.jpg", "WEBPAGE_CURL_FAILED"),
        ("https://a.org/page.jpg", "WEBPAGE_MEDIA_EMPTY"),
        ("http://127.0.0.1:1/a.jpg", "WEBPAGE_CURL_FAILED"),
    ] {
        let media = json!([photo("https://a.org/a.jpg"), photo(wrong)]);
        let params = json!({"chat_id": sandbox.user("Alice").id(), "media": media});
        assert_eq!(
            refused(&sandbox, "sendMediaGroup", params).await?,
            format!("Bad Request: failed to send message #2 with the error message \"{name}\"")
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_caption_in_an_album_is_refused_with_the_album() -> Result {
    let sandbox = Sandbox::start().await?;
    let id = sandbox.user("Alice").id();
    let photo =
        json!({"type": "photo", "media": "HTTPS://a.org/a.jpg", "caption": "<b>", "parse_mode": "HTML"});
    let words = "Bad Request: can't parse InputMedia: Can't parse entities: Can't find end tag corresponding to \
                 start tag \"b\"";
    let params = json!({"chat_id": id, "media": [photo]});
    assert_eq!(refused(&sandbox, "sendMediaGroup", params).await?, words);
    let sent = call(&sandbox, "sendPhoto", json!({"chat_id": id, "photo": "a.org/a.jpg"})).await?;
    assert!(sent["result"]["photo"].is_array(), "{sent}");
    Ok(())
}

#[tokio::test]
async fn a_venue_has_one_provider() -> Result {
    let sandbox = Sandbox::start().await?;
    let place = json!({"latitude": 1, "longitude": 2, "title": "Tea", "address": "Here"});
    let both = json!({
        "foursquare_id": "f", "foursquare_type": "tea", "google_place_id": "g", "google_place_type": "cafe",
    });
    let google = json!({"foursquare_id": "", "google_place_id": "g"});
    for (said, shown) in [
        (both, json!({"foursquare_id": "f", "foursquare_type": "tea"})),
        (google, json!({"google_place_id": "g"})),
    ] {
        let mut params = json!({"chat_id": sandbox.user("Alice").id()});
        let params_of = params.as_object_mut().ok_or("no object")?;
        params_of.extend([&place, &said].iter().filter_map(|fields| fields.as_object().cloned()).flatten());
        let mut venue = call(&sandbox, "sendVenue", params).await?["result"]["venue"].clone();
        let fields = venue.as_object_mut().ok_or("no venue")?;
        fields.retain(|name, _| name.starts_with("foursquare") || name.starts_with("google"));
        assert_eq!(venue, shown);
    }
    Ok(())
}

#[tokio::test]
async fn an_effect_is_a_number_and_of_private_chats() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let with = |chat: i64, effect: &str| json!({"chat_id": chat, "text": "hi", "message_effect_id": effect});
    let party = "5046509860389126442";
    let sent = call(&sandbox, "sendMessage", with(alice.id(), party)).await?;
    assert_eq!(sent["result"]["effect_id"], party);
    let sent = call(&sandbox, "sendMessage", with(alice.id(), "party")).await?;
    assert!(sent["result"]["message_id"].is_i64() && sent["result"].get("effect_id").is_none(), "{sent}");
    let group = sandbox.group("Friends", &[&alice]);
    assert_eq!(
        refused(&sandbox, "sendMessage", with(group.id(), party)).await?,
        "Bad Request: can't use message effects in the chat"
    );
    Ok(())
}
