//! Whole numbers as programs for tables write them.

/// The whole number that a text is; decimals, as in `1.0`, may only be zeros.
pub(super) fn whole_number(text: &str) -> Option<i64> {
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let is_whole = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && decimals.bytes().all(|byte| byte == b'0');
    is_whole.then(|| whole.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::whole_number;

    #[test]
    fn decimals_are_zeros() {
        for (text, number) in [
            ("1", Some(1)),
            ("1.0", Some(1)),
            ("2,00", Some(2)),
            ("3.", Some(3)),
            ("-9", Some(-9)),
            ("1.5", None),
            (".0", None),
            ("-", None),
            ("1.0.0", None),
            ("1e0", None),
            ("", None),
        ] {
            assert_eq!(whole_number(text), number, "{text:?}");
        }
    }
}
