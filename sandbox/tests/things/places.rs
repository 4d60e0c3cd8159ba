//! Places, live and still, and dice.

use std::time::Duration;

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::client::{Result, call, of_kind, refused, updates};

const NO_LONGER: &str = "Bad Request: message can't be edited";

#[tokio::test]
async fn a_live_location_moves_until_it_is_stopped() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let params = json!({
        "chat_id": alice.id(), "latitude": 46.5, "longitude": 6.6, "live_period": 600, "heading": 90,
    });
    let sent = call(&sandbox, "sendLocation", params).await?;
    assert_eq!(
        sent["location"],
        json!({"latitude": 46.5, "longitude": 6.6, "live_period": 600, "heading": 90})
    );
    let id = &sent["message_id"];
    let edit = json!({"chat_id": alice.id(), "message_id": id, "latitude": 46.6, "longitude": 6.7});
    call(&sandbox, "editMessageLiveLocation", edit.clone()).await?;
    let moved = alice.next_edit().await?;
    assert_eq!(moved.field("location")["latitude"], 46.6);
    assert_eq!(moved.field("location")["live_period"], 600);
    assert!(
        refused(&sandbox, "editMessageLiveLocation", edit.clone()).await?.contains("message is not modified")
    );
    call(&sandbox, "stopMessageLiveLocation", json!({"chat_id": alice.id(), "message_id": id})).await?;
    assert_eq!(alice.next_edit().await?.field("location"), &json!({"latitude": 46.6, "longitude": 6.7}));
    assert_eq!(refused(&sandbox, "editMessageLiveLocation", edit).await?, NO_LONGER);
    Ok(())
}

#[tokio::test]
async fn a_live_location_ends_with_its_time_unless_it_is_prolonged() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let at = json!({"chat_id": alice.id(), "latitude": 46.5, "longitude": 6.6, "live_period": 60});
    let sent = call(&sandbox, "sendLocation", at).await?;
    let edit = |latitude: f64, period: i64| {
        json!({
            "chat_id": alice.id(), "message_id": sent["message_id"], "latitude": latitude, "longitude": 6.6,
            "live_period": period,
        })
    };
    call(&sandbox, "editMessageLiveLocation", edit(46.6, 300)).await?;
    sandbox.advance(Duration::from_secs(100));
    call(&sandbox, "editMessageLiveLocation", edit(46.7, 0)).await?;
    sandbox.advance(Duration::from_secs(201));
    assert_eq!(refused(&sandbox, "editMessageLiveLocation", edit(46.8, 0)).await?, NO_LONGER);
    let ended = alice.next_message().await?.now().ok_or("gone")?;
    assert_eq!(ended.field("location"), &json!({"latitude": 46.7, "longitude": 6.6}));
    Ok(())
}

#[tokio::test]
async fn a_users_live_location_is_an_edited_message_whenever_it_moves() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let sent = alice.send_live_location(46.5, 6.6, 600).await?;
    alice.move_to(&sent, 46.6, 6.7).await?;
    alice.stop_live_location(&sent).await?;
    assert!(alice.move_to(&sent, 46.7, 6.7).await.is_err(), "it is over");
    let edits = of_kind(&updates(&sandbox).await?, "edited_message");
    let periods: Vec<_> = edits.iter().map(|edit| edit["location"]["live_period"].as_i64()).collect();
    assert_eq!(periods, [Some(600), None]);
    Ok(())
}

#[tokio::test]
async fn whoever_comes_near_is_announced_once() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.group("Friends", &[&alice, &bob]);
    alice.send_live_location_to(&group, 46.5, 6.6, 600, Some(500)).await?;
    let far = bob.send_live_location_to(&group, 46.6, 6.6, 600, None).await?;
    bob.move_to(&far, 46.501, 6.6).await?;
    bob.move_to(&far, 46.5005, 6.6).await?;
    let messages = of_kind(&updates(&sandbox).await?, "message");
    let alerts = of_kind(&messages, "proximity_alert_triggered");
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    assert_eq!(
        (&alerts[0]["traveler"]["id"], &alerts[0]["watcher"]["id"]),
        (&json!(bob.id()), &json!(alice.id()))
    );
    assert_eq!(alerts[0]["distance"], 111);
    Ok(())
}

#[tokio::test]
async fn places_contacts_and_dice_are_refused_in_telegrams_words() -> Result {
    let sandbox = Sandbox::start().await?;
    let chat = sandbox.user("Alice").id();
    let text = call(&sandbox, "sendMessage", json!({"chat_id": chat, "text": "hi"})).await?;
    for (method, params, words) in [
        ("sendLocation", json!({"latitude": 91, "longitude": 0}), "wrong location specified"),
        (
            "sendLocation",
            json!({"latitude": 1, "longitude": 0, "live_period": 59}),
            "wrong live location period specified",
        ),
        (
            "sendLocation",
            json!({"latitude": 1, "longitude": 0, "live_period": 60, "heading": 361}),
            "wrong live location heading specified",
        ),
        (
            "sendLocation",
            json!({"latitude": 1, "longitude": 0, "live_period": 60, "proximity_alert_radius": 100_001}),
            "wrong live location proximity alert radius specified",
        ),
        (
            "editMessageLiveLocation",
            json!({"latitude": 1, "longitude": 0, "message_id": text["message_id"]}),
            "there is no live location in the message to edit",
        ),
        ("sendDice", json!({"emoji": "🙂"}), "wrong dice emoji specified"),
    ] {
        let mut params = params;
        params["chat_id"] = chat.into();
        assert_eq!(refused(&sandbox, method, params).await?, format!("Bad Request: {words}"), "{method}");
    }
    Ok(())
}

#[tokio::test]
async fn a_venue_is_a_location_with_a_name() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let params = json!({
        "chat_id": alice.id(), "latitude": 46.5, "longitude": 6.6, "title": "Café", "address": "Main Street 1",
        "foursquare_id": "4b",
    });
    call(&sandbox, "sendVenue", params).await?;
    let venue = alice.next_message().await?;
    assert_eq!(venue.field("venue")["foursquare_id"], "4b");
    assert_eq!(venue.field("location"), &venue.field("venue")["location"]);
    alice.send_venue(46.5, 6.6, "Bar", "").await?;
    let messages = of_kind(&updates(&sandbox).await?, "message");
    assert_eq!(messages[0]["venue"]["title"], "Bar");
    Ok(())
}

#[tokio::test]
async fn venues_and_dice_go_into_groups_too() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.group("Friends", &[&alice]);
    let url = |verb: &str| format!("{}/control/v1/users/{}/{verb}", sandbox.api_url(), alice.id());
    let venue = json!({"chat": group.id(), "latitude": 46.5, "longitude": 6.6, "title": "Bar"});
    for (verb, body) in [("venues", venue), ("dice", json!({"chat": group.id()}))] {
        let sent: Value = reqwest::Client::new().post(url(verb)).json(&body).send().await?.json().await?;
        assert_eq!(sent["chat"], group.id(), "{verb}: {sent}");
    }
    assert_eq!(alice.history_of(&group).len(), 2);
    Ok(())
}

#[tokio::test]
async fn the_same_run_throws_the_same_dice() -> Result {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let sandbox = Sandbox::start().await?;
        let alice = sandbox.user("Alice");
        let mut thrown = Vec::new();
        for emoji in ["🎲", "🎯", "🏀", "⚽", "🎳", "🎰"] {
            let dice = call(&sandbox, "sendDice", json!({"chat_id": alice.id(), "emoji": emoji})).await?;
            thrown.push(dice["dice"]["value"].clone());
            thrown.push(alice.send_dice(emoji).await?.field("dice")["value"].clone());
        }
        runs.push(thrown);
    }
    assert_eq!(runs[0], runs[1]);
    Ok(())
}
