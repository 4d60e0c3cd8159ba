//! HTTP as bytes, to see what a client library hides.

use std::error::Error;

use chappe_sandbox::Sandbox;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

/// Calls a method with a JSON body.
pub(crate) async fn call(sandbox: &Sandbox, method: &str, params: Value) -> Result<Value> {
    let url = format!("{}/bot{}/{method}", sandbox.api_url(), sandbox.token());
    Ok(reqwest::Client::new().post(url).json(&params).send().await?.json().await?)
}

/// A connection to a sandbox.
pub(crate) async fn connect(sandbox: &Sandbox) -> Result<TcpStream> {
    let url = sandbox.api_url();
    Ok(TcpStream::connect(url.trim_start_matches("http://")).await?)
}

/// A call of a method as bytes.
pub(crate) fn request(sandbox: &Sandbox, method: &str, params: &Value) -> String {
    let body = params.to_string();
    let length = body.len();
    format!(
        "POST /bot{}/{method} HTTP/1.1\r\nHost: sandbox\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}",
        sandbox.token()
    )
}

/// Sends a call and reads until the connection ends; with how it ended.
pub(crate) async fn exchange(
    sandbox: &Sandbox,
    method: &str,
    params: &Value,
) -> Result<(String, std::io::Result<usize>)> {
    let mut stream = connect(sandbox).await?;
    stream.write_all(request(sandbox, method, params).as_bytes()).await?;
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).await;
    Ok((String::from_utf8_lossy(&bytes).into_owned(), end))
}

/// Reads until some text has come.
pub(crate) async fn read_until(stream: &mut TcpStream, wanted: &str) -> Result<String> {
    let mut text = String::new();
    while !text.contains(wanted) {
        let mut bytes = [0; 4096];
        let size = stream.read(&mut bytes).await?;
        if size == 0 {
            return Err(format!("the connection ended after {text:?}").into());
        }
        text.push_str(&String::from_utf8_lossy(&bytes[..size]));
    }
    Ok(text)
}
