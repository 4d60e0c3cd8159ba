//! Faults over HTTP.

use chappe_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::raw::{Result, call};

async fn ask(sandbox: &Sandbox, method: &str, path: &str, body: Option<Value>) -> Result<(u16, Value)> {
    let url = format!("{}/control/v1{path}", sandbox.api_url());
    let request = reqwest::Client::new().request(method.parse()?, url);
    let request = match &body {
        Some(body) => request.json(body),
        None => request,
    };
    let response = request.send().await?;
    Ok((response.status().as_u16(), response.json().await?))
}

#[tokio::test]
async fn a_fault_is_made_counted_and_ended() -> Result {
    let sandbox = Sandbox::start().await?;
    let body = json!({"effect": "refuse", "on": "getM*", "status": 500, "description": "broken", "after": 1});
    let (status, made) = ask(&sandbox, "POST", "/faults", Some(body)).await?;
    assert_eq!((status, &made["fired"]), (200, &json!(0)), "{made}");
    assert_eq!(call(&sandbox, "getMe", json!({})).await?["ok"], true);
    for _ in 0..2 {
        assert_eq!(call(&sandbox, "getMe", json!({})).await?["description"], "broken");
    }
    let (_, listed) = ask(&sandbox, "GET", "/faults", None).await?;
    assert_eq!(listed["faults"][0]["met"], 3);
    assert_eq!(listed["faults"][0]["fired"], 2);
    let path = format!("/faults/{}", made["id"]);
    assert_eq!(ask(&sandbox, "DELETE", &path, None).await?.0, 200);
    assert_eq!(ask(&sandbox, "DELETE", &path, None).await?.0, 404);
    assert_eq!(call(&sandbox, "getMe", json!({})).await?["ok"], true);
    Ok(())
}

#[tokio::test]
async fn a_call_and_an_update_in_the_log_name_the_fault_that_happened_to_them() -> Result {
    let sandbox = Sandbox::start().await?;
    let (_, reset) = ask(&sandbox, "POST", "/faults", Some(json!({"effect": "reset", "times": 1}))).await?;
    let (_, lost) =
        ask(&sandbox, "POST", "/faults", Some(json!({"effect": "drop_update", "times": 1}))).await?;
    assert!(call(&sandbox, "getMe", json!({})).await.is_err());
    call(&sandbox, "getMe", json!({})).await?;
    for text in ["lost", "told"] {
        sandbox.user("Alice").send(text).await?;
    }

    let named = |rule: &Value, effect: &str| json!({"id": rule["id"], "effect": effect});
    let (_, calls) = ask(&sandbox, "GET", "/calls", None).await?;
    let faults = [&calls["calls"][0]["fault"], &calls["calls"][1]["fault"]];
    assert_eq!(faults, [&named(&reset, "reset"), &Value::Null]);
    let (_, log) = ask(&sandbox, "GET", "/view/log", None).await?;
    let items = log["log"].as_array().ok_or("no log")?;
    let faults = |kind: &str| -> Vec<&Value> {
        items.iter().filter(|item| item["kind"] == kind).map(|item| &item["fault"]).collect()
    };
    assert_eq!(faults("call"), [&named(&reset, "reset"), &Value::Null]);
    assert_eq!(faults("update"), [&named(&lost, "drop_update"), &Value::Null]);
    let calls = sandbox.calls();
    assert_eq!(calls[0].fault.map(|hit| hit.effect), Some("reset"));
    assert_eq!(calls[1].fault, None);
    Ok(())
}

#[tokio::test]
async fn every_effect_can_be_asked_for_and_all_ended() -> Result {
    let sandbox = Sandbox::start().await?;
    let (_, described) = ask(&sandbox, "GET", "/openapi.json", None).await?;
    let place = "/paths/~1faults/post/requestBody/content/application~1json/schema/properties/effect/enum";
    let effects = described.pointer(place).and_then(Value::as_array).ok_or("not described")?;
    for effect in effects {
        let body = json!({"effect": effect, "seconds": 1, "on": "x", "chance": 0.5, "seed": -1, "times": 3});
        let (status, made) = ask(&sandbox, "POST", "/faults", Some(body)).await?;
        assert_eq!(status, 200, "{made}");
    }
    let (_, ended) = ask(&sandbox, "DELETE", "/faults", None).await?;
    assert_eq!(ended["faults"].as_array().map(Vec::len), Some(effects.len()));
    assert_eq!(ask(&sandbox, "GET", "/faults", None).await?.1, json!({"faults": []}));
    Ok(())
}

#[tokio::test]
async fn a_fault_that_makes_no_sense_is_refused() -> Result {
    let sandbox = Sandbox::start().await?;
    for (body, words) in [
        (json!({"effect": "explode"}), "\"effect\" has to be one of"),
        (json!({"effect": "delay"}), "this needs \"seconds\""),
        (json!({"effect": "drip", "seconds": -1}), "this needs \"seconds\""),
        (json!({"effect": "refuse", "status": 9}), "\"status\" has to be"),
    ] {
        let (status, refused) = ask(&sandbox, "POST", "/faults", Some(body)).await?;
        assert_eq!(status, 400);
        assert!(refused["error"].as_str().unwrap_or_default().contains(words), "{refused}");
    }
    Ok(())
}
