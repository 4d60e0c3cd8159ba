//! Deep nesting: read up to the limit on a small stack, a typed error beyond it.

use chappe::json::{DecodeError, MAX_DEPTH};
use chappe::types::{RichText, Update, UpdateKind};

/// Runs on the stack that Rust gives a thread, which is that of tokio's workers too.
fn on_a_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run).expect("a thread");
    thread.join().expect("the thread did not panic")
}

/// An update with a message that replies to a message, `depth` times.
fn replies(depth: usize) -> String {
    let open = r#"{"message_id":1,"date":1,"chat":{"id":1,"type":"group"},"reply_to_message":"#.repeat(depth);
    let last = r#"{"message_id":1,"date":1,"chat":{"id":1,"type":"group"}}"#;
    format!(r#"{{"update_id":1,"message":{open}{last}{}}}"#, "}".repeat(depth))
}

/// An update with a text in bold in bold, `depth` times, in a rich message.
fn rich(depth: usize) -> String {
    let text = format!(r#"{}"x"{}"#, r#"{"type":"bold","text":"#.repeat(depth), "}".repeat(depth));
    format!(
        r#"{{"update_id":1,"message":{{"message_id":1,"date":1,"chat":{{"id":1,"type":"group"}},"rich_message":{{"blocks":[{{"type":"paragraph","text":{text}}}]}}}}}}"#
    )
}

/// An update of unknown lists in lists.
fn unknown(depth: usize) -> String {
    format!(r#"{{"update_id":1,"dream":{}{}}}"#, "[".repeat(depth), "]".repeat(depth))
}

/// How deep a text is nested.
fn depth(text: &str) -> u32 {
    let mut depth = 0;
    let mut most = 0;
    for byte in text.bytes() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

/// What of a shape is nested as deep as is allowed, and one deeper.
fn at_the_limit(shape: fn(usize) -> String) -> (String, String) {
    let levels = (1..200).take_while(|levels| depth(&shape(*levels)) <= MAX_DEPTH).last().expect("a level");
    (shape(levels), shape(levels + 1))
}

fn read_use_and_drop(text: String) -> Result<(), DecodeError> {
    on_a_small_stack(move || {
        let update = Update::from_json(&text)?;
        assert_eq!(update.to_json(), text);
        assert_eq!(update.clone(), update);
        assert!(format!("{update:#?}").len() > text.len());
        Ok(())
    })
}

#[test]
fn a_chain_of_replies_is_read_up_to_the_limit() {
    read_use_and_drop(at_the_limit(replies).0).expect("as deep as is allowed");
}

#[test]
fn rich_text_is_read_up_to_the_limit() {
    let (text, _) = at_the_limit(rich);
    assert!(depth(&text) > 100);
    read_use_and_drop(text).expect("as deep as is allowed");
}

#[test]
fn an_unknown_kind_is_read_up_to_the_limit() {
    read_use_and_drop(at_the_limit(unknown).0).expect("as deep as is allowed");
}

#[test]
fn beyond_the_limit_is_a_typed_error() {
    for shape in [replies, rich, unknown] {
        let (_, text) = at_the_limit(shape);
        let error = read_use_and_drop(text).expect_err("too deep");
        assert!(error.is_too_deep(), "{error}");
    }
}

#[test]
fn far_beyond_the_limit_is_a_typed_error() {
    for shape in [replies, rich, unknown] {
        let error = read_use_and_drop(shape(100_000)).expect_err("too deep");
        assert!(error.is_too_deep(), "{error}");
    }
}

#[test]
fn rich_text_is_a_text_a_list_or_an_object_at_any_depth() {
    let text = rich(1).replace(r#""x""#, r#"["a",{"type":"italic","text":["b"]}]"#);
    let update = Update::from_json(&text).expect("an update");
    assert_eq!(update.to_json(), text);
    let UpdateKind::Message(message) = update.kind else { panic!("a message") };
    let blocks = &message.rich_message.as_deref().expect("a rich message").blocks;
    let chappe::types::RichBlock::Paragraph(paragraph) = &blocks[0] else { panic!("{blocks:?}") };
    let RichText::Bold(bold) = &paragraph.text else { panic!("{paragraph:?}") };
    let RichText::Sequence(parts) = &bold.text else { panic!("{bold:?}") };
    assert!(matches!(&parts[0], RichText::Plain(a) if a == "a"));
    assert!(matches!(&parts[1], RichText::Italic(_)));
}
