//! Web Apps, where no message brings the button, and what they give to the bot.

use serde_json::json;

use super::press::web_app_url;
use super::{Clicked, Message, User};
use crate::error::{Error, Result};
use crate::world::{ChatKey, Json, button_label};

impl User {
    /// Presses the menu button beside the place where one writes to the bot, which opens a Web App.
    ///
    /// # Errors
    ///
    /// When the bot's menu button opens none.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn doc(alice: chappe_sandbox::User) -> chappe_sandbox::Result<()> {
    /// let opened = alice.press_menu_button().await?;
    /// assert!(opened.opens().is_some_and(|page| page.starts_with("https://example.org/app#tgWebAppData=")));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn press_menu_button(&self) -> Result<Clicked> {
        let key = self.private();
        let clicked = self.sandbox().core().change(|world| {
            let ChatKey::Private { bot, user } = key else { return None };
            let button = world.menu_button_for(bot, user);
            let mut clicked = Clicked::new(self.clone(), button.clone());
            clicked.web_app = Some(world.open_web_app(bot, user, key, web_app_url(&button)?));
            let label = button["text"].as_str().unwrap_or_default();
            let line = format!("{} presses the menu button [{label}]", world.name(user));
            world.journal.write(line);
            Some(clicked)
        });
        self.turn().await;
        clicked.ok_or_else(|| Error::Impossible("the bot's menu button opens no Web App".into()))
    }

    /// Sends what a Web App, opened by the keyboard button of that label, gives to the bot.
    ///
    /// # Errors
    ///
    /// When no Web App button of that label stands, or the data is longer than 4,096 bytes.
    pub async fn send_web_app_data(&self, button: &str, data: &str) -> Result<Message> {
        if data.is_empty() || data.len() > 4096 {
            return Err(Error::Impossible("a Web App sends 1 to 4,096 bytes".into()));
        }
        let (key, found) = self
            .wishes("web_app")
            .into_iter()
            .find(|(_, found)| button_label(found) == button)
            .ok_or_else(|| Error::Impossible(format!("no keyboard has a Web App button {button:?}")))?;
        let data = json!({"data": data, "button_text": button_label(&found)});
        let sent = self.contribute(key, Json::from_iter([("web_app_data".to_owned(), data)])).await?;
        self.used(key, &found);
        Ok(sent)
    }
}
