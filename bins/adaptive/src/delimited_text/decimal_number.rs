//! Numbers with a decimal point or a decimal comma.

/// What stands before the decimals of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecimalMark {
    Point,
    Comma,
}

/// The decimal mark of a text that is a number; `None` when it has none, or is no number.
pub(crate) fn decimal_mark(text: &str) -> Option<DecimalMark> {
    let (mark, place) = match (text.find('.'), text.find(',')) {
        (Some(place), None) => (DecimalMark::Point, place),
        (None, Some(place)) => (DecimalMark::Comma, place),
        _ => return None,
    };
    let decimals = &text[place + 1..];
    let is_number = with_decimal_point(text).parse::<f64>().is_ok() && !decimals.contains([',', '.']);
    is_number.then_some(mark)
}

/// The text with a decimal point instead of a decimal comma.
pub(crate) fn with_decimal_point(text: &str) -> String {
    text.replacen(',', ".", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_have_a_decimal_mark() {
        for (text, mark) in [
            ("1,2", Some(DecimalMark::Comma)),
            ("-0,4", Some(DecimalMark::Comma)),
            (",5e-3", Some(DecimalMark::Comma)),
            ("1.2", Some(DecimalMark::Point)),
            ("12", None),
            ("1.234,5", None),
            ("1,234,567", None),
            ("a,b", None),
            ("", None),
        ] {
            assert_eq!(decimal_mark(text), mark, "{text:?}");
        }
        assert_eq!(with_decimal_point("-0,4"), "-0.4");
    }
}
