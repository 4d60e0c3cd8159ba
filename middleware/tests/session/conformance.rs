//! grammY's recorded cases of sessions and of what it stores.
//!
//! Where the rules here are others, what is expected is the recorded case under those rules:
//! - a session that was not changed is not written, and so an initial value is stored only when it is changed;
//! - a lazy session is read before it is written, since a save names the version that it replaces;
//! - an event without a key has no session: a handler that asks for one passes;
//! - a time to live starts when a session is saved, and is not given to one that is only read.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use chappe::filter::Filter;
use chappe::prelude::*;
use chappe::types::{Update, User};
use chappe_middleware::session::{Scope, Session, SessionKey, SessionLayer};
use serde_json::{Value, json};
use tower::{Layer as _, ServiceBuilder};

use crate::support::{Watched, run};

/// The second session of the cases with two.
struct Bar;

impl Scope for Bar {
    const LAYER: &'static str = "SessionLayer";
    const PREFIX: &'static str = "";
    const KEY: SessionKey = SessionKey::CHAT;
}

fn grammy() -> &'static Value {
    static DATA: OnceLock<Value> = OnceLock::new();
    DATA.get_or_init(|| {
        let folder = std::env::var_os("CHAPPE_CONFORMANCE")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/data"), PathBuf::from);
        let path = folder.join("grammy.json");
        let text =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    })
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// grammY's keys, which name no bot.
fn key(name: &str) -> SessionKey {
    match name {
        "undefined" => SessionKey::with(|_| None),
        "from" => SessionKey::with(|ctx| Some(ctx.from_id()?.to_string())),
        "from_chat" => SessionKey::with(|ctx| Some(format!("{}/{}", ctx.from_id()?, ctx.chat_id()?))),
        "" => SessionKey::with(|ctx| Some(ctx.chat_id()?.to_string())),
        other => panic!("a key that this test does not know: {other}"),
    }
}

fn layer<S: Scope>(store: &Watched, options: &Value) -> SessionLayer<Value, S> {
    let initial = options["initial"].clone();
    SessionLayer::with_initial(store.clone(), move |_| initial.clone())
        .key(key(options["key"].as_str().unwrap_or_default()))
        .prefix(options["prefix"].as_str().unwrap_or_default())
}

fn is_bar(op: &Value) -> bool {
    op[1] == "bar"
}

/// What a step of a case does to a session; `Err` is what it throws.
fn carry_out<S>(ops: &[Value], session: &mut Session<Value, S>, reads: &Mutex<Vec<Value>>) -> Result {
    for op in ops {
        let name = op[0].as_str().unwrap_or_default();
        let at = if name.ends_with("In") { 2 } else { 1 };
        let field = op[at].as_str().unwrap_or_default();
        match name.trim_end_matches("In") {
            "read" => reads.lock().unwrap().push((**session).clone()),
            "set" => **session = op[at].clone(),
            "incr" => session[field] = json!(session[field].as_i64().unwrap_or_default() + 1),
            "push" if name == "pushIn" => session.as_array_mut().ok_or("no list")?.push(op[at].clone()),
            "push" => session[field].as_array_mut().ok_or("no list")?.push(op[at + 1].clone()),
            "throw" => return Err(op[at].as_str().unwrap_or_default().into()),
            other => panic!("an operation that this test does not know: {other}"),
        }
    }
    Ok(())
}

fn changes(op: &Value) -> bool {
    !matches!(op[0].as_str(), Some("read" | "throw"))
}

/// What is to be logged under our rules.
fn expected_log(case: &Value, step: &Value) -> Vec<String> {
    let (ops, lazy) = (list(step, "ops"), case["type"] == "lazy");
    let bar = |key: &str| {
        case["multi"]["bar"]["prefix"]
            .as_str()
            .is_some_and(|prefix| !prefix.is_empty() && key.starts_with(prefix))
    };
    let changed = |key: &str| ops.iter().any(|op| changes(op) && is_bar(op) == bar(key));
    let mut log = Vec::new();
    for line in list(&step["expect"], "log") {
        let (name, key) = (line[0].as_str().unwrap_or_default(), line[1].as_str().unwrap_or_default());
        let read = format!("load {key}");
        match name {
            "read" => log.push(read),
            _ if !changed(key) => {}
            _ => {
                if lazy && !log.contains(&read) {
                    log.push(read);
                }
                log.push(format!("{} {key}", if name == "delete" { "delete" } else { "save" }));
            }
        }
    }
    // What is not stored needs no deleting.
    log
}

async fn run_case(case: &Value) -> Result {
    let me: User = serde_json::from_value(grammy()["me"].clone())?;
    let bot = Bot::builder("42:TEST").me(me).build()?;
    let store = Watched::new();
    for (key, value) in case["storage"].as_object().into_iter().flatten() {
        store.put(key, &format!("0:{value}")).await;
    }
    for (number, step) in list(case, "steps").iter().enumerate() {
        let at = |what: &str| format!("step {number}: {what}");
        let name = step["update"].as_str().unwrap_or_default();
        let update = Update::from_json(&grammy()["update_bodies"][name].to_string())?;
        let ops: Arc<[Value]> = list(step, "ops").into();
        let reads = Arc::new(Mutex::new(Vec::new()));
        let (seen, todo) = (Arc::clone(&reads), Arc::clone(&ops));
        let none = Filter::new({
            let none = ops.is_empty();
            move |_| none
        });
        let bar = Filter::new({
            let bar = ops.first().is_some_and(is_bar);
            move |_| bar
        });
        let (seen_bar, todo_bar) = (Arc::clone(&reads), Arc::clone(&ops));
        let router = Router::new()
            .on(none, async || {})
            .on(bar, move |mut session: Session<Value, Bar>| {
                std::future::ready(carry_out(&todo_bar, &mut session, &seen_bar))
            })
            .any(move |mut session: Session<Value>| {
                std::future::ready(carry_out(&todo, &mut session, &seen))
            });
        let ctx = Ctx::new(bot.clone(), update);
        let result = if case["type"] == "multi" {
            let service = ServiceBuilder::new()
                .layer(layer::<chappe_middleware::session::Plain>(&store, &case["multi"]["foo"]))
                .layer(layer::<Bar>(&store, &case["multi"]["bar"]))
                .service(router);
            run(&service, ctx).await
        } else {
            let plain: SessionLayer<Value> = layer(&store, case);
            run(&plain.lazy(case["type"] == "lazy").layer(router), ctx).await
        };
        let expect = &step["expect"];
        match (&result, expect["error"].as_str()) {
            (Ok(outcome), None) => assert!(outcome.is_done(), "{}", at("it passed")),
            (Ok(outcome), Some(error)) => {
                assert!(error.contains("undefined") && !outcome.is_done(), "{}", at(error));
            }
            (Err(error), Some(expected)) => assert_eq!(error.to_string(), expected, "{}", at("the error")),
            (Err(error), None) => return Err(at(&error.to_string()).into()),
        }
        assert_eq!(*reads.lock().unwrap(), list(expect, "reads"), "{}", at("what was read"));
        let stored = store.keys().await;
        let mut log = expected_log(case, step);
        let mut got = store.log();
        log.retain(|line| !line.starts_with("delete") || got.contains(line));
        log.sort_unstable();
        got.sort_unstable();
        assert_eq!(got, log, "{}", at("what the store was asked"));
        for key in &stored {
            let kept = store.at(key).await.unwrap_or_default();
            let kept: Value = serde_json::from_str(kept.trim_start_matches("0:"))?;
            assert_eq!(kept, expect["storage"][key], "{}", at(key));
        }
        let missing =
            expect["storage"].as_object().into_iter().flatten().filter(|(key, _)| !stored.contains(key));
        for (key, _) in missing {
            let written = log.iter().any(|line| *line == format!("save {key}"));
            assert!(!written, "{}", at(&format!("{key} was saved and is not there")));
        }
    }
    Ok(())
}

#[tokio::test]
async fn sessions() {
    let mut failed = Vec::new();
    let cases = list(grammy(), "sessions");
    assert!(!cases.is_empty());
    for case in cases {
        let (name, case) = (case["name"].as_str().unwrap_or_default(), case.clone());
        let result =
            tokio::spawn(async move { run_case(&case).await.map_err(|error| error.to_string()) }).await;
        match result {
            Ok(Ok(())) => {}
            Ok(Err(error)) => failed.push(format!("{name}: {error}")),
            Err(_) => failed.push(format!("{name}: see above")),
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// grammY wraps a value in an object with `__d`, `v` and `e`; here it stands behind its version, and its end is the store's.
fn stored(raw: &Value) -> Option<String> {
    let expired = raw["e"].as_i64().is_some_and(|end| end < 1_000_000);
    if raw.is_null() || expired {
        return None;
    }
    let wrapped = raw.as_object().is_some_and(|object| object.contains_key("__d"));
    let version = if wrapped { raw["v"].as_u64().unwrap_or_default() } else { 0 };
    Some(format!("{version}:{}", if wrapped { &raw["__d"] } else { raw }))
}

#[tokio::test]
async fn enhance_storage() {
    let cases = list(&grammy()["enhance_storage"], "cases");
    assert!(!cases.is_empty());
    for case in cases {
        let name = case["name"].as_str().unwrap_or_default();
        let store = Watched::new();
        let mut layer = SessionLayer::<Value>::with_initial(store.clone(), |_| Value::Null).prefix("");
        layer = layer.key(SessionKey::with(|_| Some("k".to_owned())));
        for version in list(case, "migrations").iter().filter_map(Value::as_u64) {
            layer = layer.migration(version as u32, move |mut value| {
                if value["trail"].is_null() {
                    value["trail"] = json!([]);
                }
                value["trail"].as_array_mut().ok_or("no list")?.push(json!(version));
                Ok(value)
            });
        }
        if let Some(time) = case["ttl"].as_u64() {
            layer = layer.time_to_live(Duration::from_millis(time));
        }
        if let Some(value) = stored(&case["stored"]) {
            store.put("k", &value).await;
        }
        let (op, seen) = (case["op"].clone(), Arc::new(Mutex::new(Value::Null)));
        let read = Arc::clone(&seen);
        let handler = move |mut session: Session<Value>| {
            match op[0].as_str() {
                Some("read") => *read.lock().unwrap() = (*session).clone(),
                Some("write") => *session = op[1].clone(),
                other => panic!("an operation that this test does not know: {other:?}"),
            }
            std::future::ready(())
        };
        let result = run(&layer.layer(Router::new().any(handler)), crate::support::private(1)).await;
        assert!(result.is_ok_and(|outcome| outcome.is_done()), "{name}");
        assert_eq!(*seen.lock().unwrap(), case["expect"]["result"], "{name}: what was read");
        let raw = &case["expect"]["raw_after"];
        assert_eq!(store.at("k").await, stored(raw), "{name}: what is stored");
    }
}
