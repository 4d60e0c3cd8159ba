//! Pages that buttons open, signed as Telegram signs them: Web Apps and logins.

use std::collections::BTreeMap;

use chappe_sandbox::Sandbox;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Url;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::client::{Result, TOO_OLD, asked, call, only, refused, updates};

type Fields = BTreeMap<String, String>;

fn mac(key: &[u8], text: &str) -> Result<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key)?;
    mac.update(text.as_bytes());
    Ok(mac.finalize().into_bytes().to_vec())
}

/// What a server expects the hash of these fields to be.
fn hash(key: &[u8], fields: &Fields) -> Result<String> {
    let lines: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    Ok(mac(key, &lines.join("\n"))?.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The fields of a query, read as a browser reads them.
fn read(query: &str) -> Result<Fields> {
    Ok(Url::parse(&format!("x:?{query}"))?.query_pairs().into_owned().collect())
}

/// The init data of an app, checked as its server checks it, and the user whom it names.
fn verified(init_data: &str, token: &str) -> Result<(Fields, Value)> {
    let mut fields = read(init_data)?;
    let given = fields.remove("hash").ok_or("no hash")?;
    assert_eq!(given, hash(&mac(b"WebAppData", token)?, &fields)?, "{fields:?}");
    let user = serde_json::from_str(&fields["user"])?;
    Ok((fields, user))
}

/// What a page is told behind the `#` of its address.
fn launched(page: &str) -> Result<Fields> {
    read(Url::parse(page)?.fragment().ok_or("nothing is told")?)
}

fn app() -> Value {
    json!({"inline_keyboard": [[{"text": "app", "web_app": {"url": "https://example.org/app?of=tea"}}]]})
}

#[tokio::test]
async fn an_inline_button_tells_its_app_who_opens_it() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user_with("Alice & Co").last_name("Żółć").premium().create();
    let message = asked(&sandbox, &alice, app()).await?;
    let clicked = alice.click_on(&message, "app").await?;
    let page = clicked.opens().ok_or("no page")?;
    assert!(page.starts_with("https://example.org/app?of=tea#tgWebAppData="), "{page}");
    let told = launched(page)?;
    assert_eq!(told.get("tgWebAppData").map(String::as_str), clicked.init_data());
    assert!(told.contains_key("tgWebAppVersion") && told.contains_key("tgWebAppPlatform"), "{told:?}");
    assert!(serde_json::from_str::<Value>(&told["tgWebAppThemeParams"])?["bg_color"].is_string());
    let (fields, user) = verified(&told["tgWebAppData"], &sandbox.token())?;
    let name = json!([alice.id(), "Alice & Co", "Żółć", true, true]);
    let known = ["id", "first_name", "last_name", "is_premium", "allows_write_to_pm"];
    assert_eq!(Value::from_iter(known.map(|member| user[member].clone())), name);
    assert_eq!(fields.get("query_id"), clicked.web_app_query_id().as_ref());
    assert!(updates(&sandbox).await?.is_empty(), "the bot hears nothing of it");
    Ok(())
}

#[tokio::test]
async fn the_data_of_an_app_is_of_the_sandboxes_time() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let message = asked(&sandbox, &alice, app()).await?;
    let mut dates = Vec::new();
    for _ in 0..2 {
        let clicked = alice.click_on(&message, "app").await?;
        let (fields, _) = verified(clicked.init_data().ok_or("no data")?, &sandbox.token())?;
        dates.push(fields["auth_date"].parse::<i64>()?);
        sandbox.advance(std::time::Duration::from_secs(3_600));
    }
    assert!(dates[1] - dates[0] >= 3_600, "{dates:?}");
    Ok(())
}

#[tokio::test]
async fn an_app_sends_a_message_for_its_user_once() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let message = asked(&sandbox, &alice, app()).await?;
    let clicked = alice.click_on(&message, "app").await?;
    let (fields, _) = verified(clicked.init_data().ok_or("no data")?, &sandbox.token())?;
    let result = json!({
        "type": "article", "id": "1", "title": "t",
        "input_message_content": {"message_text": "from the app"},
        "reply_markup": {"inline_keyboard": [[{"text": "more", "callback_data": "m"}]]},
    });
    let params = json!({"web_app_query_id": fields["query_id"], "result": result});
    let sent = call(&sandbox, "answerWebAppQuery", params.clone()).await?;
    assert!(sent["inline_message_id"].is_string());
    let told = only(&sandbox, "message").await?;
    assert_eq!((&told["text"], &told["from"]["id"]), (&json!("from the app"), &json!(alice.id())));
    assert_eq!(told["via_bot"]["username"], "sandbox_bot");
    assert_eq!(refused(&sandbox, "answerWebAppQuery", params).await?, TOO_OLD);
    Ok(())
}

#[tokio::test]
async fn the_menu_button_opens_an_app_that_sends_a_message() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    assert!(alice.press_menu_button().await.is_err(), "it shows the commands");
    let button = json!({"type": "web_app", "text": "Shop", "web_app": {"url": "https://example.org/#/shop"}});
    call(&sandbox, "setChatMenuButton", json!({"menu_button": button})).await?;
    let opened = alice.press_menu_button().await?;
    assert!(opened.opens().is_some_and(|page| page.starts_with("https://example.org/#/shop?tgWebAppData=")));
    let (fields, _) = verified(opened.init_data().ok_or("no data")?, &sandbox.token())?;
    let result =
        json!({"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "tea"}});
    let params = json!({"web_app_query_id": fields["query_id"], "result": result});
    call(&sandbox, "answerWebAppQuery", params).await?;
    assert_eq!(only(&sandbox, "message").await?["text"], "tea");
    Ok(())
}

#[tokio::test]
async fn an_app_of_a_key_is_not_told_who_opens_it_and_gives_its_data_by_a_message() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let key = json!({"text": "form", "web_app": {"url": "https://example.org/form"}});
    asked(&sandbox, &alice, json!({"keyboard": [[key]]})).await?;
    let clicked = alice.click("form").await?;
    let told = launched(clicked.opens().ok_or("no page")?)?;
    assert!(told.contains_key("tgWebAppVersion") && !told.contains_key("tgWebAppData"), "{told:?}");
    assert_eq!((clicked.init_data(), clicked.web_app_query_id()), (None, None));
    alice.send_web_app_data("form", "{\"tea\": 2}").await?;
    let data = json!({"data": "{\"tea\": 2}", "button_text": "form"});
    assert_eq!(only(&sandbox, "message").await?["web_app_data"], data);
    assert!(alice.send_web_app_data("other", "x").await.is_err());
    Ok(())
}

/// A page that a login opens: its fields, checked as the website checks them.
fn logged_in(page: &str, token: &str) -> Result<Fields> {
    let mut fields: Fields = Url::parse(page)?.query_pairs().into_owned().collect();
    let given = fields.remove("hash").ok_or("no hash")?;
    let own = fields.remove("next");
    assert_eq!(given, hash(&Sha256::digest(token), &fields)?, "{fields:?}");
    assert_eq!(own.as_deref(), Some("/cart"), "{page}");
    Ok(fields)
}

fn login(more: &Value) -> Value {
    let mut login = json!({"url": "https://shop.example.org/login?next=/cart#top"});
    for (name, value) in more.as_object().into_iter().flatten() {
        login[name] = value.clone();
    }
    json!({"inline_keyboard": [[{"text": "login", "login_url": login}]]})
}

#[tokio::test]
async fn a_login_tells_the_website_who_comes() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let message = asked(&sandbox, &alice, login(&json!({}))).await?;
    let clicked = alice.click_on(&message, "login").await?;
    let page = clicked.opens().ok_or("no page")?;
    assert!(page.ends_with("#top"), "{page}");
    let fields = logged_in(page, &sandbox.token())?;
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["auth_date", "first_name", "id", "username"]);
    assert_eq!((&*fields["id"], &*fields["username"]), (&*alice.id().to_string(), "alice"));
    assert!(updates(&sandbox).await?.is_empty(), "the bot hears nothing of it");
    Ok(())
}

#[tokio::test]
async fn another_bot_vouches_for_a_login_where_the_button_names_it() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let keeper = sandbox.add_bot("Keeper", "keeper_bot");
    let by = |name: &str| login(&json!({"bot_username": name}));
    let message = asked(&sandbox, &alice, by("keeper_bot")).await?;
    let clicked = alice.click_on(&message, "login").await?;
    logged_in(clicked.opens().ok_or("no page")?, keeper.token())?;
    let message = asked(&sandbox, &alice, by("nobody_bot")).await?;
    let nobody = alice.click_on(&message, "login").await.unwrap_err();
    assert!(nobody.to_string().contains("nobody_bot"), "{nobody}");
    Ok(())
}

#[tokio::test]
async fn a_login_lets_the_bot_write_to_somebody_whom_it_could_not() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user_with("Bob").stranger().create());
    let group = sandbox.group("Friends", &[&alice, &bob]);
    let markup = login(&json!({"request_write_access": true}));
    call(&sandbox, "sendMessage", json!({"chat_id": group.id(), "text": "in?", "reply_markup": markup}))
        .await?;
    let hello = json!({"chat_id": bob.id(), "text": "hello"});
    assert!(refused(&sandbox, "sendMessage", hello.clone()).await?.starts_with("Forbidden: "));
    bob.click("login").await?;
    assert_eq!(only(&sandbox, "message").await?["connected_website"], "shop.example.org");
    call(&sandbox, "sendMessage", hello).await?;
    alice.click("login").await?;
    assert!(updates(&sandbox).await?.is_empty(), "the bot could write to Alice already");
    Ok(())
}
