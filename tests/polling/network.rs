//! A server that cannot be reached is waited for, and nothing is lost or handled twice over it.

use std::time::Duration;

use chappe::prelude::*;
use chappe_sandbox::Sandbox;

use crate::canned::Wire;
use crate::fake::{bot, message, serve};
use crate::kit::{Gate, Notes, complaints, log, run, run_with, text};

fn noting(notes: &Notes<String>) -> Router {
    let notes = notes.clone();
    Router::new().any(move |ctx: Ctx| {
        let notes = notes.clone();
        async move { notes.add(text(&ctx)) }
    })
}

#[tokio::test]
async fn a_server_that_is_down_at_the_start_is_waited_for() -> Result {
    let sandbox = Sandbox::start().await?;
    let mut wire = Wire::to(&sandbox, false).await?;
    let (log, _guard) = log();
    let bot = run(wire.bot()?, Router::new().any(async || "at last"));
    let alice = sandbox.user("Alice");
    alice.send("hello").await?;
    wire.refused(1).await?;
    wire.mend();
    alice.expect_text("at last").await?;
    bot.stop().await?;
    let complaints = complaints(&log);
    assert!(
        complaints[0].starts_with("getMe: the connection to the Bot API server failed"),
        "{complaints:?}"
    );
    Ok(())
}

#[tokio::test]
async fn a_server_that_goes_down_costs_no_update() -> Result {
    let sandbox = Sandbox::start().await?;
    let mut wire = Wire::to(&sandbox, true).await?;
    let handled = Notes::default();
    let bot = run(wire.bot()?, noting(&handled));
    let alice = sandbox.user("Alice");
    let mut expected = Vec::new();
    for round in 0..3 {
        for step in ["before", "during", "after"] {
            match step {
                "during" => wire.cut(),
                "after" => {
                    wire.refused(round + 1).await?;
                    wire.mend();
                }
                _ => {}
            }
            let sent = alice.send(format!("{step} {round}")).await?;
            expected.push(sent.text().to_owned());
            if step == "before" {
                handled.wait_for(expected.len()).await;
            }
        }
        handled.wait_for(expected.len()).await;
    }
    sandbox.wait_until_idle().await?;
    bot.stop().await?;
    assert_eq!(handled.all(), expected);
    Ok(())
}

#[tokio::test]
async fn a_running_handler_outlives_an_outage() -> Result {
    let sandbox = Sandbox::start().await?;
    let mut wire = Wire::to(&sandbox, true).await?;
    let gate = Gate::new();
    let (held, handled) = (gate.clone(), Notes::default());
    let noted = handled.clone();
    let bot = run(
        wire.bot()?,
        Router::new().any(move || {
            let (held, noted) = (held.clone(), noted.clone());
            async move {
                held.pass().await;
                noted.add(());
            }
        }),
    );
    let sent = sandbox.user("Alice").send("hello").await?.update_id().ok_or("no update")?;
    gate.reached(1).await;
    wire.cut();
    wire.refused(1).await?;
    gate.release(1);
    handled.wait_for(1).await;
    assert!(sandbox.confirmed() < sent);
    wire.mend();
    sandbox.wait_until_confirmed(sent).await?;
    bot.stop().await?;
    assert_eq!(handled.all().len(), 1, "what was finished is not handled again");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn pauses_double_up_to_half_a_minute_and_the_log_stays_short() -> Result {
    const FAILURES: usize = 40;
    let (log, _guard) = log();
    let (builder, asked) = bot(|_, _| Box::pin(async { Err("down".into()) }))?;
    let bot = run(builder.build()?, Router::new().any(async || {}));
    let asked = asked.wait_long_for(FAILURES).await;
    bot.stop().await?;
    for (failure, pair) in asked.windows(2).enumerate() {
        let whole = (0.5 * 2f64.powi(failure as i32)).min(30.0);
        let wait = (pair[1].at - pair[0].at).as_secs_f64();
        // The clock of a paused runtime counts in milliseconds.
        assert!((whole / 2.0 - 0.002..whole + 0.002).contains(&wait), "{wait} s after failure {failure}");
    }
    let told = complaints(&log).iter().filter(|line| line.contains("trying again")).count();
    assert!((1..=6).contains(&told), "{FAILURES} failures in {told} lines");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn another_kind_of_failure_is_told_at_once() -> Result {
    let (log, _guard) = log();
    let (builder, asked) = bot(|number, _| {
        Box::pin(async move {
            match number {
                6 => Ok("{}".to_owned()),
                _ => Err("down".into()),
            }
        })
    })?;
    let bot = run(builder.build()?, Router::new().any(async || {}));
    asked.wait_long_for(7).await;
    bot.stop().await?;
    let complaints = complaints(&log);
    assert!(complaints.iter().any(|line| line.contains("could not be read")), "{complaints:?}");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_success_makes_the_pauses_short_again() -> Result {
    let (builder, asked) = bot(|number, asked| match number {
        1..=8 | 10.. => Box::pin(async { Err("down".into()) }),
        _ => serve(&[(7, 1)], &asked),
    })?;
    let bot = run(builder.build()?, Router::new().any(async || {}));
    let asked = asked.wait_long_for(11).await;
    bot.stop().await?;
    assert!(asked[10].at - asked[9].at <= Duration::from_millis(501), "{asked:?}");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn an_update_whose_confirmation_is_lost_is_not_handled_again() -> Result {
    let handled = Notes::default();
    let (builder, asked) = bot(|number, asked| match number {
        // The server gives three, never hears of their end for a while, and goes on.
        2 | 3 => Box::pin(async { Err("lost".into()) }),
        _ => serve(&[(10, 1), (11, 2), (12, 3), (13, 1)][..if number == 1 { 3 } else { 4 }], &asked),
    })?;
    let bot = run(builder.build()?, noting(&handled));
    asked.wait_long_for(5).await;
    bot.stop().await?;
    assert_eq!(handled.all(), ["10", "11", "12", "13"]);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn what_finishes_while_a_look_is_under_way_is_not_handled_again() -> Result {
    let (gate, looking) = (Gate::new(), Gate::new());
    let handled = Notes::default();
    let look = looking.clone();
    let (builder, asked) = bot(move |number, asked| {
        let look = look.clone();
        Box::pin(async move {
            if number == 2 {
                // It was asked for while 10 ran, and comes when 10 to 12 are finished.
                look.pass().await;
                return Ok(format!("[{},{},{}]", message(10, 1), message(11, 2), message(12, 3)));
            }
            serve(&[(10, 1), (11, 2), (12, 3)], &asked).await
        })
    })?;
    let (held, noted) = (gate.clone(), handled.clone());
    let service = Router::new().any(move |ctx: Ctx| {
        let (held, noted) = (held.clone(), noted.clone());
        async move {
            if text(&ctx) == "10" {
                held.pass().await;
            }
            noted.add(text(&ctx));
        }
    });
    let bot = run_with(builder.build()?, service, |polling| polling.concurrency(4));
    looking.reached(1).await;
    gate.release(1);
    handled.wait_for(3).await;
    // The bot learns that they are finished before the answer comes.
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    looking.release(1);
    asked.wait_long_for(4).await;
    bot.stop().await?;
    assert_eq!(handled.all(), ["11", "12", "10"]);
    Ok(())
}
