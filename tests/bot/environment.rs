//! Setting a bot up: from the environment, and by its builder.

use std::process::Command;

use chappe::bot::BotBuilder;
use chappe::types::User;
use chappe::{Bot, Error};

use super::server::{Server, TOKEN, json};
use super::{Result, sandbox};

const ME: &str = r#"{"ok":true,"result":{"id":4242,"is_bot":true,"first_name":"B"}}"#;

/// Says what `Bot::from_env` makes of these variables. They are a whole process's, so one of its own is asked.
fn from_env(variables: &[(&str, &str)]) -> Result<String> {
    let child = Command::new(std::env::current_exe()?)
        .args(["--exact", "--ignored", "--nocapture", "environment::child_that_reads_the_environment"])
        .env_remove("TELEGRAM_BOT_TOKEN")
        .env_remove("TELEGRAM_API_URL")
        .envs(variables.iter().copied())
        .output()?;
    let told = String::from_utf8_lossy(&child.stdout).into_owned();
    assert!(child.status.success(), "{told}");
    Ok(told)
}

#[tokio::test]
#[ignore = "run by the other tests"]
async fn child_that_reads_the_environment() {
    let shown = BotBuilder::from_env().map(|builder| format!("{builder:?}")).unwrap_or_default();
    println!("{shown}");
    match Bot::from_env() {
        // Telegram itself is not called by tests.
        Ok(_) if shown.contains("api.telegram.org") => {}
        Ok(bot) => println!("bot {}: {:?}", bot.id(), bot.get_me().await.map(|me| me.first_name)),
        Err(error) => println!("error: {error}"),
    }
}

#[test]
fn the_environment_gives_token_and_server() -> Result {
    let server = Server::start([json(200, ME)]);
    let told = from_env(&[("TELEGRAM_BOT_TOKEN", TOKEN), ("TELEGRAM_API_URL", &server.url())])?;
    assert!(told.contains(r#"bot 4242: Ok("B")"#), "{told}");
    Ok(())
}

#[test]
fn whitespace_around_what_the_environment_gives_does_no_harm() -> Result {
    let server = Server::start([json(200, ME)]);
    let (token, url) = (format!(" {TOKEN}\n"), format!("{}/ \n", server.url()));
    let told = from_env(&[("TELEGRAM_BOT_TOKEN", &token), ("TELEGRAM_API_URL", &url)])?;
    assert!(told.contains(r#"bot 4242: Ok("B")"#), "{told}");
    Ok(())
}

#[test]
fn an_environment_without_a_token_is_an_error_that_says_what_to_do() -> Result {
    for nothing in [&[][..], &[("TELEGRAM_BOT_TOKEN", "")]] {
        let told = from_env(nothing)?;
        assert!(
            told.contains("error: TELEGRAM_BOT_TOKEN is not set") && told.contains("@BotFather"),
            "{told}"
        );
    }
    Ok(())
}

#[test]
fn a_malformed_token_in_the_environment_is_an_error() -> Result {
    let told = from_env(&[("TELEGRAM_BOT_TOKEN", "my token")])?;
    assert!(told.contains("error: the bot token is not of the form"), "{told}");
    Ok(())
}

#[test]
fn a_malformed_address_in_the_environment_is_an_error_that_quotes_it() -> Result {
    let told = from_env(&[("TELEGRAM_BOT_TOKEN", TOKEN), ("TELEGRAM_API_URL", "localhost:8081")])?;
    assert!(told.contains(r#"error: "localhost:8081" is not the address"#), "{told}");
    Ok(())
}

#[test]
fn an_empty_address_in_the_environment_is_none() -> Result {
    let told = from_env(&[("TELEGRAM_BOT_TOKEN", TOKEN), ("TELEGRAM_API_URL", "")])?;
    assert!(told.contains(r#"api_url: Some("https://api.telegram.org")"#), "{told}");
    Ok(())
}

#[test]
fn an_address_with_a_query_or_a_fragment_is_an_error() {
    for url in ["", "http://", "http://host?x=1", "http://host/#x", "ws://host", "host"] {
        let error = Bot::builder(TOKEN).api_url(url).build();
        assert!(matches!(error, Err(Error::Config(_))), "{url}: {error:?}");
    }
}

#[tokio::test]
async fn a_slash_at_the_end_of_the_address_makes_no_difference() -> Result {
    let server = Server::start([json(200, ME)]);
    for end in ["", "/", "//", "/some/path", "/some/path/"] {
        server.builder().api_url(format!("{}{end}", server.url())).build()?.get_me().await?;
        let request = server.requests().pop().unwrap_or_default();
        let path = end.trim_end_matches('/');
        assert!(request.starts_with(&format!("POST {path}/bot{TOKEN}/getMe HTTP/1.1")), "{request}");
    }
    Ok(())
}

#[tokio::test]
async fn the_test_environment_has_a_path_of_its_own() -> Result {
    let server = Server::start([json(200, ME)]);
    let bot = server.builder().test_environment(true).build()?;
    bot.get_me().await?;
    bot.download_path("a.txt").await?.bytes().await?;
    let requests = server.requests();
    assert!(requests[0].starts_with(&format!("POST /bot{TOKEN}/test/getMe ")), "{}", requests[0]);
    assert!(requests[1].starts_with(&format!("GET /file/bot{TOKEN}/test/a.txt ")), "{}", requests[1]);
    Ok(())
}

#[tokio::test]
async fn a_client_of_ones_own_is_used() -> Result {
    let server = Server::start([json(200, ME)]);
    let client = reqwest::Client::builder().user_agent("mine/1.0").build()?;
    server.builder().client(client).build()?.get_me().await?;
    assert!(server.requests()[0].contains("user-agent: mine/1.0"));
    Ok(())
}

#[tokio::test]
async fn the_own_user_is_asked_for_once() -> Result {
    let (sandbox, bot, _) = sandbox().await?;
    assert!(bot.cached_me().is_none());
    let (a, b) = tokio::join!(bot.me(), bot.me());
    assert_eq!(a?, b?);
    assert_eq!(bot.clone().me().await?.id, bot.id());
    assert_eq!((sandbox.calls().len(), bot.cached_me().is_some()), (1, true));
    Ok(())
}

#[tokio::test]
async fn a_failure_to_get_the_own_user_is_not_remembered() -> Result {
    let server = Server::start([json(500, "{}"), json(200, ME)]);
    let bot = server.bot();
    assert!(bot.me().await.is_err());
    assert_eq!(bot.me().await?.first_name, "B");
    Ok(())
}

#[tokio::test]
async fn an_own_user_that_is_known_is_not_asked_for() -> Result {
    let me = User { first_name: "known".into(), ..User::default() };
    let server = Server::start([json(200, ME)]);
    assert_eq!(server.builder().me(me).build()?.me().await?.first_name, "known");
    assert!(server.requests().is_empty());
    Ok(())
}

#[test]
fn the_identifier_is_that_of_the_token() -> Result {
    assert_eq!(Bot::new(TOKEN)?.id().get(), 4242);
    Ok(())
}
