//! Unions: told apart by their tag, wherever it stands, or by a member that only one of them has.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::link;
use crate::model::{Field, Model, Rule, Struct, Ty, Union, Variant};
use crate::names::{sentence, words};

/// A union with everything that belongs to it.
pub(crate) fn emit(union: &Union, model: &Model) -> String {
    let name = &union.name;
    let mut out = String::new();
    let reference = union.api_name.as_deref().map(link).unwrap_or_default();
    let _ = writeln!(out, "/// {}: one of several. {reference}", sentence(&words(name)));
    let _ = writeln!(out, "#[derive(Clone, PartialEq)]\n#[non_exhaustive]\npub enum {name} {{");
    for variant in &union.variants {
        let _ = writeln!(
            out,
            "    /// {}.\n    {}({}),",
            sentence(&words(&variant.name)),
            variant.name,
            held(variant)
        );
    }
    let _ = writeln!(
        out,
        "    /// A member that this version does not know, as it arrived.\n    Unknown(RawJson),\n}}\n"
    );
    let _ = writeln!(
        out,
        "impl Default for {name} {{\n    fn default() -> Self {{ Self::Unknown(RawJson::default()) }}\n}}\n"
    );
    out.push_str(&decode(union));
    out.push_str(&encode(union));
    out.push_str(&conversions(union));
    out.push_str(&accessors(union, model));
    let _ = writeln!(out, "crate::macros::wire!({name});\n");
    out
}

fn held(variant: &Variant) -> String {
    let ty = variant.ty.rust();
    if variant.boxed { format!("Box<{ty}>") } else { ty }
}

fn decode(union: &Union) -> String {
    let mut body = String::new();
    let fill = |variant: &Variant| format!("*self = Self::{}(crate::json::decode(r)?);", variant.name);
    if union.name == "MaybeInaccessibleMessage" {
        let _ = writeln!(
            body,
            "// The two have the same members; the Bot API marks the inaccessible one by its date. Where that is missing it\n\
             // is 0 by default, and would be when the message is written and read again.\n\
             if r.int_member(\"date\")?.unwrap_or_default() == 0 {{ {} }} else {{ {} }}\nreturn Ok(());",
            fill(&union.variants[1]),
            fill(&union.variants[0])
        );
        return wrap_decode(union, &body);
    }
    for variant in &union.variants {
        let peek = match variant.rule {
            Rule::Text => "String",
            Rule::Sequence => "Array",
            _ => continue,
        };
        let _ = writeln!(body, "if r.peek()? == Peek::{peek} {{ {} return Ok(()); }}", fill(variant));
    }
    let mut tags: BTreeMap<&str, Vec<(&Variant, Option<&str>)>> = BTreeMap::new();
    let (mut keys, mut shared) = (String::new(), String::new());
    for variant in &union.variants {
        match &variant.rule {
            Rule::Tag { value, key } => tags.entry(value).or_default().push((variant, key.as_deref())),
            Rule::Key(key) => {
                let _ = writeln!(keys, "if r.has_member(\"{key}\")? {{ {} return Ok(()); }}", fill(variant));
            }
            Rule::SharedKey(key) => {
                let _ =
                    writeln!(shared, "if r.has_member(\"{key}\")? {{ {} return Ok(()); }}", fill(variant));
            }
            Rule::Text | Rule::Sequence => {}
        }
    }
    if let Some(tag) = &union.tag {
        let _ = writeln!(body, "match r.tag(\"{tag}\")?.as_deref() {{");
        for (value, variants) in tags {
            let _ = writeln!(body, "Some(\"{value}\") => {{");
            for (variant, key) in variants {
                match key {
                    None => _ = writeln!(body, "{} return Ok(());", fill(variant)),
                    Some(key) => {
                        _ = writeln!(
                            body,
                            "if r.has_member(\"{key}\")? {{ {} return Ok(()); }}",
                            fill(variant)
                        );
                    }
                }
            }
            body.push_str("}\n");
        }
        body.push_str("_ => {}\n}\n");
    } else {
        body.push_str("if r.peek()? == Peek::Object {\n");
        body.push_str(&keys);
        body.push_str(&shared);
        body.push_str("}\n");
    }
    body.push_str("*self = Self::Unknown(crate::json::decode(r)?);\nOk(())");
    wrap_decode(union, &body)
}

fn wrap_decode(union: &Union, body: &str) -> String {
    let peek = if body.contains("Peek::") { "use crate::json::Peek;\n" } else { "" };
    let body =
        body.strip_suffix("return Ok(());\n").map_or_else(|| body.to_owned(), |b| format!("{b}Ok(())"));
    format!(
        "impl Decode for {} {{\n    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {{\n{peek}{body}\n}}\n}}\n\n",
        union.name
    )
}

fn encode(union: &Union) -> String {
    let arms: String =
        union.variants.iter().map(|v| format!("Self::{}(v) => v.encode(w),\n", v.name)).collect();
    format!(
        "impl Encode for {} {{\n    fn encode(&self, w: &mut Writer) {{\nmatch self {{\n{arms}Self::Unknown(v) => v.encode(w),\n}}\n}}\n}}\n\n",
        union.name
    )
}

fn conversions(union: &Union) -> String {
    let mut out = String::new();
    for variant in &union.variants {
        let value = if variant.boxed { "Box::new(v)" } else { "v" };
        let (name, ty, variant) = (&union.name, variant.ty.rust(), &variant.name);
        let _ = writeln!(
            out,
            "impl From<{ty}> for {name} {{\n    fn from(v: {ty}) -> Self {{ Self::{variant}({value}) }}\n}}\n"
        );
        if ty == "String" {
            let _ = writeln!(
                out,
                "impl From<&str> for {name} {{\n    fn from(v: &str) -> Self {{ Self::{variant}(v.to_owned()) }}\n}}\n"
            );
        }
    }
    out
}

/// Accessors for the fields that every member has.
fn accessors(union: &Union, model: &Model) -> String {
    let structs: Vec<&Struct> = union
        .variants
        .iter()
        .filter_map(|v| model.structs.iter().find(|s| matches!(&v.ty, Ty::Struct(name) if *name == s.name)))
        .collect();
    if structs.len() != union.variants.len() || union.variants.len() < 2 {
        return String::new();
    }
    let mut out = String::new();
    if union.tag.is_some() {
        let arms: String = union.variants.iter().filter_map(tag_arm).collect();
        let _ = writeln!(
            out,
            "    /// The tag as the Bot API writes it; `None` for a member that is not known.\n    pub fn tag(&self) -> Option<&'static str> {{ Some(match self {{ {arms} Self::Unknown(_) => return None }}) }}\n"
        );
    }
    for field in structs[0].fields.iter().filter(|f| f.constant.is_none() && f.required) {
        let same =
            |s: &&Struct| s.fields.iter().any(|f| f.json == field.json && f.ty == field.ty && f.required);
        if structs.iter().all(same) {
            out.push_str(&accessor(union, field));
        }
    }
    if out.is_empty() { out } else { format!("impl {} {{\n{out}}}\n\n", union.name) }
}

fn tag_arm(variant: &Variant) -> Option<String> {
    match &variant.rule {
        Rule::Tag { value, .. } => Some(format!("Self::{}(_) => \"{value}\",", variant.name)),
        _ => None,
    }
}

fn accessor(union: &Union, field: &Field) -> String {
    let name = &field.name;
    let (ty, take) = match &field.ty {
        Ty::Bool | Ty::I64 | Ty::F64 | Ty::Newtype(_) => (field.ty.rust(), ""),
        Ty::Str => ("&str".to_owned(), "&"),
        Ty::Vec(item) => (format!("&[{}]", item.rust()), "&"),
        other => (format!("&{}", other.rust()), "&"),
    };
    let arms: String =
        union.variants.iter().map(|v| format!("Self::{}(v) => {take}v.{name},", v.name)).collect();
    format!(
        "    /// `{name}`, which every known member has.\n    pub fn {name}(&self) -> Option<{ty}> {{ Some(match self {{ {arms} Self::Unknown(_) => return None }}) }}\n\n"
    )
}
