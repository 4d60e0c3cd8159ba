//! Typed arguments of commands and buttons.

use chappe::extract::{Args, CallbackData, Rest};
use chappe::filter::{self, Pattern};
use chappe::types::{Update, UserId};
use chappe::{CommandPattern, Ctx, Router, regex};

use crate::support::{Trace, captioned, clicked, message, run, sending_bot, traced};

/// What a handler of a router answers to an update.
async fn answer(router: Router, update: Update) -> Vec<String> {
    let (bot, sent) = sending_bot();
    let _ = run(&router, Ctx::new(bot, update)).await.expect("nothing fails");
    sent.texts()
}

async fn add(Args((a, b)): Args<(i64, i64)>) -> String {
    (a + b).to_string()
}

#[tokio::test]
async fn words_are_parsed() {
    assert_eq!(answer(Router::new().command("add", add), message("/add  2\n3 ")).await, ["5"]);
}

#[tokio::test]
async fn wrong_arguments_are_answered_with_a_usage_line() {
    for text in ["/add", "/add 2", "/add 2 x", "/add 2 3 4", "/add@my_bot 2"] {
        let answer = answer(Router::new().command("add", add), message(text)).await;
        assert_eq!(answer, ["Usage: /add <number> <number>"], "{text}");
    }
}

#[tokio::test]
async fn wrong_arguments_end_the_event() {
    let trace = Trace::default();
    let router = Router::new().command("add", add).any(trace.done("next"));
    assert!(traced(&router, &trace, message("/add x")).await.is_empty());
}

#[tokio::test]
async fn the_usage_line_has_the_prefix_that_was_written() {
    let router = || {
        let pattern = CommandPattern::new("add").prefixes(["!"]);
        Router::new().command(pattern, add)
    };
    assert_eq!(answer(router(), message("!add 2 3")).await, ["5"]);
    assert_eq!(answer(router(), message("!add x")).await, ["Usage: !add <number> <number>"]);
}

#[tokio::test]
async fn arguments_of_a_caption() {
    let router = || Router::new().command(CommandPattern::new("add").in_captions(), add);
    assert_eq!(answer(router(), captioned("/add 2 3")).await, ["5"]);
    assert_eq!(answer(router(), captioned("/add@my_bot x")).await, ["Usage: /add <number> <number>"]);
}

#[tokio::test]
async fn a_command_without_arguments_needs_none() {
    #[derive(Default)]
    struct Nothing;
    impl chappe::extract::FromArgs for Nothing {
        fn usage() -> String {
            String::new()
        }
        fn from_words(_: &mut chappe::extract::Words<'_>) -> Option<Self> {
            Some(Self)
        }
    }
    async fn ping(_: Args<Nothing>) -> &'static str {
        "pong"
    }
    let router = || Router::new().command("ping", ping);
    assert_eq!(answer(router(), message("/ping")).await, ["pong"]);
    assert_eq!(answer(router(), message("/ping x")).await, ["Usage: /ping"]);
}

#[tokio::test]
async fn optional_words() {
    async fn greet(Args((name, times)): Args<(Option<String>, Option<u8>)>) -> String {
        format!("{name:?} {times:?}")
    }
    let router = || Router::new().command("greet", greet);
    assert_eq!(answer(router(), message("/greet")).await, ["None None"]);
    assert_eq!(answer(router(), message("/greet Zoë 2")).await, [r#"Some("Zoë") Some(2)"#]);
    assert_eq!(answer(router(), message("/greet Zoë x")).await, ["Usage: /greet [text] [number]"]);
}

#[tokio::test]
async fn all_words_that_are_left() {
    async fn ban(Args((reason, users)): Args<(String, Vec<UserId>)>) -> String {
        format!("{reason} {users:?}")
    }
    let router = || Router::new().command("ban", ban);
    assert_eq!(answer(router(), message("/ban spam")).await, ["spam []"]);
    assert_eq!(answer(router(), message("/ban spam 1 2")).await, ["spam [UserId(1), UserId(2)]"]);
    assert_eq!(answer(router(), message("/ban spam 1 x")).await, ["Usage: /ban <text> [id ...]"]);
}

#[tokio::test]
async fn the_rest_is_as_it_was_written() {
    async fn say(Args((n, Rest(text))): Args<(u8, Rest)>) -> String {
        format!("{n}:{text}")
    }
    let router = || Router::new().command("say", say);
    assert_eq!(answer(router(), message("/say 1 two  three\n four ")).await, ["1:two  three\n four"]);
}

#[tokio::test]
async fn the_rest_is_as_it_was_written_also_where_the_route_is_no_command() {
    async fn say(Args(Rest(text)): Args<Rest>) -> String {
        text
    }
    assert_eq!(answer(Router::new().on(filter::has_command(), say), message("/say a  b")).await, ["a  b"]);
}

#[tokio::test]
async fn unicode_words_and_spaces() {
    async fn echo(Args((a, b)): Args<(String, char)>) -> String {
        format!("{a}|{b}")
    }
    // An ideographic space is white space too.
    assert_eq!(answer(Router::new().command("e", echo), message("/e 東京\u{3000}🗼")).await, ["東京|🗼"]);
}

#[tokio::test]
async fn what_is_no_command_passes() {
    let trace = Trace::default();
    let router = Router::new().any(add).any(trace.done("next"));
    assert_eq!(traced(&router, &trace, message("2 3")).await, ["next"]);
}

#[tokio::test]
async fn a_wrong_argument_is_none_for_an_option() {
    async fn add(args: Option<Args<(i64, i64)>>) -> &'static str {
        if args.is_some() { "some" } else { "none" }
    }
    assert_eq!(answer(Router::new().command("add", add), message("/add x")).await, ["none"]);
}

/// Traces typed button data.
fn vote(trace: &Trace) -> impl Fn(CallbackData<(u64, String)>) -> std::future::Ready<()> + Clone + use<> {
    let trace = trace.clone();
    move |CallbackData((poll, answer))| {
        trace.push(format!("{poll} {answer}"));
        std::future::ready(())
    }
}

#[tokio::test]
async fn button_data_is_what_follows_the_prefix() {
    let trace = Trace::default();
    let router = Router::new().callback(Pattern::prefix("vote:"), vote(&trace));
    assert_eq!(traced(&router, &trace, clicked("vote:7:yes, of course")).await, ["7 yes, of course"]);
}

#[tokio::test]
async fn button_data_that_does_not_fit_passes() {
    let trace = Trace::default();
    let router = Router::new().callback(Pattern::prefix("vote:"), vote(&trace)).any(trace.done("next"));
    for data in ["vote:", "vote:7", "vote:x:yes", "vote:7:yes:no"] {
        assert_eq!(traced(&router, &trace, clicked(data)).await, ["next"], "{data}");
    }
}

#[tokio::test]
async fn button_data_of_an_expression_is_what_it_found() {
    let trace = Trace::default();
    let router = Router::new().callback(regex!(r"\d+:.+"), vote(&trace));
    assert_eq!(traced(&router, &trace, clicked("vote-7:yes")).await, ["7 yes"]);
}
