//! Payments: invoices in messages and behind links.

use super::refused::Refused;
use super::reply::reply;
use super::route::{Call, DEADLINE, Kind, Outcome, Route, may};
use super::show::{self, Answer};
use crate::kit::Payment;

pub(super) const ROUTES: &[Route] = &[Route {
    method: "POST",
    path: "/users/{user}/payments",
    name: "pay",
    summary: "Pays an invoice, and waits until the bot has let it be paid or refused. The refusal is answered as 402.",
    fields: &[
        may("message", Kind::Int, "2", "The number of the message with the invoice."),
        may("chat", Kind::Int, "1001", "Its chat; the private chat with the bot when left out."),
        may(
            "link",
            Kind::Text,
            "\"https://t.me/$sandbox1\"",
            "The link of an invoice, in place of a message.",
        ),
        may("tip", Kind::Int, "50", "A tip, in the smallest units of the currency."),
        may(
            "shipping_option",
            Kind::Text,
            "\"fast\"",
            "The way of shipping; the first offered when left out.",
        ),
        may(
            "info",
            Kind::Object,
            "{\"name\": \"Alice\"}",
            "Parts of the order's information: `name`, `phone_number`, `email`, `shipping_address`.",
        ),
        DEADLINE,
    ],
    answer: Answer::Message,
    run: |call| reply(pay(call)),
}];

async fn pay(call: &Call) -> Outcome {
    let user = call.user()?;
    let mut payment: Payment = match (call.args.find_text("link"), call.args.int("message")) {
        (Some(link), None) => user.pay_link(link),
        (None, Some(_)) => user.pay(&call.message(&user, "message")?),
        _ => return Err(Refused::bad("what to pay?", "give either \"message\" or \"link\"")),
    };
    if let Some(tip) = call.args.int("tip") {
        payment = payment.tip(tip);
    }
    if let Some(id) = call.args.find_text("shipping_option") {
        payment = payment.shipping_option(id);
    }
    let info = call.args.value("info").and_then(serde_json::Value::as_object);
    for (part, value) in info.into_iter().flatten() {
        payment = payment.info(part, value.clone());
    }
    Ok(show::message(&payment.await?))
}
