//! Pages for what goes wrong. Each says what it means for the answers, and what to do.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use api::Problem;
use exam::ExamError;
use maud::{Markup, html};

use crate::layout::{Page, State};
use crate::visit::{ANSWER, EXAM, Visit};

/// How long a client waits before it asks again, in seconds.
const RETRY_SECONDS: u64 = 2;

/// An answer that was sent, to be sent again.
pub(super) struct Unsent<'a> {
    /// The hidden fields of its form.
    pub(super) fields: Vec<(&'static str, &'a str)>,
}

/// The page for an error of a session.
pub(super) fn of_error(visit: &Visit, error: ExamError, unsent: Option<&Unsent<'_>>) -> HttpResponse {
    let messages = &visit.messages.failure;
    match error {
        // Nobody finds out which sessions of others exist.
        ExamError::ForeignSession { .. } | ExamError::UnknownSession { .. } => gone(visit),
        error => {
            let is_passing = error.is_unavailable();
            // This also writes the cause to the log.
            let status = StatusCode::from_u16(Problem::from(error).status());
            let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            if is_passing {
                return unavailable(visit, unsent);
            }
            let text = (messages.fault_title.as_str(), messages.fault_about.as_str());
            visit.show(page(status, text, &html! { p { a.button href=(visit.path(EXAM)) { (messages.again) } } }))
        }
    }
}

fn unavailable(visit: &Visit, unsent: Option<&Unsent<'_>>) -> HttpResponse {
    let messages = &visit.messages.failure;
    let remedy = match unsent {
        Some(unsent) => html! {
            p { (messages.unsent) }
            form method="post" action=(visit.path(ANSWER)) {
                @for (name, value) in &unsent.fields { input type="hidden" name=(name) value=(value); }
                button.main type="submit" { (messages.resend) }
            }
        },
        None => html! { p { a.button href=(visit.path(EXAM)) { (messages.again) } } },
    };
    let text = (messages.title.as_str(), messages.about.as_str());
    let mut reply = visit.show(page(StatusCode::SERVICE_UNAVAILABLE, text, &remedy));
    reply.headers_mut().insert(RETRY_AFTER, RETRY_SECONDS.into());
    reply
}

/// The session has another token by now, so another browser goes on with it.
pub(super) fn gone(visit: &Visit) -> HttpResponse {
    let messages = &visit.messages.gone;
    visit.show(page(StatusCode::FORBIDDEN, (&messages.title, &messages.about), &html! {}))
}

/// A form that does not come from a page of this browser.
pub(super) fn refused(visit: &Visit) -> HttpResponse {
    let messages = &visit.messages.failure;
    let remedy = html! { p { a.button href=(visit.path(EXAM)) { (messages.again) } } };
    visit.show(page(StatusCode::FORBIDDEN, (&messages.refused_title, &messages.refused_about), &remedy))
}

/// A page with a title, a paragraph, and what to do.
pub(super) fn page(status: StatusCode, (title, about): (&str, &str), remedy: &Markup) -> Page {
    let content = html! {
        h1 #heading tabindex="-1" { (title) }
        p { (about) }
        (remedy)
    };
    Page { status, title: title.to_owned(), state: State::Still, content }
}
