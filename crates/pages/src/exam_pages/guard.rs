//! Whether a form comes from a page of this server in the same browser.

use actix_web::HttpRequest;

use crate::cookies::{ExamCookie, Visitor};
use crate::visit::Visit;

/// Whether the form of a session comes from its own page: the origin is right, and the form knows what only this browser knows.
pub(super) fn is_of_session(visit: &Visit, request: &HttpRequest, cookie: &ExamCookie, proof: &str) -> bool {
    visit.address.is_own_form(request) && cookie.form_proof() == proof
}

/// The same for a form of a browser without a session.
pub(super) fn is_of_visitor(visit: &Visit, request: &HttpRequest, visitor: &Visitor, proof: &str) -> bool {
    visit.address.is_own_form(request) && visitor.form_proof() == proof
}
