//! The reply to a request that does not reach its handler.

use actix_web::HttpResponse;
use actix_web::body::EitherBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};

use crate::problem::Problem;

/// Replies with a problem. The reply keeps the problem, which the observation of requests looks at and `ServiceRequest::into_response`
/// would drop.
pub(crate) fn refuse<B>(request: ServiceRequest, problem: Problem) -> ServiceResponse<EitherBody<B>> {
    let (request, _) = request.into_parts();
    ServiceResponse::new(request, HttpResponse::from_error(problem)).map_into_right_body()
}
