//! The files of the page.

use chappe_sandbox::Sandbox;
use reqwest::{Client, StatusCode};

use super::Result;

#[tokio::test]
async fn the_page_is_at_the_root_and_its_files_below() -> Result {
    let sandbox = Sandbox::start().await?;
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/web/index.html", "text/html; charset=utf-8"),
        ("/web/app.js", "text/javascript; charset=utf-8"),
        ("/web/style.css", "text/css; charset=utf-8"),
    ] {
        let response = reqwest::get(format!("{}{path}", sandbox.api_url())).await?;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(response.headers()["content-type"], kind, "{path}");
        let policy = response.headers()["content-security-policy"].to_str()?;
        assert!(policy.starts_with("default-src 'self'"), "{policy}");
    }
    Ok(())
}

#[tokio::test]
async fn a_file_that_the_browser_has_is_not_sent_again() -> Result {
    let sandbox = Sandbox::start().await?;
    let url = format!("{}/web/app.js", sandbox.api_url());
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
