//! Who is let in: each call admits the callers that its row in the table of routes names, before anything of the request but
//! its head is read.

use std::future::{Ready, ready};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage as _, HttpRequest, web};
use exam::{Access, ExamError, ExamService, Permission};

use crate::authentication::ApiKeys;
use crate::code::Code;
use crate::credential::Credential;
use crate::problem::Problem;
use crate::refusal::refuse;

/// Who may send a call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Callers {
    /// Everybody. No credential is looked at.
    Anyone,
    /// Those who have this permission.
    Permitted(&'static Permission),
}

/// Lets in the callers who have this permission, and keeps out the others.
pub(crate) async fn admit<B: MessageBody>(
    permission: &'static Permission,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    match caller(request.request(), permission).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.call(request).await.map(ServiceResponse::map_into_left_body)
        }
        // As an error it would pass by the observation of requests.
        Err(problem) => Ok(refuse(request, problem)),
    }
}

/// The caller of a request, if they have this permission.
async fn caller(request: &HttpRequest, permission: &Permission) -> Result<Caller, Problem> {
    let keys = request.app_data::<web::Data<ApiKeys>>().ok_or_else(not_set_up)?;
    let service = request.app_data::<web::Data<ExamService>>().ok_or_else(not_set_up)?;
    let access = keys.access(Credential::of(request.headers())?, service).await?;
    access.require(permission)?;
    Ok(Caller(access))
}

fn not_set_up() -> Problem {
    Problem::new(Code::Internal, "the server is not set up to know its callers")
}

/// The caller of a handler, whom its route has let in.
#[derive(Clone)]
pub(crate) struct Caller(pub(crate) Access);

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get::<Self>().cloned().ok_or_else(not_set_up))
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
