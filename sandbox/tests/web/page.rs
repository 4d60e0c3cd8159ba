//! The files of the page.

use chappe_sandbox::Sandbox;
use reqwest::{Client, StatusCode};

use super::Result;

#[tokio::test]
async fn the_page_is_at_the_root_with_its_type_and_its_policy() -> Result {
    let sandbox = Sandbox::start().await?;
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/web/index.html", "text/html; charset=utf-8"),
        ("/web/main.js", "text/javascript; charset=utf-8"),
        ("/web/layout.css", "text/css; charset=utf-8"),
    ] {
        let response = reqwest::get(format!("{}{path}", sandbox.api_url())).await?;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(response.headers()["content-type"], kind, "{path}");
        let policy = response.headers()["content-security-policy"].to_str()?;
        assert!(policy.starts_with("default-src 'self'"), "{policy}");
    }
    Ok(())
}

/// The files below `/web/` that a file of the page names.
fn named(text: &str) -> Vec<String> {
    let quoted = text.split(['"', '\'']).filter_map(|part| {
        let file = part.strip_prefix("/web/").or_else(|| part.strip_prefix("./"))?;
        file.rsplit_once('.')
            .filter(|(_, ending)| ["js", "css", "svg"].contains(ending))
            .map(|_| file.to_owned())
    });
    quoted.collect()
}

#[tokio::test]
async fn every_file_that_the_page_names_is_served() -> Result {
    let sandbox = Sandbox::start().await?;
    let mut files = vec!["index.html".to_owned()];
    let mut next = 0;
    while let Some(file) = files.get(next).cloned() {
        next += 1;
        let response = reqwest::get(format!("{}/web/{file}", sandbox.api_url())).await?;
        assert_eq!(response.status(), StatusCode::OK, "{file}");
        for name in named(&response.text().await?) {
            if !files.contains(&name) {
                files.push(name);
            }
        }
    }
    assert!(files.len() > 10, "{files:?}");
    Ok(())
}

#[tokio::test]
async fn a_file_that_the_browser_has_is_not_sent_again() -> Result {
    let sandbox = Sandbox::start().await?;
    let url = format!("{}/web/main.js", sandbox.api_url());
    let tag = reqwest::get(&url).await?.headers()["etag"].clone();
    let again = Client::new().get(&url).header("if-none-match", tag).send().await?;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert!(again.bytes().await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn other_paths_are_not_found_and_other_methods_not_allowed() -> Result {
    let sandbox = Sandbox::start().await?;
    let at = |path: &str| format!("{}{path}", sandbox.api_url());
    for path in ["/web/", "/web/none.js", "/web/..%2fCargo.toml", "/index.html"] {
        assert_eq!(reqwest::get(at(path)).await?.status(), StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(Client::new().post(at("/")).send().await?.status(), StatusCode::METHOD_NOT_ALLOWED);
    Ok(())
}
