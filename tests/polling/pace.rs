//! How often the server is asked: as seldom as it can be.

use std::time::Duration;

use chappe::prelude::*;
use tower::timeout::TimeoutLayer;

use crate::fake::{Asked, bot, serve};
use crate::kit::{Gate, Notes, Running, complaints, log, run, run_with, text};

/// For how long the bots here run, on a paused clock.
const SECONDS: usize = 300;

/// Lets the bot run for a while; how many requests it made in it.
async fn requests_in_a_while(asked: &Notes<Asked>) -> usize {
    let before = asked.all().len();
    tokio::time::sleep(Duration::from_secs(SECONDS as u64)).await;
    asked.all().len() - before
}

/// A bot whose handlers wait at the gate where the text is `10`, and the numbers of what it has handled.
fn slow_ten(builder: chappe::bot::BotBuilder, gate: &Gate) -> Result<(Running, Notes<String>)> {
    let handled = Notes::default();
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
    Ok((run(builder.build()?, service), handled))
}

#[tokio::test(start_paused = true)]
async fn an_idle_bot_asks_once_per_hold() -> Result {
    let (builder, asked) = bot(|_, asked| serve(&[], &asked))?;
    let bot = run(builder.build()?, Router::new().any(async || {}));
    let requests = requests_in_a_while(&asked).await;
    bot.stop().await?;
    assert!((SECONDS / 30 - 1..=SECONDS / 30 + 1).contains(&requests), "{requests} requests of 30 s");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_slow_handler_costs_a_few_looks_a_second() -> Result {
    let gate = Gate::new();
    let (builder, asked) = bot(|_, asked| serve(&[(10, 1), (11, 2)], &asked))?;
    let (bot, handled) = slow_ten(builder, &gate)?;
    handled.wait_for(1).await;
    let looks = requests_in_a_while(&asked).await;
    gate.release(1);
    bot.stop().await?;
    assert!((SECONDS * 4..SECONDS * 8).contains(&looks), "{looks} looks");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_full_window_is_looked_at_seldom() -> Result {
    let gate = Gate::new();
    let updates: Vec<(i64, i64)> = (10..300).map(|id| (id, id)).collect();
    let (builder, asked) = bot(move |_, asked| serve(&updates, &asked))?;
    let (bot, handled) = slow_ten(builder, &gate)?;
    handled.wait_for(99).await;
    let looks = requests_in_a_while(&asked).await;
    assert_eq!(handled.all().len(), 99);
    gate.release(1);
    handled.wait_for(290).await;
    bot.stop().await?;
    assert!(looks <= SECONDS / 4, "{looks} looks that could bring nothing");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn what_holds_back_everything_newer_is_told_once_a_minute() -> Result {
    let (log, _guard) = log();
    let gate = Gate::new();
    let updates: Vec<(i64, i64)> = (10..300).map(|id| (id, id)).collect();
    let (builder, asked) = bot(move |_, asked| serve(&updates, &asked))?;
    let (bot, handled) = slow_ten(builder, &gate)?;
    handled.wait_for(99).await;
    requests_in_a_while(&asked).await;
    gate.release(1);
    bot.stop().await?;
    let complaints = complaints(&log);
    assert!((3..=5).contains(&complaints.len()), "{complaints:?}");
    assert!(complaints[0].contains("holds back everything newer"), "{complaints:?}");
    assert!(complaints[0].contains("update_id=10"), "{complaints:?}");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_server_that_holds_no_request_is_not_asked_at_full_speed() -> Result {
    let (builder, asked) = bot(|_, _| Box::pin(async { Ok("[]".to_owned()) }))?;
    let bot = run(builder.build()?, Router::new().any(async || {}));
    let requests = requests_in_a_while(&asked).await;
    bot.stop().await?;
    assert!(requests <= SECONDS * 8, "{requests} requests");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_server_that_confirms_nothing_is_not_asked_at_full_speed() -> Result {
    let handled = Notes::default();
    let noted = handled.clone();
    let (builder, asked) =
        bot(|_, _| Box::pin(async { Ok(format!("[{},{{}}]", crate::fake::message(10, 1))) }))?;
    let bot = run(
        builder.build()?,
        Router::new().any(move |ctx: Ctx| {
            noted.add(text(&ctx));
            async {}
        }),
    );
    let requests = requests_in_a_while(&asked).await;
    bot.stop().await?;
    assert!(requests <= SECONDS * 8, "{requests} requests");
    assert_eq!(handled.all(), ["10"], "what comes again is known");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_timeout_shorter_than_the_hold_does_not_make_an_idle_bot_deaf() -> Result {
    for seconds in [5, 30] {
        let (builder, asked) = bot(|_, asked| serve(&[], &asked))?;
        let builder = builder.layer(TimeoutLayer::new(Duration::from_secs(seconds)));
        let bot = run(builder.build()?, Router::new().any(async || {}));
        let asked = asked.wait_long_for(50).await;
        bot.stop().await?;
        for pair in asked[2..].windows(2) {
            assert_eq!(
                pair[1].at - pair[0].at,
                pair[0].hold,
                "there is no pause after a request that is held"
            );
        }
        assert!(asked[49].hold >= Duration::from_secs(seconds / 2), "{:?}", asked[49]);
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn an_outage_does_not_make_the_hold_shorter_for_good() -> Result {
    let (builder, asked) = bot(|number, asked| match number {
        2..=6 => Box::pin(async {
            // As long as a connection may take to be made.
            tokio::time::sleep(Duration::from_secs(10)).await;
            Err(tower::timeout::error::Elapsed::new().into())
        }),
        _ => serve(&[], &asked),
    })?;
    let bot = run_with(builder.build()?, Router::new().any(async || {}), |polling| polling);
    let asked = asked.wait_long_for(12).await;
    bot.stop().await?;
    assert_eq!(asked[11].hold, Duration::from_secs(30));
    Ok(())
}
