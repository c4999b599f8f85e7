//! The lengths to which texts are cut before a reply contains them.

use exam::excerpt;

/// The longest value of a client in a reply, in characters.
const LONGEST_VALUE: usize = 200;
/// The longest detail, in characters: room for a value and a sentence about it.
const LONGEST_DETAIL: usize = 400;

/// A value of a client, cut to the length that a reply may contain.
pub(crate) fn value_excerpt(value: &str) -> String {
    excerpt(value, LONGEST_VALUE)
}

/// A detail, cut to the length that a reply may contain.
pub(crate) fn detail_excerpt(detail: &str) -> String {
    excerpt(detail, LONGEST_DETAIL)
}
