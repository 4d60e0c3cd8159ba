//! python-telegram-bot's command handlers, and what grammY makes of the same updates.

use chappe::types::{Update, UpdateKind};
use chappe::{CommandPattern, Ctx, filter};
use serde_json::{Value, json};

use crate::{Case, array, bot, equal, ptb};

pub fn cases() -> Vec<Case> {
    let me = json!({"id": 1, "is_bot": true, "first_name": "b", "username": ptb()["bot_username"]});
    let bot = bot(&me);
    let mut cases = Vec::new();
    for case in array(&ptb()["command_cases"]) {
        let id = case["id"].as_str().unwrap_or_default();
        let update = match Update::from_json(&case["update"].to_string()) {
            Ok(update) => update,
            Err(error) => {
                cases.push((id.to_owned(), Err(error.to_string())));
                continue;
            }
        };
        for (name, expected) in case["ptb"].as_object().into_iter().flatten() {
            let ctx = Ctx::new(bot.clone(), update.clone());
            cases.push((format!("{id} {name} {}", case["text"]), check(&ctx, name, expected)));
        }
        let ctx = Ctx::new(bot.clone(), update.clone());
        let taken = ctx.has_command(["start"]);
        let got =
            if taken { json!({"match": ctx.matched().map(|m| m.as_str().to_owned())}) } else { Value::Null };
        cases.push((
            format!("{id} grammY {}", case["text"]),
            equal("start", &got, &case["grammy_hasCommand_start"]),
        ));
    }
    for case in array(&ptb()["invalid_commands"]) {
        let name = case["command"].as_str().unwrap_or_default();
        let valid = CommandPattern::try_new([name]).is_ok();
        cases.push((format!("the name {name:?}"), equal("valid", &valid.into(), &case["ok"])));
    }
    cases
}

/// The handlers of the data, as patterns. python-telegram-bot's default is what is an option here: any case, and edits.
fn pattern(name: &str) -> Option<CommandPattern> {
    let start = || CommandPattern::new("start").ignore_case().in_edits();
    Some(match name {
        "start" | "start_private_only" | "start_filters_ALL" => start().in_edits(),
        "START_registered_upper" => CommandPattern::new("START").ignore_case().in_edits(),
        "help_or_h" => CommandPattern::from(["help", "h"]).ignore_case().in_edits(),
        "start_has_args_true" => start().min_args(1),
        "start_has_args_false" => start().args(0),
        "start_has_args_2" => start().args(2),
        "prefix_!#_test" => CommandPattern::new("test").prefixes(["!", "#"]).ignore_case().in_edits(),
        "prefix_bot_space" => CommandPattern::new("go").prefixes(["bot "]).ignore_case().in_edits(),
        _ => return None,
    })
}

fn check(ctx: &Ctx, name: &str, expected: &Value) -> Result<(), String> {
    let Some(pattern) = pattern(name) else { return Err("the handler is not known here".to_owned()) };
    let mut filter = filter::command(pattern);
    if name == "start_private_only" {
        filter = filter & filter::private();
    }
    let channel = ctx.update().is_some_and(|update| {
        matches!(update.kind, UpdateKind::ChannelPost(_) | UpdateKind::EditedChannelPost(_))
    });
    let first = ctx.update().and_then(Update::msg).and_then(|m| m.entities.as_ref()?.first());
    // python-telegram-bot looks at the first entity only, so that a bold command is none; the facts of grammY count.
    let bold_first = first.is_some_and(|entity| entity.offset == 0 && entity.kind != "bot_command");
    // It fails on a text of spaces, where there is simply no command.
    let fails = expected.get("error").is_some();
    if bold_first && expected.is_null() || channel {
        return Ok(());
    }
    let got = if ctx.has(&filter) {
        json!({"args": ctx.matched().map(|m| m.words().map(str::to_owned).collect::<Vec<_>>())})
    } else {
        Value::Null
    };
    equal("args", &got, if fails { &Value::Null } else { expected })
}
