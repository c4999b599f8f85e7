//! Pages for what goes wrong, in the words of the interface: they name the value and say what to do.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use api::Problem;
use exam::ExamError;
use maud::html;

use super::person::Operator;
use super::screen::Screen;
use super::visitor_failures::{sentence, status};
use crate::visit::OPERATOR;

/// The page for an error of the service. A link leads back.
pub(crate) fn of_error(operator: &Operator, error: ExamError, back: &str) -> HttpResponse {
    // This also writes the cause to the log.
    of_problem(operator, &Problem::from(error), back)
}

fn of_problem(operator: &Operator, problem: &Problem, back: &str) -> HttpResponse {
    let texts = &operator.visit.messages.operator;
    let content = html! {
        (sentence(problem.detail()))
        p { a.button href=(operator.visit.path(back)) { (texts.back) } }
    };
    operator.show(Screen { status: status(problem), ..Screen::new(texts.failed.clone(), "", content) })
}

/// The page for what is not there.
pub(super) fn missing(operator: &Operator, sentence: &str, back: &str) -> HttpResponse {
    let texts = &operator.visit.messages.operator;
    let content = html! {
        p.notice role="alert" { (sentence) }
        p { a.button href=(operator.visit.path(back)) { (texts.back) } }
    };
    operator.show(Screen { status: StatusCode::NOT_FOUND, ..Screen::new(texts.failed.clone(), "", content) })
}

/// The page for a form that does not come from a page for this person.
pub(crate) fn refused(operator: &Operator) -> HttpResponse {
    let texts = &operator.visit.messages.operator;
    let content = html! {
        p { (texts.refused) }
        p { a.button href=(operator.visit.path(OPERATOR)) { (texts.again) } }
    };
    operator.show(Screen { status: StatusCode::FORBIDDEN, ..Screen::new(texts.failed.clone(), "", content) })
}
