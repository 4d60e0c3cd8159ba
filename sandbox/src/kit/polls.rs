//! Polls: users vote in them, and make their own.

use serde_json::{Value, json};

use super::{Group, Message, User};
use crate::error::{Error, Result};
use crate::world::{self, ChatKey, Draft, Json};

/// A poll that a user is about to send.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), chappe_sandbox::Error> {
/// use chappe_sandbox::{Poll, Sandbox};
///
/// let sandbox = Sandbox::start().await?;
/// let alice = sandbox.user("Alice");
/// let poll = alice.send_poll(&Poll::new("Tea?", ["Yes", "No"]).public()).await?;
/// alice.vote(&poll, ["Yes"]).await?;
/// assert_eq!(poll.now().unwrap().field("poll")["total_voter_count"], 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a poll does nothing until it is sent"]
pub struct Poll {
    question: String,
    options: Vec<String>,
    correct: Vec<usize>,
    public: bool,
    multiple: bool,
}

impl Poll {
    /// An anonymous poll that takes one answer.
    pub fn new<T: Into<String>>(question: &str, options: impl IntoIterator<Item = T>) -> Self {
        Self {
            question: question.to_owned(),
            options: options.into_iter().map(Into::into).collect(),
            correct: Vec::new(),
            public: false,
            multiple: false,
        }
    }

    /// Shows who voted for what.
    pub fn public(mut self) -> Self {
        self.public = true;
        self
    }

    /// Takes several answers.
    pub fn multiple(mut self) -> Self {
        self.multiple = true;
        self
    }

    /// Makes a quiz of it, of which this option is right.
    pub fn quiz(mut self, correct: usize) -> Self {
        self.correct = vec![correct];
        self
    }

    fn read(&self) -> Result<world::NewPoll> {
        let wrong = |what: &str| Err(Error::Impossible(what.to_owned()));
        if self.question.trim().is_empty() || self.options.iter().any(|option| option.trim().is_empty()) {
            return wrong("Telegram's apps send no poll without a question or with an empty option");
        }
        if self.options.is_empty() || self.options.len() > 12 {
            return wrong("a poll has 1 to 12 options");
        }
        if self.correct.iter().any(|option| *option >= self.options.len()) {
            return wrong("the right option of the quiz is none of its options");
        }
        let quiz = !self.correct.is_empty();
        let options: Vec<Value> = self
            .options
            .iter()
            .enumerate()
            .map(|(number, text)| {
                json!({"persistent_id": number.to_string(), "text": text.trim(), "voter_count": 0})
            })
            .collect();
        let mut poll = json!({
            "question": self.question.trim(),
            "options": options,
            "total_voter_count": 0,
            "is_closed": false,
            "is_anonymous": !self.public,
            "type": if quiz { "quiz" } else { "regular" },
            "allows_multiple_answers": self.multiple,
            "allows_revoting": !quiz,
            "members_only": false,
        });
        if quiz {
            poll["correct_option_ids"] = json!(self.correct);
        }
        let json = poll.as_object().cloned().unwrap_or_default();
        Ok(world::NewPoll { json, ..world::NewPoll::default() })
    }
}

/// An option that a voter names: by number from 0, or by its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The number of the option, the first is 0.
    Number(usize),
    /// What the option says.
    Text(String),
}

impl From<usize> for Choice {
    fn from(number: usize) -> Self {
        Choice::Number(number)
    }
}

impl From<&str> for Choice {
    fn from(text: &str) -> Self {
        Choice::Text(text.to_owned())
    }
}

impl From<String> for Choice {
    fn from(text: String) -> Self {
        Choice::Text(text)
    }
}

impl User {
    /// Sends a poll to the default bot.
    ///
    /// # Errors
    ///
    /// When the poll is none that an app would send.
    pub async fn send_poll(&self, poll: &Poll) -> Result<Message> {
        self.poll_in(self.here(), poll).await
    }

    /// Sends a poll to a group or channel.
    ///
    /// # Errors
    ///
    /// When the user may not write there, or the poll is none that an app would send.
    pub async fn send_poll_to(&self, group: &Group, poll: &Poll) -> Result<Message> {
        self.poll_in(group.key(), poll).await
    }

    /// Sends a poll, as the `request_poll` button of the standing keyboard asks.
    ///
    /// # Errors
    ///
    /// When no keyboard asks for a poll, or for one of the other type, or the poll is none that an app would send.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn doc(alice: chappe_sandbox::User) -> chappe_sandbox::Result<()> {
    /// let quiz = chappe_sandbox::Poll::new("2 + 3?", ["5", "6"]).quiz(0);
    /// let sent = alice.share_poll(&quiz).await?;
    /// assert_eq!(sent.field("poll")["type"], "quiz");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn share_poll(&self, poll: &Poll) -> Result<Message> {
        let (key, button) = self.wish("request_poll").ok_or_else(|| {
            Error::Impossible(format!("no keyboard that stands for {} asks for a poll", self.first_name()))
        })?;
        let kind = if poll.correct.is_empty() { "regular" } else { "quiz" };
        match button["request_poll"]["type"].as_str() {
            Some(asked @ ("quiz" | "regular")) if asked != kind => {
                Err(Error::Impossible(format!("the button asks for a {asked} poll")))
            }
            _ => {
                let sent = self.poll_in(key, poll).await?;
                self.used(key, &button);
                Ok(sent)
            }
        }
    }

    async fn poll_in(&self, key: ChatKey, poll: &Poll) -> Result<Message> {
        let new = poll.read()?;
        let poll = self.sandbox().core().change(|world| world.make_poll(self.id(), key, new));
        let content = Json::from_iter([("poll".to_owned(), poll)]);
        self.post(key, Draft { content, ..Draft::default() }).await
    }

    /// Votes in a poll by the numbers or the texts of options; a later vote replaces it.
    ///
    /// The bot that sent the poll gets `poll`, and `poll_answer` where the poll is not anonymous. Gives the identifier
    /// of the last update.
    ///
    /// # Errors
    ///
    /// When it is no poll, or closed, has no such option, takes one answer only, or takes no second vote, as a quiz.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe_sandbox::Error> {
    /// use chappe_sandbox::{Poll, Sandbox};
    ///
    /// let sandbox = Sandbox::start().await?;
    /// let alice = sandbox.user("Alice");
    /// let quiz = alice.send_poll(&Poll::new("2 + 3?", ["5", "6"]).quiz(0)).await?;
    /// alice.vote(&quiz, [0]).await?;
    /// assert!(alice.vote(&quiz, [1]).await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn vote<T: Into<Choice>>(
        &self,
        message: &Message,
        options: impl IntoIterator<Item = T>,
    ) -> Result<Option<i64>> {
        let options: Vec<Choice> = options.into_iter().map(Into::into).collect();
        let update = self.sandbox().core().change(|world| {
            let entry = world.entry(message.key, message.id());
            let list = entry.and_then(|entry| entry.json.get("poll")?.get("options")?.as_array().cloned());
            let list = list.ok_or_else(|| Error::Impossible("that is no poll, or it is gone".into()))?;
            let mut numbers = Vec::new();
            for option in options {
                numbers.push(match option {
                    Choice::Number(number) => number,
                    Choice::Text(text) => {
                        let found = list.iter().position(|option| option["text"] == text.as_str());
                        found.ok_or_else(|| Error::Impossible(format!("the poll has no option {text:?}")))?
                    }
                });
            }
            world.vote(self.id(), message.key, message.id(), &numbers)
        });
        self.turn().await;
        update
    }

    /// Takes a vote back.
    ///
    /// # Errors
    ///
    /// When there is none, or the poll does not let it be changed.
    pub async fn retract_vote(&self, message: &Message) -> Result<Option<i64>> {
        self.vote(message, [0_usize; 0]).await
    }

    /// Adds an option to a poll that lets its voters do so.
    ///
    /// # Errors
    ///
    /// When the poll takes none.
    pub async fn add_option(&self, message: &Message, text: &str) -> Result<Option<i64>> {
        let update = self
            .sandbox()
            .core()
            .change(|world| world.add_option(self.id(), message.key, message.id(), text));
        self.turn().await;
        update
    }

    /// Closes an own poll.
    ///
    /// # Errors
    ///
    /// When it is somebody else's, or closed already.
    pub async fn stop_poll(&self, message: &Message) -> Result<Option<i64>> {
        if message.entry.author.id() != self.id() {
            return Err(Error::Impossible(format!("{} did not send that poll", self.first_name())));
        }
        let update = self.sandbox().core().change(|world| {
            let poll = world.poll_of(message.key, message.id());
            let ended = poll.and_then(|poll| world.end_poll(&poll, None));
            ended.map(|(_, update)| update)
        });
        self.turn().await;
        update.ok_or_else(|| Error::Impossible("the poll is closed, or gone".into()))
    }

    /// What the user has voted for in a poll, by the numbers of the options.
    pub fn vote_in(&self, message: &Message) -> Vec<usize> {
        let world = self.sandbox().core().look();
        let poll = world.poll_of(message.key, message.id());
        poll.map_or_else(Vec::new, |poll| world.things.polls.votes_of(&poll, self.id()).to_vec())
    }
}
