//! What the codec accepts, refuses, keeps and says.

use std::collections::BTreeMap;

use super::{
    Decode, DecodeError, Encode, Extra, MAX_DEPTH, Peek, RawJson, Reader, Writer, from_slice, from_str,
    to_string,
};

/// A struct as the generator writes them.
#[derive(Default, Debug, PartialEq)]
struct User {
    id: i64,
    name: String,
    friend: Option<Box<User>>,
    tags: Vec<String>,
    score: Option<f64>,
    extra: Extra,
}

impl Decode for User {
    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {
        r.begin_object()?;
        let mut seen = false;
        while let Some(key) = r.next_key()? {
            match key.as_bytes() {
                b"id" => {
                    seen = true;
                    self.id.decode_into(r)?;
                }
                b"name" => self.name.decode_into(r)?,
                b"friend" => self.friend.decode_into(r)?,
                b"tags" => self.tags.decode_into(r)?,
                b"score" => self.score.decode_into(r)?,
                _ => self.extra.keep(&key, r)?,
            }
        }
        if seen { Ok(()) } else { Err(r.missing("User", "id")) }
    }
}

impl Encode for User {
    fn encode(&self, w: &mut Writer) {
        w.begin_object();
        w.field("id", &self.id);
        w.field("name", &self.name);
        w.optional("friend", &self.friend);
        w.field("tags", &self.tags);
        w.optional("score", &self.score);
        self.extra.write(w);
        w.end_object();
    }
}

fn error<T: Decode + std::fmt::Debug>(text: &str) -> String {
    from_str::<T>(text).unwrap_err().to_string()
}

#[test]
fn a_struct_comes_back_with_what_it_does_not_know() {
    let text = r#"{"id":1,"name":"Алексей","friend":{"id":-2,"name":"","tags":[]},"tags":["a","b"],"score":1.5,"new":{ "x":[1 ,2]},"\u0061\"":null}"#;
    let user: User = from_str(text).unwrap();
    assert_eq!(user.friend.as_ref().unwrap().id, -2);
    assert_eq!(user.extra.get("new").unwrap().get(), r#"{ "x":[1 ,2]}"#);
    assert!(user.extra.get("a\"").unwrap().is_null());
    assert_eq!(to_string(&user), text.replace("\\u0061", "a"));
}

#[test]
fn whitespace_may_stand_anywhere_between_tokens() {
    let text = " \r\n{ \"id\" :\t1 , \"tags\" : [ \"a\" , \"b\" ] , \"name\":\"n\" , \"friend\" : null } \n";
    let user: User = from_str(text).unwrap();
    assert_eq!((user.id, &*user.name, user.tags.len(), user.friend), (1, "n", 2, None));
    assert!(from_str::<User>("{ }").unwrap_err().to_string().contains("`id` of User"));
    assert!(from_str::<Vec<i64>>(" [ ] ").unwrap().is_empty());
}

#[test]
fn a_duplicate_member_counts_once_and_the_last_one_wins() {
    let text = r#"{"id":1,"id":2,"tags":["a"],"tags":["b"],"friend":{"id":1,"name":"x"},"friend":{"id":3},"n":1,"m":2,"n":3}"#;
    let user: User = from_str(text).unwrap();
    assert_eq!((user.id, user.tags), (2, vec!["b".to_owned()]));
    assert_eq!(user.friend.unwrap().name, "");
    let extra: Vec<_> = user.extra.iter().map(|(key, value)| (key, value.get())).collect();
    assert_eq!(extra, [("n", "3"), ("m", "2")]);
}

#[test]
fn null_leaves_a_scalar_at_its_default() {
    let user: User = from_str(r#"{"id":null,"name":null,"tags":null,"score":null}"#).unwrap();
    assert_eq!(user, User::default());
    assert!(!from_str::<bool>("null").unwrap());
    assert_eq!(from_str::<Option<bool>>("false").unwrap(), Some(false));
}

#[test]
fn integers_are_exact_and_in_range() {
    for value in [0, 1, -1, 12_345_678, 123_456_789, -1_001_987_654_321, i64::MAX, i64::MIN] {
        for text in [format!("{value}"), format!("{value}                 ")] {
            assert_eq!(from_str::<i64>(&text).unwrap(), value);
        }
    }
    assert_eq!(from_str::<u64>("18446744073709551615").unwrap(), u64::MAX);
    assert_eq!(from_str::<Vec<i64>>("[5.0,5e3,-0,-0.0,2.50e1]").unwrap(), [5, 5000, 0, 0, 25]);
    assert_eq!(from_str::<i32>("-2147483648").unwrap(), i32::MIN);
    assert_eq!(from_str::<u64>("-0").unwrap(), 0);
    for text in
        ["9223372036854775808", "-9223372036854775809", "5.5", "1e300", "100000000000000000000000", "\"5\""]
    {
        assert!(from_str::<i64>(text).is_err(), "{text}");
    }
    for text in ["-1", "18446744073709551616", "-1.0"] {
        assert!(from_str::<u64>(text).is_err(), "{text}");
    }
    for text in ["4294967296", "-1"] {
        assert!(from_str::<u32>(text).is_err(), "{text}");
    }
    for text in ["01", "-", "-01", "1.", ".5", "1e", "1e+", "+1", "0x1", "1 1", "00000000001", "--1"] {
        assert!(from_str::<i64>(text).is_err() && from_str::<RawJson>(text).is_err(), "{text}");
    }
}

#[test]
fn floats_are_finite() {
    assert_eq!(from_str::<Vec<f64>>("[1,-0.5,1e3,0.1]").unwrap(), [1.0, -0.5, 1000.0, 0.1]);
    assert!(from_str::<f64>("1e999").is_err());
    assert_eq!(to_string(&vec![1.0, 0.1, f64::NAN, f64::INFINITY]), "[1.0,0.1,null,null]");
}

#[test]
fn strings_with_escapes() {
    let text = r#"["\u0410\u043b\u0435\u043a","\ud83e\udd80\/\"\\\b\f\n\r\t","a\u0041","plain, and longer than eight","","\u2764x"]"#;
    let strings: Vec<String> = from_str(text).unwrap();
    assert_eq!(strings, serde_json::from_str::<Vec<String>>(text).unwrap());
    assert!(
        strings.iter().all(|text| text.capacity() == text.len()),
        "they take no more memory than they need"
    );
    let boxes: Vec<Box<str>> = from_str(text).unwrap();
    assert!(boxes.iter().zip(&strings).all(|(a, b)| **a == **b));
    assert_eq!(to_string(&boxes), to_string(&strings));
}

#[test]
fn a_surrogate_without_a_partner_is_replaced() {
    for (text, value) in [
        (r#""\ud83e""#, "\u{fffd}"),
        (r#""\udd80""#, "\u{fffd}"),
        (r#""\ud83ex""#, "\u{fffd}x"),
        (r#""\ud83e\n""#, "\u{fffd}\n"),
        (r#""\ud83e\u0041""#, "\u{fffd}A"),
        (r#""\ud83e\ud83e\udd80""#, "\u{fffd}\u{1f980}"),
    ] {
        assert_eq!(from_str::<String>(text).unwrap(), value);
    }
}

#[test]
fn malformed_strings() {
    let control = ["\"\n\"", "\"\u{1f}\"", "\"12345678\t\"", "\"\0\""];
    let escapes = [
        r#""\x""#,
        r#""\u00g0""#,
        r#""\u00""#,
        r#""\ud83e\u00""#,
        r#""\ud83e\q""#,
        r#""\"#,
        r#"""#,
        r#""12345678"#,
    ];
    for text in control.into_iter().chain(escapes) {
        assert!(from_str::<String>(text).is_err(), "{text}");
        assert!(from_str::<RawJson>(text).is_err(), "{text}");
    }
    assert!(from_slice::<String>(b"\"\xff\"").unwrap_err().to_string().contains("UTF-8 at byte 1"));
}

#[test]
fn malformed_containers() {
    for text in [
        "",
        " ",
        "{",
        "[",
        "{]",
        "[}",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1,,2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,\"a\":1}",
        "{\"a\":1\"b\":2}",
        "{\"a\" 1}",
        "{a:1}",
        "{1:1}",
        "[1]]",
        "{}{}",
        "nul",
        "nulll",
        "tru",
        "[]x",
        "\u{b}1",
        "\u{feff}1",
        "{\"a\":1 \"b\":2}",
        "[[1]2]",
        "[{}{}]",
        "{\"a\":{}\"b\":1}",
    ] {
        assert!(from_str::<RawJson>(text).is_err(), "{text}");
        assert!(from_str::<Vec<Vec<i64>>>(text).is_err(), "{text}");
        assert!(from_str::<User>(text).is_err(), "{text}");
    }
}

#[test]
fn nesting_ends_at_the_limit() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let limit = MAX_DEPTH as usize;
    assert!(from_str::<RawJson>(&nested(limit)).is_ok());
    assert!(from_str::<RawJson>(&nested(limit + 1)).unwrap_err().is_too_deep());
    let objects = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    assert!(from_str::<RawJson>(&objects(limit)).is_ok());
    assert!(from_str::<RawJson>(&objects(limit + 1)).unwrap_err().is_too_deep());
    // Levels entered by a type count with those skipped.
    assert!(from_str::<Vec<RawJson>>(&nested(limit)).is_ok());
    assert!(from_str::<Vec<RawJson>>(&nested(limit + 1)).unwrap_err().is_too_deep());
    let users =
        |levels: usize| format!("{}null{}", r#"{"id":1,"friend":"#.repeat(levels), "}".repeat(levels));
    assert!(from_str::<User>(&users(limit)).is_ok());
    assert!(from_str::<User>(&users(limit + 1)).unwrap_err().is_too_deep());
    // Siblings do not add up.
    assert!(from_str::<RawJson>(&format!("[{}[]]", "[],{},".repeat(200))).is_ok());
}

#[test]
fn a_tag_is_found_wherever_it_stands() {
    let text = r#" {"a":{"type":"inner"},"b":["x"],"type":"outer","date":0,"n":"x","f":1.5}"#;
    let mut r = Reader::new(text);
    assert_eq!(r.tag("type").unwrap().as_deref(), Some("outer"));
    assert_eq!(r.tag("none").unwrap(), None);
    assert_eq!(r.tag("date").unwrap(), None);
    assert_eq!(r.int_member("date").unwrap(), Some(0));
    assert_eq!(r.int_member("n").unwrap(), None);
    assert_eq!(r.int_member("f").unwrap(), None);
    assert!(r.has_member("b").unwrap() && !r.has_member("x").unwrap());
    assert_eq!(r.raw().unwrap(), text.trim());
    r.end().unwrap();
    assert_eq!(Reader::new(r#"{"type":"\u0061"}"#).tag("type").unwrap().as_deref(), Some("a"));
    assert!(Reader::new("[]").tag("type").is_err());
    assert!(Reader::new(r#"{"a":1"#).tag("type").is_err());
}

#[test]
fn a_tag_is_found_inside_containers() {
    let mut r = Reader::new(r#"[{"x":1,"type":"a"},{"type":"b"}]"#);
    let mut tags = Vec::new();
    r.begin_array().unwrap();
    while r.next_element().unwrap() {
        assert_eq!(r.peek().unwrap(), Peek::Object);
        tags.push(r.tag("type").unwrap().unwrap().into_owned());
        r.begin_object().unwrap();
        while r.next_key().unwrap().is_some() {
            r.skip().unwrap();
        }
    }
    r.end().unwrap();
    assert_eq!(tags, ["a", "b"]);
}

#[test]
fn errors_say_what_and_where() {
    assert_eq!(
        error::<Vec<i64>>(r#"[1,"x"]"#),
        "invalid type at byte 3: expected an integer, found a string (in [1])"
    );
    assert_eq!(
        error::<User>(r#"{"id":1,"friend":{"id":2,"tags":["a",{}]}}"#),
        "invalid type at byte 37: expected a string, found an object (in friend.tags[1])"
    );
    assert_eq!(
        error::<User>(r#"{"id":1,"friend":{"name":"x"}}"#),
        "missing member at byte 28: `id` of User (in friend)"
    );
    assert_eq!(error::<i64>("tru"), "invalid type at byte 0: expected an integer, found a boolean");
    assert_eq!(error::<bool>("tru"), "malformed JSON at byte 0: expected true, found 't'");
    assert_eq!(
        error::<User>("{\"id\":1"),
        "malformed JSON at byte 7: expected a comma or the end of the object, found the end of the input"
    );
    assert_eq!(error::<i32>("3000000000"), "number out of range at byte 0: expected an integer of 32 bits");
    assert_eq!(
        error::<RawJson>(r#"{"a":[{"b":1},[2,{"c":"x","d":"\q"}]]}"#),
        r"malformed JSON at byte 31: expected an escape, found '\\' (in a[1][1].d)"
    );
    assert_eq!(
        error::<RawJson>(r#"{"a":[1,2 3]}"#),
        "malformed JSON at byte 10: expected a comma or the end of the array, found '3' (in a)"
    );
    let long = format!("{{\"{}\":[1,]}}", "я".repeat(5000));
    assert!(error::<RawJson>(&long).len() < 400, "an error holds little of the input");
    assert_eq!(size_of::<Result<(), DecodeError>>(), size_of::<usize>());
}

#[test]
fn the_writer_escapes_as_serde_json_does() {
    for text in
        ["", "plain", "12345678", "1234567\"", "\"\\\n\r\t\u{8}\u{c}\u{0}\u{1f}\u{7f}/", "Алексей\n🦀"]
    {
        assert_eq!(to_string(text), serde_json::to_string(text).unwrap());
    }
    for value in [0, 9, 10, -10, i64::MAX, i64::MIN] {
        assert_eq!(to_string(&value), value.to_string());
    }
    let mut w = Writer::new();
    w.begin_object();
    w.key_escaped("a\"b");
    w.begin_array();
    w.end_array();
    w.optional("none", &None::<i64>);
    w.field("null", &None::<&str>);
    w.end_object();
    assert_eq!(w.into_string(), r#"{"a\"b":[],"null":null}"#);
}

#[test]
fn raw_values_go_through_serde() {
    let raw = RawJson::new(r#" {"b":[1,2.5,"x"],"a":null} "#).unwrap();
    assert_eq!(raw.get(), r#"{"b":[1,2.5,"x"],"a":null}"#);
    assert_eq!(raw.to_value().unwrap(), serde_json::to_value(&raw).unwrap());
    let back: RawJson = serde_json::from_str(&serde_json::to_string(&raw).unwrap()).unwrap();
    assert_eq!(back.to_value().unwrap(), raw.to_value().unwrap());
    assert_eq!(RawJson::from_value(&serde_json::Value::Null), RawJson::default());
    assert_eq!(format!("{:?} {}", RawJson::default(), to_string(&RawJson::default())), "null null");
    let parsed: BTreeMap<String, serde_json::Value> = raw.parse().unwrap();
    assert_eq!(parsed.len(), 2);
}

#[test]
fn extra_is_a_small_map() {
    let mut extra = Extra::default();
    assert!(extra.is_empty() && extra.get("a").is_none());
    extra.insert("a", RawJson::new("1").unwrap());
    extra.insert("a", RawJson::new("[2]").unwrap());
    assert_eq!((extra.len(), extra.get("a").unwrap().get()), (1, "[2]"));
    assert_eq!(format!("{extra:?}"), r#"{"a": [2]}"#);
    assert_eq!(size_of::<Extra>(), size_of::<usize>());
    for number in 0..1000 {
        extra.insert(&format!("k{}", number % 500), RawJson::default());
    }
    assert!(extra.get("k499").is_some());
}

#[test]
fn debug_prints_the_json() {
    struct Shown<'a>(&'a User);
    impl std::fmt::Debug for Shown<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            super::debug(self.0, "User", f)
        }
    }
    let user: User = from_str(r#"{"id":1,"name":"a\":{","tags":["x","y"],"new":{ "k" : {} }}"#).unwrap();
    assert_eq!(
        format!("{:?}", Shown(&user)),
        r#"User {"id":1,"name":"a\":{","tags":["x","y"],"new":{ "k" : {} }}"#
    );
    let pretty = format!("{:#?}", Shown(&user));
    let expected = r#"User {
  "id": 1,
  "name": "a\":{",
  "tags": [
    "x",
    "y"
  ],
  "new": {
    "k": {}
  }
}"#;
    assert_eq!(pretty, expected);
}
