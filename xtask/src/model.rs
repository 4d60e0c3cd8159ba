//! The facts resolved into Rust: which type a field has, what is boxed, how a union is told apart.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};

use crate::facts::{self, Facts, TypeRef};
use crate::names;

/// The Rust type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    Bool,
    I64,
    F64,
    Str,
    /// A `Copy` newtype written by hand: identifiers and times.
    Newtype(&'static str),
    /// A string with known values.
    Values(String),
    /// A struct, generated.
    Struct(String),
    /// A union, generated.
    Union(String),
    /// A hand-written type that is not `Copy`: `InputFile`, `Recipient`, `Edited`.
    Hand(&'static str),
    Vec(Box<Ty>),
}

impl Ty {
    /// How the type is written.
    pub(crate) fn rust(&self) -> String {
        match self {
            Self::Bool => "bool".into(),
            Self::I64 => "i64".into(),
            Self::F64 => "f64".into(),
            Self::Str => "String".into(),
            Self::Newtype(name) | Self::Hand(name) => (*name).into(),
            Self::Values(name) | Self::Struct(name) | Self::Union(name) => name.clone(),
            Self::Vec(item) => format!("Vec<{}>", item.rust()),
        }
    }

    /// Whether a value refers to generated structs, which may be large.
    pub(crate) fn is_object(&self) -> bool {
        matches!(self, Self::Struct(_) | Self::Union(_))
    }
}

/// A field of a struct or a parameter of a method.
pub(crate) struct Field {
    /// The name on the wire.
    pub json: String,
    /// The name in Rust.
    pub name: String,
    pub ty: Ty,
    pub required: bool,
    /// Held behind a `Box`.
    pub boxed: bool,
    /// A flag that is either `true` or absent.
    pub flag: bool,
    /// The fixed value, for which no field is needed.
    pub constant: Option<String>,
    /// What the facts say besides the type.
    pub limits: String,
}

/// A struct of the Bot API.
pub(crate) struct Struct {
    pub api_name: String,
    pub name: String,
    pub section: String,
    pub fields: Vec<Field>,
    /// Can be part of a request, and so has `new` and setters.
    pub input: bool,
}

/// How a member of a union is recognised.
pub(crate) enum Rule {
    /// By the value of the tag, and a member that must be there where several share the tag.
    Tag { value: String, key: Option<String> },
    /// By a member that only this one has.
    Key(String),
    /// By a member that others have too, after those have been looked for.
    SharedKey(String),
    /// A bare string.
    Text,
    /// An array of the union itself.
    Sequence,
}

/// A member of a union.
pub(crate) struct Variant {
    pub name: String,
    pub ty: Ty,
    pub boxed: bool,
    pub rule: Rule,
}

/// A union of the Bot API.
pub(crate) struct Union {
    pub api_name: Option<String>,
    pub name: String,
    pub section: String,
    pub tag: Option<String>,
    pub variants: Vec<Variant>,
}

/// A string with known values.
pub(crate) struct Values {
    pub name: String,
    pub section: String,
    pub values: Vec<String>,
    pub used_by: Vec<String>,
}

/// A method.
pub(crate) struct Method {
    pub api_name: String,
    pub name: String,
    pub snake: String,
    pub section: String,
    pub params: Vec<Field>,
    pub output: Ty,
}

/// Everything there is to generate.
pub(crate) struct Model {
    pub version: String,
    pub structs: Vec<Struct>,
    pub unions: Vec<Union>,
    pub values: Vec<Values>,
    pub methods: Vec<Method>,
}

/// Bytes above which a union holds its member behind a `Box`.
const BOX_ABOVE: usize = 128;

struct Builder<'a> {
    facts: BTreeMap<&'a str, &'a facts::Type>,
    unions: Vec<Union>,
    values: Vec<Values>,
    section: String,
}

/// Resolves the facts.
pub(crate) fn build(facts: &Facts) -> Result<Model> {
    let mut builder = Builder {
        facts: facts.types.iter().map(|t| (t.name.as_str(), t)).collect(),
        unions: Vec::new(),
        values: Vec::new(),
        section: String::new(),
    };
    let mut structs = Vec::new();
    for ty in &facts.types {
        builder.section.clone_from(&ty.section);
        if let Some(members) = &ty.union {
            let members: Vec<TypeRef> = members.clone();
            builder.union(Some(&ty.name), &ty.name, &members)?;
        } else if ty.name != "InputFile" {
            let fields = ty.fields.as_deref().unwrap_or_default();
            let mut out = Vec::new();
            for field in fields {
                let mut field = builder.field(&ty.name, field)?;
                field.boxed = field.ty.is_object() && !field.required;
                out.push(field);
            }
            structs.push(Struct {
                api_name: ty.name.clone(),
                name: names::type_name(&ty.name).to_owned(),
                section: ty.section.clone(),
                fields: out,
                input: false,
            });
        }
    }
    let mut methods = Vec::new();
    for method in &facts.methods {
        builder.section.clone_from(&method.section);
        let params = method.params.iter().map(|p| builder.field(&method.name, p)).collect::<Result<_>>()?;
        methods.push(Method {
            api_name: method.name.clone(),
            name: names::pascal(&method.name),
            snake: names::snake(&method.name),
            section: method.section.clone(),
            params,
            output: builder.ty(&method.name, "", &method.returns)?,
        });
    }
    let Builder { unions, values, .. } = builder;
    let mut model = Model { version: facts.version.clone(), structs, unions, values, methods };
    mark_inputs(&mut model);
    box_variants(&mut model);
    Ok(model)
}

impl Builder<'_> {
    fn field(&mut self, owner: &str, field: &facts::Field) -> Result<Field> {
        let mut ty = match &field.values {
            Some(values) => Ty::Values(self.values_of(owner, &field.name, values)),
            None => self.ty(owner, &field.name, &field.ty)?,
        };
        if field.attach {
            ty = Ty::Hand("InputFile");
        }
        Ok(Field {
            json: field.name.clone(),
            name: names::field(&field.name),
            ty,
            required: field.required,
            boxed: false,
            flag: field.ty.name() == Some("true") && !field.required,
            constant: match field.ty.name() {
                // A required `true` has one value only.
                Some("true") if field.required => Some("true".to_owned()),
                _ => field.constant.clone().filter(|_| field.required),
            },
            limits: limits(field),
        })
    }

    fn ty(&mut self, owner: &str, field: &str, ty: &TypeRef) -> Result<Ty> {
        Ok(match ty {
            TypeRef::Name(name) => match name.as_str() {
                "bool" | "true" => Ty::Bool,
                "float" => Ty::F64,
                "int" => names::integer(owner, field).map_or(Ty::I64, Ty::Newtype),
                "string" => match names::string(field) {
                    Some(name) => Ty::Values(name.to_owned()),
                    None => Ty::Str,
                },
                "InputFile" => Ty::Hand("InputFile"),
                name => {
                    let fact =
                        self.facts.get(name).with_context(|| format!("{owner}.{field}: no type {name}"))?;
                    let rust = names::type_name(name).to_owned();
                    if fact.union.is_some() { Ty::Union(rust) } else { Ty::Struct(rust) }
                }
            },
            TypeRef::Array { array } => Ty::Vec(Box::new(self.ty(owner, field, array)?)),
            TypeRef::Any { any } => {
                let members: Vec<String> = any.iter().filter_map(|m| m.name().map(str::to_owned)).collect();
                match members.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                    ["int", "string"] => Ty::Hand("Recipient"),
                    ["InputFile", "string"] => Ty::Hand("InputFile"),
                    ["Message", "bool"] => Ty::Hand("Edited"),
                    _ => {
                        let Some(name) = names::anonymous_union(&members) else {
                            bail!("{owner}.{field}: a union without a name: {members:?}");
                        };
                        if !self.unions.iter().any(|u| u.name == name) {
                            self.union(None, name, any)?;
                        }
                        Ty::Union(name.to_owned())
                    }
                }
            }
        })
    }

    fn values_of(&mut self, owner: &str, field: &str, values: &[String]) -> String {
        let name = names::value_enum(owner, field);
        let user = format!("{owner}.{field}");
        if let Some(known) = self.values.iter_mut().find(|v| v.name == name) {
            for value in values {
                if !known.values.contains(value) {
                    known.values.push(value.clone());
                }
            }
            known.used_by.push(user);
        } else {
            self.values.push(Values {
                name: name.clone(),
                section: self.section.clone(),
                values: values.to_vec(),
                used_by: vec![user],
            });
        }
        name
    }

    fn union(&mut self, api_name: Option<&str>, name: &str, members: &[TypeRef]) -> Result<()> {
        let tag = members.iter().filter_map(TypeRef::name).find_map(|m| self.tag_of(m)).map(|(tag, _)| tag);
        let mut variants = Vec::new();
        for member in members {
            let (variant, ty, rule) = match member {
                TypeRef::Array { .. } => {
                    ("Sequence".to_owned(), Ty::Vec(Box::new(Ty::Union(name.to_owned()))), Rule::Sequence)
                }
                TypeRef::Name(s) if s == "string" => ("Plain".to_owned(), Ty::Str, Rule::Text),
                TypeRef::Name(member) => {
                    let ty = Ty::Struct(names::type_name(member).to_owned());
                    (names::variant(name, member), ty, self.rule(member, members)?)
                }
                TypeRef::Any { .. } => bail!("{name}: a union within a union"),
            };
            variants.push(Variant { name: variant, ty, boxed: false, rule });
        }
        self.unions.push(Union {
            api_name: api_name.map(str::to_owned),
            name: name.to_owned(),
            section: self.section.clone(),
            tag,
            variants,
        });
        Ok(())
    }

    fn fields_of(&self, name: &str) -> &[facts::Field] {
        self.facts.get(name).and_then(|t| t.fields.as_deref()).unwrap_or_default()
    }

    fn tag_of(&self, name: &str) -> Option<(String, String)> {
        let field = self.fields_of(name).iter().find(|f| f.required && f.constant.is_some())?;
        Some((field.name.clone(), field.constant.clone()?))
    }

    /// How `member` is told from the other members of its union.
    fn rule(&self, member: &str, members: &[TypeRef]) -> Result<Rule> {
        let tag = self.tag_of(member).map(|(_, value)| value);
        let rivals: Vec<&str> = members
            .iter()
            .filter_map(TypeRef::name)
            .filter(|m| *m != member && self.tag_of(m).map(|(_, value)| value) == tag)
            .collect();
        let has = |name: &str, field: &str| self.fields_of(name).iter().any(|f| f.name == field);
        let own = self
            .fields_of(member)
            .iter()
            .filter(|f| f.required && f.constant.is_none())
            .find(|f| rivals.iter().all(|r| !has(r, &f.name)));
        match (tag, rivals.is_empty(), own) {
            (Some(value), true, _) => Ok(Rule::Tag { value, key: None }),
            (Some(value), false, own) => Ok(Rule::Tag { value, key: own.map(|f| f.name.clone()) }),
            (None, _, Some(own)) => Ok(Rule::Key(own.name.clone())),
            // The order of the members decides: a venue has a location's members and more.
            (None, _, None) => {
                let first = self.fields_of(member).iter().find(|f| f.required);
                Ok(Rule::SharedKey(
                    first.with_context(|| format!("{member}: nothing tells it apart"))?.name.clone(),
                ))
            }
        }
    }
}

fn limits(field: &facts::Field) -> String {
    let mut out = Vec::new();
    if let Some(length) = &field.length {
        out.push(format!("{}\u{2013}{} {}", length.min, length.max, length.unit));
    }
    if let Some([low, high]) = field.range {
        out.push(format!("{low}\u{2013}{high}"));
    }
    if let Some(default) = &field.default {
        out.push(format!("default `{}`", default.to_ascii_lowercase()));
    }
    out.join(", ")
}

/// Marks the structs that a method's parameters can hold.
fn mark_inputs(model: &mut Model) {
    fn visit(ty: &Ty, model: &Model, seen: &mut BTreeSet<String>) {
        match ty {
            Ty::Vec(item) => visit(item, model, seen),
            Ty::Struct(name) if seen.insert(name.clone()) => {
                let fields = model.structs.iter().filter(|s| s.name == *name).flat_map(|s| &s.fields);
                fields.for_each(|f| visit(&f.ty, model, seen));
            }
            Ty::Union(name) if seen.insert(name.clone()) => {
                let variants = model.unions.iter().filter(|u| u.name == *name).flat_map(|u| &u.variants);
                variants.for_each(|v| visit(&v.ty, model, seen));
            }
            _ => {}
        }
    }
    let mut seen = BTreeSet::new();
    for method in &model.methods {
        method.params.iter().for_each(|p| visit(&p.ty, model, &mut seen));
    }
    for item in &mut model.structs {
        item.input = seen.contains(&item.name);
    }
}

/// Boxes the members of unions that are large or hold the union itself.
fn box_variants(model: &mut Model) {
    let sizes: BTreeMap<String, usize> =
        model.structs.iter().map(|s| (s.name.clone(), struct_size(s, model, 0))).collect();
    for union in &mut model.unions {
        for variant in &mut union.variants {
            if let Ty::Struct(name) = &variant.ty {
                variant.boxed = sizes.get(name).is_some_and(|size| *size > BOX_ABOVE);
            }
        }
    }
}

/// A rough size in bytes; deep nesting counts as large, which breaks cycles too.
fn struct_size(item: &Struct, model: &Model, depth: usize) -> usize {
    if depth > 4 {
        return 1 << 16;
    }
    let fields = item.fields.iter().filter(|f| f.constant.is_none());
    8 + fields.map(|f| if f.boxed { 8 } else { size(&f.ty, model, depth) }).sum::<usize>()
}

fn size(ty: &Ty, model: &Model, depth: usize) -> usize {
    match ty {
        Ty::Bool => 1,
        Ty::I64 | Ty::F64 | Ty::Newtype(_) => 12,
        Ty::Str | Ty::Values(_) | Ty::Vec(_) => 24,
        Ty::Hand(_) => 32,
        Ty::Struct(name) => {
            model.structs.iter().find(|s| s.name == *name).map_or(0, |s| struct_size(s, model, depth + 1))
        }
        Ty::Union(name) => model.unions.iter().find(|u| u.name == *name).map_or(0, |u| {
            let of = |v: &Variant| size(&v.ty, model, depth + 1).min(BOX_ABOVE);
            8 + u.variants.iter().map(of).max().unwrap_or(0)
        }),
    }
}
