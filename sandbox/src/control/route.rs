//! What a route is, and which one a request is for.

use std::time::Duration;

use futures_util::future::BoxFuture;
use serde_json::Value;

use super::args::Args;
use super::refused::Refused;
use super::reply::Reply;
use super::show::Answer;
use super::{
    acts, attach, bots, business, clock, direct, doing, faults, groups, inline, keyboards, lists, manage,
    media, members, messages, openapi, payments, places, polls, prepared, reactions, settings, suggested,
    things, updates, users, view, web_files, world,
};
use crate::kit::Sandbox;

/// What most handlers give.
pub(super) type Outcome = Result<Value, Refused>;

/// A checked request and the sandbox that it is for.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) sandbox: Sandbox,
    pub(super) args: Args,
}

impl Call {
    /// A request to a sandbox that is as patient as the request says.
    pub(super) fn new(sandbox: &Sandbox, args: Args) -> Self {
        let deadline =
            args.int("deadline_ms").and_then(|ms| u64::try_from(ms).ok()).map(Duration::from_millis);
        let sandbox = sandbox.within(deadline.unwrap_or(sandbox.deadline));
        Self { sandbox, args }
    }
}

/// One thing that can be asked for: what is served, and what is described.
pub(super) struct Route {
    pub(super) method: &'static str,
    /// Below the root, with parameters in braces.
    pub(super) path: &'static str,
    /// What generated clients call it.
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    /// Members of the body, or of the query where the method is GET.
    pub(super) fields: &'static [Field],
    pub(super) answer: Answer,
    pub(super) run: for<'a> fn(&'a Call) -> BoxFuture<'a, Result<Reply, Refused>>,
}

/// A member of a body or query, or a parameter of a path.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
    /// A value that works in a fresh sandbox, as JSON.
    pub(super) example: &'static str,
    pub(super) doc: &'static str,
}

/// The type of a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Text,
    Int,
    /// A whole number from the one to the other.
    Range(i64, i64),
    Number,
    Flag,
    Object,
    Objects,
    Ints,
    Texts,
    /// Bytes in base64.
    Bytes,
    OneOf(&'static [&'static str]),
}

/// A field that has to be there.
pub(super) const fn need(name: &'static str, kind: Kind, example: &'static str, doc: &'static str) -> Field {
    Field { name, kind, required: true, example, doc }
}

/// A field that may be left out.
pub(super) const fn may(name: &'static str, kind: Kind, example: &'static str, doc: &'static str) -> Field {
    Field { name, kind, required: false, example, doc }
}

/// A picture of one point, as bytes of a file are written.
pub(super) const A_PICTURE: &str =
    "\"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==\"";

/// How long to wait, in milliseconds.
pub(super) const DEADLINE: Field = may(
    "deadline_ms",
    Kind::Range(0, 600_000),
    "2000",
    "How many milliseconds to wait; 0 looks without waiting. The sandbox's deadline, 5 seconds, when left out.",
);

/// Where something is sent.
pub(super) const TO_CHAT: Field =
    may("chat", Kind::Int, "-4000001", "A group or channel; the private chat with the bot when left out.");

/// The chat of a message that is named.
pub(super) const ITS_CHAT: Field =
    may("chat", Kind::Int, "1001", "Its chat; the private chat with the bot when left out.");

/// Which bot a request is about: a member of every route of a user, and of others that name it.
pub(super) const BOT: Field = may(
    "bot",
    Kind::Int,
    "123456",
    "The bot that is meant, whose private chat it is and who is waited for; the default bot when left out.",
);

impl Route {
    /// Every member that a request may have.
    pub(super) fn members(&'static self) -> impl Iterator<Item = &'static Field> {
        let of_user = self.path.starts_with("/users/{user}");
        self.fields.iter().chain(of_user.then_some(const { &BOT }))
    }
}

/// The parameters that stand in paths.
pub(super) const PARAMETERS: &[Field] = &[
    need("user", Kind::Int, "1001", "The identifier of a user."),
    need("group", Kind::Int, "-4000001", "The identifier of a group, supergroup or channel."),
    need("query", Kind::Int, "4294967296000001", "The identifier of a callback query."),
    need("inline_query", Kind::Int, "4294967296000002", "The identifier of an inline query."),
    need("update", Kind::Int, "100000001", "The identifier of an update."),
    need("fault", Kind::Int, "1", "The number of a fault."),
    need("method", Kind::Text, "\"sendMessage\"", "The name of a Bot API method."),
    need("file", Kind::Text, "\"BQACAgIAAxkBAAI000000000001SandboxFile\"", "The `file_id` of a file."),
];

/// Every route, in the order of the description.
pub(super) fn routes() -> impl Iterator<Item = &'static Route> {
    [
        openapi::ROUTES,
        things::ROUTES,
        clock::ROUTES,
        faults::ROUTES,
        bots::ROUTES,
        users::ROUTES,
        groups::ROUTES,
        messages::ROUTES,
        media::ROUTES,
        attach::ROUTES,
        places::ROUTES,
        payments::ROUTES,
        polls::ROUTES,
        reactions::ROUTES,
        lists::ROUTES,
        acts::ROUTES,
        doing::ROUTES,
        keyboards::ROUTES,
        prepared::ROUTES,
        members::ROUTES,
        manage::ROUTES,
        settings::ROUTES,
        direct::ROUTES,
        suggested::ROUTES,
        inline::ROUTES,
        business::ROUTES,
        updates::ROUTES,
        view::ROUTES,
        web_files::ROUTES,
        world::ROUTES,
    ]
    .into_iter()
    .flatten()
}

/// What a path leads to.
pub(super) enum Found<'a> {
    /// A route and what stands for its parameters, in order.
    Route(&'static Route, Vec<(&'static str, &'a str)>),
    /// The path is right with these methods.
    OtherMethods(Vec<&'static str>),
    Nothing,
}

/// Finds the route of a request.
pub(super) fn find<'a>(method: &str, path: &'a str) -> Found<'a> {
    let mut others = Vec::new();
    for route in routes() {
        let Some(steps) = steps(route.path, path) else { continue };
        if route.method == method {
            return Found::Route(route, steps);
        }
        others.push(route.method);
    }
    if others.is_empty() { Found::Nothing } else { Found::OtherMethods(others) }
}

/// Lays a path over a template; gives what stands for the parameters.
fn steps<'a>(template: &'static str, path: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    let mut steps = Vec::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(steps),
            (Some(wanted), Some(given)) => match parameter(wanted) {
                Some(_) if given.is_empty() => return None,
                Some(name) => steps.push((name, given)),
                None if wanted == given => {}
                None => return None,
            },
            _ => return None,
        }
    }
}

/// The name in a step of a template, if it is a parameter.
pub(super) fn parameter(step: &'static str) -> Option<&'static str> {
    step.strip_prefix('{')?.strip_suffix('}')
}

/// The parameters of a route's path.
pub(super) fn parameters(route: &'static Route) -> impl Iterator<Item = &'static Field> {
    route
        .path
        .split('/')
        .filter_map(parameter)
        .filter_map(|name| PARAMETERS.iter().find(|field| field.name == name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_path_is_laid_over_a_template() {
        assert_eq!(steps("/users/{user}/next", "/users/5/next"), Some(vec![("user", "5")]));
        for wrong in ["/users/5", "/users//next", "/users/5/next/", "/users/5/nex", ""] {
            assert_eq!(steps("/users/{user}/next", wrong), None, "{wrong}");
        }
    }

    #[test]
    fn names_and_paths_are_unique_and_parameters_known() {
        let names: BTreeSet<_> = routes().map(|route| route.name).collect();
        let paths: BTreeSet<_> = routes().map(|route| (route.method, route.path)).collect();
        assert_eq!((names.len(), paths.len()), (routes().count(), routes().count()));
        for route in routes() {
            let braces = route.path.matches('{').count();
            assert_eq!(parameters(route).count(), braces, "{}", route.path);
        }
    }

    #[test]
    fn examples_are_json() {
        for field in routes().flat_map(Route::members).chain(PARAMETERS) {
            assert!(serde_json::from_str::<Value>(field.example).is_ok(), "{}", field.name);
        }
    }
}
