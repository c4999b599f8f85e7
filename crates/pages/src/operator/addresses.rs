//! The addresses of banks, their items and exam types, whose names have nothing that an address would have to escape.

use form_urlencoded::byte_serialize;

use crate::visit::{BANKS, EXAM_TYPES, LOGIN};

/// The page on which a person logs in, from which they get to this page.
pub(crate) fn login(next: &str) -> String {
    if next.is_empty() { LOGIN.to_owned() } else { format!("{LOGIN}?next={}", query_value(next)) }
}

/// The page of a bank version.
pub(crate) fn bank(name: &str, version: i32) -> String {
    format!("{BANKS}/{name}?version={version}")
}

/// The path below which the charts of a bank version are, with the version in it.
pub(crate) fn bank_charts(name: &str, version: i32) -> String {
    format!("{BANKS}/{name}/{version}/charts")
}

/// The preview of an item.
pub(crate) fn item(bank: &str, version: i32, item_id: &str) -> String {
    format!("{BANKS}/{}/item?version={version}&id={}", bank, query_value(item_id))
}

/// The page of an exam type version.
pub(crate) fn exam_type(name: &str, version: i32) -> String {
    format!("{EXAM_TYPES}/{name}?version={version}")
}

/// The path below which the charts of an exam type version are.
pub(crate) fn exam_type_charts(name: &str, version: i32) -> String {
    format!("{EXAM_TYPES}/{name}/{version}/charts")
}

/// Where the summary of a simulation is sent.
pub(crate) fn simulation(name: &str, version: i32) -> String {
    format!("{EXAM_TYPES}/{name}/{version}/simulation")
}

fn query_value(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_one_part_of_an_address() {
        assert_eq!(item("b", 1, "q&1"), "/operator/banks/b/item?version=1&id=q%261");
        assert_eq!(login("/operator/sessions?a=1"), "/operator/login?next=%2Foperator%2Fsessions%3Fa%3D1");
    }
}
