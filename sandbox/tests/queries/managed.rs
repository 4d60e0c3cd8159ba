//! Bots that users make for another bot, which manages them.

use chappe_sandbox::{Sandbox, User};
use serde_json::{Value, json};

use super::client::{Result, asked, call, call_by, refused, refused_to, updates};

/// A user before whom a keyboard asks for a bot.
async fn alice(sandbox: &Sandbox) -> Result<User> {
    let alice = sandbox.user("Alice");
    let wish = json!({"request_id": 1, "suggested_name": "Tea shop", "suggested_username": "tea_shop_bot"});
    asked(sandbox, &alice, json!({"keyboard": [[{"text": "Make one", "request_managed_bot": wish}]]}))
        .await?;
    Ok(alice)
}

fn user(id: i64) -> Value {
    json!({"user_id": id})
}

#[tokio::test]
async fn a_bot_that_was_made_answers_under_the_token_that_its_manager_gets() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = alice(&sandbox).await?;
    assert_eq!(call(&sandbox, "getMe", json!({})).await?["can_manage_bots"], true);
    let made = alice.create_managed_bot("Alice's café", "alices_cafe_bot").await?;
    let told = updates(&sandbox).await?;
    let whole =
        json!({"id": made.id(), "is_bot": true, "first_name": "Alice's café", "username": "alices_cafe_bot"});
    assert_eq!(told[0]["managed_bot"], json!({"user": alice.json(), "bot": whole}));
    assert_eq!(told[1]["message"]["managed_bot_created"], json!({"bot": whole}));
    let token = call(&sandbox, "getManagedBotToken", user(made.id())).await?;
    let token = token.as_str().ok_or("no token")?;
    assert_eq!(token, made.token());

    let alice = alice.with_bot(&made);
    alice.send("a cup of tea").await?;
    let order = call_by(&sandbox, token, "getUpdates", json!({})).await?[0]["message"].clone();
    assert_eq!(order["text"], "a cup of tea");
    call_by(&sandbox, token, "sendMessage", json!({"chat_id": alice.id(), "text": "with milk?"})).await?;
    alice.expect_text("with milk?").await?;
    Ok(())
}

#[tokio::test]
async fn a_pressed_key_makes_the_bot_that_it_suggests() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = alice(&sandbox).await?;
    let clicked = alice.click("Make one").await?;
    let made = clicked.message().ok_or("nothing was sent")?.field("managed_bot_created")["bot"].clone();
    assert_eq!((&made["first_name"], &made["username"]), (&json!("Tea shop"), &json!("tea_shop_bot")));
    assert!(alice.click("Make one").await.is_err(), "the username is taken");
    let bare = json!({"text": "Another", "request_managed_bot": {"request_id": 2}});
    asked(&sandbox, &alice, json!({"keyboard": [[bare]]})).await?;
    for _ in 0..2 {
        assert!(alice.click("Another").await?.message().is_some());
    }
    Ok(())
}

#[tokio::test]
async fn wrong_names_of_bots_are_refused() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = alice(&sandbox).await?;
    sandbox.user_with("Robot").username("carolbot").create();
    for (name, username, why) in [
        ("", "good_bot", "the name of a bot has"),
        ("Good", "bot", "5 to 32"),
        ("Good", "good bot", "5 to 32"),
        ("Good", "1good_bot", "5 to 32"),
        ("Good", "good_robot_", "ends with"),
        ("Good", "Sandbox_Bot", "taken"),
        ("Good", "CarolBot", "taken"),
    ] {
        let refused = alice.create_managed_bot(name, username).await.unwrap_err();
        assert!(refused.to_string().contains(why), "{username}: {refused}");
    }
    let bob = sandbox.user("Bob");
    assert!(bob.create_managed_bot("Good", "good_bot").await.is_err(), "nobody asks him for one");
    Ok(())
}

#[tokio::test]
async fn a_replaced_token_is_refused() -> Result {
    let sandbox = Sandbox::start().await?;
    let made = alice(&sandbox).await?.create_managed_bot("Shop", "shop_bot").await?;
    let new = call(&sandbox, "replaceManagedBotToken", user(made.id())).await?;
    let new = new.as_str().ok_or("no token")?;
    assert_ne!(new, made.token());
    assert_eq!(call(&sandbox, "getManagedBotToken", user(made.id())).await?, new);
    assert_eq!(refused_to(&sandbox, made.token(), "getMe", json!({})).await?, "Unauthorized");
    assert_eq!(call_by(&sandbox, new, "getMe", json!({})).await?["id"], made.id());
    Ok(())
}

#[tokio::test]
async fn only_its_manager_is_let_at_a_bot() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = alice(&sandbox).await?;
    let made = alice.create_managed_bot("Shop", "shop_bot").await?;
    let stranger = sandbox.add_bot("Stranger", "stranger_bot");
    for method in ["getManagedBotToken", "replaceManagedBotToken", "getManagedBotAccessSettings"] {
        let refusal = refused_to(&sandbox, stranger.token(), method, user(made.id())).await?;
        assert_eq!(refusal, "Bad Request: BOT_INVALID", "{method}");
        assert_eq!(refused(&sandbox, method, user(alice.id())).await?, "Bad Request: BOT_INVALID");
        assert_eq!(refused(&sandbox, method, user(77)).await?, "Bad Request: user not found");
    }
    Ok(())
}

#[tokio::test]
async fn a_restricted_bot_is_open_to_its_owner_and_those_who_are_added() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = alice(&sandbox).await?;
    let made = alice.create_managed_bot("Shop", "shop_bot").await?;
    let (bob, carol) = (sandbox.user("Bob"), sandbox.user("Carol"));
    let of = |user: &User| user.with_bot(&made);
    of(&carol).send("open?").await?;
    let settings = json!({"user_id": made.id(), "is_access_restricted": true, "added_user_ids": [bob.id()]});
    call(&sandbox, "setManagedBotAccessSettings", settings).await?;
    let kept = json!({"is_access_restricted": true, "added_users": [bob.json()]});
    assert_eq!(call(&sandbox, "getManagedBotAccessSettings", user(made.id())).await?, kept);
    of(&alice).send("mine").await?;
    of(&bob).send("let in").await?;
    let refused = of(&carol).send("still?").await.unwrap_err();
    assert!(refused.to_string().contains("Shop is not open to Carol"), "{refused}");
    let open = json!({"user_id": made.id(), "is_access_restricted": false});
    call(&sandbox, "setManagedBotAccessSettings", open).await?;
    assert_eq!(
        call(&sandbox, "getManagedBotAccessSettings", user(made.id())).await?,
        json!({"is_access_restricted": false})
    );
    of(&carol).send("thanks").await?;
    Ok(())
}
