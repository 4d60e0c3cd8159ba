//! Payments: invoices, the questions asked before money is taken, and what was taken.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::{Author, ChatKey, Draft, Json, World};
use super::due::Due;

/// How many invoices, questions and transactions are remembered, each.
const KEPT: usize = 10_000;
/// How long a bot may take to answer before money is taken, in seconds.
const PATIENCE: i64 = 10;
/// The time that a subscription is paid for, in seconds: 30 days.
pub(crate) const PERIOD: i64 = 2_592_000;
/// The currency that is Telegram's own.
pub(crate) const STARS: &str = "XTR";

/// Something that can be paid.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Invoice {
    pub(crate) bot: i64,
    pub(crate) title: String,
    pub(crate) payload: String,
    pub(crate) currency: String,
    /// What the prices come to.
    pub(crate) total: i64,
    pub(crate) max_tip: i64,
    /// Whether the bot is asked for shipping options.
    pub(crate) flexible: bool,
    /// Which parts of the order's information are asked for, by their names.
    pub(crate) needs: Vec<String>,
    /// For how many seconds it is paid, again and again.
    pub(crate) subscription: Option<i64>,
}

/// What a payer says beside the price.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) info: Json,
    pub(crate) tip: i64,
    /// The chosen way of shipping, and what it costs.
    pub(crate) shipping: Option<(String, i64)>,
}

/// A question to the bot that holds up a payment.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Question {
    pub(crate) bot: i64,
    user: i64,
    key: ChatKey,
    invoice: Invoice,
    order: Order,
    pub(crate) checkout: bool,
    pub(crate) reply: Option<Reply>,
}

/// What became of a question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Reply {
    /// These `ShippingOption` objects can be chosen.
    Options(Vec<Value>),
    /// It is paid, as this message tells.
    Paid(ChatKey, i64),
    /// The bot refused and says why.
    No(String),
    /// The bot did not answer in time.
    Late,
}

/// Money that was taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Charge {
    bot: i64,
    user: i64,
    key: ChatKey,
    invoice: Invoice,
    total: i64,
    refunded: bool,
    cancelled: bool,
}

/// Everything about money.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Payments {
    /// Invoices in messages.
    #[serde(with = "super::super::pairs")]
    messages: BTreeMap<(ChatKey, i64), Invoice>,
    /// Invoices behind links, by what follows `$`.
    links: BTreeMap<String, Invoice>,
    questions: BTreeMap<u64, Question>,
    charges: BTreeMap<String, Charge>,
    balances: BTreeMap<i64, i64>,
    /// A bot and a `StarTransaction` object each, oldest first.
    transactions: VecDeque<(i64, Value)>,
}

impl Payments {
    pub(crate) fn question(&self, id: u64) -> Option<&Question> {
        self.questions.get(&id)
    }

    /// The Stars that a bot has.
    pub(crate) fn balance(&self, bot: i64) -> i64 {
        self.balances.get(&bot).copied().unwrap_or(0)
    }

    /// The transactions of a bot, oldest first.
    pub(crate) fn transactions(&self, bot: i64) -> impl Iterator<Item = &Value> + '_ {
        self.transactions.iter().filter(move |(whose, _)| *whose == bot).map(|(_, transaction)| transaction)
    }

    /// Books Stars that came in, or went out where the amount is negative.
    pub(crate) fn book(&mut self, bot: i64, amount: i64, mut transaction: Value) {
        let balance = self.balances.entry(bot).or_default();
        *balance = balance.saturating_add(amount);
        transaction["amount"] = amount.abs().into();
        self.transactions.push_back((bot, transaction));
        if self.transactions.len() > KEPT {
            self.transactions.pop_front();
        }
    }
}

fn bounded<K: Ord, V>(map: &mut BTreeMap<K, V>) {
    if map.len() > KEPT {
        map.pop_first();
    }
}

impl World {
    /// Remembers that a message is an invoice.
    pub(crate) fn place_invoice(&mut self, key: ChatKey, message_id: i64, invoice: Invoice) {
        self.things.payments.messages.insert((key, message_id), invoice);
        bounded(&mut self.things.payments.messages);
    }

    /// Makes a link to an invoice.
    pub(crate) fn link_invoice(&mut self, invoice: Invoice) -> String {
        let slug = format!("sandbox{}", self.ids.other());
        let link = format!("https://t.me/${slug}");
        self.things.payments.links.insert(slug, invoice);
        bounded(&mut self.things.payments.links);
        link
    }

    /// The invoice of a message.
    pub(crate) fn invoice_in(&self, key: ChatKey, message_id: i64) -> Option<Invoice> {
        self.things.payments.messages.get(&(key, message_id)).cloned()
    }

    /// The invoice behind a link.
    pub(crate) fn invoice_at(&self, link: &str) -> Option<Invoice> {
        let slug = link.rsplit_once('$').map_or(link, |(_, slug)| slug);
        self.things.payments.links.get(slug).cloned()
    }

    fn ask(&mut self, question: Question, kind: &str, mut query: Value) -> u64 {
        let id = self.ids.callback();
        query["id"] = id.to_string().into();
        let bot = question.bot;
        self.things.payments.questions.insert(id, question);
        bounded(&mut self.things.payments.questions);
        if let Some(bot) = self.bots.get_mut(&bot) {
            bot.updates.push(kind, &query);
        }
        id
    }

    /// Asks the bot how it ships to an address.
    pub(crate) fn ask_shipping(&mut self, user: i64, key: ChatKey, invoice: Invoice, order: Order) -> u64 {
        let query = json!({
            "id": "",
            "from": self.user_json(user),
            "invoice_payload": invoice.payload,
            "shipping_address": order.info.get("shipping_address"),
        });
        let bot = invoice.bot;
        let line = format!("{} gives an address for {:?}", self.name(user), invoice.title);
        self.journal.write(line);
        let question = Question { bot, user, key, invoice, order, checkout: false, reply: None };
        self.ask(question, "shipping_query", query)
    }

    /// The ways of shipping that the bot has offered for this order, where nobody has chosen one yet.
    pub(crate) fn take_shipping(
        &mut self,
        user: i64,
        key: ChatKey,
        invoice: &Invoice,
        info: &Json,
    ) -> Option<Vec<Value>> {
        let questions = &mut self.things.payments.questions;
        let is_same = |one: &Question| {
            !one.checkout
                && (one.user, one.key, one.bot) == (user, key, invoice.bot)
                && one.invoice.payload == invoice.payload
                && one.order.info == *info
                && matches!(one.reply, Some(Reply::Options(_)))
        };
        let id = questions.iter().rev().find(|(_, one)| is_same(one)).map(|(id, _)| *id)?;
        match questions.remove(&id)?.reply? {
            Reply::Options(options) => Some(options),
            _ => None,
        }
    }

    /// Asks the bot whether the money may be taken.
    pub(crate) fn ask_checkout(&mut self, user: i64, key: ChatKey, invoice: Invoice, order: Order) -> u64 {
        let total = total(&invoice, &order);
        let mut query = json!({
            "id": "",
            "from": self.user_json(user),
            "currency": invoice.currency,
            "total_amount": total,
            "invoice_payload": invoice.payload,
        });
        add_order(&mut query, &order);
        let bot = invoice.bot;
        let line = format!("{} pays {total} {} for {:?}", self.name(user), invoice.currency, invoice.title);
        self.journal.write(line);
        let until = self.now() + PATIENCE;
        let question = Question { bot, user, key, invoice, order, checkout: true, reply: None };
        let id = self.ask(question, "pre_checkout_query", query);
        self.due_at(until, Due::Checkout(id));
        id
    }

    /// A bot that has not answered by now has refused.
    pub(crate) fn checkout_is_late(&mut self, id: u64) {
        let question = self.things.payments.questions.get_mut(&id).filter(|asked| asked.reply.is_none());
        if let Some(question) = question {
            question.reply = Some(Reply::Late);
            let line = format!("the payment for {:?} ends: the bot did not answer", question.invoice.title);
            self.journal.write(line);
        }
    }

    /// Answers a question; `false` where the bot may not, or not any more.
    pub(crate) fn answer_question(
        &mut self,
        bot: i64,
        id: u64,
        checkout: bool,
        reply: Option<Reply>,
    ) -> bool {
        let question = self.things.payments.questions.get_mut(&id);
        let Some(question) =
            question.filter(|asked| asked.bot == bot && asked.checkout == checkout && asked.reply.is_none())
        else {
            return false;
        };
        let reply = if let Some(reply) = reply {
            reply
        } else {
            let (user, key) = (question.user, question.key);
            let (invoice, order) = (question.invoice.clone(), question.order.clone());
            Reply::Paid(key, self.take_money(user, key, invoice, &order))
        };
        if let Reply::No(why) = &reply {
            let line = format!("{} declines the payment: {why}", self.name(bot));
            self.journal.write(line);
        }
        if let Some(question) = self.things.payments.questions.get_mut(&id) {
            question.reply = Some(reply);
        }
        true
    }

    /// Takes the money and tells the chat.
    fn take_money(&mut self, user: i64, key: ChatKey, invoice: Invoice, order: &Order) -> i64 {
        let total = total(&invoice, order);
        let number = self.ids.other();
        let stars = invoice.currency == STARS;
        let charge = if stars { format!("stx{number}") } else { format!("{}_{user}_{number}", invoice.bot) };
        let mut payment = json!({
            "currency": invoice.currency,
            "total_amount": total,
            "invoice_payload": invoice.payload,
        });
        if invoice.subscription.is_some() {
            payment["is_first_recurring"] = true.into();
        }
        add_order(&mut payment, order);
        self.charge(user, key, invoice, total, charge, payment)
    }

    fn charge(
        &mut self,
        user: i64,
        key: ChatKey,
        invoice: Invoice,
        total: i64,
        charge: String,
        mut payment: Value,
    ) -> i64 {
        let now = self.now();
        if let Some(period) = invoice.subscription {
            payment["subscription_expiration_date"] = (now + period).into();
            payment["is_recurring"] = true.into();
            self.due_at(now + period, Due::Renewal(charge.clone()));
        }
        payment["telegram_payment_charge_id"] = charge.as_str().into();
        let provider = if invoice.currency == STARS { String::new() } else { format!("sandbox_{charge}") };
        payment["provider_payment_charge_id"] = provider.into();
        if invoice.currency == STARS {
            let mut source = json!({
                "type": "user",
                "transaction_type": "invoice_payment",
                "user": self.user_json(user),
                "invoice_payload": invoice.payload,
            });
            if let Some(period) = invoice.subscription {
                source["subscription_period"] = period.into();
            }
            let transaction = json!({"id": charge, "amount": total, "date": now, "source": source});
            self.things.payments.book(invoice.bot, total, transaction);
        }
        let bot = invoice.bot;
        let taken = Charge { bot, user, key, invoice, total, refunded: false, cancelled: false };
        self.things.payments.charges.insert(charge, taken);
        bounded(&mut self.things.payments.charges);
        let content = Json::from_iter([("successful_payment".to_owned(), payment)]);
        let draft = Draft { content, service: true, ..Draft::default() };
        self.post(key, Author::User(user), draft).0.id
    }

    /// Takes the money for the next time of a subscription.
    pub(crate) fn renew(&mut self, charge: &str) {
        let taken = self.things.payments.charges.get(charge);
        let Some(taken) = taken.filter(|taken| !taken.cancelled && !taken.refunded).cloned() else { return };
        let payment = json!({
            "currency": taken.invoice.currency,
            "total_amount": taken.total,
            "invoice_payload": taken.invoice.payload,
        });
        let next = format!("stx{}", self.ids.other());
        self.charge(taken.user, taken.key, taken.invoice, taken.total, next, payment);
    }

    /// Gives Stars back; the text is Telegram's word for what is wrong.
    pub(crate) fn refund(&mut self, bot: i64, user: i64, charge: &str) -> Result<(), &'static str> {
        let now = self.now();
        let payer = self.user_json(user);
        let payments = &mut self.things.payments;
        let taken = payments.charges.get_mut(charge);
        let taken = taken
            .filter(|taken| taken.bot == bot && taken.user == user && taken.invoice.currency == STARS)
            .ok_or("CHARGE_ID_INVALID")?;
        if taken.refunded {
            return Err("CHARGE_ALREADY_REFUNDED");
        }
        taken.refunded = true;
        let Charge { key, invoice, total, .. } = taken.clone();
        let receiver = json!({
            "type": "user",
            "transaction_type": "invoice_payment",
            "user": payer,
            "invoice_payload": invoice.payload,
        });
        payments.book(bot, -total, json!({"id": charge, "amount": total, "date": now, "receiver": receiver}));
        let refund = json!({
            "currency": STARS,
            "total_amount": total,
            "invoice_payload": invoice.payload,
            "telegram_payment_charge_id": charge,
        });
        self.service(key, bot, "refunded_payment", refund);
        Ok(())
    }

    /// Ends a subscription with its time, or lets it go on; `false` where there is none.
    pub(crate) fn cancel_subscription(&mut self, bot: i64, user: i64, charge: &str, cancel: bool) -> bool {
        let taken = self.things.payments.charges.get_mut(charge);
        let taken = taken.filter(|it| it.bot == bot && it.user == user && it.invoice.subscription.is_some());
        taken.map(|taken| taken.cancelled = cancel).is_some()
    }
}

fn total(invoice: &Invoice, order: &Order) -> i64 {
    let shipping = order.shipping.as_ref().map_or(0, |(_, price)| *price);
    invoice.total.saturating_add(order.tip).saturating_add(shipping)
}

fn add_order(into: &mut Value, order: &Order) {
    if let Some((id, _)) = &order.shipping {
        into["shipping_option_id"] = id.as_str().into();
    }
    if !order.info.is_empty() {
        into["order_info"] = Value::Object(order.info.clone());
    }
}
