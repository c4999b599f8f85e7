//! The credential of a request, as its head has it. Whether it opens anything is not decided here.

use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use exam::SessionToken;

use crate::code::Code;
use crate::problem::Problem;

/// The header that an API key may also come in.
const API_KEY_HEADER: &str = "x-api-key";

/// What a request shows to be let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Credential {
    /// Nothing.
    None,
    /// A text that may be an API key.
    Key(String),
    /// A text that has the form of a session token.
    Token(SessionToken),
}

impl Credential {
    /// The credential in these headers.
    ///
    /// # Errors
    /// `unauthorized` for a header that comes twice, for two headers with different credentials, and for what can be neither a
    /// key nor a token. Servers and proxies differ in which of two credentials they believe, so none of them counts.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let key = single(headers, API_KEY_HEADER, "X-API-Key")?;
        let bearer = single(headers, AUTHORIZATION.as_str(), "Authorization")?.map(bearer_credential).transpose()?;
        match (key, bearer) {
            (None, None) => Ok(Self::None),
            (Some(token), _) if SessionToken::is_well_formed(token) => {
                Err(unauthorized("X-API-Key has a session token: send it as `Authorization: Bearer TOKEN`"))
            }
            (Some(key), None) => Ok(Self::Key(key.to_owned())),
            (Some(key), Some(bearer)) if key == bearer => Ok(Self::Key(key.to_owned())),
            (Some(_), Some(_)) => Err(unauthorized(
                "the headers X-API-Key and Authorization have different credentials: send one of them",
            )),
            (None, Some(token)) if SessionToken::is_well_formed(token) => {
                Ok(Self::Token(SessionToken::from_client(token)))
            }
            (None, Some(token)) if SessionToken::is_claimed(token) => {
                Err(unauthorized("the credential begins like a session token and is none: send the whole token"))
            }
            (None, Some(key)) => Ok(Self::Key(key.to_owned())),
        }
    }
}

/// The text of a header that comes once at most. A text that is not ASCII is no credential.
fn single<'a>(headers: &'a HeaderMap, header: &str, name: &str) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(header);
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(unauthorized(&format!("the header {name} comes more than once")));
    }
    Ok(Some(value.to_str().unwrap_or("")))
}

fn bearer_credential(header: &str) -> Result<&str, Problem> {
    let scheme_and_credential = header.split_once(' ');
    let bearer = scheme_and_credential.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let other_scheme = || unauthorized("the Authorization header has another scheme than Bearer");
    let has_scheme_alone = header.trim().eq_ignore_ascii_case("bearer");
    if has_scheme_alone {
        return Err(unauthorized("the Authorization header has no key or token after Bearer"));
    }
    bearer.map(|(_, credential)| credential.trim()).ok_or_else(other_scheme)
}

/// The problem of a caller who is not known.
pub(crate) fn unauthorized(detail: &str) -> Problem {
    Problem::new(Code::Unauthorized, detail)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use actix_web::test::TestRequest;

    use super::*;

    const TOKEN: &str = "ast_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    fn of(headers: &[(&str, &[u8])]) -> Option<Credential> {
        let add = |request: TestRequest, (name, value): &(&str, &[u8])| {
            request.append_header((*name, HeaderValue::from_bytes(value).unwrap()))
        };
        let request = headers.iter().fold(TestRequest::default(), add).to_http_request();
        let outcome = Credential::of(request.headers());
        outcome.inspect_err(|problem| assert!(problem.to_string().starts_with("unauthorized"), "{problem}")).ok()
    }

    #[test]
    fn a_key_comes_in_either_header_or_in_both() {
        let key = Some(Credential::Key("some-key".to_owned()));
        assert_eq!(of(&[("x-api-key", b"some-key")]), key);
        for bearer in [&b"Bearer some-key"[..], b"bearer some-key", b"BEARER  some-key "] {
            assert_eq!(of(&[("authorization", bearer)]), key);
            assert_eq!(of(&[("authorization", bearer), ("X-API-Key", b"some-key")]), key);
        }
        assert_eq!(of(&[]), Some(Credential::None));
    }

    #[test]
    fn a_credential_that_comes_twice_is_none() {
        let token = format!("Bearer {TOKEN}");
        let doubled: [&[(&str, &[u8])]; 7] = [
            &[("x-api-key", b"some-key"), ("x-api-key", b"some-key")],
            &[("authorization", b"Bearer some-key"), ("authorization", b"Bearer some-key")],
            &[("authorization", b"Bearer some-key"), ("authorization", b"")],
            &[("x-api-key", b"some-key"), ("authorization", b"Bearer other")],
            &[("x-api-key", b"some-key"), ("authorization", b"Basic c29tZS1rZXk=")],
            &[("x-api-key", b"some-key"), ("authorization", token.as_bytes())],
            &[("x-api-key", b""), ("authorization", b"Bearer some-key")],
        ];
        for headers in doubled {
            assert_eq!(of(headers), None, "{headers:?}");
        }
    }

    #[test]
    fn a_session_token_is_told_by_its_form() {
        let token = Some(Credential::Token(SessionToken::from_client(TOKEN)));
        assert_eq!(of(&[("authorization", format!("Bearer {TOKEN}").as_bytes())]), token);
        assert_eq!(of(&[("x-api-key", TOKEN.as_bytes())]), None, "a token is no key");
        for form in ["ast_", "ast_forged", &TOKEN[..46], &format!("{TOKEN}A"), &TOKEN.replace("AAAA", "A+A/")] {
            assert_eq!(of(&[("authorization", format!("Bearer {form}").as_bytes())]), None, "{form}");
        }
    }

    #[test]
    fn other_schemes_are_refused() {
        for header in [&b"Basic Zmlyc3Qta2V5"[..], b"some-key", b"Bearersome-key", b""] {
            assert_eq!(of(&[("authorization", header)]), None, "{header:?}");
        }
    }

    #[test]
    fn a_header_that_is_not_ascii_is_no_key() {
        assert_eq!(of(&[("x-api-key", b"\xff")]), Some(Credential::Key(String::new())));
        assert_eq!(of(&[("authorization", b"Bearer \xff")]), None);
    }
}
