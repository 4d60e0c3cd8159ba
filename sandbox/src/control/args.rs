//! The members of a request, read and checked against what its route declares.

use axum::body::Body;
use axum::http::{Request, header};
use bytes::Bytes;
use serde_json::{Map, Value};

use super::base64;
use super::form;
use super::refused::Refused;
use super::route::{Field, Kind, Route, parameters};

/// Checked members: each is declared and of its type, and those required are there.
#[derive(Debug, Default)]
pub(super) struct Args {
    values: Map<String, Value>,
    /// The bytes of a file that came in a form.
    file: Option<Bytes>,
}

impl Args {
    /// Reads the path, and the query or the body.
    pub(super) async fn read(
        route: &'static Route,
        steps: &[(&'static str, &str)],
        pairs: &[(String, String)],
        request: Request<Body>,
        limit: usize,
    ) -> Result<Self, Refused> {
        let mut args = Map::new();
        for field in parameters(route) {
            let text = steps.iter().find(|(name, _)| *name == field.name).map_or("", |(_, text)| *text);
            args.insert(field.name.into(), field.kind.parse(text));
            check(field, &args[field.name])?;
        }
        let last = request.headers().get("last-event-id").and_then(|id| id.to_str().ok());
        let resumed =
            last.filter(|_| route.name == "events").map(|id| ("after".to_owned(), Kind::Int.parse(id)));
        let (members, file) = match route.method {
            "GET" => (query(route, pairs), None),
            _ if form::is_one(&request) => form::read(route, request, limit).await?,
            _ => (body(request, limit).await?, None),
        };
        for (name, value) in members.into_iter().chain(resumed) {
            let Some(field) = route.members().find(|field| field.name == name) else {
                return Err(unknown(route, &name));
            };
            if !value.is_null() {
                check(field, &value)?;
                args.insert(name, value);
            }
        }
        match route.members().find(|field| field.required && !args.contains_key(field.name)) {
            Some(field) => Err(Refused::bad(
                format!("{:?} is missing", field.name),
                format!("{} For example: {}", field.doc, field.example),
            )),
            None => Ok(Self { values: args, file }),
        }
    }

    pub(super) fn find_text(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(Value::as_str)
    }

    /// A text, empty where it was left out.
    pub(super) fn text(&self, name: &str) -> &str {
        self.find_text(name).unwrap_or_default()
    }

    pub(super) fn int(&self, name: &str) -> Option<i64> {
        self.values.get(name).and_then(Value::as_i64)
    }

    pub(super) fn number(&self, name: &str) -> f64 {
        self.values.get(name).and_then(Value::as_f64).unwrap_or_default()
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.values.get(name).and_then(Value::as_bool)
    }

    pub(super) fn ints(&self, name: &str) -> impl Iterator<Item = i64> + '_ {
        self.values.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_i64)
    }

    pub(super) fn texts(&self, name: &str) -> impl Iterator<Item = &str> + '_ {
        self.values.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// Every member, the parameters of the path among them.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Value)> + '_ {
        self.values.iter().map(|(name, value)| (name.as_str(), value))
    }

    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// The bytes of the file that came in a form.
    pub(super) fn form_file(&self) -> Option<Bytes> {
        self.file.clone()
    }

    /// The bytes of a file, in base64 or from a form.
    pub(super) fn bytes(&self, name: &str) -> Result<Option<Bytes>, Refused> {
        if self.file.is_some() {
            return Ok(self.file.clone());
        }
        let Some(text) = self.find_text(name) else { return Ok(None) };
        let bytes = base64::decode(text).ok_or_else(|| {
            Refused::bad(format!("{name:?} is not base64"), "encode the file's bytes, without line breaks")
        })?;
        Ok(Some(bytes.into()))
    }
}

impl Kind {
    /// Reads what stands in a path or a query; what is not of the kind stays text, to be refused.
    pub(super) fn parse(self, text: &str) -> Value {
        let parsed = match self {
            Kind::Int | Kind::Range(..) => text.parse().ok().map(|number: i64| number.into()),
            Kind::Flag => text.parse().ok().map(Value::Bool),
            _ => None,
        };
        parsed.unwrap_or_else(|| text.into())
    }

    /// Whether a value is of the kind.
    fn takes(self, value: &Value) -> bool {
        match self {
            Kind::Text | Kind::Bytes => value.is_string(),
            Kind::Int => value.is_i64(),
            Kind::Range(least, most) => value.as_i64().is_some_and(|n| (least..=most).contains(&n)),
            Kind::Number => value.is_number(),
            Kind::Flag => value.is_boolean(),
            Kind::Object => value.is_object(),
            Kind::Ints => value.as_array().is_some_and(|list| list.iter().all(Value::is_i64)),
            Kind::Objects => value.as_array().is_some_and(|list| list.iter().all(Value::is_object)),
            Kind::Texts => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
            Kind::OneOf(names) => value.as_str().is_some_and(|name| names.contains(&name)),
        }
    }

    /// What a value of the kind is, in words.
    fn words(self) -> String {
        match self {
            Kind::Text => "a string".into(),
            Kind::Bytes => "a string of base64".into(),
            Kind::Int => "a whole number".into(),
            Kind::Range(least, most) => format!("a whole number from {least} to {most}"),
            Kind::Number => "a number".into(),
            Kind::Flag => "true or false".into(),
            Kind::Object => "an object".into(),
            Kind::Ints => "an array of whole numbers".into(),
            Kind::Objects => "an array of objects".into(),
            Kind::Texts => "an array of strings".into(),
            Kind::OneOf(names) => format!("one of {}", names.join(", ")),
        }
    }
}

fn check(field: &Field, value: &Value) -> Result<(), Refused> {
    if field.kind.takes(value) {
        return Ok(());
    }
    let error = format!("{:?} has to be {}", field.name, field.kind.words());
    Err(Refused::bad(error, format!("{} For example: {}", field.doc, field.example)))
}

fn unknown(route: &'static Route, name: &str) -> Refused {
    let known: Vec<&str> = route.members().map(|field| field.name).collect();
    let known = if known.is_empty() { "nothing".to_owned() } else { known.join(", ") };
    // As much of the name as tells which it is.
    let name: String = name.chars().take(64).collect();
    Refused::bad(format!("unknown member {name:?}"), format!("{} {} takes {known}", route.method, route.path))
}

/// The pairs of a query, each read as its field says.
fn query(route: &'static Route, pairs: &[(String, String)]) -> Map<String, Value> {
    let read = |(name, text): &(String, String)| {
        let kind = route.members().find(|field| field.name == name).map_or(Kind::Text, |f| f.kind);
        (name.clone(), kind.parse(text))
    };
    pairs.iter().map(read).collect()
}

/// The object in a body; none is an empty one.
async fn body(request: Request<Body>, limit: usize) -> Result<Map<String, Value>, Refused> {
    if request.uri().query().is_some_and(|query| !query.is_empty()) {
        return Err(Refused::bad("this takes no query", "put the members into the body, as JSON"));
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    // Asked of every client, so that no page in a browser can write to a sandbox without asking it first.
    let json = kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/json"));
    let bytes = axum::body::to_bytes(request.into_body(), limit).await.map_err(|error| {
        let cause = std::error::Error::source(&error);
        if cause.is_some_and(<dyn std::error::Error>::is::<http_body_util::LengthLimitError>) {
            Refused::new(413, "the body is too large", format!("send at most {limit} bytes"))
        } else {
            Refused::bad("the body is incomplete", "send as many bytes as were announced")
        }
    })?;
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    if !json {
        return Err(Refused::bad("the body is not JSON", "send it with `Content-Type: application/json`"));
    }
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(Refused::bad("the body is not an object", "send {\"member\": value}")),
        Err(error) => Err(Refused::bad(format!("the body is not JSON: {error}"), "send {\"member\": value}")),
    }
}
