//! Has-checks, and filters with expressions.

use chappe::Ctx;
use chappe::filter::{self, Filter, Match, Pattern, Reaction};
use chappe::types::{ReactionType, UpdateType};
use serde_json::{Value, json};

use crate::{Case, array, body, bot, ctx, equal, grammy, ptb};

/// A pattern as the data writes it: a text, `{"regex", "flags"}`, or an array of these.
pub fn pattern(value: &Value) -> Pattern {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Array(patterns) => patterns.iter().map(pattern).collect::<Vec<_>>().into(),
        other => {
            let flags: String =
                other["flags"].as_str().unwrap_or_default().chars().filter(|c| "ims".contains(*c)).collect();
            let expression = other["regex"].as_str().unwrap_or_default();
            let expression =
                if flags.is_empty() { expression.to_owned() } else { format!("(?{flags}){expression}") };
            Pattern::regex(&expression).expect("an expression that both languages know")
        }
    }
}

/// A reaction as the data writes it.
pub fn reaction(value: &Value) -> Reaction {
    match value {
        Value::String(emoji) => emoji.as_str().into(),
        Value::Array(reactions) => reactions.iter().map(reaction).collect::<Vec<_>>().into(),
        other => serde_json::from_value::<ReactionType>(other.clone()).expect("a reaction").into(),
    }
}

pub fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        other => array(other).iter().filter_map(Value::as_str).collect(),
    }
}

/// A match as the data writes it.
pub fn matched(ctx: &Ctx) -> Value {
    ctx.matched().map_or(Value::Null, |m| describe(&m))
}

fn describe(m: &Match) -> Value {
    if !m.is_regex() {
        return m.as_str().into();
    }
    let index = chappe::text::utf16_offset(m.haystack(), m.start());
    json!({"groups": m.groups().collect::<Vec<_>>(), "index": index})
}

/// How a has-check is called with a probe of the data.
type Check = fn(&Ctx, &Value) -> bool;

const CHECKS: &[(&str, Check)] = &[
    ("has_command", |ctx, probe| ctx.has_command(strings(probe))),
    ("has_text", |ctx, probe| ctx.has_text(pattern(probe))),
    ("has_callback_query", |ctx, probe| ctx.has_callback_query(pattern(probe))),
    ("has_game_query", |ctx, probe| ctx.has_game_query(pattern(probe))),
    ("has_inline_query", |ctx, probe| ctx.has_inline_query(pattern(probe))),
    ("has_chosen_inline_result", |ctx, probe| ctx.has_chosen_inline_result(pattern(probe))),
    ("has_pre_checkout_query", |ctx, probe| ctx.has_pre_checkout_query(pattern(probe))),
    ("has_shipping_query", |ctx, probe| ctx.has_shipping_query(pattern(probe))),
    ("has_reaction", |ctx, probe| ctx.has_reaction(reaction(probe))),
    ("has_chat_type", |ctx, probe| strings(probe).iter().any(|kind| ctx.has_chat_type(*kind))),
];

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for update in array(&grammy()["updates"]) {
        let name = update["name"].as_str().unwrap_or_default();
        for (check, run) in CHECKS {
            let probes = array(&grammy()["probes"][check]);
            for (number, probe) in probes.iter().enumerate() {
                let expected = &update["expect"][check][number];
                // grammY takes a reaction of a kind it does not know for any that is asked for; here it is none of them.
                let unknown = *check == "has_reaction"
                    && array(&body(name)["message_reaction"]["new_reaction"]).iter().any(|r| {
                        !["emoji", "custom_emoji", "paid"].contains(&r["type"].as_str().unwrap_or_default())
                    });
                let expected = if unknown { &Value::Null } else { expected };
                let result = probe_one(&ctx(body(name)), *run, probe, expected);
                cases.push((format!("{name} {check} {probe}"), result));
            }
        }
    }
    cases
}

fn probe_one(ctx: &Ctx, run: Check, probe: &Value, expected: &Value) -> Result<(), String> {
    let taken = run(ctx, probe);
    let expected = expected.get("m");
    // grammY takes an empty text for no text at all, so that it never matches; here it is a text like any other.
    let empty = taken && expected.is_none() && strings(probe).contains(&"");
    if empty {
        return Ok(());
    }
    match (taken, expected) {
        (false, None) => Ok(()),
        (true, Some(Value::Null)) => equal("match", &matched(ctx), &Value::Null),
        (true, Some(Value::Object(expected))) => {
            let mut expected = expected.clone();
            expected.remove("named");
            let mut expected = Value::Object(expected);
            // JavaScript leaves out groups at the end that took no part; here they are told as none.
            let mut got = matched(ctx);
            trim(&mut got);
            trim(&mut expected);
            equal("match", &got, &expected)
        }
        (true, Some(expected)) => equal("match", &matched(ctx), expected),
        (true, None) => Err("taken, but should not be".to_owned()),
        (false, Some(_)) => Err("not taken, but should be".to_owned()),
    }
}

fn trim(value: &mut Value) {
    if let Some(groups) = value["groups"].as_array_mut() {
        while groups.last().is_some_and(Value::is_null) {
            groups.pop();
        }
    }
}

/// python-telegram-bot's filters of expressions: `R(a)&R(b)`.
pub fn regex_filters() -> Vec<Case> {
    array(&ptb()["regex_filters"])
        .iter()
        .map(|case| {
            let (text, filter) =
                (case["text"].as_str().unwrap_or_default(), case["filter"].as_str().unwrap_or_default());
            (format!("{filter} on {text:?}"), check_filter(filter, text, &case["result"]))
        })
        .collect()
}

/// A message with the text, its first word marked as a command where it looks like one.
fn message(text: &str) -> Ctx {
    let entities: Vec<Value> = text
        .char_indices()
        .filter(|(at, c)| *c == '/' && (*at == 0 || text[..*at].ends_with(' ')))
        .map(|(at, _)| {
            let word = text[at..].split_whitespace().next().unwrap_or_default();
            json!({"type": "bot_command", "offset": at, "length": word.len()})
        })
        .collect();
    ctx(&json!({"update_id": 1, "message": {
        "message_id": 1, "date": 1, "chat": {"id": 7, "type": "private", "first_name": "A"}, "text": text, "entities": entities,
    }}))
}

fn check_filter(filter: &str, text: &str, expected: &Value) -> Result<(), String> {
    let Some(filter) = parse(filter) else { return Err("the filter's notation is not known".to_owned()) };
    let ctx = message(text);
    if !ctx.has(&filter) {
        return equal("result", &Value::Null, expected);
    }
    let matches: Vec<Value> = ctx.matches().iter().map(groups).collect();
    equal("matches", &json!(matches), &expected["matches"])?;
    equal("match", &ctx.matched().map_or(Value::Null, |m| m.as_str().into()), &expected["match"])
}

/// `[whole, [groups]]`.
fn groups(m: &Match) -> Value {
    json!([m.as_str(), m.groups().skip(1).collect::<Vec<_>>()])
}

/// Reads `~`, `&`, `^`, `|`, from the tightest to the loosest, of `R(..)`, `Regex(..)`, `TEXT` and `COMMAND`.
fn parse(notation: &str) -> Option<Filter> {
    for (sign, join) in
        [('|', (|a, b| a | b) as fn(Filter, Filter) -> Filter), ('^', |a, b| a ^ b), ('&', |a, b| a & b)]
    {
        let parts = split(notation, sign);
        if parts.len() > 1 {
            return parts.into_iter().map(parse).collect::<Option<Vec<_>>>()?.into_iter().reduce(join);
        }
    }
    if let Some(rest) = notation.strip_prefix('~') {
        return Some(!parse(rest)?);
    }
    match notation {
        "TEXT" => Some(filter::has_text()),
        // Any command at the very start, as python-telegram-bot's own filter has it.
        "COMMAND" => Some(Filter::new(|ctx| {
            ctx.entities()
                .iter()
                .any(|entity| entity.offset == 0 && entity.kind == chappe::types::EntityType::BotCommand)
        })),
        _ => {
            let inner = notation.strip_prefix("Regex(").or(notation.strip_prefix("R("))?.strip_suffix(')')?;
            Some(filter::text(Pattern::regex(inner).ok()?))
        }
    }
}

/// Splits at a sign that stands in no parentheses.
fn split(text: &str, sign: char) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            c if c == sign && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// python-telegram-bot's patterns for button data, which match from the start.
pub fn callback_patterns() -> Vec<Case> {
    array(&ptb()["callback_patterns"])
        .iter()
        .map(|case| {
            let (own, data) = (case["pattern"].as_str().unwrap_or_default(), case["data"].as_str().unwrap_or_default());
            let check = || {
                let update = json!({"update_id": 1, "callback_query": {"id": "1", "chat_instance": "1", "data": data,
                    "from": {"id": 7, "is_bot": false, "first_name": "A"}}});
                let update = chappe::types::Update::from_json(&update.to_string()).map_err(|error| error.to_string())?;
                let ctx = Ctx::new(bot(&grammy()["me"]), update);
                let pattern = Pattern::regex(&format!("^(?:{own})")).map_err(|error| error.to_string())?;
                let taken = ctx.has_callback_query(pattern);
                let matches: Vec<Value> = ctx.matches().iter().map(groups).collect();
                let got = if taken { json!({ "matches": matches }) } else { Value::Null };
                equal("result", &got, &case["result"])
            };
            (format!("{own:?} on {data:?}"), check())
        })
        .collect()
}

/// The kinds of updates that are fetched on request and without.
pub fn update_types() -> Vec<Case> {
    let constants = &grammy()["constants"];
    let default: Vec<&str> = filter::UpdateKinds::default_set().iter().map(UpdateType::as_str).collect();
    let all: Vec<&str> = UpdateType::ALL.iter().map(UpdateType::as_str).collect();
    let check = |own: &[&str], recorded: &Value| {
        let missing: Vec<&str> = strings(recorded).into_iter().filter(|kind| !own.contains(kind)).collect();
        if missing.is_empty() { Ok(()) } else { Err(format!("missing: {missing:?}")) }
    };
    vec![
        ("default".to_owned(), check(&default, &constants["default_update_types"])),
        ("all".to_owned(), check(&all, &constants["all_update_types"])),
    ]
}
