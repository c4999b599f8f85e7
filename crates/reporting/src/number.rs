//! Numbers as text for people.

/// A number with the given count of decimals; a zero has no sign.
pub fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if is_zero { text.trim_start_matches('-').to_owned() } else { text }
}

/// A share in per cent with one decimal. A space that does not break joins number and sign.
pub fn per_cent(share: f64) -> String {
    format!("{}\u{a0}%", fixed(100.0 * share, 1))
}

/// The text in place of a number that does not exist.
pub const DASH: &str = "–";

/// The number as text by a function; a dash for `None`.
pub fn or_dash(value: Option<f64>, show: impl Fn(f64) -> String) -> String {
    value.map_or_else(|| DASH.to_owned(), show)
}

/// A count with thin spaces between the thousands.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join("\u{202f}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_has_no_sign() {
        assert_eq!(
            (fixed(-0.0004, 3), fixed(-0.0006, 3), per_cent(0.1234)),
            ("0.000".into(), "-0.001".into(), "12.3\u{a0}%".into())
        );
    }

    #[test]
    fn thin_spaces_separate_the_thousands() {
        assert_eq!((count(999), count(1_234_567)), ("999".into(), "1\u{202f}234\u{202f}567".into()));
    }
}
