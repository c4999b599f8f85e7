//! Pages for what goes wrong before it is known who asks.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use api::Problem;
use maud::{Markup, html};

use super::screen::Screen;
use crate::visit::{OPERATOR, Visit};

/// The page for an address that leads nowhere, to whoever asks.
pub(crate) fn no_page(visit: &Visit) -> HttpResponse {
    let texts = &visit.messages.operator;
    let content = html! {
        p { (texts.no_page) }
        p { a.button href=(visit.path(OPERATOR)) { (texts.again) } }
    };
    let screen = Screen::new(texts.failed.clone(), "", content);
    Screen { status: StatusCode::NOT_FOUND, ..screen }.reply_to_visitor(visit)
}

/// The page for a problem before it is known who the person is.
pub(super) fn of_problem_before(visit: &Visit, problem: &Problem) -> HttpResponse {
    let texts = &visit.messages.operator;
    let content = html! {
        (sentence(problem.detail()))
        p { a.button href=(visit.path(OPERATOR)) { (texts.again) } }
    };
    Screen { status: status(problem), ..Screen::new(texts.failed.clone(), "", content) }.reply_to_visitor(visit)
}

/// The status of a problem.
pub(super) fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// What a problem says.
pub(super) fn sentence(detail: &str) -> Markup {
    html! { p.notice role="alert" lang="en" { (detail) } }
}
