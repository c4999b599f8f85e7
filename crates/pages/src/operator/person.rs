//! Who is logged in.

use std::fmt::{self, Display};

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError};
use api::{ApiKeys, Problem};
use exam::{Access, ExamService, Permission};
use futures_util::future::{FutureExt as _, LocalBoxFuture};

use super::{addresses, visitor_failures};
use crate::cookies::{operator_cookie, operator_text};
use crate::visit::Visit;

/// The person who has sent a request: whoever is not logged in gets the page for that in the place of the handler.
pub(crate) struct Operator {
    pub(crate) visit: Visit,
    pub(crate) access: Access,
    /// Whether the server has no keys, so that everybody on its machine may do everything.
    pub(crate) is_anybody: bool,
    form_proof: String,
    renewed: Option<String>,
}

impl Operator {
    /// Whether the person may do this.
    pub(crate) fn may(&self, permission: &Permission) -> bool {
        self.access.require(permission).is_ok()
    }

    /// What forms say to show that they come from a page for this person.
    pub(crate) fn form_proof(&self) -> &str {
        &self.form_proof
    }

    /// Whether a form comes from a page for this person.
    pub(crate) fn has_sent(&self, request: &HttpRequest, proof: &str) -> bool {
        self.visit.address.is_own_form(request) && self.form_proof == proof
    }

    /// The reply, with the pass anew where it is time for that.
    pub(crate) fn reply(&self, mut reply: HttpResponse) -> HttpResponse {
        if let Some(cookie) = self.renewal() {
            // A reply without the cookie costs a log-in at most.
            let _ = reply.add_cookie(&cookie);
        }
        reply
    }

    /// The pass anew, where it is time for that.
    pub(crate) fn renewal(&self) -> Option<Cookie<'static>> {
        self.renewed.as_ref().map(|text| operator_cookie(text.clone(), &self.visit.address))
    }

    /// Sends the browser to another page.
    pub(crate) fn see(&self, path: &str) -> HttpResponse {
        self.reply(self.visit.see(path))
    }
}

/// What a person gets who is not logged in.
pub(crate) struct NotAdmitted(Visit, Refusal);

enum Refusal {
    /// They have to log in, and get this page then.
    LogIn(String),
    /// Who they are cannot be found out.
    Failed(Problem),
}

impl FromRequest for Operator {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visit = Visit::from_request(request, payload);
        let request = request.clone();
        async move {
            let visit = visit.await?;
            match admitted(&request).await {
                Ok(Some((opened, access))) => Ok(Self {
                    visit,
                    access,
                    is_anybody: opened.pass.holder() == exam::PassHolder::Anybody,
                    form_proof: opened.form_proof,
                    renewed: opened.renewed,
                }),
                Ok(None) => Err(NotAdmitted(visit, Refusal::LogIn(wanted(&request))).into()),
                Err(problem) => Err(NotAdmitted(visit, Refusal::Failed(problem)).into()),
            }
        }
        .boxed_local()
    }
}

async fn admitted(request: &HttpRequest) -> Result<Option<(exam::OpenedPass, Access)>, Problem> {
    let parts = request.app_data::<Data<ApiKeys>>().zip(request.app_data::<Data<ExamService>>());
    let (Some((keys, service)), Some(text)) = (parts, operator_text(request)) else { return Ok(None) };
    keys.operator(&text, service).await
}

/// The page that a person wants to see: a form that comes too late leads to the first page.
fn wanted(request: &HttpRequest) -> String {
    match request.uri().path_and_query() {
        Some(path) if request.method() == Method::GET => path.as_str().to_owned(),
        _ => String::new(),
    }
}

impl Display for NotAdmitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the person is not logged in")
    }
}

impl fmt::Debug for NotAdmitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl ResponseError for NotAdmitted {
    fn status_code(&self) -> StatusCode {
        StatusCode::SEE_OTHER
    }

    fn error_response(&self) -> HttpResponse {
        let Self(visit, refusal) = self;
        match refusal {
            Refusal::LogIn(wanted) => visit.see(&addresses::login(wanted)),
            Refusal::Failed(problem) => visitor_failures::of_problem_before(visit, problem),
        }
    }
}
