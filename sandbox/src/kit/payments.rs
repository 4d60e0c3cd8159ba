//! Users pay: invoices in messages and behind links.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use serde_json::{Value, json};

use super::wait::within;
use super::{Message, User};
use crate::error::{Error, Result};
use crate::world::{ChatKey, Invoice, Json, Order, Reply};

/// A payment that a user is about to make; await it.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = chappe_sandbox::Sandbox::start().await?;
/// # let (api, token) = (sandbox.api_url(), sandbox.token());
/// # tokio::spawn(async move {
/// #     let client = reqwest::Client::new();
/// #     let call = |method: &str, params: serde_json::Value| {
/// #         client.post(format!("{api}/bot{token}/{method}")).json(&params).send()
/// #     };
/// #     let invoice = serde_json::json!({
/// #         "chat_id": 1001, "title": "Tea", "description": "A cup", "payload": "tea", "currency": "XTR",
/// #         "prices": [{"label": "Tea", "amount": 5}],
/// #     });
/// #     call("sendInvoice", invoice).await.unwrap();
/// #     let updates = call("getUpdates", serde_json::json!({"timeout": 5})).await.unwrap();
/// #     let updates: serde_json::Value = updates.json().await.unwrap();
/// #     let id = &updates["result"][0]["pre_checkout_query"]["id"];
/// #     let answer = serde_json::json!({"pre_checkout_query_id": id, "ok": true});
/// #     call("answerPreCheckoutQuery", answer).await.unwrap();
/// # });
/// let alice = sandbox.user("Alice");
/// let invoice = alice.next_message().await?;
/// let paid = alice.pay(&invoice).await?;
/// assert_eq!(paid.field("successful_payment")["invoice_payload"], "tea");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is paid until it is awaited"]
pub struct Payment {
    user: User,
    invoice: Result<(ChatKey, Invoice), String>,
    info: Json,
    tip: i64,
    shipping: Option<String>,
}

impl Payment {
    /// Adds a tip, in the smallest units of the currency.
    pub fn tip(mut self, amount: i64) -> Self {
        self.tip = amount;
        self
    }

    /// Chooses this way of shipping, by its identifier; the first one that the bot offers when left out.
    pub fn shipping_option(mut self, id: &str) -> Self {
        self.shipping = Some(id.to_owned());
        self
    }

    /// Gives a part of the order's information, of those that the invoice asks for, in place of one that is made up.
    ///
    /// The parts are `name`, `phone_number`, `email` and `shipping_address`.
    pub fn info(mut self, part: &str, value: impl Into<Value>) -> Self {
        self.info.insert(part.to_owned(), value.into());
        self
    }

    /// Asks the bot how it ships what is ordered, to choose by [`Payment::shipping_option`].
    ///
    /// A payment with the same information takes the answer, and does not ask again.
    ///
    /// # Errors
    ///
    /// When the invoice is not flexible, or the bot does not ship there, or does not answer before the deadline.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn doc(alice: chappe_sandbox::User) -> chappe_sandbox::Result<()> {
    /// let invoice = alice.next_message().await?;
    /// let options = alice.pay(&invoice).shipping_options().await?;
    /// assert_eq!(options[1]["id"], "fast");
    /// alice.pay(&invoice).shipping_option("fast").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn shipping_options(&self) -> Result<Vec<Value>> {
        let (key, invoice) = self.invoice.clone().map_err(Error::Impossible)?;
        if !invoice.flexible {
            return Err(Error::Impossible("the price of that invoice does not depend on shipping".into()));
        }
        let (user, order) = (self.user.id(), self.order(&invoice));
        let core = self.user.sandbox().core();
        let id = core.change(|world| world.ask_shipping(user, key, invoice, order));
        self.user.turn().await;
        match self.reply(id, "the bot to answer the shipping query").await? {
            Reply::Options(options) => Ok(options),
            reply => Err(declined(reply)),
        }
    }

    async fn run(self) -> Result<Message> {
        let (key, invoice) = self.invoice.clone().map_err(Error::Impossible)?;
        if !(0..=invoice.max_tip).contains(&self.tip) {
            return Err(Error::Impossible(format!("the invoice takes tips of 0 to {}", invoice.max_tip)));
        }
        let user = self.user.id();
        let mut order = self.order(&invoice);
        let core = self.user.sandbox().core();
        if invoice.flexible {
            let offered = || core.change(|world| world.take_shipping(user, key, &invoice, &order.info));
            let options = if let Some(options) = offered() {
                options
            } else {
                let options = self.shipping_options().await?;
                offered();
                options
            };
            order.shipping = Some(self.choose(&options)?);
        }
        let id = core.change(|world| world.ask_checkout(user, key, invoice, order));
        self.user.turn().await;
        match self.reply(id, "the bot to answer the pre-checkout query").await? {
            Reply::Paid(key, message) => {
                let entry = core.look().entry(key, message).cloned();
                let entry = entry.ok_or_else(|| Error::Impossible("the payment's message is gone".into()))?;
                Ok(Message::new(self.user.sandbox().clone(), key, entry, None))
            }
            reply => Err(declined(reply)),
        }
    }

    fn order(&self, invoice: &Invoice) -> Order {
        let part = |part: &String| {
            let given = self.info.get(part).cloned();
            (part.clone(), given.unwrap_or_else(|| self.made_up(part)))
        };
        Order { info: invoice.needs.iter().map(part).collect(), tip: self.tip, shipping: None }
    }

    fn made_up(&self, part: &str) -> Value {
        let name = self.user.first_name();
        match part {
            "name" => name.into(),
            "phone_number" => "12025550100".into(),
            "email" => format!("user{}@example.com", self.user.id()).into(),
            _ => json!({
                "country_code": "CH",
                "state": "VD",
                "city": "Lausanne",
                "street_line1": "Main Street 1",
                "street_line2": "",
                "post_code": "1000",
            }),
        }
    }

    fn choose(&self, options: &[Value]) -> Result<(String, i64)> {
        let wanted = |option: &&Value| self.shipping.as_ref().is_none_or(|id| option["id"] == id.as_str());
        let option = options.iter().find(wanted).ok_or_else(|| {
            let offered: Vec<&str> = options.iter().filter_map(|option| option["id"].as_str()).collect();
            Error::Impossible(format!("the bot does not ship so; it offers {offered:?}"))
        })?;
        let prices = option["prices"].as_array().into_iter().flatten();
        let price = prices.filter_map(|price| price["amount"].as_i64()).fold(0, i64::saturating_add);
        Ok((option["id"].as_str().unwrap_or_default().to_owned(), price))
    }

    async fn reply(&self, id: u64, what: &str) -> Result<Reply> {
        let sandbox = self.user.sandbox();
        within(sandbox, &self.user.first_name(), what, self.user.deadline(), || {
            let world = sandbox.core().look();
            Ok(world.things.payments.question(id).and_then(|question| question.reply.clone()))
        })
        .await
    }
}

fn declined(reply: Reply) -> Error {
    Error::Declined(match reply {
        Reply::No(why) => why,
        _ => "the bot did not answer in time".to_owned(),
    })
}

impl IntoFuture for Payment {
    type Output = Result<Message>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl User {
    /// Pays an invoice, once awaited: gives the message that tells of the payment.
    ///
    /// The bot is asked for shipping options where the invoice is flexible, and whether the money may be taken. It has
    /// 10 seconds of the sandbox's clock to say so, as with Telegram. No money is spent, and users have as much as
    /// they need.
    pub fn pay(&self, message: &Message) -> Payment {
        let world = self.sandbox().core().look();
        let reads = world.readers_of(message.key, &message.entry).contains(&self.id());
        let invoice = world.invoice_in(message.key, message.id()).filter(|_| reads);
        let invoice = invoice.map(|invoice| (message.key, invoice));
        self.payment(invoice.ok_or_else(|| "that message is no invoice, or not for this user".to_owned()))
    }

    /// Pays the invoice behind a link that `createInvoiceLink` made, as [`User::pay`] does.
    pub fn pay_link(&self, link: &str) -> Payment {
        let core = self.sandbox().core();
        let invoice = core.look().invoice_at(link);
        let invoice = invoice.ok_or_else(|| format!("there is no invoice behind {link}"));
        self.payment(invoice.map(|invoice| {
            let key = core.change(|world| world.open_private(invoice.bot, self.id()));
            (key, invoice)
        }))
    }

    fn payment(&self, invoice: Result<(ChatKey, Invoice), String>) -> Payment {
        Payment { user: self.clone(), invoice, info: Json::new(), tip: 0, shipping: None }
    }
}
