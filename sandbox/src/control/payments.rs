//! Payments: invoices in messages and behind links.

use serde_json::json;

use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, DEADLINE, Field, ITS_CHAT, Kind, Outcome, Route, may};
use super::show::{self, Answer};
use crate::kit::Payment;

const MESSAGE: Field = may("message", Kind::Int, "2", "The number of the message with the invoice.");
const LINK: Field =
    may("link", Kind::Text, "\"https://t.me/$sandbox1\"", "The link of an invoice, in place of a message.");
const INFO: Field = may(
    "info",
    Kind::Object,
    "{\"name\": \"Alice\"}",
    "Parts of the order's information: `name`, `phone_number`, `email`, `shipping_address`.",
);

pub(super) const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/shipping-options",
        name: "shipping_options",
        summary: "Asks the bot how it ships what is ordered; a payment with the same information takes the answer.",
        fields: &[MESSAGE, ITS_CHAT, LINK, INFO, DEADLINE],
        answer: Answer::ShippingOptions,
        run: |call| reply(shipping_options(call)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/payments",
        name: "pay",
        summary: "Pays an invoice, and waits until the bot has let it be paid or refused. The refusal is answered as 402.",
        fields: &[
            MESSAGE,
            ITS_CHAT,
            LINK,
            may("tip", Kind::Int, "50", "A tip, in the smallest units of the currency."),
            may(
                "shipping_option",
                Kind::Text,
                "\"fast\"",
                "The way of shipping; the first offered when left out.",
            ),
            INFO,
            DEADLINE,
        ],
        answer: Answer::Message,
        run: |call| reply(pay(call)),
    },
];

/// The payment of the invoice that a request names.
fn payment(call: &Call) -> Result<Payment, Refused> {
    let user = call.user()?;
    let mut payment = match (call.args.find_text("link"), call.args.int("message")) {
        (Some(link), None) => user.pay_link(link),
        (None, Some(_)) => user.pay(&call.message(&user, "message")?),
        _ => return Err(Refused::bad("what to pay?", "give either \"message\" or \"link\"")),
    };
    let info = call.args.value("info").and_then(serde_json::Value::as_object);
    for (part, value) in info.into_iter().flatten() {
        payment = payment.info(part, value.clone());
    }
    Ok(payment)
}

async fn shipping_options(call: &Call) -> Outcome {
    Ok(json!({"options": payment(call)?.shipping_options().await?}))
}

async fn pay(call: &Call) -> Outcome {
    let mut payment = payment(call)?;
    if let Some(tip) = call.args.int("tip") {
        payment = payment.tip(tip);
    }
    if let Some(id) = call.args.find_text("shipping_option") {
        payment = payment.shipping_option(id);
    }
    Ok(show::message(&payment.await?))
}
