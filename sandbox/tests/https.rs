//! Webhooks by `https://`, with the certificate that a bot uploads.

use std::error::Error;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use chappe_sandbox::Sandbox;
use reqwest::multipart::{Form, Part};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;
use tokio::sync::mpsc;

type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

/// A self-signed certificate for `localhost`, made as bots make theirs: an authority's, valid for a hundred years.
const CERTIFICATE: &str = include_str!("data/localhost.pem");
const KEY: &str = include_str!("data/localhost.key");

/// A bot behind `https://` on a free port, which takes everything; gives its port and the requests that come.
fn hook() -> Result<(u16, mpsc::UnboundedReceiver<String>)> {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes())?;
    let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes())?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)?;
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let (sender, requests) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let Ok(connection) = ServerConnection::new(Arc::clone(&config)) else { return };
            // A client that does not trust the certificate goes away, which its test sees.
            if let Ok(request) = serve(StreamOwned::new(connection, stream))
                && sender.send(request).is_err()
            {
                return;
            }
        }
    });
    Ok((port, requests))
}

/// Reads a request to the end of its body and takes it.
fn serve(mut stream: StreamOwned<ServerConnection, std::net::TcpStream>) -> std::io::Result<String> {
    let mut request = Vec::new();
    let mut block = [0; 4096];
    while !request.ends_with(b"}") {
        match stream.read(&mut block)? {
            0 => break,
            count => request.extend_from_slice(&block[..count]),
        }
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")?;
    stream.flush()?;
    Ok(String::from_utf8_lossy(&request).into_owned())
}

async fn set_webhook(sandbox: &Sandbox, form: Form) -> Result {
    let url = format!("{}/bot{}/setWebhook", sandbox.api_url(), sandbox.token());
    let answer: Value = reqwest::Client::new().post(url).multipart(form).send().await?.json().await?;
    assert_eq!(answer["ok"], true, "{answer}");
    Ok(())
}

async fn webhook_info(sandbox: &Sandbox) -> Result<Value> {
    let url = format!("{}/bot{}/getWebhookInfo", sandbox.api_url(), sandbox.token());
    Ok(reqwest::get(url).await?.json::<Value>().await?["result"].take())
}

fn with_certificate(url: String) -> Form {
    Form::new().text("url", url).part("certificate", Part::text(CERTIFICATE).file_name("cert.pem"))
}

async fn next(requests: &mut mpsc::UnboundedReceiver<String>) -> Result<String> {
    Ok(tokio::time::timeout(Duration::from_secs(20), requests.recv()).await?.ok_or("the server is gone")?)
}

#[tokio::test]
async fn a_webhook_is_trusted_by_the_certificate_that_came_with_it() -> Result {
    let sandbox = Sandbox::start().await?;
    let (port, mut requests) = hook()?;
    set_webhook(&sandbox, with_certificate(format!("https://localhost:{port}/hook"))).await?;
    sandbox.user("Alice").send("by a safe way").await?;
    let request = next(&mut requests).await?;
    assert!(request.starts_with("POST /hook HTTP/1.1") && request.contains("by a safe way"), "{request}");
    sandbox.wait_until_idle().await?;
    let info = webhook_info(&sandbox).await?;
    assert_eq!((&info["has_custom_certificate"], info.get("last_error_message")), (&true.into(), None));
    Ok(())
}

#[tokio::test]
async fn a_host_has_its_certificate_at_the_given_address_too() -> Result {
    let sandbox = Sandbox::start().await?;
    let (port, mut requests) = hook()?;
    let form = with_certificate(format!("https://localhost:{port}/")).text("ip_address", "127.0.0.1");
    set_webhook(&sandbox, form).await?;
    sandbox.user("Alice").send("hi").await?;
    let request = next(&mut requests).await?;
    assert!(request.contains(&format!("host: localhost:{port}")), "{request}");
    Ok(())
}

#[tokio::test]
async fn a_certificate_that_nobody_knows_is_told_of_as_an_error() -> Result {
    let sandbox = Sandbox::start().await?;
    let (port, mut requests) = hook()?;
    let form = Form::new().text("url", format!("https://localhost:{port}/"));
    set_webhook(&sandbox, form).await?;
    sandbox.user("Alice").send("hi").await?;
    let told = async {
        loop {
            if let Some(error) = webhook_info(&sandbox).await?["last_error_message"].as_str() {
                return Ok::<_, Box<dyn Error>>(error.to_owned());
            }
        }
    };
    let error = tokio::time::timeout(Duration::from_secs(20), told).await??;
    assert!(error.starts_with("SSL error {") && error.contains("certificate"), "{error}");
    assert!(requests.try_recv().is_err(), "nothing is told to a stranger");
    Ok(())
}
