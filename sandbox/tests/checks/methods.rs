//! All 185 methods: what they answer to what fits the facts, and that they refuse what does not.

use serde_json::{Value, json};

use crate::bot::{Bot, Params, Result};
use crate::facts::{list, methods, misfit, text, valid};

/// Runs a check for every method, each in a world of its own, and fails with all that went wrong.
async fn every(check: impl AsyncFn(&Bot, &Value, &mut Vec<String>) -> Result) -> Result {
    let mut wrong = Vec::new();
    let client = reqwest::Client::new();
    for method in methods() {
        let bot = Bot::start_with(&client).await?;
        check(&bot, method, &mut wrong).await.map_err(|error| format!("{}: {error}", method["name"]))?;
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

/// Calls a method with a fault, which must be refused, and for another reason than without it.
async fn refused(bot: &Bot, method: &Value, params: &Params, fault: &str, wrong: &mut Vec<String>) -> Result {
    let name = text(&method["name"]);
    let usual = bot.refusal(name, &valid(bot, method)).await?;
    let found = bot.refusal(name, params).await?;
    match &found {
        Some(words) if words.starts_with("Bad Request: ") && found != usual => {}
        // No query and a query that nobody asked are one to the real server as well.
        Some(words) if words.contains("query is too old") && fault.ends_with("query_id") => {}
        _ => wrong.push(format!("{name} {fault}: {found:?}, and without it {usual:?}")),
    }
    Ok(())
}

#[tokio::test]
async fn what_fits_is_answered_with_the_right_type_or_refused_in_telegrams_form() -> Result {
    every(async |bot, method, wrong| {
        let params = valid(bot, method);
        let answer = bot.call(text(&method["name"]), &params).await?;
        if answer["ok"] == true {
            let why = misfit(&answer["result"], &method["returns"]);
            wrong.extend(why.map(|why| format!("{}: {why}", method["name"])));
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn each_required_parameter_is_missed() -> Result {
    every(async |bot, method, wrong| {
        for param in list(method, "params").iter().filter(|param| param["required"] == true) {
            let name = text(&param["name"]);
            // Without an address the webhook is taken away.
            if (method["name"] == "setWebhook") && name == "url" {
                continue;
            }
            let mut params = valid(bot, method);
            params.remove(name);
            refused(bot, method, &params, &format!("without {name}"), wrong).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn each_enumerated_value_is_one_of_its_values() -> Result {
    every(async |bot, method, wrong| {
        for param in list(method, "params").iter().filter(|param| param.get("values").is_some()) {
            let mut params = valid(bot, method);
            params.insert(text(&param["name"]).to_owned(), "nonsense".into());
            refused(bot, method, &params, &format!("with {}=nonsense", param["name"]), wrong).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn no_text_is_longer_than_it_may_be() -> Result {
    every(async |bot, method, wrong| {
        for param in list(method, "params") {
            let Some(most) = param.pointer("/length/max").and_then(Value::as_u64) else { continue };
            let mut params = valid(bot, method);
            // Two bytes and one unit each: bytes count where the facts say so.
            let in_bytes = param["length"]["unit"] == "bytes";
            let (letter, times) = if in_bytes { ("я", most / 2 + 1) } else { ("x", most + 1) };
            params.insert(text(&param["name"]).to_owned(), letter.repeat(times as usize).into());
            refused(bot, method, &params, &format!("with a long {}", param["name"]), wrong).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_text_may_be_as_long_as_it_may_be() -> Result {
    every(async |bot, method, wrong| {
        for param in list(method, "params") {
            let Some(most) = param.pointer("/length/max").and_then(Value::as_u64) else { continue };
            let name = text(&method["name"]);
            let usual = bot.refusal(name, &valid(bot, method)).await?;
            let mut params = valid(bot, method);
            params.insert(text(&param["name"]).to_owned(), "x".repeat(most as usize).into());
            let found = bot.refusal(name, &params).await?;
            let too_long = found.as_ref().is_some_and(|words| words.contains("long") && found != usual);
            wrong.extend(too_long.then(|| format!("{name} {}: {found:?}", param["name"])));
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn no_number_is_out_of_its_range() -> Result {
    every(async |bot, method, wrong| {
        for param in list(method, "params").iter().filter(|param| param.get("range").is_some()) {
            // The real server takes the nearest limit that it allows.
            if param["name"] == "limit" {
                continue;
            }
            let (least, most) = (param["range"][0].as_i64(), param["range"][1].as_i64());
            // Zero is as good as nothing, so that the lowest wrong number is below it.
            let below = least.map(|least| if least == 1 { -1 } else { least - 1 });
            for number in [below, most.map(|most| most + 1)].into_iter().flatten() {
                let mut params = valid(bot, method);
                params.insert("live_period".into(), json!(60));
                params.insert(text(&param["name"]).to_owned(), number.into());
                refused(bot, method, &params, &format!("with {}={number}", param["name"]), wrong).await?;
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn no_number_is_no_user() -> Result {
    every(async |bot, method, wrong| {
        for param in list(method, "params").iter().filter(|param| param["name"] == "user_id") {
            if param["required"] != true {
                continue;
            }
            let mut params = valid(bot, method);
            params.insert("user_id".into(), "Bob".into());
            refused(bot, method, &params, "of the user Bob", wrong).await?;
        }
        Ok(())
    })
    .await
}
