//! The description of the API, made from the routes.

use std::future::ready;

use serde_json::{Map, Value, json};

use super::ROOT;
use super::form::takes_file;
use super::reply::{JSON, reply};
use super::route::{Field, Kind, Route, parameters, routes};
use super::show::Answer;
use crate::server::body::FORM;

pub(super) const ROUTES: &[Route] = &[Route {
    method: "GET",
    path: "/openapi.json",
    name: "describe",
    summary: "This description.",
    fields: &[],
    answer: Answer::Description,
    run: |_| reply(ready(Ok(describe()))),
}];

/// The whole description, in the form of `OpenAPI` 3.1.
fn describe() -> Value {
    let mut paths = Map::new();
    for route in routes() {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.to_ascii_lowercase()] = operation(route);
    }
    let mut schemas: Map<String, Value> =
        Answer::ALL.iter().map(|answer| (answer.name(), shape(*answer))).collect();
    schemas.insert(
        "Error".into(),
        json!({
            "type": "object",
            "required": ["error", "hint"],
            "properties": {
                "error": {"type": "string", "description": "What is wrong; at a deadline with the transcript."},
                "hint": {"type": "string", "description": "What to do."},
            },
        }),
    );
    let refused = "400: the request is wrong, or the user cannot do that. 404: what it names is not there. 408: \
                   nothing came before the deadline. 409: the bot said something else than expected.";
    let schema = json!({"$ref": "#/components/schemas/Error"});
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Control API of chappe-sandbox",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Simulated users who talk to the bot under test: they send, click and wait for answers.",
        },
        "servers": [{"url": ROOT}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {
                "Refused": {"description": refused, "content": {"application/json": {"schema": schema}}},
            },
        },
    })
}

fn operation(route: &'static Route) -> Value {
    let query = route.method == "GET";
    let mut places: Vec<Value> = parameters(route).map(|field| place(field, "path")).collect();
    if query {
        places.extend(route.members().map(|field| place(field, "query")));
    }
    let schema = json!({"$ref": format!("#/components/schemas/{}", route.answer.name())});
    let mut operation = json!({
        "operationId": route.name,
        "summary": route.summary,
        "parameters": places,
        "responses": {
            "200": {"description": "Done.", "content": {(route.answer.media()): {"schema": schema}}},
            "default": {"$ref": "#/components/responses/Refused"},
        },
    });
    if !query && route.members().next().is_some() {
        let properties: Map<String, Value> =
            route.members().map(|field| (field.name.to_owned(), schema_of(field))).collect();
        let required: Vec<&str> = route.members().filter(|f| f.required).map(|f| f.name).collect();
        operation["requestBody"] = json!({
            "required": !required.is_empty(),
            "content": {"application/json": {"schema": {
                "type": "object",
                "additionalProperties": false,
                "required": required,
                "properties": properties,
            }}},
        });
        if takes_file(route) {
            operation["requestBody"]["content"][FORM] = form(route, &properties, &required);
        }
    }
    operation
}

/// The same members in a form, whose file has a name of its own.
fn form(route: &'static Route, properties: &Map<String, Value>, required: &[&str]) -> Value {
    let mut properties = properties.clone();
    for field in route.members().filter(|field| matches!(field.kind, Kind::Bytes)) {
        properties[field.name] = json!({"type": "string", "contentMediaType": "application/octet-stream"});
    }
    let required: Vec<&str> =
        required.iter().copied().filter(|name| *name != "name").chain(["file"]).collect();
    json!({"schema": {
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    }})
}

fn place(field: &Field, place: &str) -> Value {
    json!({
        "name": field.name,
        "in": place,
        "required": field.required,
        "description": field.doc,
        "example": example(field),
        "schema": kind(field.kind),
    })
}

fn schema_of(field: &Field) -> Value {
    let mut schema = kind(field.kind);
    schema["description"] = field.doc.into();
    schema["examples"] = json!([example(field)]);
    schema
}

/// A test proves that every example is JSON.
fn example(field: &Field) -> Value {
    serde_json::from_str(field.example).unwrap_or_default()
}

fn kind(kind: Kind) -> Value {
    match kind {
        Kind::Text => json!({"type": "string"}),
        Kind::Int => json!({"type": "integer"}),
        Kind::Range(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
        Kind::Number => json!({"type": "number"}),
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Object => json!({"type": "object"}),
        Kind::Ints => json!({"type": "array", "items": {"type": "integer"}}),
        Kind::Objects => json!({"type": "array", "items": {"type": "object"}}),
        Kind::Texts => json!({"type": "array", "items": {"type": "string"}}),
        Kind::Bytes => json!({"type": "string", "contentEncoding": "base64"}),
        Kind::OneOf(names) => json!({"type": "string", "enum": names}),
    }
}

fn shape(answer: Answer) -> Value {
    if answer.media() != JSON {
        return json!({"type": "string"});
    }
    let members = answer.members();
    let required: Vec<&str> = members.iter().map(|(name, ..)| *name).collect();
    let properties: Map<String, Value> = members
        .iter()
        .map(|(name, schema, doc)| {
            let mut schema = schema.clone();
            schema["description"] = (*doc).into();
            ((*name).to_owned(), schema)
        })
        .collect();
    json!({"type": "object", "required": required, "properties": properties})
}
