//! A server that answers what it is told, for what a sandbox never does.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use chappe::Bot;
use chappe::bot::BotBuilder;

/// Long enough that it cannot be mistaken for anything else.
pub const TOKEN: &str = "4242:ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// The part of the token that nobody may see.
pub const SECRET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// What is done with a connection once a request has come.
#[derive(Clone)]
pub enum Answer {
    /// Writes this, with `PATH` replaced by what was asked for, and waits for the next request.
    Bytes(String),
    /// Writes this and closes the connection.
    Last(String),
    /// Says nothing, and keeps the connection.
    Silence,
    /// Closes the connection at once.
    Close,
}

/// A server of its own thread; connections end with the process.
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Gives the answers in turn, the last one again and again.
    pub fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("the port");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let answers: Vec<Answer> = answers.into_iter().collect();
        let seen = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, answers) = (Arc::clone(&seen), answers.clone());
                // A connection that breaks is the test's business.
                std::thread::spawn(move || serve(stream, &seen, &answers).ok());
            }
        });
        Self { address, requests }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn builder(&self) -> BotBuilder {
        Bot::builder(TOKEN).api_url(self.url())
    }

    pub fn bot(&self) -> Bot {
        self.builder().build().expect("a well-formed token and address")
    }

    /// The requests so far: the first line, the headers, the body.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no test panicked with it").clone()
    }
}

fn serve(stream: TcpStream, seen: &Mutex<Vec<String>>, answers: &[Answer]) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head)? == 0 {
                return Ok(());
            }
        }
        let length = head.lines().find_map(|line| {
            line.to_ascii_lowercase().strip_prefix("content-length:").and_then(|n| n.trim().parse().ok())
        });
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body)?;
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let number = {
            let mut seen = seen.lock().expect("no test panicked with it");
            seen.push(head + &String::from_utf8_lossy(&body));
            seen.len() - 1
        };
        match answers.get(number).or(answers.last()) {
            Some(Answer::Bytes(text)) => stream.write_all(fill(text, &path).as_bytes())?,
            Some(Answer::Last(text)) => return stream.write_all(fill(text, &path).as_bytes()),
            Some(Answer::Silence) => {}
            Some(Answer::Close) | None => return Ok(()),
        }
    }
}

/// Puts the path into an answer, and its length into the headers.
fn fill(answer: &str, path: &str) -> String {
    let answer = answer.replace("PATH", path);
    let length = answer.split_once("\r\n\r\n").map_or(0, |(_, body)| body.len());
    answer.replace("LENGTH", &length.to_string())
}

/// An answer of that status and content type.
pub fn http(status: u16, kind: &str, body: &str) -> Answer {
    Answer::Bytes(format!(
        "HTTP/1.1 {status} Whatever\r\ncontent-type: {kind}\r\ncontent-length: LENGTH\r\n\r\n{body}"
    ))
}

/// An answer as the Bot API gives it.
pub fn json(status: u16, body: &str) -> Answer {
    http(status, "application/json", body)
}

/// A refusal as the Bot API gives it.
pub fn refusal(code: u16, description: &str, parameters: &str) -> Answer {
    let parameters =
        if parameters.is_empty() { String::new() } else { format!(r#","parameters":{parameters}"#) };
    json(code, &format!(r#"{{"ok":false,"error_code":{code},"description":"{description}"{parameters}}}"#))
}
