//! The cost of making a request and writing it as JSON, beside `serde_json`'s tree.

use chappe::Bot;
use chappe::bot::ApiRequest;
use chappe::types::{InlineKeyboardButton, InlineKeyboardMarkup, ParseMode};
use chappe_benches::Race;
use serde_json::json;

const TEXT: &str = "Your order <b>#1042</b> is on its way.\nIt arrives \"today\" between 14:00 and 16:00.";

fn request(bot: &Bot) -> ApiRequest {
    let row = [("Track", "track:1042"), ("Cancel", "cancel:1042")]
        .map(|(label, data)| InlineKeyboardButton::new(label).callback_data(data));
    bot.send_message(1_187_456_230, TEXT)
        .parse_mode(ParseMode::Html)
        .disable_notification(true)
        .reply_markup(InlineKeyboardMarkup::new(vec![row.into()]))
        .to_request()
        .expect("nothing is missing")
}

fn tree() -> String {
    json!({
        "chat_id": 1_187_456_230,
        "text": TEXT,
        "parse_mode": "HTML",
        "disable_notification": true,
        "reply_markup": { "inline_keyboard": [[
            { "text": "Track", "callback_data": "track:1042" },
            { "text": "Cancel", "callback_data": "cancel:1042" },
        ]] },
    })
    .to_string()
}

fn main() {
    let bot = Bot::new("123456:benchmark").expect("a token of a token's form");
    let written: Option<serde_json::Map<_, _>> = serde_json::from_str(&tree()).ok();
    assert_eq!(Some(request(&bot).params()), written.as_ref(), "both write the same");
    let times = Race::new().enter("chappe", 1, || request(&bot)).enter("serde_json, json!", 1, tree).run();
    times.print("sendMessage with two buttons, made and written as JSON");
}
