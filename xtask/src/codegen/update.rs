//! `Update`: its kind is the name of its second member.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::link;
use crate::model::{Field, Struct};
use crate::names::{pascal, sentence, words};

/// `Update`, `UpdateKind` and `UpdateType`.
pub(crate) fn emit(item: &Struct) -> String {
    let kinds: Vec<&Field> = item.fields.iter().filter(|f| f.json != "update_id").collect();
    let mut out = format!(
        "/// One event from Telegram: a number, and what happened. {}\n///\n\
         /// # Example\n/// ```\n/// use chappe::types::{{Update, UpdateKind}};\n///\n\
         /// let update = Update::from_json(r#\"{{\"update_id\":7,\"poll\":{{\"id\":\"1\",\"question\":\"?\"}}}}\"#)?;\n\
         /// assert!(matches!(update.kind, UpdateKind::Poll(_)));\n/// # Ok::<(), chappe::json::DecodeError>(())\n/// ```\n\
         #[derive(Clone, Default, PartialEq)]\npub struct Update {{\n\
         /// Rises by one from update to update, with gaps after a week of silence.\n    pub update_id: i64,\n\
         /// What happened.\n    pub kind: UpdateKind,\n\
         /// Members that this version does not know, besides the one that is the kind.\n    pub extra: Extra,\n}}\n\n",
        link("update")
    );
    let _ = writeln!(
        out,
        "/// What happened: the one member of an update besides its number.\n#[derive(Clone, PartialEq)]\n#[non_exhaustive]\npub enum UpdateKind {{"
    );
    for kind in &kinds {
        let _ =
            writeln!(out, "    /// `{}`.\n    {}(Box<{}>),", kind.json, pascal(&kind.json), kind.ty.rust());
    }
    let _ = writeln!(
        out,
        "    /// A kind that this version does not know: its name and content as they arrived.\n    Unknown(Box<UnknownUpdate>),\n}}\n"
    );
    out.push_str(&types(&kinds));
    out.push_str(&codec(&kinds));
    out
}

fn types(kinds: &[&Field]) -> String {
    let mut out = String::from(
        "crate::macros::string_enum! {\n/// The name of an update's kind, as `allowed_updates` takes it.\npub enum UpdateType {\n",
    );
    for kind in kinds {
        let _ = writeln!(
            out,
            "    /// {} (`{}`).\n    {} = \"{}\",",
            sentence(&words(&kind.json)),
            kind.json,
            pascal(&kind.json),
            kind.json
        );
    }
    out.push_str("}\n}\n\n");
    let all: Vec<String> = kinds.iter().map(|k| format!("UpdateType::{}", pascal(&k.json))).collect();
    let arms: String =
        kinds.iter().map(|k| format!("Self::{0}(_) => UpdateType::{0},", pascal(&k.json))).collect();
    let index: String =
        kinds.iter().enumerate().map(|(i, k)| format!("Self::{}(_) => {i},", pascal(&k.json))).collect();
    let _ = writeln!(
        out,
        "impl UpdateType {{\n    /// Every kind that this version knows, in the order of the Bot API.\n    pub const ALL: &'static [UpdateType] = &[{}];\n}}\n\n\
         impl UpdateKind {{\n    /// The name of the kind.\n    pub fn update_type(&self) -> UpdateType {{ match self {{ {arms} Self::Unknown(u) => UpdateType::Other(u.name.to_string()) }} }}\n\n\
         /// The position of the kind in [`UpdateType::ALL`]; `None` for one that is not known.\n    #[inline]\n    pub(crate) fn index(&self) -> Option<u8> {{ Some(match self {{ {index} Self::Unknown(_) => return None }}) }}\n}}\n",
        all.join(", ")
    );
    out
}

fn codec(kinds: &[&Field]) -> String {
    let mut by_len: BTreeMap<usize, String> = BTreeMap::new();
    by_len
        .entry("update_id".len())
        .or_default()
        .push_str("if k == b\"update_id\" { if !r.null()? { self.update_id.decode_into(r)?; seen = true; } continue; }\n");
    for kind in kinds {
        let _ = writeln!(
            by_len.entry(kind.json.len()).or_default(),
            "if k == b\"{}\" {{ if !r.null()? {{ self.set_kind(UpdateKind::{}(crate::json::decode(r)?)); }} continue; }}",
            kind.json,
            pascal(&kind.json)
        );
    }
    let arms: String = by_len.iter().map(|(len, body)| format!("{len} => {{ {body} }}\n")).collect();
    let writes: String = kinds
        .iter()
        .map(|k| format!("Self::{}(v) => w.field(\"{}\", v),\n", pascal(&k.json), k.json))
        .collect();
    format!(
        "impl Decode for Update {{\n    fn decode_into(&mut self, r: &mut Reader<'_>) -> Result<(), DecodeError> {{\n\
         r.begin_object()?;\nlet mut seen = false;\nwhile let Some(key) = r.next_key()? {{\nlet k = key.as_bytes();\nmatch k.len() {{\n{arms}_ => {{}}\n}}\n\
         self.keep_unknown(&key, r)?;\n}}\n\
         if !seen {{ return Err(r.missing(\"Update\", \"update_id\")); }}\nOk(())\n}}\n}}\n\n\
         impl Encode for Update {{\n    fn encode(&self, w: &mut Writer) {{\nw.begin_object();\nw.field(\"update_id\", &self.update_id);\n\
         self.kind.write(w);\nself.extra.write(w);\nw.end_object();\n}}\n}}\n\n\
         impl UpdateKind {{\n    /// Writes the one member that is the kind.\n    pub(crate) fn write(&self, w: &mut Writer) {{\n\
         match self {{\n{writes}Self::Unknown(u) => u.write(w),\n}}\n}}\n}}\n\n\
         crate::macros::wire!(Update);\n\n"
    )
}
