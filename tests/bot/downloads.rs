//! Files on their way down.

use chappe::types::InputFile;
use chappe::{Bot, Error};

use super::server::{Server, TOKEN, http, json};
use super::{Result, chat, sandbox, whole};

const BYTES: &[u8] = b"the bytes of a file";

/// The identifier of a file that the sandbox has.
async fn file_id(bot: &Bot, user: &chappe_sandbox::User) -> Result<String> {
    let message = bot.send_document(chat(user), InputFile::bytes("a.bin", BYTES)).await?;
    Ok(message.document.expect("a document").file_id)
}

/// A path that nobody else uses.
fn path(name: &str) -> std::path::PathBuf {
    std::env::temp_dir().join(format!("chappe-{}-{name}", std::process::id()))
}

#[tokio::test]
async fn a_file_is_downloaded_into_memory() -> Result {
    let (_sandbox, bot, alice) = sandbox().await?;
    let download = bot.download(file_id(&bot, &alice).await?).await?;
    assert_eq!(download.size(), Some(BYTES.len() as u64));
    assert_eq!(download.bytes().await?, BYTES);
    Ok(())
}

#[tokio::test]
async fn a_file_is_downloaded_piece_by_piece() -> Result {
    let (_sandbox, bot, alice) = sandbox().await?;
    let mut download = bot.download(file_id(&bot, &alice).await?).await?;
    let mut all = Vec::new();
    while let Some(chunk) = download.chunk().await? {
        all.extend_from_slice(&chunk);
    }
    assert_eq!(all, BYTES);
    assert_eq!(download.chunk().await?, None);
    Ok(())
}

#[tokio::test]
async fn a_file_is_saved_over_what_was_there() -> Result {
    let (_sandbox, bot, alice) = sandbox().await?;
    let path = path("saved");
    std::fs::write(&path, vec![b'z'; 1000])?;
    assert_eq!(bot.download(file_id(&bot, &alice).await?).await?.save(&path).await?, BYTES.len() as u64);
    assert_eq!(std::fs::read(&path)?, BYTES);
    Ok(std::fs::remove_file(path)?)
}

#[tokio::test]
async fn a_path_that_cannot_be_written_is_an_error_that_names_it() -> Result {
    let (_sandbox, bot, alice) = sandbox().await?;
    let error = bot.download(file_id(&bot, &alice).await?).await?.save("/nowhere/at/all").await;
    assert!(matches!(error, Err(Error::File { name, .. }) if name == "/nowhere/at/all"));
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_gone_is_not_found() -> Result {
    let (_sandbox, bot, _) = sandbox().await?;
    let error = bot.download_path("documents/none.bin").await.expect_err("no such file");
    assert!(matches!(&error, Error::NotFound(r) if r.method == "file download"), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn a_gateway_in_the_way_is_a_fault_of_the_server() {
    let server = Server::start([http(502, "text/html", "<h1>PATH</h1>")]);
    let error = server.bot().download_path("a").await.expect_err("a gateway");
    assert!(matches!(&error, Error::Server(_)), "{error:?}");
    assert!(whole(&error).contains("/file/bot<token>/a"), "{}", whole(&error));
}

#[tokio::test]
async fn a_file_without_a_path_is_an_error_that_says_so() {
    let server = Server::start([json(200, r#"{"ok":true,"result":{"file_id":"F","file_unique_id":"U"}}"#)]);
    let error = server.bot().download("F").await.expect_err("no path");
    assert!(error.to_string().contains("the file F has no path"), "{error}");
}

#[tokio::test]
async fn any_letter_of_a_path_is_escaped() -> Result {
    let server = Server::start([http(200, "text/plain", "x")]);
    server.bot().download_path("docs/a b?#%20\u{e9}.txt").await?.bytes().await?;
    let request = server.requests().remove(0);
    let path = format!("GET /file/bot{TOKEN}/docs/a%20b%3F%23%2520%C3%A9.txt HTTP/1.1");
    assert!(request.starts_with(&path), "{request}");
    Ok(())
}

/// An answer of `getFile` that names a path.
fn at(path: &std::path::Path) -> super::server::Answer {
    let path = serde_json::json!(path.to_string_lossy());
    json(200, &format!(r#"{{"ok":true,"result":{{"file_id":"F","file_unique_id":"U","file_path":{path}}}}}"#))
}

#[tokio::test]
async fn a_file_of_a_local_server_is_read_from_its_disk() -> Result {
    let path = path("local");
    std::fs::write(&path, BYTES)?;
    let server = Server::start([at(&path)]);
    let mut download = server.bot().download("F").await?;
    assert_eq!(download.size(), Some(BYTES.len() as u64));
    assert_eq!(download.chunk().await?.as_deref(), Some(BYTES));
    assert_eq!(download.chunk().await?, None);
    assert_eq!(server.requests().len(), 1, "only getFile was asked for");
    Ok(std::fs::remove_file(path)?)
}

#[tokio::test]
async fn a_file_of_a_local_server_elsewhere_is_an_error_that_says_what_is_wrong() {
    let server = Server::start([at(std::path::Path::new("/var/lib/telegram-bot-api/none.bin"))]);
    let error = server.bot().download("F").await.expect_err("the disk is not here");
    assert!(matches!(&error, Error::File { name, .. } if name.ends_with("none.bin")), "{error:?}");
    assert!(whole(&error).contains("runs with --local"), "{}", whole(&error));
}

#[tokio::test]
async fn telegram_itself_cannot_make_a_bot_read_its_own_disk() -> Result {
    let path = path("secret");
    std::fs::write(&path, BYTES)?;
    // Nothing listens there: the request fails, and the file is not read.
    let nowhere = ([127, 0, 0, 1], 1).into();
    let client = reqwest::Client::builder().resolve("api.telegram.org", nowhere).no_proxy().build()?;
    let bot = Bot::builder(TOKEN).client(client).build()?;
    let error = bot.download_path(&path.to_string_lossy()).await.expect_err("no network");
    assert!(matches!(error, Error::Network { .. }), "{error:?}");
    Ok(std::fs::remove_file(path)?)
}
