//! Files in a session by hand: of one person to another, large ones, and what lies on the web.

use serde_json::{Value, json};

use super::Result;
use super::api::Api;
use super::session::{act, sees};

/// So many bytes in base64.
fn base64(triples: usize) -> String {
    "AAAA".repeat(triples)
}

pub(crate) async fn files(api: &Api, alice: &Value, bob: &Value) -> Result {
    act(api, alice, "photos", json!({"caption": "for you", "chat": bob})).await?;
    act(api, alice, "voices", json!({"chat": bob})).await?;
    act(api, alice, "stickers", json!({"emoji": "🎉", "chat": bob})).await?;
    let album = json!([{"kind": "photo"}, {"kind": "video", "caption": "long", "file": base64(50_000)}]);
    act(api, alice, "albums", json!({"media": album, "chat": bob})).await?;
    let poll = json!({"question": "Tea?", "options": ["Yes", "No"], "chat": bob});
    act(api, alice, "polls", poll).await?;
    let place = json!({"latitude": 46.5, "longitude": 6.6, "seconds": 600, "chat": bob});
    act(api, alice, "live-locations", place).await?;
    for kind in ["photo", "voice", "sticker", "photo", "video", "poll", "location"] {
        let came = api.get(&format!("/users/{bob}/next")).await?;
        assert!(came["message"][kind].is_array() || came["message"][kind].is_object(), "{kind}: {came}");
    }

    act(api, alice, "documents", json!({"name": "all.bin", "file": base64(1_000)})).await?;
    act(api, alice, "messages", json!({"text": "/cat"})).await?;
    api.get(&format!("/users/{alice}/next")).await?;
    api.post("/web-files", json!({"url": "https://example.org/cat.jpg", "fails": "page"})).await?;
    act(api, alice, "messages", json!({"text": "/cat"})).await?;
    sees(api, alice, "No cat today.").await?;
    Ok(())
}
