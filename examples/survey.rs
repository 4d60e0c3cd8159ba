//! A survey whose state is in the session: questions with keyboards, back, cancel, and a summary.
//!
//! The session says which question is open; filters over it send the answer to the handler of that question.

use chappe::bot::Call;
use chappe::prelude::*;
use chappe::types::ReplyKeyboardRemove;
use chappe_middleware::session::{self, Session, SessionKey, SessionLayer};
use chappe_middleware::store::MemoryStore;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
enum Step {
    #[default]
    Idle,
    Name,
    Drink,
    Cups,
}

#[derive(Default, Serialize, Deserialize)]
struct Survey {
    step: Step,
    name: String,
    drink: String,
}

impl Survey {
    /// Goes to a question and asks it.
    fn ask(&mut self, ctx: &Ctx, step: Step) -> Call<SendMessage> {
        self.step = step;
        let (question, keyboard) = match step {
            Step::Idle => return ctx.reply("/start to begin.").reply_markup(ReplyKeyboardRemove::new()),
            Step::Name => ("What is your name?".to_owned(), [["Cancel"]].into()),
            Step::Drink => {
                let question = format!("Tea or coffee, {}?", self.name);
                (question, ReplyKeyboard::new().text("Tea").text("Coffee").row().text("Back").text("Cancel"))
            }
            Step::Cups => {
                (format!("How many cups of {} a day?", self.drink), ReplyKeyboard::from([["Back", "Cancel"]]))
            }
        };
        ctx.reply(question).reply_markup(keyboard.resize())
    }
}

async fn start(ctx: Ctx, mut survey: Session<Survey>) -> Call<SendMessage> {
    survey.ask(&ctx, Step::Name)
}

async fn cancel(ctx: Ctx, mut survey: Session<Survey>) -> Call<SendMessage> {
    survey.delete();
    ctx.reply("As you like. /start when you have changed your mind.").reply_markup(ReplyKeyboardRemove::new())
}

async fn back(ctx: Ctx, mut survey: Session<Survey>) -> Call<SendMessage> {
    let before = match survey.step {
        Step::Idle => Step::Idle,
        Step::Name | Step::Drink => Step::Name,
        Step::Cups => Step::Drink,
    };
    survey.ask(&ctx, before)
}

async fn name(ctx: Ctx, mut survey: Session<Survey>, text: Text) -> Call<SendMessage> {
    survey.name = text.to_string();
    survey.ask(&ctx, Step::Drink)
}

async fn drink(ctx: Ctx, mut survey: Session<Survey>, text: Text) -> Call<SendMessage> {
    survey.drink = text.to_lowercase();
    survey.ask(&ctx, Step::Cups)
}

async fn cups(ctx: Ctx, mut survey: Session<Survey>, Matches(m): Matches) -> Call<SendMessage> {
    let summary = format!("{}'s cups of {} a day: {}. Thank you!", survey.name, survey.drink, m.as_str());
    survey.delete();
    ctx.reply(summary).reply_markup(ReplyKeyboardRemove::new())
}

/// What is no answer to the open question: it is asked again.
async fn again(ctx: Ctx, mut survey: Session<Survey>) -> Call<SendMessage> {
    let step = survey.step;
    survey.ask(&ctx, step)
}

/// What is said while a question is open.
fn at(step: Step) -> Filter {
    session::when(move |survey: &Survey| survey.step == step)
}

#[tokio::main]
async fn main() -> Result {
    let bot = chappe_sandbox::playground().await?;
    let router = Router::new()
        .command("start", start)
        .command("cancel", cancel)
        .hears("Cancel", cancel)
        .hears("Back", back)
        .on(at(Step::Name) & filter::text(regex!(r"^[^/].*")), name)
        .on(at(Step::Drink) & filter::text(["Tea", "Coffee"]), drink)
        .on(at(Step::Cups) & filter::text(regex!(r"^\d{1,2}$")), cups)
        .any(again)
        .layer(SessionLayer::<Survey>::new(MemoryStore::new()).key(SessionKey::USER_IN_CHAT));
    bot.run(router).await?;
    Ok(())
}
