//! The addresses of banks, their items and exam types.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::visit::{BANKS, EXAM_TYPES};

/// What stands in a part of a path as it is.
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The page of a bank version.
pub(crate) fn bank(name: &str, version: i32) -> String {
    format!("{BANKS}/{}?version={version}", part(name))
}

/// The path below which the charts of a bank version are, with the version in it.
pub(crate) fn bank_charts(name: &str, version: i32) -> String {
    format!("{BANKS}/{}/{version}/charts", part(name))
}

/// The preview of an item.
pub(crate) fn item(bank: &str, version: i32, item_id: &str) -> String {
    format!("{BANKS}/{}/item?version={version}&id={}", part(bank), part(item_id))
}

/// The page of an exam type version.
pub(crate) fn exam_type(name: &str, version: i32) -> String {
    format!("{EXAM_TYPES}/{}?version={version}", part(name))
}

/// The path below which the charts of an exam type version are.
pub(crate) fn exam_type_charts(name: &str, version: i32) -> String {
    format!("{EXAM_TYPES}/{}/{version}/charts", part(name))
}

/// Where the summary of a simulation is sent.
pub(crate) fn simulation(name: &str, version: i32) -> String {
    format!("{EXAM_TYPES}/{}/{version}/simulation", part(name))
}

fn part(text: &str) -> String {
    utf8_percent_encode(text, PART).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_part_of_a_path() {
        assert_eq!(bank("a b/c", 2), "/operator/banks/a%20b%2Fc?version=2");
        assert_eq!(item("b", 1, "q&1"), "/operator/banks/b/item?version=1&id=q%261");
    }
}
