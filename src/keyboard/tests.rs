//! What the recorded keyboards do not show.

use super::*;
use crate::types::{InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup};

fn labels(keyboard: &InlineKeyboard) -> Vec<Vec<&str>> {
    keyboard.rows().map(|row| row.iter().map(|button| button.text.as_str()).collect()).collect()
}

fn of(labels: &[&str]) -> InlineKeyboard {
    InlineKeyboard::new()
        .buttons(labels.iter().map(|label| InlineKeyboardButton::new(*label).callback_data("x")))
}

#[test]
fn rows_without_buttons_are_never_sent() {
    let keyboard = InlineKeyboard::new().row().text("A", "a").row().row().text("B", "b").row();
    assert_eq!(InlineKeyboardMarkup::from(keyboard.clone()).inline_keyboard.len(), 2);
    assert_eq!(labels(&keyboard), [["A"], ["B"]]);
    let rows = vec![vec![], vec![KeyboardButton::new("A")], vec![]];
    assert_eq!(ReplyKeyboardMarkup::from(ReplyKeyboard::from(rows)).keyboard.len(), 1);
}

#[test]
fn flowing_fills_from_either_end() {
    let keyboard = of(&["1", "2", "3", "4", "5"]);
    assert_eq!(labels(&keyboard.clone().flowed(2)), [vec!["1", "2"], vec!["3", "4"], vec!["5"]]);
    assert_eq!(labels(&keyboard.clone().flowed_up(2)), [vec!["1"], vec!["2", "3"], vec!["4", "5"]]);
    assert_eq!(labels(&keyboard.clone().flowed_up(5)).len(), 1);
    assert_eq!(labels(&keyboard.flowed(0)).len(), 5);
}

#[test]
fn transposing_twice_gives_the_same_back_where_rows_are_even() {
    let keyboard = of(&["1", "2", "3"]).append(of(&["4", "5", "6"]));
    assert_eq!(labels(&keyboard.clone().transposed()), [["1", "4"], ["2", "5"], ["3", "6"]]);
    assert_eq!(keyboard.clone().transposed().transposed(), keyboard);
}

#[test]
fn style_and_icon_are_of_the_last_button() {
    let keyboard =
        InlineKeyboard::new().danger().text("A", "a").text("B", "b").success().icon("7").row().primary();
    let buttons: Vec<_> = keyboard.rows().flatten().collect();
    assert_eq!(buttons[0].style, None);
    assert_eq!(buttons[1].style.as_ref().unwrap().as_str(), "primary");
    assert_eq!(buttons[1].icon_custom_emoji_id.as_deref(), Some("7"));
}

#[test]
fn appending_starts_a_row_and_keeps_the_options() {
    let keyboard = ReplyKeyboard::from([["1", "2"]]).resize().append([["3"], ["4"]]).text("5");
    let markup = ReplyKeyboardMarkup::from(keyboard);
    assert_eq!(markup.keyboard.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1, 2]);
    assert_eq!(markup.resize_keyboard, Some(true));
}

#[test]
fn received_keyboards_can_be_built_upon() {
    let markup = InlineKeyboardMarkup::new(vec![vec![InlineKeyboardButton::new("A").callback_data("a")]]);
    assert_eq!(labels(&InlineKeyboard::from(markup).text("B", "b")), [["A", "B"]]);
}

#[test]
fn header_and_footer_may_be_rows() {
    assert_eq!(build_menu(1..=3, 2, [7, 8], None), [vec![7, 8], vec![1, 2], vec![3]]);
    assert_eq!(build_menu(None, 2, None, vec![9]), [vec![9]]);
    assert_eq!(build_menu::<u8>(None, 0, None, None), Vec::<Vec<u8>>::new());
}
