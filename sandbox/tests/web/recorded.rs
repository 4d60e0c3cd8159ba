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
    let news = sandbox.channel("News", &[&alice]);
    let team = sandbox.supergroup("Team", &[&alice]);
    let garden = sandbox.supergroup("Garden", &[&alice]);
    let blog = sandbox.channel("Blog", &[&alice]);

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

    alice.react(&message_4, "👍").await?;
    bob.send_document("notes.txt", b"hello".as_slice()).await?;
    bob.to(&friends).send_video(chappe_sandbox::User::fixture(), "").await?;
    bob.send_voice(chappe_sandbox::User::fixture()).await?;
    bob.send_audio("song.mp3", chappe_sandbox::User::fixture()).await?;
    let message_6 = bob.send_sticker("🎉").await?;
    bob.forward(&message_6, &friends).await?;
    bob.pin(&message_6).await?;
    bob.unpin(&message_6).await?;
    bob.send_location(46.0, 6.6).await?;
    bob.send_contact("+41225550100", "Dora").await?;
    bob.share_contact("+41225550100").await?;
    bob.send_venue(46.5, 6.6, "Café", "Main Street 1").await?;
    bob.send_dice("🎯").await?;
    bob.send_json(serde_json::json!({"story":{"id":1,"chat":null,"seen":[true,"\"x\""]}})).await?;
    let message_14 = bob.send_live_location(46.5, 6.6, 600).await?;
    bob.move_to(&message_14, 46.25, 6.5).await?;
    bob.stop_live_location(&message_14).await?;
    let message_6_2 = bob.to(&friends).send_poll(&chappe_sandbox::Poll::new("Tea?", ["Yes", "No"]).public()).await?;
    bob.vote(&message_6_2, [0]).await?;
    bob.retract_vote(&message_6_2).await?;
    bob.vote(&message_6_2, ["No"]).await?;
    bob.stop_poll(&message_6_2).await?;
    alice.next_edit().await?;
    bob.next_edit().await?;

    bob.send_media(chappe_sandbox::Media::animation(chappe_sandbox::User::fixture()).caption("moving").spoiler()).await?;
    bob.send_album([chappe_sandbox::Media::photo(chappe_sandbox::User::fixture()).caption("one"), chappe_sandbox::Media::photo(chappe_sandbox::User::fixture())]).await?;
    bob.block().await?;
    bob.unblock().await?;
    sandbox.advance(std::time::Duration::from_secs_f64(0.5));
    alice.asks("c").ask().await?;
    let results = alice.inline("cats").await?;
    results.choose(0).await?;
    alice.expect_text("You said Tom").await?;

    let clicked_3 = alice.click("Like").await?;
    alice.expect_edit("Tom is liked.").await?;
    assert_eq!(clicked_3.answer().await?.text, "Purr");

    let results_2 = alice.asks("cats").in_group(&friends).results().await?;
    results_2.choose_titled("Felix").await?;
    alice.expect_text("You said Felix").await?;
    bob.expect_text("You said Felix").await?;

    alice.asks("cats").offset("2").results().await?;
    let results_3 = alice.asks("cats").in_chat_with(&bob).results().await?;
    results_3.choose(1).await?;
    bob.expect_text("Felix").await?;

    alice.send("/prepare").await?;
    alice.expect_text("prepared5000000000000006").await?;

    alice.send_prepared("prepared5000000000000006", Some(&friends)).await?;
    alice.expect_text("You said Tom").await?;
    bob.expect_text("You said Tom").await?;

    alice.send("/keys").await?;
    alice.expect_text("Share!").await?;

    alice.share_location(46.5, 6.6).await?;
    alice.share_users(&[&bob]).await?;
    alice.share_chat(&friends).await?;
    alice.send_web_app_data("Form", "{\"tea\": 2}").await?;
    alice.share_poll(&chappe_sandbox::Poll::new("2 + 3?", ["5", "6"]).quiz(0)).await?;
    let shop = alice.create_managed_bot("Shop", "shop_bot").await?;
    alice.with_bot(&shop).send("tea?").await?;
    alice.send("/ask").await?;
    alice.expect_text("Your name?").await?;

    alice.dismiss_reply();
    alice.send("/slow").await?;
    alice.sees_draft().await?;
    alice.stop_draft().await?;
    let message_24 = alice.send_checklist("Shop", ["Tea", "Milk"]).await?;
    alice.mark_tasks(&message_24, &[1], &[]).await?;
    alice.add_tasks(&message_24, ["Sugar"]).await?;
    alice.send("tea at four").await?;
    let message_28 = alice.expect_text("You said tea at four").await?;

    alice.react(&message_28, "👍").await?;
    alice.react_with(&message_28, None::<chappe_sandbox::Reaction>).await?;
    alice.quote(&message_28, "at four", "or five").await?;
    alice.expect_text("You said or five").await?;

    alice.send("/buy").await?;
    let message_32 = alice.next_message().await?;
    assert!(!message_32.field("invoice").is_null());

    alice.pay(&message_32).tip(50).shipping_option("fast").info("name", serde_json::json!("Alice A.")).await?;
    alice.connect_business(&["can_reply"]).await?;
    let message_2 = bob.send_to_user(&alice, "open?").await?;
    alice.expect_text("open?").await?;
    bob.expect_text("We are open.").await?;

    bob.edit(&message_2, "open now?").await?;
    alice.expect_edit("open now?").await?;

    bob.react_with(&message_2, [chappe_sandbox::Reaction::Emoji("👍".into()), chappe_sandbox::Reaction::Emoji("🔥".into())]).await?;
    alice.disconnect_business().await?;
    alice.to_user(&bob)?.send_json(serde_json::json!({"contact":{"phone_number":"+41225550100","first_name":"Dora"}})).await?;
    assert!(!bob.next_message().await?.field("contact").is_null());

    alice.send_to_user(&bob, "now it is me").await?;
    bob.expect_text("now it is me").await?;

    alice.speak_as(&friends, Some(&news))?;
    alice.send_to(&friends, "news").await?;
    alice.expect_text("You said news").await?;
    bob.expect_text("You said news").await?;

    alice.speak_as(&friends, None)?;
    alice.promote_bot(&team, &sandbox.bot_with_token(&sandbox.token())?, &["can_pin_messages"]).await?;
    alice.promote_bot(&team, &sandbox.bot_with_token(&sandbox.token())?, &[]).await?;
    alice.remove_bot(&team, &sandbox.bot_with_token(&sandbox.token())?).await?;
    alice.to_user(&bob)?.send_photo(chappe_sandbox::User::fixture(), "for you").await?;
    bob.expect_text("for you").await?;

    alice.to_user(&bob)?.send_voice(chappe_sandbox::User::fixture()).await?;
    assert!(!bob.next_message().await?.field("voice").is_null());

    alice.to_user(&bob)?.send_sticker("🎉").await?;
    assert!(!bob.next_message().await?.field("sticker").is_null());

    alice.to_user(&bob)?.send_album([chappe_sandbox::Media::photo(chappe_sandbox::User::fixture()), chappe_sandbox::Media::video(chappe_sandbox::User::fixture_of("video", 150_000)).caption("long")]).await?;
    assert!(!bob.next_message().await?.field("photo").is_null());
    bob.expect_text("long").await?;

    alice.to_user(&bob)?.send_poll(&chappe_sandbox::Poll::new("Tea?", ["Yes", "No"])).await?;
    assert!(!bob.next_message().await?.field("poll").is_null());

    alice.to_user(&bob)?.send_live_location(46.5, 6.6, 600).await?;
    assert!(!bob.next_message().await?.field("location").is_null());

    alice.send_document("all.bin", chappe_sandbox::User::fixture_of("document", 3_000)).await?;
    alice.send("/cat").await?;
    assert!(!alice.next_message().await?.field("photo").is_null());

    sandbox.web_file("https://example.org/cat.jpg", chappe_sandbox::WebFile::Page)?;
    alice.send("/cat").await?;
    alice.expect_text("No cat today.").await?;

    let garden = garden.username("the_garden");
    garden.clone().bot_admin(true);
    alice.rename(&garden, "Big garden").await?;
    alice.describe(&garden, "no weeds").await?;
    alice.set_photo(&garden, Some(chappe_sandbox::User::fixture())).await?;
    let garden = garden.slow_mode(30).protected(true);
    garden.auto_delete(60).await?;
    garden.bot_rights(&["can_pin_messages"]);
    let blog = blog.signatures(true).discussion(&garden);
    let garden = garden.protected(false);
    alice.rename(&garden, "Garden").await?;
    garden.allow_reactions(["👍"]);
    garden.allow_reactions(None::<chappe_sandbox::Reaction>);
    garden.allow_all_reactions();
    blog.add_bot(&helper).await?;
    let link_1 = garden.invite_link()?;
    bob.join_by(&link_1).await?;
    sandbox.set_privacy(true);
    sandbox.set_topics(false);
    bob.send_to(&garden, "I am in").await?;
    alice.expect_text("You said I am in").await?;
    bob.expect_text("You said I am in").await?;

    sandbox.set_privacy(false);
    sandbox.with_bot(&helper).set_privacy(true);
    bob.send("done").await?;
    bob.expect_text("You said done").await?;

    let book_club = alice.create_group("Book club", &[&bob]).await;
    bob.send_to(&book_club, "what do we read?").await?;
    alice.expect_text("You said what do we read?").await?;
    bob.expect_text("You said what do we read?").await?;

    let others_2 = others.upgrade().await?;
    alice.send_to(&others_2, "still here").await?;
    alice.expect_text("You said still here").await?;
    bob.expect_text("You said still here").await?;
    Ok(())
}
