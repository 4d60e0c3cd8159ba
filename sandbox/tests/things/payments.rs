//! Invoices are paid, declined and refunded.

use std::time::Duration;

use chappe_sandbox::{Error, Sandbox};
use serde_json::{Value, json};

use crate::client::{Result, call, of_kind, refused, updates, wait_for};

/// An invoice over five Stars, or with other fields.
fn invoice(chat: i64, more: &Value) -> Value {
    let mut params = json!({
        "chat_id": chat, "title": "Tea", "description": "A cup of tea", "payload": "tea-1", "currency": "XTR",
        "prices": [{"label": "Tea", "amount": 5}],
    });
    if let (Some(params), Some(more)) = (params.as_object_mut(), more.as_object()) {
        params.extend(more.clone());
    }
    params
}

/// The fields of an invoice over dollars, by a test provider.
fn dollars() -> Value {
    json!({"currency": "USD", "provider_token": "123:TEST:abc", "prices": [{"label": "Tea", "amount": 250}]})
}

/// Answers the next question before money is taken.
async fn check_out(sandbox: &Sandbox, mut answer: Value) -> Result<Value> {
    let query = wait_for(sandbox, "pre_checkout_query").await?;
    answer["pre_checkout_query_id"] = query["id"].clone();
    call(sandbox, "answerPreCheckoutQuery", answer).await?;
    Ok(query)
}

#[tokio::test]
async fn stars_are_paid_booked_and_refunded_once() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    call(&sandbox, "sendInvoice", invoice(alice.id(), &json!({}))).await?;
    let message = alice.next_message().await?;
    assert_eq!(message.buttons(), [["Pay ⭐️5"]]);
    let pay = async { Ok(alice.pay(&message).await?) };
    let (paid, query) = tokio::try_join!(pay, check_out(&sandbox, json!({"ok": true})))?;
    assert_eq!((&query["currency"], &query["total_amount"]), (&json!("XTR"), &json!(5)));
    assert_eq!(query["from"]["id"], alice.id());
    let payment = wait_for(&sandbox, "message").await?["successful_payment"].clone();
    assert_eq!(paid.field("successful_payment"), &payment);
    let charge = &payment["telegram_payment_charge_id"];
    assert_eq!(call(&sandbox, "getMyStarBalance", json!({})).await?, json!({"amount": 5}));
    let refund = json!({"user_id": alice.id(), "telegram_payment_charge_id": charge});
    call(&sandbox, "refundStarPayment", refund.clone()).await?;
    assert_eq!(wait_for(&sandbox, "message").await?["refunded_payment"]["total_amount"], 5);
    assert_eq!(refused(&sandbox, "refundStarPayment", refund).await?, "Bad Request: CHARGE_ALREADY_REFUNDED");
    assert_eq!(call(&sandbox, "getMyStarBalance", json!({})).await?, json!({"amount": 0}));
    let booked = call(&sandbox, "getStarTransactions", json!({})).await?;
    assert_eq!((&booked["transactions"][0]["id"], &booked["transactions"][1]["id"]), (charge, charge));
    assert_eq!(booked["transactions"][0]["source"]["invoice_payload"], "tea-1");
    assert_eq!(booked["transactions"][1]["receiver"]["user"]["id"], alice.id());
    let second = call(&sandbox, "getStarTransactions", json!({"offset": 1, "limit": 1})).await?;
    assert_eq!(second["transactions"].as_array().map(Vec::len), Some(1));
    Ok(())
}

#[tokio::test]
async fn a_refusal_is_told_to_the_payer() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    call(&sandbox, "sendInvoice", invoice(alice.id(), &json!({}))).await?;
    let message = alice.next_message().await?;
    let pay = async { Ok(alice.pay(&message).await) };
    let answer = check_out(&sandbox, json!({"ok": false, "error_message": "No tea left"}));
    let (paid, _) = tokio::try_join!(pay, answer)?;
    assert!(matches!(paid, Err(Error::Declined(why)) if why == "No tea left"));
    assert_eq!(of_kind(&updates(&sandbox).await?, "message"), [json!(null); 0]);
    Ok(())
}

#[tokio::test]
async fn a_bot_that_is_silent_for_ten_seconds_has_declined() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    call(&sandbox, "sendInvoice", invoice(alice.id(), &json!({}))).await?;
    let message = alice.next_message().await?;
    let pay = async { Ok(alice.pay(&message).await) };
    let silence = async {
        let query = wait_for(&sandbox, "pre_checkout_query").await?;
        sandbox.advance(Duration::from_secs(11));
        let answer = json!({"pre_checkout_query_id": query["id"], "ok": true});
        refused(&sandbox, "answerPreCheckoutQuery", answer).await
    };
    let (paid, late) = tokio::try_join!(pay, silence)?;
    assert!(matches!(paid, Err(Error::Declined(_))));
    assert_eq!(late, "Bad Request: query is too old and response timeout expired or query ID is invalid");
    Ok(())
}

#[tokio::test]
async fn a_flexible_invoice_is_shipped_as_the_payer_chooses() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let mut more = dollars();
    more["is_flexible"] = true.into();
    more["need_name"] = true.into();
    more["max_tip_amount"] = 100.into();
    call(&sandbox, "sendInvoice", invoice(alice.id(), &more)).await?;
    let message = alice.next_message().await?;
    let pay = async {
        let payment = alice.pay(&message).tip(50).shipping_option("fast").info("name", "A. Lice");
        Ok(payment.await?)
    };
    let answer = async {
        let query = wait_for(&sandbox, "shipping_query").await?;
        assert_eq!(query["shipping_address"]["city"], "Lausanne");
        let option = |id: &str, amount: i64| json!({"id": id, "title": id, "prices": [{"label": "Post", "amount": amount}]});
        let options = [option("slow", 100), option("fast", 300)];
        let answer = json!({"shipping_query_id": query["id"], "ok": true, "shipping_options": options});
        call(&sandbox, "answerShippingQuery", answer).await?;
        check_out(&sandbox, json!({"ok": true})).await
    };
    let (paid, query) = tokio::try_join!(pay, answer)?;
    assert_eq!(query["total_amount"], 250 + 50 + 300);
    let payment = paid.field("successful_payment");
    assert_eq!(payment["shipping_option_id"], "fast");
    assert_eq!(payment["order_info"]["name"], "A. Lice");
    assert_eq!(payment["order_info"]["shipping_address"]["country_code"], "CH");
    assert_eq!(call(&sandbox, "getMyStarBalance", json!({})).await?, json!({"amount": 0}));
    assert!(alice.pay(&message).tip(101).await.is_err(), "more than the largest tip");
    Ok(())
}

#[tokio::test]
async fn a_bot_may_not_ship_there() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let mut more = dollars();
    more["is_flexible"] = true.into();
    call(&sandbox, "sendInvoice", invoice(alice.id(), &more)).await?;
    let message = alice.next_message().await?;
    let pay = async { Ok(alice.pay(&message).await) };
    let answer = async {
        let query = wait_for(&sandbox, "shipping_query").await?;
        let answer = json!({"shipping_query_id": query["id"], "ok": false, "error_message": "Too far"});
        call(&sandbox, "answerShippingQuery", answer).await
    };
    let (paid, _) = tokio::try_join!(pay, answer)?;
    assert!(matches!(paid, Err(Error::Declined(why)) if why == "Too far"));
    Ok(())
}

#[tokio::test]
async fn a_subscription_behind_a_link_is_paid_again_until_it_is_cancelled() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let mut params = invoice(0, &json!({"subscription_period": 2_592_000}));
    params.as_object_mut().ok_or("no object")?.remove("chat_id");
    let link = call(&sandbox, "createInvoiceLink", params).await?;
    let link = link.as_str().ok_or("no link")?;
    assert!(link.starts_with("https://t.me/$"), "{link}");
    let pay = async { Ok(alice.pay_link(link).await?) };
    let (paid, _) = tokio::try_join!(pay, check_out(&sandbox, json!({"ok": true})))?;
    let first = paid.field("successful_payment");
    assert_eq!((&first["is_recurring"], &first["is_first_recurring"]), (&json!(true), &json!(true)));
    wait_for(&sandbox, "message").await?;
    sandbox.advance(Duration::from_secs(2_592_001));
    let again = wait_for(&sandbox, "message").await?["successful_payment"].clone();
    assert_eq!((&again["is_recurring"], again.get("is_first_recurring")), (&json!(true), None));
    let cancel = json!({
        "user_id": alice.id(), "telegram_payment_charge_id": again["telegram_payment_charge_id"],
        "is_canceled": true,
    });
    call(&sandbox, "editUserStarSubscription", cancel).await?;
    sandbox.advance(Duration::from_secs(2_592_001));
    assert_eq!(updates(&sandbox).await?, [json!(null); 0]);
    Ok(())
}

#[tokio::test]
async fn invoices_are_refused_in_telegrams_words() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let two = json!([{"label": "a", "amount": 1}, {"label": "b", "amount": 1}]);
    for (more, words) in [
        (json!({"currency": "USD"}), "PAYMENT_PROVIDER_INVALID"),
        (json!({"currency": "USD", "provider_token": "nonsense"}), "PAYMENT_PROVIDER_INVALID"),
        (json!({"currency": "USD", "provider_token": "1:TEST:a"}), "CURRENCY_TOTAL_AMOUNT_INVALID"),
        (json!({"currency": "ABC", "provider_token": "1:TEST:a"}), "CURRENCY_INVALID"),
        (json!({"provider_token": "1:TEST:a"}), "STARS_INVOICE_INVALID"),
        (json!({"max_tip_amount": 5}), "STARS_INVOICE_INVALID"),
        (json!({"prices": two}), "STARS_INVOICE_INVALID"),
        (json!({"prices": []}), "there must be at least one price"),
        (
            json!({"prices": [{"label": "", "amount": 1}]}),
            "can't parse labeled price: LabeledPrice label must be non-empty",
        ),
        (json!({"prices": [1]}), "can't parse labeled price: LabeledPrice must be an Object"),
        (json!({"prices": [{"label": "a", "amount": 0}]}), "total price must be positive"),
        (json!({"payload": "x".repeat(129)}), "INVOICE_PAYLOAD_INVALID"),
        (json!({"suggested_tip_amounts": [1, 2, 3, 4, 5]}), "there can be at most 4 suggested tip amounts"),
    ] {
        let answer = refused(&sandbox, "sendInvoice", invoice(alice.id(), &more)).await?;
        assert_eq!(answer, format!("Bad Request: {words}"), "{more}");
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_to_no_question_is_too_old() -> Result {
    let sandbox = Sandbox::start().await?;
    let words = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    let answer = json!({"pre_checkout_query_id": "7", "ok": true});
    assert_eq!(refused(&sandbox, "answerPreCheckoutQuery", answer).await?, words);
    let silent = json!({"pre_checkout_query_id": "7", "ok": false});
    assert_eq!(
        refused(&sandbox, "answerPreCheckoutQuery", silent).await?,
        "Bad Request: parameter \"error_message\" is required"
    );
    Ok(())
}

/// Offers two ways of shipping.
async fn ship(sandbox: &Sandbox) -> Result<Value> {
    let query = wait_for(sandbox, "shipping_query").await?;
    let option = |id: &str| json!({"id": id, "title": id, "prices": [{"label": "Post", "amount": 100}]});
    let options = [option("slow"), option("fast")];
    let answer = json!({"shipping_query_id": query["id"], "ok": true, "shipping_options": options});
    call(sandbox, "answerShippingQuery", answer).await?;
    Ok(query)
}

#[tokio::test]
async fn who_has_asked_for_the_shipping_pays_without_asking_again() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let mut more = dollars();
    more["is_flexible"] = true.into();
    call(&sandbox, "sendInvoice", invoice(alice.id(), &more)).await?;
    let message = alice.next_message().await?;
    let order = alice.pay(&message).info("shipping_address", json!({"city": "Lille"}));
    let ask = async { Ok(order.shipping_options().await?) };
    let (options, query) = tokio::try_join!(ask, ship(&sandbox))?;
    assert_eq!(
        (options.len(), &options[1]["id"], &query["shipping_address"]["city"]),
        (2, &json!("fast"), &json!("Lille"))
    );
    // Only the checkout is asked about: nobody answers a second question about the shipping here.
    let pay = async { Ok(order.clone().shipping_option("fast").await?) };
    let (paid, _) = tokio::try_join!(pay, check_out(&sandbox, json!({"ok": true})))?;
    assert_eq!(paid.field("successful_payment")["shipping_option_id"], "fast");

    // The next order is another one.
    let again = async { Ok(order.clone().await?) };
    let answer = async {
        ship(&sandbox).await?;
        check_out(&sandbox, json!({"ok": true})).await
    };
    tokio::try_join!(again, answer)?;
    let stars = alice.pay(&message).shipping_option("none");
    let (refused, _) = tokio::try_join!(async { Ok(stars.await) }, ship(&sandbox))?;
    assert!(refused.unwrap_err().to_string().contains("slow"), "it is told what there is");
    Ok(())
}

#[tokio::test]
async fn an_invoice_of_a_fixed_price_has_no_shipping_to_ask_for() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    call(&sandbox, "sendInvoice", invoice(alice.id(), &json!({}))).await?;
    let message = alice.next_message().await?;
    assert!(alice.pay(&message).shipping_options().await.is_err());
    assert!(updates(&sandbox).await?.is_empty(), "the bot is not asked");
    Ok(())
}
