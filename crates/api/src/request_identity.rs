//! The id of a request and of the trace it belongs to: those of the client where they are sound, else an id of ours.

use actix_web::http::header::{HeaderMap, HeaderName};
use actix_web::{HttpMessage as _, HttpRequest};
use tracing_actix_web::RequestId;

/// The header with the id under which the log has the request.
pub(crate) const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// The header of W3C Trace Context.
const TRACEPARENT_HEADER: HeaderName = HeaderName::from_static("traceparent");
/// The largest number of bytes of an id that a client may choose.
const MAX_ID_BYTES: usize = 128;

/// The id that the client has chosen.
#[derive(Clone)]
struct ClientRequestId(String);

/// Takes over the id of the client, if it has sent a sound one.
pub(crate) fn adopt(request: &HttpRequest) {
    if let Some(id) = only_value(request.headers(), &REQUEST_ID_HEADER).filter(|id| is_sound(id)) {
        request.extensions_mut().insert(ClientRequestId(id.to_owned()));
    }
}

/// The id of the request: that of the client, else ours.
pub(crate) fn request_id(request: &HttpRequest) -> Option<String> {
    let extensions = request.extensions();
    let chosen = extensions.get::<ClientRequestId>().map(|id| id.0.clone());
    chosen.or_else(|| extensions.get::<RequestId>().map(ToString::to_string))
}

/// The id of the trace to which the client counts the request.
pub(crate) fn trace_id(headers: &HeaderMap) -> Option<&str> {
    only_value(headers, &TRACEPARENT_HEADER).and_then(trace_of)
}

/// The value of a header that is sent once and is text.
fn only_value<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name);
    let value = values.next()?;
    values.next().is_none().then_some(value)?.to_str().ok()
}

/// Letters, digits and a few signs that need no quoting in a log, a shell or a URL.
fn is_sound(id: &str) -> bool {
    let is_plain = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b':' | b'/' | b'+' | b'=' | b'@')
    };
    (1..=MAX_ID_BYTES).contains(&id.len()) && id.bytes().all(is_plain)
}

/// The trace id of a `traceparent`: `version-trace-parent-flags` in lower-case hexadecimal digits. A later version may add parts.
fn trace_of(value: &str) -> Option<&str> {
    let mut parts = value.split('-');
    let mut part = |digits: usize| {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        parts.next().filter(|part| part.len() == digits && part.bytes().all(is_digit))
    };
    let (version, trace, parent, _flags) = (part(2)?, part(32)?, part(16)?, part(2)?);
    let has_more = parts.next().is_some();
    let is_zero = |part: &str| part.bytes().all(|byte| byte == b'0');
    let is_valid = version != "ff" && !is_zero(trace) && !is_zero(parent) && (version != "00" || !has_more);
    is_valid.then_some(trace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_ids_of_1_to_128_characters_are_sound() {
        let longest = "a".repeat(MAX_ID_BYTES);
        for id in ["a", "8e03978e-40d5-43dd-bc93-6894a57f9324", "Root=1-67891233-abc/def:1+2@x_y.z~", &longest] {
            assert!(is_sound(id), "{id}");
        }
        let too_long = "a".repeat(MAX_ID_BYTES + 1);
        for id in ["", " ", "a b", "a\"b", "a\\b", "<a>", "a;b", "ü", "a\tb", "{a}", "a%0a", &too_long] {
            assert!(!is_sound(id), "{id}");
        }
    }

    #[test]
    fn the_trace_of_a_traceparent_is_read_and_of_a_faulty_one_is_not() {
        let trace = "0af7651916cd43dd8448eb211c80319c";
        for value in
            [format!("00-{trace}-b7ad6b7169203331-01"), format!("cc-{trace}-b7ad6b7169203331-01-what-comes-later")]
        {
            assert_eq!(trace_of(&value), Some(trace), "{value}");
        }
        let faulty = [
            String::new(),
            trace.to_owned(),
            format!("ff-{trace}-b7ad6b7169203331-01"),
            format!("00-{trace}-b7ad6b7169203331-01-more"),
            format!("00-{trace}-0000000000000000-01"),
            format!("00-{}-b7ad6b7169203331-01", "0".repeat(32)),
            format!("00-{}-b7ad6b7169203331-01", trace.to_uppercase()),
            format!("00-{trace}-b7ad6b7169203331"),
            format!("00-{trace}-b7ad6b716920333-01"),
            format!("0-{trace}-b7ad6b7169203331-01"),
        ];
        for value in faulty {
            assert_eq!(trace_of(&value), None, "{value}");
        }
    }
}
