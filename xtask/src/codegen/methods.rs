//! Methods: a builder struct, the same builder on `Call`, and a method of `Bot` that starts one.

use std::fmt::Write as _;

use super::link;
use super::structs::{argument, declared, doc, limits, write_field};
use crate::model::{Field, Method, Ty};
use crate::names::{sentence, words};

/// A method with everything that belongs to it.
pub(crate) fn emit(method: &Method) -> String {
    let Method { name, api_name, params, .. } = method;
    let mut out = String::new();
    let _ = writeln!(out, "/// The method `{api_name}`: {}. {}", words(api_name), link(api_name));
    let _ = writeln!(
        out,
        "#[derive(Clone)]\n#[must_use = \"a method does nothing until a bot is called with it\"]\npub struct {name} {{"
    );
    for field in params {
        let _ = writeln!(out, "{}pub {}: {},", doc(field), field.name, declared(field));
    }
    out.push_str("}\n\n");
    out.push_str(&inherent(method));
    let writes: String = params.iter().map(write_field).collect();
    let _ = writeln!(
        out,
        "impl Encode for {name} {{\n    #[allow(unused_variables)]\n    fn encode(&self, w: &mut Writer) {{\nw.begin_object();\n{writes}w.end_object();\n}}\n}}\n\n\
         impl Method for {name} {{\n    const NAME: &'static str = \"{api_name}\";\n    type Output = {};\n}}\n\n\
         crate::macros::method!({name});\n",
        method.output.rust()
    );
    out.push_str(&calls(method));
    out
}

/// The arguments of `new`, in the order of the Bot API.
pub(crate) fn required(method: &Method) -> Vec<&Field> {
    method.params.iter().filter(|f| f.required).collect()
}

fn inherent(method: &Method) -> String {
    let required = required(method);
    let args: Vec<String> = required.iter().map(|f| format!("{}: {}", f.name, argument(f).0)).collect();
    let inits: Vec<String> = method
        .params
        .iter()
        .map(|f| match (f.required, f.flag) {
            (true, _) => format!("{}: {}", f.name, argument(f).1),
            (false, true) => format!("{}: false", f.name),
            (false, false) => format!("{}: None", f.name),
        })
        .collect();
    let mut out = format!(
        "impl {} {{\n    /// Makes the call from the required parameters.\n    #[inline]\n    pub fn new({}) -> Self {{ Self {{ {} }} }}\n",
        method.name,
        args.join(", "),
        inits.join(", ")
    );
    out.push_str(&setters(method, "self"));
    out.push_str("}\n\n");
    out
}

/// Setters for the parameters; `target` is where the fields are.
fn setters(method: &Method, target: &str) -> String {
    let mut out = String::new();
    for field in &method.params {
        let (ty, value) = argument(field);
        let value = if field.required || field.flag { value } else { format!("Some({value})") };
        let name = &field.name;
        let (instead, mark) = if target == "self" { Default::default() } else { marks(method, field) };
        let _ = writeln!(
            out,
            "    /// Sets `{name}`{}{instead}.\n    #[inline]\n    pub fn {name}(mut self, {name}: {ty}) -> Self {{ {mark}{target}.{name} = {value}; self }}",
            limits(field)
        );
    }
    out
}

/// What else the setter of a call does: a context may have filled in, or missed, what is now given.
fn marks(method: &Method, field: &Field) -> (&'static str, String) {
    if !is_identifier(field) {
        return Default::default();
    }
    let mut mark = format!("self.given(\"{}\"); ", field.json);
    let inline = method.params.iter().any(|p| p.json == "inline_message_id");
    // The server looks at `chat_id` first: one that was filled in would hide the inline message.
    match field.json.as_str() {
        "inline_message_id" => {
            mark.push_str("self.method.chat_id = None; self.method.message_id = None; ");
            (", in place of `chat_id` and `message_id`", mark)
        }
        "chat_id" | "message_id" if inline => {
            mark.push_str("self.method.inline_message_id = None; ");
            (", in place of `inline_message_id`", mark)
        }
        _ => ("", mark),
    }
}

/// Whether a context fills the parameter in, so that setting it must be noted.
fn is_identifier(field: &Field) -> bool {
    match &field.ty {
        Ty::Hand(name) => *name == "Recipient",
        Ty::Newtype(name) => matches!(*name, "ChatId" | "UserId" | "MessageId" | "ThreadId"),
        Ty::Str | Ty::I64 => field.json.ends_with("_id"),
        _ => false,
    }
}

fn calls(method: &Method) -> String {
    let required = required(method);
    let args: Vec<String> = required.iter().map(|f| format!("{}: {}", f.name, argument(f).0)).collect();
    let names: Vec<&str> = required.iter().map(|f| f.name.as_str()).collect();
    format!(
        "impl Call<{name}> {{\n{setters}}}\n\nimpl Bot {{\n    /// {doc}: calls `{api}`. {link}\n    #[inline]\n    pub fn {snake}(&self{comma}{args}) -> Call<{name}> {{ Call::new(self, {name}::new({names})) }}\n}}\n\n",
        name = method.name,
        setters = setters(method, "self.method"),
        doc = sentence(&words(&method.api_name)),
        api = method.api_name,
        link = link(&method.api_name),
        snake = method.snake,
        comma = if args.is_empty() { "" } else { ", " },
        args = args.join(", "),
        names = names.join(", "),
    )
}
