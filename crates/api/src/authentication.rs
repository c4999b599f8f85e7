//! Who is calling: the exam platform with an API key, or an examinee with a session token.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use exam::{Access, SessionToken};
use subtle::{Choice, ConstantTimeEq};

use crate::code::Code;
use crate::problem::Problem;

/// The header an API key may also come in.
const API_KEY_HEADER: &str = "x-api-key";

/// The API keys that let the platform in. Without any, every caller without a token is the platform; such a server
/// must be reachable from its own machine only.
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

    /// Compares with every key and always to the end, so that the time taken tells nothing.
    fn admit(&self, offered: &str) -> bool {
        let matching = |found: Choice, key: &String| found | key.as_bytes().ct_eq(offered.as_bytes());
        self.0.iter().fold(Choice::from(0), matching).into()
    }

    fn access(&self, request: &HttpRequest) -> Result<Access, Problem> {
        let text = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or(""));
        if let Some(key) = text(API_KEY_HEADER) {
            return if self.admit(key) { Ok(Access::Platform) } else { Err(unauthorized("the API key is not known")) };
        }
        match text(AUTHORIZATION.as_str()) {
            None if self.is_empty() => Ok(Access::Platform),
            None => Err(unauthorized("send an API key or a session token as `Authorization: Bearer …`")),
            Some(header) => self.bearer(header),
        }
    }

    fn bearer(&self, header: &str) -> Result<Access, Problem> {
        let scheme_and_credential = header.split_once(' ');
        let credential = scheme_and_credential.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        match credential.map(|(_, credential)| credential.trim()) {
            Some(key) if self.admit(key) => Ok(Access::Platform),
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

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let keys = request.app_data::<web::Data<ApiKeys>>();
        let access = keys.map_or_else(
            || Err(Problem::new(Code::Internal, "the server is not set up to know its callers")),
            |keys| keys.access(request),
        );
        ready(access.map(Self))
    }
}
