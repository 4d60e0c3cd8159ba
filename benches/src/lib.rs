//! What the benchmarks share: the race in which they are timed, and the updates they are timed on.

mod load;
pub mod peers;
mod race;
mod wanted;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub use load::Load;
pub use race::{Race, Times, median};
pub use wanted::Wanted;

/// The updates of the conformance data, one JSON text each.
///
/// # Panics
/// Where the file cannot be read.
pub fn corpus() -> Vec<String> {
    let folder = std::env::var("CHAPPE_CONFORMANCE")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data").to_owned());
    let path = format!("{folder}/updates.jsonl");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A private message whose text is the command `/name`.
pub fn command(name: &str) -> String {
    format!(
        concat!(
            r#"{{"update_id":893217451,"message":{{"message_id":45211,"from":{{"id":1187456230,"is_bot":false,"#,
            r#""first_name":"Alice","last_name":"Smith","username":"alice_smith","language_code":"en"}},"#,
            r#""chat":{{"id":1187456230,"first_name":"Alice","last_name":"Smith","username":"alice_smith","#,
            r#""type":"private"}},"date":1771234567,"text":"/{name}","#,
            r#""entities":[{{"offset":0,"length":{length},"type":"bot_command"}}]}}}}"#
        ),
        name = name,
        length = name.len() + 1
    )
}

/// The output of a future that never waits: no runtime is timed.
///
/// # Panics
/// Where it does wait.
pub fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a future that was to be ready at once waits"),
    }
}
