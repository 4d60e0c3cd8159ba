//! Structs: fields, decoding in place, encoding, and builders for those that requests can hold.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::link;
use crate::model::{Field, Struct, Ty};
use crate::names::{sentence, words};

/// A struct with everything that belongs to it.
///
/// A `strict` one needs its required objects: it is what an update brings, and without its chat or user there is nobody
/// to handle it for. Anywhere else an older server may leave something out, and a default costs less than the update.
pub(crate) fn emit(item: &Struct, strict: bool) -> String {
    let Struct { name, api_name, .. } = item;
    let mut out = String::new();
    let _ = writeln!(out, "/// {}. {}", sentence(&words(api_name)), link(api_name));
    let _ = writeln!(out, "#[derive(Clone, Default, PartialEq)]\npub struct {name} {{");
    for field in fields(item) {
        let _ = writeln!(out, "{}pub {}: {},", doc(field), field.name, declared(field));
    }
    let _ = writeln!(out, "    /// Members that this version does not know.\n    pub extra: Extra,\n}}\n");
    out.push_str(&decode(item, strict));
    out.push_str(&encode(item));
    if item.input {
        out.push_str(&builder(item));
    }
    let _ = writeln!(out, "crate::macros::wire!({name});\n");
    out
}

/// The fields that are stored: all but those of a fixed value.
pub(crate) fn fields(item: &Struct) -> impl Iterator<Item = &Field> {
    item.fields.iter().filter(|f| f.constant.is_none())
}

/// The documentation of a field or a parameter.
pub(crate) fn doc(field: &Field) -> String {
    let text = match &field.ty {
        Ty::Bool => format!("Flag: {}", words(&field.json)),
        _ => sentence(&words(&field.json)),
    };
    format!("    /// {text}{}.\n", limits(field))
}

/// What the facts say of a field besides its type, in parentheses.
pub(crate) fn limits(field: &Field) -> String {
    if field.limits.is_empty() { String::new() } else { format!(" ({})", field.limits) }
}

/// The type of a field as declared.
pub(crate) fn declared(field: &Field) -> String {
    let ty = field.ty.rust();
    match (field.flag || field.required, field.boxed) {
        (true, false) => ty,
        (true, true) => format!("Box<{ty}>"),
        (false, false) => format!("Option<{ty}>"),
        (false, true) => format!("Option<Box<{ty}>>"),
    }
}

fn decode(item: &Struct, strict: bool) -> String {
    let name = &item.name;
    let mut required = Vec::new();
    let mut by_len: BTreeMap<usize, Vec<(String, String)>> = BTreeMap::new();
    for field in &item.fields {
        let action = if field.constant.is_some() {
            "r.skip()?;".to_owned()
        } else if field.required && field.ty.is_object() {
            // `null` says that it is missing, as it does for an optional field and for a scalar.
            let (name, mut fresh, mut mark) = (&field.name, String::new(), String::new());
            if strict {
                let bit = 1u32 << required.len();
                // A doubled member must not be a mixture of two.
                fresh = format!("if seen & {bit} != 0 {{ self.{name} = Default::default(); }}");
                mark = format!("seen |= {bit};");
                required.push(field);
            }
            format!("if !r.null()? {{ {fresh} self.{name}.decode_into(r)?; {mark} }}")
        } else {
            format!("self.{}.decode_into(r)?;", field.name)
        };
        by_len.entry(field.json.len()).or_default().push((field.json.clone(), action));
    }
    let mut arms = String::new();
    for (len, keys) in &by_len {
        let _ = writeln!(arms, "{len} => {{");
        for (key, action) in keys {
            let _ = writeln!(arms, "if k == b\"{key}\" {{ {action} continue; }}");
        }
        arms.push_str("}\n");
    }
    let body = if arms.is_empty() {
        String::new()
    } else {
        format!("let k = key.as_bytes();\nmatch k.len() {{\n{arms}_ => {{}}\n}}\n")
    };
    let (seen, check) = if required.is_empty() {
        (String::new(), String::new())
    } else {
        let checks: String = required
            .iter()
            .enumerate()
            .map(|(i, f)| {
                format!(
                    "if seen & {} == 0 {{ return Err(r.missing(\"{}\", \"{}\")); }}\n",
                    1u32 << i,
                    item.api_name,
                    f.json
                )
            })
            .collect();
        ("let mut seen = 0u32;\n".to_owned(), checks)
    };
    format!(
        "impl Decode for {name} {{\n    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {{\n\
         r.begin_object()?;\n{seen}while let Some(key) = r.next_key()? {{\n{body}self.extra.keep(&key, r)?;\n}}\n{check}Ok(())\n}}\n}}\n\n"
    )
}

fn encode(item: &Struct) -> String {
    let name = &item.name;
    let mut body = String::new();
    for field in &item.fields {
        body.push_str(&write_field(field));
    }
    format!(
        "impl Encode for {name} {{\n    fn encode(&self, w: &mut Writer) {{\nw.begin_object();\n{body}self.extra.write(w);\nw.end_object();\n}}\n}}\n\n"
    )
}

/// The statement that writes a field.
pub(crate) fn write_field(field: &Field) -> String {
    let Field { json, name, .. } = field;
    match &field.constant {
        Some(_) if field.ty == Ty::Bool => format!("w.field(\"{json}\", &true);\n"),
        Some(value) => format!("w.field(\"{json}\", \"{value}\");\n"),
        None if field.flag => format!("if self.{name} {{ w.field(\"{json}\", &true); }}\n"),
        None if field.required => format!("w.field(\"{json}\", &self.{name});\n"),
        None => format!("w.optional(\"{json}\", &self.{name});\n"),
    }
}

/// How a value is taken: the type of the argument, and the expression that makes the field's value of it.
pub(crate) fn argument(field: &Field) -> (String, String) {
    let name = &field.name;
    let (ty, value) = match &field.ty {
        Ty::Bool | Ty::I64 | Ty::F64 => (field.ty.rust(), name.clone()),
        Ty::Vec(item) => match item.as_ref() {
            Ty::Vec(_) | Ty::I64 => (field.ty.rust(), name.clone()),
            item => (
                format!("impl IntoIterator<Item = impl Into<{}>>", item.rust()),
                format!("{name}.into_iter().map(Into::into).collect()"),
            ),
        },
        other => (format!("impl Into<{}>", other.rust()), format!("{name}.into()")),
    };
    (ty, if field.boxed { format!("Box::new({value})") } else { value })
}

fn builder(item: &Struct) -> String {
    let name = &item.name;
    let required: Vec<&Field> = fields(item).filter(|f| f.required).collect();
    let args: Vec<String> = required.iter().map(|f| format!("{}: {}", f.name, argument(f).0)).collect();
    let inits: Vec<String> = required.iter().map(|f| format!("{}: {},", f.name, argument(f).1)).collect();
    let rest = if required.len() == fields(item).count() + 1 { "" } else { "..Self::default()" };
    let mut out = format!(
        "impl {name} {{\n    /// Makes one from what is required.\n    #[inline]\n    pub fn new({}) -> Self {{\n        Self {{ {} {rest} }}\n    }}\n",
        args.join(", "),
        inits.join(" "),
    );
    for field in fields(item).filter(|f| !f.required) {
        let (ty, value) = argument(field);
        let value = if field.flag { value } else { format!("Some({value})") };
        let setter = &field.name;
        let _ = writeln!(
            out,
            "    /// Sets `{setter}`{}.\n    #[inline]\n    #[must_use]\n    pub fn {setter}(mut self, {setter}: {ty}) -> Self {{ self.{setter} = {value}; self }}",
            limits(field)
        );
    }
    out.push_str("}\n\n");
    out
}
