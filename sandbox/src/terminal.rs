//! A chat with the bot in the terminal.

use std::io::IsTerminal as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};

use crate::world::{Reader, What};
use crate::{CallbackAnswer, Clicked, Message, Result, Sandbox, User};

/// What [`chat`] says first.
const GREETING: &str = "Type a line to send it to the bot. `#1` presses the button [1].";
/// So long a toast is waited for; a bot that never answers a click has none.
const TOAST: Duration = Duration::from_secs(5);

/// Lets the one at the terminal write as the user, until the input ends.
///
/// Each line is sent; `#2` presses the second button of the last message that has any. What the bot sends, edits,
/// deletes and answers to clicks is printed. Where the input is not a terminal, each line waits until the bot has
/// handled the one before, and the last until it is handled.
///
/// # Errors
///
/// When the sandbox fails; what a user may not do is printed.
///
/// # Example
///
/// ```no_run
/// # async fn f() -> Result<(), chappe_sandbox::Error> {
/// let sandbox = chappe_sandbox::Sandbox::start().await?;
/// let alice = sandbox.user("Alice");
/// chappe_sandbox::terminal::chat(&sandbox, &alice).await
/// # }
/// ```
pub async fn chat(sandbox: &Sandbox, user: &User) -> Result<()> {
    let screen = Screen::of(user);
    let printing = tokio::spawn(print(sandbox.clone(), screen.clone()));
    let interactive = std::io::stdin().is_terminal();
    if interactive {
        println!("{GREETING}");
    }
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    // An unreadable line ends the input as well as its end does.
    while let Ok(Some(line)) = lines.next_line().await {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if !interactive {
            println!("> {line}");
        }
        if let Err(error) = say(user, line, &screen).await {
            println!("! {error}");
        }
        if !interactive {
            settle(sandbox, &screen).await?;
        }
    }
    settle(sandbox, &screen).await?;
    printing.abort();
    Ok(())
}

/// Waits until the bot has handled everything, and prints what is left.
async fn settle(sandbox: &Sandbox, screen: &Screen) -> Result<()> {
    sandbox.wait_until_idle().await?;
    screen.print();
    Ok(())
}

async fn say(user: &User, line: &str, screen: &Screen) -> Result<()> {
    let Some(number) = line.strip_prefix('#').and_then(|number| number.parse::<usize>().ok()) else {
        user.send(line).await?;
        return Ok(());
    };
    let Some((message, label)) = screen.button(number) else {
        println!("! there is no button [{number}]");
        return Ok(());
    };
    let clicked = user.click_on(&message, &label).await?;
    if let Some(url) = clicked.button()["url"].as_str() {
        println!("* opens {url}");
    }
    if clicked.id().is_some() {
        tokio::spawn(toast(clicked));
    }
    Ok(())
}

async fn toast(clicked: Clicked) {
    let Ok(Ok(answer)) = tokio::time::timeout(TOAST, clicked.answer()).await else { return };
    let CallbackAnswer { text, show_alert, url } = answer;
    if !text.is_empty() {
        println!("{} {text}", if show_alert { "[alert]" } else { "*" });
    }
    if let Some(url) = url {
        println!("* opens {url}");
    }
}

/// Prints what the bot does until the chat is over.
async fn print(sandbox: Sandbox, screen: Screen) {
    let mut changed = sandbox.core().watch();
    loop {
        screen.print();
        if changed.changed().await.is_err() {
            return;
        }
    }
}

/// What is printed, and which buttons can be pressed.
#[derive(Clone)]
struct Screen {
    /// Reads for the terminal alone, so that a test finds everything that is printed.
    user: User,
    buttons: Arc<Mutex<Option<Message>>>,
}

impl Screen {
    fn of(user: &User) -> Self {
        Self { user: user.read_by(Reader::Terminal), buttons: Arc::default() }
    }

    /// Prints what was not printed yet; once this returns, whoever called it, all of it is printed.
    fn print(&self) {
        let mut buttons = self.buttons.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((what, message)) = self.user.try_next_event() {
            match what {
                What::Sent => Self::message("<", message, &mut buttons),
                What::Edited => Self::message("~", message, &mut buttons),
                What::Deleted => println!("x {}", words(&message)),
            }
        }
    }

    fn message(sign: &str, message: Message, buttons: &mut Option<Message>) {
        println!("{sign} {}", words(&message).replace('\n', "\n  "));
        let rows = message.buttons();
        if rows.is_empty() {
            return;
        }
        let mut number = 0;
        for row in rows {
            let row: Vec<String> = row
                .iter()
                .map(|label| {
                    number += 1;
                    format!("[{number}: {label}]")
                })
                .collect();
            println!("  {}", row.join(" "));
        }
        *buttons = Some(message);
    }

    fn button(&self, number: usize) -> Option<(Message, String)> {
        let message = self.buttons.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        let label = message.buttons().into_iter().flatten().nth(number.checked_sub(1)?)?;
        Some((message, label))
    }
}

/// The text of a message, or what it brings instead.
fn words(message: &Message) -> String {
    const MEDIA: [&str; 12] = [
        "photo",
        "video",
        "animation",
        "audio",
        "voice",
        "video_note",
        "document",
        "sticker",
        "location",
        "contact",
        "poll",
        "dice",
    ];
    if !message.text().is_empty() {
        return message.text().to_owned();
    }
    let medium = MEDIA.into_iter().find(|medium| !message.field(medium).is_null()).unwrap_or("message");
    format!("({medium}) {}", message.caption()).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Author, Draft};

    #[tokio::test]
    async fn what_is_printed_is_still_there_for_a_test() -> Result<()> {
        let sandbox = Sandbox::start().await?;
        let alice = sandbox.user("Alice");
        let screen = Screen::of(&alice);
        let bot = Author::Bot(sandbox.core().default_bot);
        sandbox.core().change(|world| world.post(alice.here(), bot, Draft::default()));
        screen.print();
        assert!(screen.user.try_next_event().is_none(), "it is printed once");
        assert!(alice.try_next_message().is_some());
        Ok(())
    }
}
