//! Polls are voted in, changed and closed.

use std::time::Duration;

use chappe_sandbox::{Message, Poll, Sandbox, User};
use serde_json::{Value, json};

use crate::client::{Result, call, of_kind, refused, subscribe, updates};

async fn sent(sandbox: &Sandbox, alice: &User, more: Value) -> Result<Message> {
    let mut params =
        json!({"chat_id": alice.id(), "question": "Colour?", "options": ["Red", {"text": "Blue"}]});
    params.as_object_mut().ok_or("no object")?.extend(more.as_object().cloned().unwrap_or_default());
    call(sandbox, "sendPoll", params).await?;
    Ok(alice.next_message().await?)
}

fn counts(message: &Message) -> Vec<Value> {
    let poll = message.now().map_or(Value::Null, |now| now.field("poll").clone());
    let options = poll["options"].as_array().cloned().unwrap_or_default();
    let mut counts: Vec<Value> = options.iter().map(|option| option["voter_count"].clone()).collect();
    counts.push(poll["total_voter_count"].clone());
    counts
}

#[tokio::test]
async fn a_vote_is_cast_changed_and_taken_back() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let poll = sent(&sandbox, &alice, json!({"is_anonymous": false})).await?;
    subscribe(&sandbox).await?;
    alice.vote(&poll, ["Blue"]).await?;
    assert_eq!(counts(&poll), [0, 1, 1]);
    alice.vote(&poll, [0]).await?;
    assert_eq!(counts(&poll), [1, 0, 1]);
    assert_eq!(alice.vote_in(&poll), [0]);
    alice.retract_vote(&poll).await?;
    assert_eq!(counts(&poll), [0, 0, 0]);
    let updates = updates(&sandbox).await?;
    let answers = of_kind(&updates, "poll_answer");
    let ids: Vec<_> = answers.iter().map(|answer| answer["option_ids"].clone()).collect();
    assert_eq!(ids, [json!([1]), json!([0]), json!([])]);
    assert_eq!(answers[0]["option_persistent_ids"], json!(["1"]));
    assert_eq!(answers[0]["user"]["id"], alice.id());
    let states = of_kind(&updates, "poll");
    assert_eq!(states.len(), 3);
    assert_eq!(states[0]["options"][1]["voter_count"], 1);
    Ok(())
}

#[tokio::test]
async fn an_anonymous_vote_names_nobody() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let poll = sent(&sandbox, &alice, json!({})).await?;
    subscribe(&sandbox).await?;
    alice.vote(&poll, [1]).await?;
    let updates = updates(&sandbox).await?;
    assert_eq!(of_kind(&updates, "poll_answer"), [json!(null); 0]);
    assert_eq!(of_kind(&updates, "poll")[0]["total_voter_count"], 1);
    Ok(())
}

#[tokio::test]
async fn users_cannot_vote_against_the_rules() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let poll = sent(&sandbox, &alice, json!({})).await?;
    assert!(alice.vote(&poll, [0, 1]).await.is_err(), "two answers");
    assert!(alice.vote(&poll, [2]).await.is_err(), "no such option");
    assert!(alice.vote(&poll, ["Green"]).await.is_err(), "no such text");
    assert!(alice.retract_vote(&poll).await.is_err(), "nothing to take back");
    assert!(sandbox.user("Bob").vote(&poll, [0]).await.is_err(), "not in that chat");
    let several = sent(&sandbox, &alice, json!({"allows_multiple_answers": true})).await?;
    alice.vote(&several, [0, 1]).await?;
    assert_eq!(counts(&several), [1, 1, 1]);
    Ok(())
}

#[tokio::test]
async fn a_quiz_takes_one_vote_and_keeps_its_answer_from_no_bot() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let more = json!({
        "type": "quiz",
        "correct_option_ids": [1],
        "explanation": "<b>Sky</b>",
        "explanation_parse_mode": "HTML",
    });
    let quiz = sent(&sandbox, &alice, more).await?;
    assert_eq!(quiz.field("poll")["correct_option_ids"], json!([1]));
    assert_eq!(quiz.field("poll")["explanation"], "Sky");
    assert_eq!(quiz.field("poll")["explanation_entities"][0]["type"], "bold");
    alice.vote(&quiz, [0]).await?;
    assert!(alice.vote(&quiz, [1]).await.is_err());
    assert!(alice.retract_vote(&quiz).await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_stopped_poll_takes_no_vote() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let poll = sent(&sandbox, &alice, json!({})).await?;
    alice.vote(&poll, [0]).await?;
    let stop = json!({"chat_id": alice.id(), "message_id": poll.id()});
    let ended = call(&sandbox, "stopPoll", stop.clone()).await?;
    assert_eq!((&ended["is_closed"], &ended["options"][0]["voter_count"]), (&json!(true), &json!(1)));
    assert_eq!(alice.next_edit().await?.field("poll")["is_closed"], true);
    assert!(alice.vote(&poll, [1]).await.is_err());
    assert_eq!(refused(&sandbox, "stopPoll", stop).await?, "Bad Request: poll has already been closed");
    Ok(())
}

#[tokio::test]
async fn a_poll_closes_by_itself_on_the_sandboxs_clock() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let poll = sent(&sandbox, &alice, json!({"open_period": 60})).await?;
    subscribe(&sandbox).await?;
    alice.vote(&poll, [0]).await?;
    sandbox.advance(Duration::from_secs(61));
    let closed = alice.next_edit().await?;
    assert_eq!(closed.field("poll")["is_closed"], true);
    assert!(alice.vote(&poll, [1]).await.is_err());
    let states = of_kind(&updates(&sandbox).await?, "poll");
    assert_eq!(states.last().ok_or("no state")?["is_closed"], true);
    Ok(())
}

#[tokio::test]
async fn hidden_results_are_shown_at_the_end() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let poll = sent(&sandbox, &alice, json!({"hide_results_until_closes": true})).await?;
    alice.vote(&poll, [0]).await?;
    assert_eq!(counts(&poll), [0, 0, 0]);
    call(&sandbox, "stopPoll", json!({"chat_id": alice.id(), "message_id": poll.id()})).await?;
    assert_eq!(counts(&poll), [1, 0, 1]);
    Ok(())
}

#[tokio::test]
async fn a_forwarded_poll_counts_the_same_votes() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let poll = sent(&sandbox, &alice, json!({})).await?;
    let forward = json!({"chat_id": bob.id(), "from_chat_id": alice.id(), "message_id": poll.id()});
    call(&sandbox, "forwardMessage", forward).await?;
    bob.vote(&bob.next_message().await?, [1]).await?;
    alice.vote(&poll, [1]).await?;
    assert_eq!(counts(&poll), [0, 2, 2]);
    Ok(())
}

#[tokio::test]
async fn a_users_own_quiz_hides_its_answer_from_bots_in_a_group_until_it_is_stopped() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.group("Friends", &[&alice, &bob]);
    let quiz = alice.send_poll_to(&group, &Poll::new("2 + 3?", ["5", "6"]).quiz(0).public()).await?;
    bob.vote(&quiz, ["5"]).await?;
    assert!(bob.stop_poll(&quiz).await.is_err(), "not his");
    alice.stop_poll(&quiz).await?;
    let updates = updates(&sandbox).await?;
    let message = &of_kind(&updates, "message")[0];
    assert_eq!(message["poll"].get("correct_option_ids"), None);
    assert_eq!(of_kind(&updates, "poll_answer"), [json!(null); 0], "bots hear of their own polls only");
    assert_eq!(of_kind(&updates, "poll")[0]["correct_option_ids"], json!([0]));
    Ok(())
}

#[tokio::test]
async fn voters_add_options_where_they_may() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let closed = sent(&sandbox, &alice, json!({"is_anonymous": false})).await?;
    assert!(alice.add_option(&closed, "Green").await.is_err());
    let poll = sent(&sandbox, &alice, json!({"is_anonymous": false, "allow_adding_options": true})).await?;
    alice.add_option(&poll, "Green").await?;
    alice.vote(&poll, ["Green"]).await?;
    assert_eq!(counts(&poll), [0, 0, 1, 1]);
    let messages = of_kind(&updates(&sandbox).await?, "message");
    assert_eq!(messages[0]["poll_option_added"]["option_text"], "Green");
    Ok(())
}

#[tokio::test]
async fn polls_are_refused_in_telegrams_words() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let channel = sandbox.channel("News", &[&alice]);
    for (more, words) in [
        (json!({"options": []}), "poll must have at least 1 option"),
        (json!({"options": ["a", ""]}), "poll options must be non-empty"),
        (json!({"options": vec!["a"; 13]}), "poll can't have more than 12 options"),
        (json!({"options": ["a", "b".repeat(101)]}), "poll options length must not exceed 100"),
        (json!({"options": [1, 2]}), "expected an option to be of type String"),
        (json!({"question": "x".repeat(301)}), "poll question length must not exceed 300"),
        (json!({"type": "survey"}), "unsupported poll type specified"),
        (json!({"type": "quiz"}), "wrong correct option ID specified"),
        (json!({"type": "quiz", "correct_option_ids": [2]}), "wrong correct option ID specified"),
        (
            json!({"chat_id": channel.id(), "is_anonymous": false}),
            "non-anonymous polls can't be sent to channel chats",
        ),
    ] {
        let mut params = json!({"chat_id": alice.id(), "question": "Colour?", "options": ["Red", "Blue"]});
        params.as_object_mut().ok_or("no object")?.extend(more.as_object().cloned().unwrap_or_default());
        assert_eq!(refused(&sandbox, "sendPoll", params).await?, format!("Bad Request: {words}"), "{more}");
    }
    let text = call(&sandbox, "sendMessage", json!({"chat_id": alice.id(), "text": "hi"})).await?;
    let stop = json!({"chat_id": alice.id(), "message_id": text["message_id"]});
    assert_eq!(refused(&sandbox, "stopPoll", stop).await?, "Bad Request: message is not a poll");
    Ok(())
}

#[tokio::test]
async fn a_closed_poll_is_shown_to_every_reader() -> Result {
    let sandbox = Sandbox::start().await?;
    let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
    let group = sandbox.group("Friends", &[&alice, &bob]);
    let params = json!({"chat_id": group.id(), "question": "Colour?", "options": ["Red", "Blue"]});
    let poll = call(&sandbox, "sendPoll", params).await?;
    call(&sandbox, "stopPoll", json!({"chat_id": group.id(), "message_id": poll["message_id"]})).await?;
    for reader in [&alice, &bob] {
        assert_eq!(reader.next_edit().await?.field("poll")["is_closed"], true);
    }
    Ok(())
}

#[tokio::test]
async fn a_copied_poll_has_votes_of_its_own() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let poll = sent(&sandbox, &alice, json!({})).await?;
    alice.vote(&poll, [0]).await?;
    let copy = json!({"chat_id": alice.id(), "from_chat_id": alice.id(), "message_id": poll.id()});
    call(&sandbox, "copyMessage", copy).await?;
    let copy = alice.next_message().await?;
    assert_eq!(counts(&copy), [0, 0, 0]);
    alice.vote(&copy, [1]).await?;
    assert_eq!(
        (counts(&poll), counts(&copy)),
        (vec![json!(1), json!(0), json!(1)], vec![json!(0), json!(1), json!(1)])
    );
    Ok(())
}
