//! Names in a sentence.

/// The names with commas between them, and `or` before the last.
pub(crate) fn one_of(names: impl IntoIterator<Item = &'static str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::one_of;

    #[test]
    fn the_last_name_is_the_other_choice() {
        assert_eq!(one_of(["eap"]), "eap");
        assert_eq!(one_of(["eap", "map", "mle"]), "eap, map or mle");
    }
}
