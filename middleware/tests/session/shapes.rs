//! Types that change from one version of a program to the next.

use chappe::prelude::*;
use chappe_middleware::session::{Session, SessionLayer};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tower::Layer as _;

use crate::support::{Watched, private, run};

const KEY: &str = "session:42/chat:7";

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Prefs {
    languages: Vec<String>,
    dark: bool,
}

/// From `language: String` to `languages`, and then a theme.
fn layer(store: &Watched) -> SessionLayer<Prefs> {
    SessionLayer::new(store.clone())
        .migration(2, |mut old| {
            old["dark"] = json!(true);
            Ok(old)
        })
        .migration(1, |old| Ok(json!({ "languages": [old["language"]] })))
}

#[tokio::test]
async fn an_old_value_passes_the_migrations_and_is_written_only_when_it_is_changed() -> Result {
    let store = Watched::new();
    store.put(KEY, r#"0:{"language":"fr"}"#).await;
    let read = async |prefs: Session<Prefs>| assert_eq!(prefs.languages, ["fr"]);
    let _ = run(&layer(&store).layer(Router::new().any(read)), private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some(r#"0:{"language":"fr"}"#));
    let change = async |mut prefs: Session<Prefs>| prefs.languages.push("de".to_owned());
    let _ = run(&layer(&store).layer(Router::new().any(change)), private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some(r#"2:{"languages":["fr","de"],"dark":true}"#));
    Ok(())
}

#[tokio::test]
async fn what_a_newer_program_saved_keeps_its_version() -> Result {
    let store = Watched::new();
    store.put(KEY, r#"9:{"languages":["fr"],"dark":false}"#).await;
    let change = async |mut prefs: Session<Prefs>| prefs.dark = true;
    let _ = run(&layer(&store).layer(Router::new().any(change)), private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some(r#"9:{"languages":["fr"],"dark":true}"#));
    Ok(())
}

#[tokio::test]
async fn a_new_one_starts_as_told() -> Result {
    let store = Watched::new();
    let layer = SessionLayer::<String>::with_initial(store.clone(), |ctx| {
        ctx.from().map(|user| user.first_name.clone()).unwrap_or_default()
    });
    let read = async |mut name: Session<String>| {
        assert!(name.is_new());
        name.push('!');
    };
    let _ = run(&layer.layer(Router::new().any(read)), private(7)).await?;
    assert_eq!(store.at(KEY).await.as_deref(), Some("0:\"A!\""));
    Ok(())
}
