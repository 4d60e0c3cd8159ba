//! Commands and texts, as routes.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::{Arc, Mutex};

use chappe::filter::Pattern;
use chappe::{CommandPattern, MAX_COMMAND_LENGTH, Router, filter, regex};

use crate::support::{Trace, captioned, clicked, message, text_of, traced};

async fn taken(pattern: impl Into<CommandPattern>, text: &str) -> bool {
    let trace = Trace::default();
    let router = Router::new().command(pattern, trace.done("taken"));
    !traced(&router, &trace, message(text)).await.is_empty()
}

#[tokio::test]
async fn a_target_is_this_bot_in_any_case() {
    assert!(taken("start", "/start@my_BOT").await);
}

#[tokio::test]
async fn another_bots_command_is_not_taken() {
    assert!(!taken("start", "/start@other_bot").await);
}

#[tokio::test]
async fn a_name_with_a_target_is_taken_as_it_is_written() {
    assert!(taken("start@other_bot", "/start@other_bot").await);
    assert!(!taken("start@other_bot", "/start").await);
    assert!(!taken("start@my_bot", "/start@My_Bot").await);
}

#[tokio::test]
async fn a_name_is_compared_exactly() {
    assert!(!taken("start", "/Start").await);
    assert!(!taken("start", "/start2").await);
}

#[tokio::test]
async fn arguments_do_not_matter_to_the_route() {
    assert!(taken("start", "/start  a b").await);
}

#[tokio::test]
async fn a_command_in_a_channel_post_is_taken() {
    let trace = Trace::default();
    let router = Router::new().command("start", trace.done("taken"));
    assert_eq!(traced(&router, &trace, text_of("channel_post", "/start")).await, ["taken"]);
}

#[tokio::test]
async fn edits_and_captions_are_not_taken_unless_asked_for() {
    let trace = Trace::default();
    let router = Router::new()
        .command("a", trace.done("plain"))
        .command(CommandPattern::new("a").in_edits(), trace.done("edits"))
        .command(CommandPattern::new("a").in_captions(), trace.done("captions"));
    assert_eq!(traced(&router, &trace, text_of("edited_message", "/a")).await, ["edits"]);
    assert_eq!(traced(&router, &trace, captioned("/a")).await, ["captions"]);
}

#[tokio::test]
async fn a_command_that_is_not_marked_is_text() {
    let trace = Trace::default();
    let router = Router::new().command("a", trace.done("command")).hears(regex!("^/a"), trace.done("text"));
    let update =
        crate::support::update("message", crate::support::message_with(serde_json::json!({"text": "/a"})));
    assert_eq!(traced(&router, &trace, update).await, ["text"]);
}

#[tokio::test]
async fn other_prefixes_and_unicode_names_are_taken() {
    assert!(taken(CommandPattern::new("помощь").prefixes(["!"]), "!помощь мне").await);
    assert!(!taken(CommandPattern::new("помощь").prefixes(["!"]), "!помощьмне").await);
}

#[tokio::test]
async fn case_is_ignored_beyond_ascii() {
    assert!(taken(CommandPattern::new("café").prefixes(["!"]).ignore_case(), "!CAFÉ").await);
}

#[tokio::test]
async fn the_longest_name_is_taken() {
    let name = "a".repeat(MAX_COMMAND_LENGTH);
    assert!(taken(name.as_str(), &format!("/{name}")).await);
}

#[tokio::test]
async fn a_thousand_commands_lead_to_their_own_handlers() {
    let trace = Trace::default();
    let router =
        (0..1000).fold(Router::new(), |router, n| router.command(format!("c{n}"), trace.done(n.to_string())));
    for n in [0, 1, 499, 999] {
        assert_eq!(traced(&router, &trace, message(&format!("/c{n}"))).await, [n.to_string()]);
    }
}

/// The line at which registering panics.
fn panic_line(register: impl FnOnce() -> Router) -> (String, u32) {
    // Hooks are for the whole process: two tests must not change them at the same time.
    static HOOK: Mutex<()> = Mutex::new(());
    let _guard = HOOK.lock().expect("nothing panics while it is held");
    let seen = Arc::new(Mutex::new(None));
    let place = Arc::clone(&seen);
    let before = take_hook();
    set_hook(Box::new(move |info| {
        let at = info.location().map(|at| (at.file().to_owned(), at.line()));
        *place.lock().expect("nothing panics while it is held") = at;
    }));
    let result = catch_unwind(AssertUnwindSafe(register));
    set_hook(before);
    assert!(result.is_err(), "it does not panic");
    let place = seen.lock().expect("nothing panics while it is held").clone();
    place.expect("a panic has a place")
}

/// Registers something on the line after the macro's, and has it panic there.
macro_rules! panics_here {
    ($register:expr) => {{
        let (file, line) = panic_line(|| $register);
        assert!(file.ends_with("commands.rs"), "it panics in {file}");
        line.abs_diff(line!()) <= 2
    }};
}

#[test]
fn a_name_with_a_slash_panics_where_it_is_written() {
    assert!(panics_here!(Router::new().command("/start", async || {})));
}

#[test]
fn one_bad_name_of_several_panics_where_it_is_written() {
    assert!(panics_here!(Router::new().command(["ok", "not ok"], async || {})));
}

#[test]
fn a_name_that_is_too_long_panics_where_it_is_written() {
    let name = "a".repeat(MAX_COMMAND_LENGTH + 1);
    assert!(panics_here!(Router::new().command(name, async || {})));
}

#[test]
fn an_empty_name_panics_where_it_is_written() {
    assert!(panics_here!(Router::new().command(CommandPattern::new(""), async || {})));
}

#[test]
fn a_bad_expression_panics_where_it_is_written() {
    assert!(panics_here!(Router::new().hears(regex!("("), async || {})));
}

#[test]
fn a_bad_query_panics_where_it_is_written() {
    assert!(panics_here!(Router::new().on("mesage:text", async || {})));
}

#[test]
fn a_bad_query_of_several_panics_where_it_is_written() {
    assert!(panics_here!(Router::new().on(["message", "mesage:text"], async || {})));
}

#[tokio::test]
async fn an_expression_keeps_flags_that_its_text_does_not_tell() {
    let trace = Trace::default();
    let spaced = regex::RegexBuilder::new("h e y").ignore_whitespace(true).build().expect("it is valid");
    let router = Router::new().hears(regex!("^ho$"), trace.done("ho")).hears(spaced, trace.done("hey"));
    assert_eq!(traced(&router, &trace, message("hey")).await, ["hey"]);
    assert!(traced(&router, &trace, message("h e y")).await.is_empty());
}

#[tokio::test]
async fn one_route_takes_texts_and_expressions() {
    let trace = Trace::default();
    let patterns = vec![Pattern::from("yes"), regex!("^ye+s$"), Pattern::prefix("yes,")];
    let router = Router::new().hears(patterns, trace.done("taken"));
    for text in ["yes", "yeees", "yes, please"] {
        assert_eq!(traced(&router, &trace, message(text)).await, ["taken"], "{text}");
    }
}

#[tokio::test]
async fn expressions_too_large_for_one_automaton_are_asked_one_by_one() {
    let trace = Trace::default();
    // Each takes some megabytes: together they are more than the set may have.
    let router = (0..12).fold(Router::new(), |router, n| {
        router.hears(regex!(&format!(r"^{n} (?-u:[a-y]{{1000}}){{90}}z?$")), trace.done(n.to_string()))
    });
    let router = router.hears("plain", trace.done("plain"));
    let text = format!("11 {}", "a".repeat(90_000));
    assert_eq!(traced(&router, &trace, message(&text)).await, ["11"]);
    assert_eq!(traced(&router, &trace, message("plain")).await, ["plain"]);
}

#[tokio::test]
async fn captions_are_heard() {
    let trace = Trace::default();
    let router = Router::new().hears("cat", trace.done("cat"));
    assert_eq!(traced(&router, &trace, captioned("cat")).await, ["cat"]);
}

#[tokio::test]
async fn edited_texts_are_not_heard() {
    let trace = Trace::default();
    let router = Router::new().hears("cat", trace.done("cat"));
    assert!(traced(&router, &trace, text_of("edited_message", "cat")).await.is_empty());
}

#[tokio::test]
async fn buttons_are_told_apart_by_text_prefix_and_expression() {
    let trace = Trace::default();
    let router = Router::new()
        .callback("a", trace.done("text"))
        .callback(Pattern::prefix("a:"), trace.done("prefix"))
        .callback(regex!("^a"), trace.done("expression"));
    for (data, route) in [("a", "text"), ("a:1", "prefix"), ("ab", "expression")] {
        assert_eq!(traced(&router, &trace, clicked(data)).await, [route]);
    }
}

#[tokio::test]
async fn what_a_query_does_not_see_goes_on() {
    let trace = Trace::default();
    let router = Router::new()
        .on(filter::query::parse("::url").expect("it is valid"), trace.done("link"))
        .any(trace.done("rest"));
    assert_eq!(traced(&router, &trace, message("no link")).await, ["rest"]);
}
