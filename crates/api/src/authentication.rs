//! The caller of a request: the exam platform with an API key, or an examinee with a session token.

use std::future::{Ready, ready};
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use credentials::SessionToken;
use exam::{Access, ExamError};

use crate::code::Code;
use crate::problem::Problem;

/// The header an API key may also come in.
const API_KEY_HEADER: &str = "x-api-key";

/// The API keys of the platform. Without any, every caller without a credential is the platform; such a server must be
/// reachable from its own machine only.
#[derive(Clone, Default)]
pub struct ApiKeys(Vec<String>);

impl ApiKeys {
    /// The keys, in any order.
    #[must_use]
    pub const fn new(keys: Vec<String>) -> Self {
        Self(keys)
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a caller without a credential is the platform. All that depends on it asks here.
    pub(crate) const fn admits_anonymous(&self) -> bool {
        self.is_empty()
    }

    /// Whether a text is one of the keys, in constant time. An empty key, which careless settings may contain, is none: an
    /// empty or unreadable header would equal it.
    fn has(&self, offered: &str) -> bool {
        credentials::contains(&self.0, offered)
    }

    fn access(&self, request: &HttpRequest) -> Result<Access, Problem> {
        let text = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or(""));
        if let Some(key) = text(API_KEY_HEADER) {
            return if self.has(key) { Ok(Access::Platform) } else { Err(unauthorized("the API key is not known")) };
        }
        match text(AUTHORIZATION.as_str()) {
            None if self.admits_anonymous() => Ok(Access::Platform),
            None => Err(unauthorized("send an API key or a session token as `Authorization: Bearer …`")),
            Some(header) => self.bearer(header),
        }
    }

    fn bearer(&self, header: &str) -> Result<Access, Problem> {
        let scheme_and_credential = header.split_once(' ');
        let credential = scheme_and_credential.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        match credential.map(|(_, credential)| credential.trim()) {
            Some(key) if self.has(key) => Ok(Access::Platform),
            Some(token) if SessionToken::is_plausible(token) => Ok(Access::Examinee(SessionToken::from_client(token))),
            Some(_) => Err(unauthorized("the credential is neither a known API key nor a session token")),
            None => Err(unauthorized("the Authorization header has another scheme than Bearer")),
        }
    }
}

fn unauthorized(detail: &str) -> Problem {
    Problem::new(Code::Unauthorized, detail)
}

/// The caller of a handler.
pub(crate) struct Caller(pub(crate) Access);

impl Caller {
    /// The caller of this request, from its head alone.
    pub(crate) fn from_head(request: &HttpRequest) -> Result<Self, Problem> {
        let keys = request.app_data::<web::Data<ApiKeys>>();
        let access = keys.map_or_else(
            || Err(Problem::new(Code::Internal, "the server is not set up to know its callers")),
            |keys| keys.access(request),
        );
        access.map(Self)
    }
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::from_head(request))
    }
}

/// A part of a request that only the platform may send. Other callers are rejected before it is read.
pub(crate) struct FromPlatform<T>(pub(crate) T);

impl<T: FromRequest<Error = Problem> + 'static> FromRequest for FromPlatform<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        match Caller::from_head(request) {
            Ok(Caller(Access::Platform)) => {
                let content = T::from_request(request, payload);
                Box::pin(async move { content.await.map(Self) })
            }
            Ok(Caller(Access::Examinee(_))) => {
                Box::pin(ready(Err(Problem::new(Code::PlatformOnly, "this is for the platform, not for examinees"))))
            }
            Err(problem) => Box::pin(ready(Err(problem))),
        }
    }
}

/// An error as this caller may see it. An examinee cannot find out which sessions of others exist.
pub(crate) fn visible_to(access: &Access) -> impl Fn(ExamError) -> Problem {
    let examinee = matches!(access, Access::Examinee(_));
    move |error| match error {
        ExamError::UnknownSession { session } if examinee => ExamError::ForeignSession { session }.into(),
        error => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use actix_web::test::TestRequest;

    use super::*;

    fn access(keys: &[&str], headers: &[(&str, &str)]) -> Result<Access, Problem> {
        let keys = ApiKeys::new(keys.iter().map(|key| (*key).to_owned()).collect());
        let request = headers.iter().fold(TestRequest::default(), |request, header| request.insert_header(*header));
        keys.access(&request.to_http_request())
    }

    fn is_platform(keys: &[&str], headers: &[(&str, &str)]) -> bool {
        matches!(access(keys, headers), Ok(Access::Platform))
    }

    fn is_refused(keys: &[&str], headers: &[(&str, &str)]) -> bool {
        matches!(access(keys, headers), Err(problem) if problem.to_string().starts_with("unauthorized"))
    }

    #[test]
    fn every_key_opens_in_either_header() {
        let keys = ["first-key", "second-key"];
        for key in keys {
            assert!(is_platform(&keys, &[("x-api-key", key)]));
            for scheme in ["Bearer", "bearer", "BEARER"] {
                assert!(is_platform(&keys, &[("authorization", &format!("{scheme} {key}"))]));
            }
        }
    }

    #[test]
    fn what_only_resembles_a_key_opens_nothing() {
        let near = ["first-ke", "first-key1", "First-key", " ", "", "first-key,second-key", "second"];
        for offered in near {
            assert!(is_refused(&["first-key", "second-key"], &[("x-api-key", offered)]), "{offered:?}");
            let bearer = format!("Bearer {offered}");
            assert!(is_refused(&["first-key", "second-key"], &[("authorization", &bearer)]), "{offered:?}");
        }
    }

    #[test]
    fn an_empty_key_opens_nothing_and_leaves_the_door_shut() {
        for headers in [&[("x-api-key", "")][..], &[("authorization", "Bearer ")], &[]] {
            assert!(is_refused(&[""], headers), "{headers:?}");
        }
        let unreadable = HeaderValue::from_bytes(b"\xff").unwrap();
        let request = TestRequest::default().insert_header((API_KEY_HEADER, unreadable)).to_http_request();
        assert!(ApiKeys::new(vec![String::new()]).access(&request).is_err());
    }

    #[test]
    fn without_keys_a_caller_without_credentials_is_the_platform_and_a_wrong_key_is_refused() {
        assert!(is_platform(&[], &[]));
        assert!(is_refused(&[], &[("x-api-key", "any")]));
        assert!(is_refused(&[], &[("authorization", "Bearer any")]));
    }

    #[test]
    fn a_session_token_makes_an_examinee_and_never_the_platform() {
        for keys in [&[][..], &["first-key"]] {
            let examinee = access(keys, &[("authorization", "Bearer ast_token")]);
            assert!(matches!(examinee, Ok(Access::Examinee(token)) if token.reveal() == "ast_token"));
        }
        assert!(is_refused(&["first-key"], &[("x-api-key", "ast_token")]));
    }

    #[test]
    fn other_schemes_are_refused() {
        for header in ["Basic Zmlyc3Qta2V5", "first-key", "Bearerfirst-key", ""] {
            assert!(is_refused(&["first-key"], &[("authorization", header)]), "{header:?}");
        }
    }

    #[test]
    fn a_refused_api_key_is_not_made_good_by_a_bearer_credential() {
        let headers = [("x-api-key", "wrong"), ("authorization", "Bearer first-key")];
        assert!(is_refused(&["first-key"], &headers));
    }
}
