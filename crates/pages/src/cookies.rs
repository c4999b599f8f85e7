//! The cookies of the pages. Scripts read none of them, and no other site sends them with a form.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use api::PublicAddress;
use exam::{ExamSessionId, OperatorPass, SessionToken};
use sha2::{Digest as _, Sha256};

use crate::random::hexadecimal;

const EXAM: &str = "adaptive_exam";
const VISITOR: &str = "adaptive_visitor";
const OPERATOR: &str = "adaptive_operator";
/// As long as the longest exam may last.
const LIFE: Duration = Duration::days(30);

/// The session that a browser takes.
#[derive(Clone)]
pub(crate) struct ExamCookie {
    pub(crate) session: ExamSessionId,
    pub(crate) token: SessionToken,
}

impl ExamCookie {
    /// The session of a request, if its browser takes one.
    pub(crate) fn of(request: &HttpRequest) -> Option<Self> {
        let cookie = request.cookie(EXAM)?;
        let (session, token) = cookie.value().split_once('.')?;
        let session = ExamSessionId(session.parse().ok()?);
        SessionToken::is_well_formed(token).then(|| Self { session, token: SessionToken::from_client(token) })
    }

    /// The cookie for a browser that has reached the server at this address.
    pub(crate) fn cookie(&self, address: &PublicAddress) -> Cookie<'static> {
        with_rules(EXAM, format!("{}.{}", self.session.0, self.token.reveal()), address)
    }

    /// What takes the cookie from the browser.
    pub(crate) fn removal(address: &PublicAddress) -> Cookie<'static> {
        let mut cookie = with_rules(EXAM, String::new(), address);
        cookie.make_removal();
        cookie
    }

    /// What the forms of this session say to show that they come from its pages.
    pub(crate) fn form_proof(&self) -> String {
        self.token.proof("form")
    }
}

/// What a browser is known by before it takes a session.
#[derive(Clone)]
pub(crate) struct Visitor(String);

/// The length of 32 bytes in hexadecimal.
const VISITOR_CHARACTERS: usize = 64;

impl Visitor {
    /// The browser of a request, if it is known.
    pub(crate) fn of(request: &HttpRequest) -> Option<Self> {
        let cookie = request.cookie(VISITOR)?;
        let text = cookie.value();
        let is_ours = text.len() == VISITOR_CHARACTERS && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_ours.then(|| Self(text.to_owned()))
    }

    /// A browser that is not known yet.
    pub(crate) fn draw() -> Option<Self> {
        crate::random::text().map(Self)
    }

    pub(crate) fn cookie(&self, address: &PublicAddress) -> Cookie<'static> {
        with_rules(VISITOR, self.0.clone(), address)
    }

    /// The digest by which the record knows the browser.
    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(format!("entry\0{}", self.0)).into()
    }

    /// What the forms for this browser say.
    pub(crate) fn form_proof(&self) -> String {
        hexadecimal(&Sha256::digest(format!("form\0{}", self.0)))
    }
}

/// The pass of the person who is logged in, as the browser sends it.
pub(crate) fn operator_text(request: &HttpRequest) -> Option<String> {
    request.cookie(OPERATOR).map(|cookie| cookie.value().to_owned())
}

/// The cookie with a pass.
pub(crate) fn operator_cookie(text: String, address: &PublicAddress) -> Cookie<'static> {
    let mut cookie = with_rules(OPERATOR, text, address);
    cookie.set_max_age(Duration::seconds(i64::try_from(OperatorPass::LIFE).unwrap_or(i64::MAX)));
    cookie
}

/// What takes the pass from the browser.
pub(crate) fn operator_removal(address: &PublicAddress) -> Cookie<'static> {
    let mut cookie = with_rules(OPERATOR, String::new(), address);
    cookie.make_removal();
    cookie
}

fn with_rules(name: &'static str, value: String, address: &PublicAddress) -> Cookie<'static> {
    Cookie::build(name, value)
        .path(address.base_path().to_owned())
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(address.is_https())
        .max_age(LIFE)
        .finish()
}
