//! Layers of the outgoing stack: what they see, and what they may change.

use std::sync::{Arc, Mutex};

use chappe::bot::{ApiRequest, ApiResponse, BotBuilder};
use chappe::types::{ChatId, InputFile};
use chappe::{Bot, BoxError, Error};
use chappe_sandbox::User;
use serde_json::json;
use tower::layer::layer_fn;
use tower::util::{MapRequestLayer, MapResponseLayer};
use tower::{ServiceBuilder, service_fn};

use super::{Result, chat, require_ready, sandbox, sent};

/// A builder of a bot of the sandbox.
fn builder(sandbox: &chappe_sandbox::Sandbox) -> BotBuilder {
    // What wraps the transport finds out whether everything above keeps tower's contract.
    Bot::builder(sandbox.token()).api_url(sandbox.api_url()).layer(require_ready::layer())
}

/// Notes that a request passed.
fn note(
    log: &Arc<Mutex<Vec<&'static str>>>,
    name: &'static str,
) -> MapRequestLayer<impl Fn(ApiRequest) -> ApiRequest + Clone + use<>> {
    let log = Arc::clone(log);
    MapRequestLayer::new(move |request: ApiRequest| {
        log.lock().expect("no panic").push(name);
        request
    })
}

#[tokio::test]
async fn a_layer_sees_method_parameters_files_and_chat() -> Result {
    let (sandbox, _, alice) = sandbox().await?;
    let seen = Arc::new(Mutex::new(None));
    let see = Arc::clone(&seen);
    let layer = MapRequestLayer::new(move |request: ApiRequest| {
        let files: Vec<String> = request.file_names().collect();
        let seen = (request.method().to_owned(), request.params().clone(), files, request.chat_id());
        *see.lock().expect("no panic") = Some(seen);
        request
    });
    let bot = builder(&sandbox).layer(layer).build()?;
    bot.send_photo(chat(&alice), InputFile::bytes("a.jpg", User::fixture())).caption("c").await?;
    let (method, params, files, of) = seen.lock().expect("no panic").take().expect("a request");
    assert_eq!(
        (method.as_str(), of, files.as_slice()),
        ("sendPhoto", Some(chat(&alice)), &["a.jpg".to_owned()][..])
    );
    assert_eq!(json!(params), json!({"chat_id": alice.id(), "photo": "attach://file0", "caption": "c"}));
    Ok(())
}

#[tokio::test]
async fn a_layer_changes_the_parameters() -> Result {
    let (sandbox, _, alice) = sandbox().await?;
    let layer = MapRequestLayer::new(|mut request: ApiRequest| {
        request.params_mut().insert("text".into(), "changed".into());
        request.params_mut().entry("disable_notification").or_insert(true.into());
        request
    });
    builder(&sandbox).layer(layer).build()?.send_message(chat(&alice), "hi").await?;
    assert_eq!(
        sent(&sandbox),
        json!({"chat_id": alice.id(), "text": "changed", "disable_notification": true})
    );
    Ok(())
}

#[tokio::test]
async fn a_layer_changes_the_parameters_of_a_request_with_files() -> Result {
    let (sandbox, _, alice) = sandbox().await?;
    let layer = MapRequestLayer::new(|mut request: ApiRequest| {
        request.params_mut().insert("caption".into(), "added".into());
        request.params_mut().insert("parse_mode".into(), serde_json::Value::Null);
        request
    });
    let bot = builder(&sandbox).layer(layer).build()?;
    bot.send_photo(chat(&alice), InputFile::bytes("a.jpg", User::fixture())).parse_mode("HTML").await?;
    let message = alice.next_message().await?;
    assert_eq!((message.caption(), message.file()), ("added", Some(User::fixture())));
    assert_eq!(sent(&sandbox).get("parse_mode"), None, "what is null is not there");
    Ok(())
}

#[tokio::test]
async fn a_layer_changes_the_method_and_the_chat() -> Result {
    let (sandbox, _, alice) = sandbox().await?;
    let bob = sandbox.user("Bob").id();
    let layer = MapRequestLayer::new(move |mut request: ApiRequest| {
        request.set_method("sendMessage");
        request.params_mut().insert("chat_id".into(), bob.into());
        assert_eq!(request.chat_id(), Some(ChatId(bob)));
        request
    });
    let params = serde_json::Map::from_iter([("text".to_owned(), json!("to Bob"))]);
    builder(&sandbox).layer(layer).build()?.call_raw("sendSomething", params).await?;
    assert_eq!(sandbox.user("Bob").next_message().await?.text(), "to Bob");
    assert!(alice.try_next_message().is_none());
    Ok(())
}

#[tokio::test]
async fn a_layer_changes_the_answer() -> Result {
    let (sandbox, ..) = sandbox().await?;
    let layer = MapResponseLayer::new(|_: ApiResponse| ApiResponse::new(r#"{"id":1,"first_name":"other"}"#));
    assert_eq!(builder(&sandbox).layer(layer).build()?.get_me().await?.first_name, "other");
    Ok(())
}

#[tokio::test]
async fn layers_tell_each_other_by_extensions() -> Result {
    #[derive(Clone)]
    struct Mark(&'static str);

    let (sandbox, _, alice) = sandbox().await?;
    let inner = MapRequestLayer::new(|mut request: ApiRequest| {
        let mark = request.extensions().get::<Mark>().map_or("none", |mark| mark.0);
        request.params_mut().insert("text".into(), mark.into());
        request
    });
    let outer = MapRequestLayer::new(|mut request: ApiRequest| {
        request.extensions_mut().insert(Mark("marked"));
        request
    });
    builder(&sandbox).layer(inner).layer(outer).build()?.send_message(chat(&alice), "hi").await?;
    assert_eq!(sent(&sandbox)["text"], "marked");
    Ok(())
}

#[tokio::test]
async fn a_layer_may_answer_itself() -> Result {
    let (sandbox, ..) = sandbox().await?;
    let layer = layer_fn(|_| {
        service_fn(|request: ApiRequest| async move {
            assert_eq!(request.method(), "getMe");
            Ok::<_, BoxError>(ApiResponse::new(r#"{"id":7,"first_name":"made up"}"#))
        })
    });
    assert_eq!(builder(&sandbox).layer(layer).build()?.get_me().await?.id, 7);
    assert!(sandbox.calls().is_empty());
    Ok(())
}

#[tokio::test]
async fn an_answer_of_a_layer_that_is_none_cannot_be_read() -> Result {
    let layer = layer_fn(|_| service_fn(|_: ApiRequest| async { Ok::<_, BoxError>(ApiResponse::new("?")) }));
    let error = Bot::builder("1:x").layer(layer).build()?.get_me().await.expect_err("no user");
    assert!(matches!(&error, Error::Decode { method, .. } if method == "getMe"), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn the_layer_added_last_sees_a_request_first() -> Result {
    let (sandbox, ..) = sandbox().await?;
    let log = Arc::default();
    builder(&sandbox).layer(note(&log, "inner")).layer(note(&log, "outer")).build()?.get_me().await?;
    assert_eq!(*log.lock().expect("no panic"), ["outer", "inner"]);
    Ok(())
}

#[tokio::test]
async fn the_first_layer_of_a_service_builder_sees_a_request_first() -> Result {
    let (sandbox, ..) = sandbox().await?;
    let log = Arc::default();
    let layers = ServiceBuilder::new().layer(note(&log, "first")).layer(note(&log, "second"));
    builder(&sandbox).layer(layers).build()?.get_me().await?;
    assert_eq!(*log.lock().expect("no panic"), ["first", "second"]);
    Ok(())
}

#[tokio::test]
async fn an_error_of_ones_own_is_found_behind_the_error_of_the_layer() -> Result {
    #[derive(Debug, thiserror::Error)]
    #[error("not on Sundays")]
    struct Sunday;

    let layer = layer_fn(|_| service_fn(|_: ApiRequest| async { Err::<ApiResponse, _>(Sunday) }));
    let error = Bot::builder("1:x").layer(layer).build()?.get_me().await.expect_err("it is Sunday");
    assert!(matches!(&error, Error::Layer { source, .. } if source.is::<Sunday>()), "{error:?}");
    assert_eq!(std::error::Error::source(&error).map(ToString::to_string), Some("not on Sundays".into()));
    Ok(())
}

#[tokio::test]
async fn an_error_of_chappe_by_a_layer_is_given_as_it_is() -> Result {
    let layer = layer_fn(|_| {
        service_fn(|_: ApiRequest| async { Err::<ApiResponse, _>(Error::Config("by a layer".into())) })
    });
    let error = Bot::builder("1:x").layer(layer).build()?.get_me().await.expect_err("refused");
    assert!(matches!(&error, Error::Config(text) if text == "by a layer"), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn every_clone_of_a_bot_has_its_layers() -> Result {
    let (sandbox, ..) = sandbox().await?;
    let log = Arc::default();
    let bot = builder(&sandbox).layer(note(&log, "layer")).build()?;
    bot.clone().get_me().await?;
    bot.clone().clone().get_me().await?;
    assert_eq!(log.lock().expect("no panic").len(), 2);
    Ok(())
}
