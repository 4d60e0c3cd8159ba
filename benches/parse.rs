//! The cost of parsing an update, beside other frameworks and beside a raw scan of the JSON.

use chappe_benches::peers::{frankenstein, telers, teloxide};
use chappe_benches::{Race, Times, Wanted, corpus};
use serde_json::Value;
use serde_json::value::RawValue;

fn chappe(json: &str) -> Option<chappe::types::Update> {
    chappe::types::Update::from_slice(json.as_bytes()).ok()
}

fn scan(json: &str) -> Option<&RawValue> {
    serde_json::from_slice(json.as_bytes()).ok()
}

fn value(json: &str) -> Option<Value> {
    serde_json::from_slice(json.as_bytes()).ok()
}

/// Parses all of them in one call.
fn all<'a, T>(
    updates: &'a [String],
    parse: impl Fn(&'a str) -> Option<T> + 'a,
) -> impl FnMut() -> usize + 'a {
    move || updates.iter().filter_map(|json| parse(json)).count()
}

fn race(updates: &[String]) -> Times {
    let things = updates.len();
    Race::new()
        .enter("chappe", things, all(updates, chappe))
        .enter("serde_json, RawValue", things, all(updates, scan))
        .enter("serde_json, Value", things, all(updates, value))
        .enter("frankenstein", things, all(updates, frankenstein::parse))
        .enter("teloxide", things, all(updates, teloxide::parse))
        .enter("telers", things, all(updates, telers::parse))
        .run()
}

fn main() {
    let updates = corpus();
    let bytes: usize = updates.iter().map(String::len).sum();
    println!("{} updates, {} bytes each on average", updates.len(), bytes / updates.len());
    let mut common = updates.clone();
    for (name, parses) in [
        ("chappe", (|json| chappe(json).is_some()) as fn(&str) -> bool),
        ("frankenstein", |json| frankenstein::parse(json).is_some()),
        ("teloxide", |json| teloxide::parse(json).is_some()),
        ("telers", |json| telers::parse(json).is_some()),
    ] {
        println!("  {name:<14} parses {}", updates.iter().filter(|json| parses(json)).count());
        common.retain(|json| parses(json));
    }

    let times = race(&common);
    times.print(&format!("the {} updates that all of them parse, per update", common.len()));
    let whole = Race::new()
        .enter("chappe", updates.len(), all(&updates, chappe))
        .enter("serde_json, RawValue", updates.len(), all(&updates, scan))
        .enter("serde_json, Value", updates.len(), all(&updates, value))
        .run();
    whole.print("all updates, per update");

    let mut wanted = Wanted::new();
    wanted.at_least("frankenstein / chappe", 1.7, times.ratio("frankenstein", "chappe"));
    wanted.at_least("teloxide / chappe", 3.5, times.ratio("teloxide", "chappe"));
    wanted.at_least("telers / chappe", 50.0, times.ratio("telers", "chappe"));
    wanted.at_most("chappe / RawValue", 2.5, times.ratio("chappe", "serde_json, RawValue"));
    wanted.at_most("chappe / RawValue, all updates", 2.5, whole.ratio("chappe", "serde_json, RawValue"));
    let size = size_of::<chappe::types::Update>();
    wanted.at_most("bytes of an Update", 64.0, size as f64);
    wanted.print();
    println!("  (bytes of a Message: {})", size_of::<chappe::types::Message>());
}
