//! Text in rows and columns, as programs for tables write it: any of the usual encodings and separators.

mod decimal_number;
mod decoded_text;
mod encoding;
mod rows;
mod separator;
mod text_lines;

pub(crate) use decimal_number::{DecimalMark, decimal_mark, with_decimal_point};
pub(crate) use rows::{DelimitedText, TextError};
pub(crate) use text_lines::text_lines;
