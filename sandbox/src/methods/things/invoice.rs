//! Invoices: sent, and behind links.

use serde_json::{Value, json};

use super::super::Request;
use super::super::send::{draft, post};
use crate::server::{Answer, Refusal};
use crate::world::{Invoice, Json, PERIOD, STARS};

/// The largest amount of any currency.
const MOST: i64 = 999_999_999_999;
/// The most tips that can be suggested.
const MOST_TIPS: usize = 4;
/// The currencies besides Stars.
const CURRENCIES: &str = "AED AFN ALL AMD ARS AUD AZN BAM BDT BGN BHD BND BOB BRL BYN CAD CHF CLP CNY COP CRC CZK DKK \
                          DOP DZD EGP ETB EUR GBP GEL GHS GTQ HKD HNL HRK HUF IDR ILS INR IQD IRR ISK JMD JOD JPY \
                          KES KGS KRW KZT LBP LKR MAD MDL MMK MNT MOP MUR MVR MXN MYR MZN NGN NIO NOK NPR NZD PAB \
                          PEN PHP PKR PLN PYG QAR RON RSD RUB SAR SEK SGD SYP THB TJS TRY TTD TWD TZS UAH UGX USD \
                          UYU UZS VEF VND YER ZAR";

pub(crate) fn dispatch(name: &str, request: &mut Request<'_>) -> Option<Answer> {
    Some(match name {
        "sendInvoice" => send_invoice(request),
        "createInvoiceLink" => create_link(request),
        _ => return None,
    })
}

fn send_invoice(request: &mut Request<'_>) -> Answer {
    let key = request.open_chat()?;
    let invoice = invoice(request)?;
    let params = request.params;
    let shown = json!({
        "title": invoice.title,
        "description": params.text("description"),
        "start_parameter": params.text("start_parameter"),
        "currency": invoice.currency,
        "total_amount": invoice.total,
    });
    let mut draft = draft(request, key, Json::from_iter([("invoice".to_owned(), shown)]))?;
    if !draft.content.contains_key("reply_markup") {
        let label = format!("Pay {}", price(invoice.total, &invoice.currency));
        let markup = json!({"inline_keyboard": [[{"text": label, "pay": true}]]});
        draft.content.insert("reply_markup".into(), markup);
    }
    let entry = post(request, key, draft);
    request.world.place_invoice(key, entry.id, invoice);
    Ok(request.show(key, &entry))
}

fn create_link(request: &mut Request<'_>) -> Answer {
    let invoice = invoice(request)?;
    Ok(request.world.link_invoice(invoice).into())
}

/// An amount as a button shows it.
fn price(amount: i64, currency: &str) -> String {
    match currency {
        STARS => format!("⭐️{amount}"),
        "JPY" | "KRW" | "CLP" | "ISK" | "PYG" | "UGX" | "VND" => format!("{amount} {currency}"),
        _ => format!("{}.{:02} {currency}", amount / 100, amount % 100),
    }
}

/// Reads and checks what is to be paid.
pub(super) fn invoice(request: &Request<'_>) -> Result<Invoice, Refusal> {
    let params = request.params;
    let (title, payload) = (params.text("title").to_owned(), params.text("payload").to_owned());
    // In inline mode it may be there and say nothing.
    let currency = params.str("currency").ok_or_else(|| Refusal::bad("currency is empty"))?.to_owned();
    let provider = params.text("provider_token");
    let stars = currency == STARS;
    let prices = params.get("prices").unwrap_or(&Value::Null);
    let total = prices_of(prices)?;
    if total <= 0 {
        return Err(Refusal::bad("total price must be positive"));
    }
    if total > MOST {
        return Err(Refusal::bad("total price is too big"));
    }
    let max_tip = params.number("max_tip_amount");
    if !(0..=MOST).contains(&max_tip) {
        return Err(Refusal::bad("invalid max_tip_amount of the currency specified"));
    }
    let tips = tips(request)?;
    let flexible = params.flag("is_flexible");
    let needs: Vec<String> = [
        ("need_name", "name"),
        ("need_phone_number", "phone_number"),
        ("need_email", "email"),
        ("need_shipping_address", "shipping_address"),
    ]
    .into_iter()
    .filter(|(flag, part)| params.flag(flag) || flexible && *part == "shipping_address")
    .map(|(_, part)| part.to_owned())
    .collect();
    let period = params.int("subscription_period").filter(|period| *period != 0);
    if stars {
        let one_price = prices.as_array().is_some_and(|prices| prices.len() == 1);
        let plain = one_price && max_tip == 0 && tips == 0 && !flexible && provider.is_empty();
        if !plain || period.is_some_and(|period| period != PERIOD) {
            return Err(Refusal::bad("STARS_INVOICE_INVALID"));
        }
    } else {
        if !is_provider(provider) {
            return Err(Refusal::bad("PAYMENT_PROVIDER_INVALID"));
        }
        if !CURRENCIES.split(' ').any(|known| known == currency) {
            return Err(Refusal::bad("CURRENCY_INVALID"));
        }
        // Every currency has bounds that follow its rate; the dollar's are fixed.
        if currency == "USD" && !(100..=1_000_000).contains(&total) {
            return Err(Refusal::bad("CURRENCY_TOTAL_AMOUNT_INVALID"));
        }
        if period.is_some() {
            return Err(Refusal::bad("CURRENCY_INVALID"));
        }
    }
    let needs = if stars { Vec::new() } else { needs };
    Ok(Invoice {
        bot: request.bot,
        title,
        payload,
        currency,
        total,
        max_tip,
        flexible,
        needs,
        subscription: period,
    })
}

/// Whether a token is one of a payment provider: a number, `TEST` or `LIVE`, and a secret.
fn is_provider(token: &str) -> bool {
    let mut parts = token.splitn(3, ':');
    let number =
        parts.next().is_some_and(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    let mode = parts.next().is_some_and(|part| matches!(part, "TEST" | "LIVE"));
    number && mode && parts.next().is_some_and(|secret| !secret.is_empty())
}

/// What labelled prices come to.
pub(crate) fn prices_of(prices: &Value) -> Result<i64, Refusal> {
    let prices = prices.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut total = 0_i64;
    for price in prices {
        // A number passes for a text, but does not label a price.
        if !price["label"].is_string() {
            return Err(Refusal::bad("can't parse labeled price: LabeledPrice label must be non-empty"));
        }
        let amount = whole(&price["amount"]);
        if !(-MOST..=MOST).contains(&amount) {
            return Err(Refusal::bad("too big amount of the currency specified"));
        }
        total = total.saturating_add(amount);
    }
    if prices.is_empty() { Err(Refusal::bad("there must be at least one price")) } else { Ok(total) }
}

/// A whole number, which may stand in a text.
fn whole(value: &Value) -> i64 {
    value.as_i64().or_else(|| value.as_str()?.parse().ok()).unwrap_or_default()
}

/// How many tips are suggested.
fn tips(request: &Request<'_>) -> Result<usize, Refusal> {
    let tips = request.params.list("suggested_tip_amounts");
    for tip in tips {
        if !(0..=MOST).contains(&whole(tip)) {
            return Err(Refusal::bad("invalid suggested_tip_amount of the currency specified"));
        }
    }
    if tips.len() > MOST_TIPS {
        return Err(Refusal::bad("there can be at most 4 suggested tip amounts"));
    }
    Ok(tips.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_has_a_number_a_mode_and_a_secret() {
        assert!(is_provider("123:TEST:abc"));
        assert!(is_provider("381764678:LIVE:1:2"));
        for wrong in ["", "abc", "123:abc", "x:TEST:abc", "123:TEST:", ":TEST:a"] {
            assert!(!is_provider(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_price_has_the_decimals_of_its_currency() {
        assert_eq!(price(1234, "EUR"), "12.34 EUR");
        assert_eq!(price(1205, "USD"), "12.05 USD");
        assert_eq!(price(500, "JPY"), "500 JPY");
        assert_eq!(price(5, "XTR"), "⭐️5");
    }
}
