//! Objects inside of parameters: each field of each is of its type, and what nobody knows is ignored.

use serde_json::{Value, json};

use crate::bot::{Bot, Params, Result};
use crate::facts::{list, methods, of_param, text, type_of, valid, word};

/// A fault in a value: where it is, and the value with it.
type Fault = (String, Value);

/// A value that is of no such type.
fn wrong_for(kind: &Value) -> Value {
    match word(kind) {
        "string" | "file" => json!({}),
        "int" | "bool" | "true" => json!("nonsense"),
        "float" | "int|string" => json!([]),
        "array" => json!(7),
        _ => json!([7]),
    }
}

/// The name of the object that the samples of a type are: of the first kind there is.
fn name_of(kind: &Value) -> Option<&str> {
    if kind.get("any").is_some() {
        return list(kind, "any").iter().find_map(name_of);
    }
    let of = type_of(kind.as_str()?)?;
    if of.get("union").is_none() {
        return kind.as_str();
    }
    list(of, "union").first().and_then(Value::as_str)
}

/// Every way to spoil one field of a value, and of what is in it.
fn faults(kind: &Value, value: &Value, path: &str, found: &mut Vec<Fault>) {
    if let (Some(inner), Some(items)) = (kind.get("array"), value.as_array()) {
        let Some(first) = items.first() else { return };
        let mut inside = Vec::new();
        faults(inner, first, path, &mut inside);
        found.extend(inside.into_iter().map(|(path, spoiled)| (path, json!([spoiled]))));
        return;
    }
    let (Some(name), Some(fields)) = (name_of(kind), value.as_object()) else { return };
    for field in list(type_of(name).unwrap_or(&Value::Null), "fields") {
        let field_name = text(&field["name"]);
        // The real server ignores entities that it cannot read.
        if field_name.ends_with("entities") {
            continue;
        }
        let here = format!("{path}.{field_name}");
        let with = |new: Value| {
            let mut fields = fields.clone();
            fields.insert(field_name.to_owned(), new);
            Value::Object(fields)
        };
        found.push((here.clone(), with(wrong_for(&field["type"]))));
        if field.get("values").is_some() || field.get("const").is_some() {
            found.push((format!("{here}=nonsense"), with("nonsense".into())));
        }
        // A flag that is missing is off, and a markup without any keyboard is none.
        let may_miss = ["bool", "true"].contains(&word(&field["type"])) || name == "InlineKeyboardMarkup";
        if field["required"] == true && !may_miss {
            let mut fields = fields.clone();
            fields.remove(field_name);
            found.push((format!("{here} missing"), Value::Object(fields)));
        }
        if let Some(inside) = fields.get(field_name).filter(|inside| inside.is_object() || inside.is_array())
        {
            let mut deeper = Vec::new();
            faults(&field["type"], inside, &here, &mut deeper);
            found.extend(deeper.into_iter().map(|(path, spoiled)| (path, with(spoiled))));
        }
    }
}

/// The parameters of a method that are objects, with values that fit.
fn objects(bot: &Bot, method: &Value) -> Vec<(Value, Params)> {
    let is_object = |param: &&Value| {
        let plain = ["string", "int", "bool", "true", "float", "int|string", "file", "InputFile"];
        let kind = &param["type"];
        !plain.contains(&word(kind))
            && !text(&param["name"]).ends_with("entities")
            && !kind.get("array").is_some_and(|inner| plain.contains(&word(inner)))
    };
    list(method, "params")
        .iter()
        .filter(is_object)
        .map(|param| {
            let mut params = valid(bot, method);
            params.insert(text(&param["name"]).to_owned(), of_param(bot, param));
            (param.clone(), params)
        })
        .collect()
}

#[tokio::test]
async fn each_field_is_of_its_type() -> Result {
    let mut wrong = Vec::new();
    let mut count = 0;
    let bot = Bot::start().await?;
    for method in methods() {
        let method_name = text(&method["name"]);
        for (param, params) in objects(&bot, method) {
            let name = text(&param["name"]);
            let usual = bot.refusal(method_name, &params).await?;
            let mut found = Vec::new();
            faults(&param["type"], &params[name], name, &mut found);
            for (fault, value) in found {
                let mut params = params.clone();
                params.insert(name.to_owned(), value);
                count += 1;
                let words = bot.refusal(method_name, &params).await?;
                if words == usual || !words.as_ref().is_some_and(|words| words.starts_with("Bad Request: ")) {
                    wrong.push(format!("{method_name} {fault}: {words:?}, and without it {usual:?}"));
                }
            }
        }
    }
    assert!(count > 1_000 || methods().is_empty(), "{count} faults");
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

#[tokio::test]
async fn what_is_no_object_or_no_json_is_refused() -> Result {
    let mut wrong = Vec::new();
    let bot = Bot::start().await?;
    for method in methods() {
        let method_name = text(&method["name"]);
        for (param, params) in objects(&bot, method) {
            let usual = bot.refusal(method_name, &params).await?;
            for value in ["{broken", "7", "\"text\""] {
                let mut params = params.clone();
                params.insert(text(&param["name"]).to_owned(), value.into());
                let words = bot.refusal(method_name, &params).await?;
                if words == usual || words.is_none() {
                    wrong.push(format!("{method_name} {}={value}: {words:?}", param["name"]));
                }
            }
        }
    }
    // A rich text may be a plain one, and so may a button.
    wrong.retain(|line| !line.contains("\"button\"=\"text\""));
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

#[tokio::test]
async fn fields_that_nobody_knows_are_ignored() -> Result {
    let client = reqwest::Client::new();
    for method in methods() {
        let bot = Bot::start_with(&client).await?;
        let method_name = text(&method["name"]);
        for (param, params) in objects(&bot, method) {
            let name = text(&param["name"]);
            let mut more = params.clone();
            let value = more.get_mut(name).ok_or("no parameter")?;
            let value = if value.is_array() { value.get_mut(0) } else { Some(value) };
            if let Some(fields) = value.and_then(Value::as_object_mut) {
                fields.insert("nobody_knows".into(), json!({"this": "field"}));
            }
            more.insert("nor_this".into(), "parameter".into());
            let usual = Bot::start_with(&client).await?.refusal(method_name, &params).await?;
            // The other world is the same, before the method changed it.
            let other = Bot::start_with(&client).await?;
            assert_eq!(other.refusal(method_name, &more).await?, usual, "{method_name} {name}");
        }
    }
    Ok(())
}
