//! What people see of a bot: commands by scope and language, the menu button, names; and its own settings.

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Result, call, refused, upload};

async fn set(sandbox: &Sandbox, name: &str, scope: Value, language: &str) -> Result {
    let commands = json!([{"command": name, "description": "does it"}]);
    let params = json!({"commands": commands, "scope": scope, "language_code": language});
    call(sandbox, "setMyCommands", params).await?;
    Ok(())
}

#[tokio::test]
async fn the_narrowest_scope_wins_and_the_language_within_it() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let dora = sandbox.user_with("Dora").language("de").create();
    let group = sandbox.supergroup("Friends", &[&alice, &bob, &dora]);
    let first = |commands: Value| commands[0]["command"].as_str().unwrap_or("none").to_owned();
    let seen = || {
        [
            first(alice.commands()),
            first(dora.commands()),
            first(alice.commands_in(&group)),
            first(bob.commands_in(&group)),
        ]
    };
    let chat = |kind: &str| json!({"type": kind, "chat_id": group.id()});
    let member = json!({"type": "chat_member", "chat_id": group.id(), "user_id": bob.id()});
    let steps = [
        ("a", json!({"type": "default"}), "", ["a", "a", "a", "a"]),
        ("b", json!({"type": "default"}), "de", ["a", "b", "a", "a"]),
        ("c", json!({"type": "all_private_chats"}), "", ["c", "c", "a", "a"]),
        ("d", json!({"type": "all_group_chats"}), "", ["c", "c", "d", "d"]),
        ("e", json!({"type": "all_chat_administrators"}), "", ["c", "c", "e", "d"]),
        ("f", chat("chat"), "", ["c", "c", "f", "f"]),
        ("g", chat("chat_administrators"), "", ["c", "c", "g", "f"]),
        ("h", member, "", ["c", "c", "g", "h"]),
        ("i", json!({"type": "chat", "chat_id": dora.id()}), "", ["c", "i", "g", "h"]),
    ];
    assert_eq!(seen(), ["none", "none", "none", "none"]);
    for (name, scope, language, wanted) in steps {
        set(&sandbox, name, scope, language).await?;
        assert_eq!(seen(), wanted, "after {name}");
    }
    call(&sandbox, "deleteMyCommands", json!({"scope": chat("chat_administrators")})).await?;
    assert_eq!(seen(), ["c", "i", "f", "h"]);
    Ok(())
}

#[tokio::test]
async fn a_scope_names_a_chat_that_the_bot_knows() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.supergroup("Friends", &[&alice]).username("friends");
    set(&sandbox, "a", json!({"type": "chat", "chat_id": "@friends"}), "").await?;
    let scope = json!({"type": "chat", "chat_id": group.id()});
    assert_eq!(call(&sandbox, "getMyCommands", json!({"scope": scope})).await?[0]["command"], "a");
    let nowhere = json!({"scope": {"type": "chat", "chat_id": -5}, "commands": []});
    assert_eq!(refused(&sandbox, "setMyCommands", nowhere).await?, "Bad Request: chat not found");
    for (scope, words) in [
        (json!({"type": "chat", "chat_id": ""}), "Empty chat_id specified"),
        (json!({"type": "chat_member", "chat_id": group.id(), "user_id": 0}), "Invalid user_id specified"),
    ] {
        assert_eq!(
            refused(&sandbox, "getMyCommands", json!({"scope": scope})).await?,
            format!("Bad Request: can't parse BotCommandScope: {words}")
        );
    }
    let language = json!({"commands": [], "language_code": "english"});
    assert_eq!(
        refused(&sandbox, "setMyCommands", language).await?,
        "Bad Request: invalid language code specified"
    );
    Ok(())
}

#[tokio::test]
async fn a_menu_button_is_for_a_user_whom_the_bot_knows() -> Result {
    let sandbox = Sandbox::start().await?;
    for (chat, words) in [(-5, "invalid chat_id specified"), (999, "user not found")] {
        for method in ["setChatMenuButton", "getChatMenuButton"] {
            let refusal = refused(&sandbox, method, json!({"chat_id": chat})).await?;
            assert_eq!(refusal, format!("Bad Request: {words}"), "{method}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_menu_button_of_a_chat_comes_before_that_of_all() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let app = json!({"type": "web_app", "text": "Open", "web_app": {"url": "https://example.com"}});
    call(&sandbox, "setChatMenuButton", json!({"menu_button": {"type": "commands"}})).await?;
    call(&sandbox, "setChatMenuButton", json!({"chat_id": alice.id(), "menu_button": app})).await?;
    assert_eq!((alice.menu_button(), bob.menu_button()), (app.clone(), json!({"type": "commands"})));
    assert_eq!(call(&sandbox, "getChatMenuButton", json!({"chat_id": alice.id()})).await?, app);
    call(&sandbox, "setChatMenuButton", json!({"chat_id": alice.id(), "menu_button": {"type": "default"}}))
        .await?;
    assert_eq!(alice.menu_button(), json!({"type": "commands"}));
    assert_eq!(
        refused(&sandbox, "setChatMenuButton", json!({"menu_button": {"type": "pony"}})).await?,
        "Bad Request: can't parse menu button: MenuButton has unsupported type"
    );
    Ok(())
}

#[tokio::test]
async fn names_and_descriptions_have_languages() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let dora = sandbox.user_with("Dora").language("de").create();
    call(&sandbox, "setMyName", json!({"name": "Helper"})).await?;
    call(&sandbox, "setMyDescription", json!({"description": "I help"})).await?;
    call(&sandbox, "setMyDescription", json!({"description": "Ich helfe", "language_code": "de"})).await?;
    assert_eq!(
        (alice.bot_text("description"), dora.bot_text("description")),
        ("I help".into(), "Ich helfe".into())
    );
    assert_eq!(dora.bot_text("name"), "Helper");
    assert_eq!(call(&sandbox, "getMe", json!({})).await?["first_name"], "Helper");
    Ok(())
}

#[tokio::test]
async fn a_bot_remembers_the_rights_it_asks_for() -> Result {
    let sandbox = Sandbox::start().await?;
    let rights = json!({"rights": {"can_pin_messages": true}});
    call(&sandbox, "setMyDefaultAdministratorRights", rights).await?;
    let groups = call(&sandbox, "getMyDefaultAdministratorRights", json!({})).await?;
    let channels = call(&sandbox, "getMyDefaultAdministratorRights", json!({"for_channels": true})).await?;
    assert_eq!((&groups["can_pin_messages"], &groups["can_change_info"]), (&json!(true), &json!(false)));
    assert_eq!((&channels["can_post_messages"], channels.get("can_pin_messages")), (&json!(false), None));
    Ok(())
}

#[tokio::test]
async fn a_bot_has_a_profile_photo() -> Result {
    let sandbox = Sandbox::start().await?;
    let me = json!({"user_id": sandbox.bot_user()["id"]});
    let photo = json!({"type": "static", "photo": "attach://face"}).to_string();
    upload(&sandbox, "setMyProfilePhoto", &[("photo", photo)], "face").await?;
    let photos = call(&sandbox, "getUserProfilePhotos", me.clone()).await?;
    assert_eq!(photos["total_count"], 1);
    assert!(photos["photos"][0][0]["file_id"].is_string());
    call(&sandbox, "removeMyProfilePhoto", json!({})).await?;
    assert_eq!(call(&sandbox, "getUserProfilePhotos", me).await?["total_count"], 0);
    Ok(())
}
