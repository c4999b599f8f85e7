//! Lists as the command line takes them.

/// The values with commas between them, in the quotation marks that a shell needs.
pub(super) fn flag_value<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let quoted = |value: &str| if value.contains([',', '"']) { format!("{value:?}") } else { value.to_owned() };
    let list = values.into_iter().map(quoted).collect::<Vec<_>>().join(",");
    if list.contains('"') { format!("'{list}'") } else { format!("\"{list}\"") }
}
