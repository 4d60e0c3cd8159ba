// Recorded in the web chat of chappe-sandbox.

#[tokio::test]
async fn what_was_recorded() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let sandbox = chappe_sandbox::Sandbox::start().await?;
    let helper = sandbox.add_bot("Helper", "helper_bot");
    // Your bot: it connects to that address with that token.
    tokio::spawn(run_my_bot(sandbox.api_url(), sandbox.token()));
    tokio::spawn(run_my_bot(sandbox.api_url(), helper.token().to_owned()));
    let alice = sandbox.user("Alice");
    let bob = sandbox.user_with("Bob").last_name("Jones").premium().create();
    let friends = sandbox.group("Friends", &[&alice, &bob]);
    let others = sandbox.group("Others", &[&bob]);

    alice.send("/start").await?;
    alice.expect_text("Welcome.\nWhat shall I do?").await?;

    let clicked = alice.click("Greet me").await?;
    assert_eq!(clicked.answer().await?.text, "Hi there");
    alice.expect_edit("Hello, \"Alice\".").await?;

    bob.send("/start").await?;
    bob.expect_text("Welcome.\nWhat shall I do?").await?;

    let clicked_2 = bob.click("Remove this").await?;
    let answer = clicked_2.answer().await?;
    assert_eq!(answer.text, "Gone");
    assert!(answer.show_alert);
    assert_eq!(bob.next_deleted().await?.text(), "Welcome.\nWhat shall I do?");

    alice.send_photo(chappe_sandbox::User::fixture(), "look").await?;
    let message_4 = alice.expect_text("A nice photo.").await?;

    alice.reply(&message_4, "thanks").await?;
    alice.expect_text("You said thanks").await?;

    alice.send("/dice").await?;
    assert!(!alice.next_message().await?.field("dice").is_null());

    let message_1 = bob.send_to(&friends, "hi all").await?;
    alice.expect_text("You said hi all").await?;
    bob.expect_text("You said hi all").await?;

    bob.edit(&message_1, "hello all").await?;
    alice.expect_text("You meant hello all").await?;
    bob.expect_text("You meant hello all").await?;

    alice.join(&others).await?;
    alice.with_bot(&helper).send("can you help?").await?;
    alice.with_bot(&helper).expect_text("You said can you help?").await?;
    Ok(())
}
