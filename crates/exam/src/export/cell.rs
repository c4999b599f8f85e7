//! One value of a table.

use std::borrow::Cow;
use std::time::SystemTime;

use serde::{Serialize, Serializer};

/// The characters with which a text begins that a spreadsheet takes for a formula, or behind which it finds one.
const FORMULA_STARTS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    Empty,
    Text(Cow<'a, str>),
    Integer(i64),
    Number(f64),
    Flag(bool),
}

impl<'a> Cell<'a> {
    /// A text of the program or of a client.
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A number; empty where there is none, and where it is not finite.
    pub(super) fn number(number: impl Into<Option<f64>>) -> Self {
        number.into().filter(|number| number.is_finite()).map_or(Self::Empty, Self::Number)
    }

    /// A count.
    pub(super) fn count(count: u64) -> Self {
        Self::Integer(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A time as RFC 3339 text in UTC, to the microsecond.
    pub(super) fn time(at: SystemTime) -> Self {
        jiff::Timestamp::try_from(at).map_or(Self::Empty, |time| Self::text(time.to_string()))
    }

    /// The cell, or an empty one.
    pub(super) fn or_empty<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Empty, cell)
    }

    /// The cell as the field of a CSV file. A text that a spreadsheet would take for a formula gets an apostrophe before it.
    pub(super) fn field(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) if is_formula(text) => Cow::Owned(format!("'{text}")),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        }
    }
}

/// A text or number as the field of a CSV file: a text that a spreadsheet would take for a formula gets an apostrophe before it.
pub(super) fn spreadsheet_text(text: &str) -> Cow<'_, str> {
    let is_number = text.parse::<f64>().is_ok();
    if !is_number && is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Whether a spreadsheet takes a text for a formula.
pub(super) fn is_formula(text: &str) -> bool {
    text.starts_with(FORMULA_STARTS)
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_a_formula_gets_an_apostrophe_and_a_number_does_not() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"] {
            assert_eq!(Cell::text(text).field(), format!("'{text}"));
        }
        for text in ["a=1", "'=1", "", " =1", "e-17"] {
            assert_eq!(Cell::text(text).field(), text);
        }
        assert_eq!(Cell::number(-0.5).field(), "-0.5");
        assert_eq!(Cell::Integer(-3).field(), "-3");
    }

    #[test]
    fn a_number_comes_back_bit_for_bit_and_one_that_is_none_is_empty() {
        for number in [0.1, 1.0 / 3.0, -2.220_446_049_250_313e-16, 5e-324] {
            assert_eq!(Cell::number(number).field().parse::<f64>().unwrap().to_bits(), f64::to_bits(number));
        }
        for number in [f64::NAN, f64::INFINITY] {
            assert_eq!(Cell::number(number), Cell::Empty);
        }
    }
}
