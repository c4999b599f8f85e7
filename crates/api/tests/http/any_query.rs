//! Queries and names in addresses of any kind, percent-encoded or not.

use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use testkit::mutation::FRAGMENTS;

use crate::any_body::{cases, check, connection};
use crate::seeds;

const ADDRESSES: [&str; 8] = [
    "/api/adaptive/next?exam_session_id=",
    "/api/adaptive/sessions?limit=5&after=",
    "/api/adaptive/sessions/",
    "/api/banks/",
    "/api/banks/open?version=",
    "/api/exam-types/",
    "/api/exam-types?",
    "/api/keys?revoked=",
];

/// Bytes of any kind, or a text that stands for a value.
fn value() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![vec(any::<u8>(), 0..40), select(FRAGMENTS).prop_map(|text| text.as_bytes().to_vec())]
}

/// Each byte percent-encoded.
fn encoded(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "%{byte:02x}");
        text
    })
}

/// The bytes that can stand in an address as they are. The parser of HTTP itself refuses requests with others.
fn plain(bytes: &[u8]) -> String {
    let stands = |byte: &&u8| byte.is_ascii_alphanumeric() || b"%-._~!$&'()*+,;=:@/?".contains(*byte);
    bytes.iter().filter(stands).map(|byte| char::from(*byte)).collect()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_value_in_an_address_is_taken_or_a_problem(address in select(&ADDRESSES[..]), value in value(), is_plain in any::<bool>()) {
        let value = if is_plain { plain(&value) } else { encoded(&value) };
        let reply = connection().get(&format!("{address}{value}"));
        // A list has no problem document, and an address may lead to a page.
        if reply.status >= 400 {
            check(&reply)?;
        }
    }

    #[test]
    fn any_name_and_scaling_constant_of_a_bank_are_taken_or_a_problem(name in value(), constant in value()) {
        let target = format!("/api/banks?name={}&scaling_constant={}", encoded(&name), encoded(&constant));
        check(&connection().post(&target, "text/csv", &seeds::bytes("bank.csv")))?;
    }
}
