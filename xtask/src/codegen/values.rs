//! Strings with known values.

use crate::model::Values;
use crate::names;

/// An enum with `Other` for what the future brings.
pub(crate) fn emit(values: &Values) -> String {
    let users: Vec<String> = values.used_by.iter().map(|u| format!("`{u}`")).collect();
    let users = match users.as_slice() {
        [first, _, _, ..] => format!("{first} and others"),
        few => few.join(" and "),
    };
    let variants: String = values
        .values
        .iter()
        .map(|v| format!("    /// `{v}`.\n    {} = \"{v}\",\n", names::pascal(v)))
        .collect();
    format!(
        "crate::macros::string_enum! {{\n/// The values of {users}.\npub enum {} {{\n{variants}}}\n}}\n\n",
        values.name
    )
}
