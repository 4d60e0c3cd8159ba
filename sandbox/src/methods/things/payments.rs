//! Answers that let money be taken or not, and Stars that were taken.

use serde_json::{Value, json};

use super::super::Request;
use super::invoice::prices_of;
use crate::check::{TOO_OLD, required};
use crate::server::{Answer, Refusal};
use crate::world::Reply;

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "answerShippingQuery" => shipping(request),
        "answerPreCheckoutQuery" => checkout(request),
        "getMyStarBalance" => Ok(json!({"amount": request.world.things.payments.balance(request.bot)})),
        "getStarTransactions" => Ok(transactions(request)),
        "refundStarPayment" => refund(request),
        "editUserStarSubscription" => subscription(request),
        _ => return None,
    })
}

fn shipping(request: &mut Request<'_>) -> Answer {
    let reply = if request.params.flag("ok") { Reply::Options(options(request)?) } else { refused(request)? };
    answer(request, "shipping_query_id", false, Some(reply))
}

fn checkout(request: &mut Request<'_>) -> Answer {
    let reply = if request.params.flag("ok") { None } else { Some(refused(request)?) };
    answer(request, "pre_checkout_query_id", true, reply)
}

fn answer(request: &mut Request<'_>, name: &str, checkout: bool, reply: Option<Reply>) -> Answer {
    let id = request.params.str(name).and_then(|id| id.parse().ok());
    let taken = id.is_some_and(|id| request.world.answer_question(request.bot, id, checkout, reply));
    if taken { Ok(true.into()) } else { Err(Refusal::bad(TOO_OLD)) }
}

/// Why the bot refuses, which it has to say.
fn refused(request: &Request<'_>) -> Result<Reply, Refusal> {
    let why = request.params.str("error_message").ok_or_else(|| missing("error_message"))?;
    Ok(Reply::No(why.to_owned()))
}

fn missing(name: &str) -> Refusal {
    Refusal::worded(required(name))
}

/// The ways of shipping that can be chosen.
fn options(request: &Request<'_>) -> Result<Vec<Value>, Refusal> {
    let options = request.params.array("shipping_options").ok_or_else(|| missing("shipping_options"))?;
    let wrong = |words: &str| Err(Refusal::bad(format!("can't parse shipping option: {words}")));
    for option in options {
        let is_empty = |name: &str| option[name].as_str().is_none_or(str::is_empty);
        if is_empty("id") {
            return wrong("ShippingOption identifier must be non-empty");
        }
        if is_empty("title") {
            return wrong("ShippingOption title must be non-empty");
        }
        prices_of(&option["prices"])?;
    }
    Ok(options.clone())
}

fn transactions(request: &Request<'_>) -> Value {
    let count = |name: &str, default: usize| {
        request.params.int(name).map_or(default, |number| usize::try_from(number).unwrap_or(0))
    };
    let (skip, most) = (count("offset", 0), count("limit", 100).clamp(1, 100));
    let all = request.world.things.payments.transactions(request.bot);
    let page: Vec<Value> = all.skip(skip).take(most).cloned().collect();
    json!({"transactions": page})
}

/// The payer and the charge of a request.
fn charge<'a>(request: &Request<'a>) -> Result<(i64, &'a str), Refusal> {
    let user = request.params.number("user_id");
    if !request.world.users.contains_key(&user) {
        return Err(Refusal::bad("user not found"));
    }
    Ok((user, request.params.text("telegram_payment_charge_id")))
}

fn refund(request: &mut Request<'_>) -> Answer {
    let (user, charge) = charge(request)?;
    request.world.refund(request.bot, user, charge).map_err(Refusal::bad)?;
    Ok(true.into())
}

fn subscription(request: &mut Request<'_>) -> Answer {
    let (user, charge) = charge(request)?;
    let cancel = request.params.flag("is_canceled");
    let found = request.world.cancel_subscription(request.bot, user, charge, cancel);
    if found { Ok(true.into()) } else { Err(Refusal::bad("CHARGE_ID_INVALID")) }
}
