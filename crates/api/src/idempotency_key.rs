//! The key by which the server recognises a start that is sent again.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use credentials::StartKey;

use crate::code::Code;
use crate::problem::Problem;

/// The header of the key.
const HEADER: &str = "Idempotency-Key";

/// The key of a request, if it has one.
pub(crate) struct IdempotencyKey(pub(crate) Option<StartKey>);

impl FromRequest for IdempotencyKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(key_of(request).map(Self))
    }
}

/// Whether a request has the header.
pub(crate) fn is_keyed(request: &HttpRequest) -> bool {
    request.headers().contains_key(HEADER)
}

fn key_of(request: &HttpRequest) -> Result<Option<StartKey>, Problem> {
    let mut headers = request.headers().get_all(HEADER);
    let Some(header) = headers.next() else { return Ok(None) };
    if headers.next().is_some() {
        return Err(invalid("the header comes more than once"));
    }
    let text = std::str::from_utf8(header.as_bytes()).map_err(|_| invalid("the header is not ASCII"))?;
    let key = StartKey::new(unquoted(text)).map_err(|error| invalid(&error.to_string()))?;
    Ok(Some(key))
}

/// The draft of the header puts the value in quotation marks, and most clients leave them out. Both are the same key.
fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text)
}

fn invalid(detail: &str) -> Problem {
    Problem::new(Code::InvalidValue, format!("{HEADER}: {detail}")).with_field(HEADER)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use actix_web::test::TestRequest;

    use super::*;

    const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";

    fn key(values: &[&[u8]]) -> Result<Option<StartKey>, String> {
        let add = |request: TestRequest, value: &&[u8]| {
            request.append_header((HEADER, HeaderValue::from_bytes(value).unwrap()))
        };
        key_of(&values.iter().fold(TestRequest::default(), add).to_http_request())
            .map_err(|problem| problem.to_string())
    }

    #[test]
    fn a_key_is_the_same_with_and_without_quotation_marks() {
        let bare = key(&[KEY.as_bytes()]).unwrap();
        assert_eq!(bare, Some(StartKey::new(KEY).unwrap()));
        assert_eq!(key(&[format!("\"{KEY}\"").as_bytes()]).unwrap(), bare);
        assert_eq!(key(&[]).unwrap(), None);
    }

    #[test]
    fn an_invalid_key_is_refused_and_not_shown() {
        let quoted_once = format!("\"{KEY}");
        let with_parameter = format!("\"{KEY}\"; a=1");
        let faulty: [&[&[u8]]; 6] = [
            &[b""],
            &[b"\"\""],
            &[quoted_once.as_bytes()],
            &[with_parameter.as_bytes()],
            &[b"8e03978e-40d5-43dd-\xff"],
            &[KEY.as_bytes(), KEY.as_bytes()],
        ];
        for values in faulty {
            let problem = key(values).unwrap_err();
            assert!(problem.starts_with("invalid_value: Idempotency-Key: "), "{problem}");
            assert!(!problem.contains("8e03"), "{problem}");
        }
    }
}
