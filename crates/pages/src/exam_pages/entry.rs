//! The page behind an entry link. Looking at it uses nothing up, as programs that read mail follow links; its button does.

use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use actix_web::{HttpRequest, HttpResponse};
use exam::{Entry, EntryCode};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Service, failures, guard};
use crate::cookies::{ExamCookie, Visitor};
use crate::layout::Page;
use crate::messages::fill;
use crate::visit::{EXAM, Visit};

/// The form with the button.
#[derive(Debug, Deserialize)]
pub(crate) struct EntryForm {
    #[serde(default)]
    proof: String,
}

/// Shows where the link leads.
pub(crate) async fn look(visit: Visit, request: HttpRequest, service: Service, code: Path<String>) -> HttpResponse {
    let Some(code) = EntryCode::from_client(&code) else { return void(&visit) };
    let known = Visitor::of(&request);
    let entry = match service.look_at_entry(&code, known.as_ref().map(Visitor::digest)).await {
        Ok(entry) => entry,
        Err(error) => return failures::of_error(&visit, error, None),
    };
    match entry {
        Entry::Void => void(&visit),
        Entry::UsedElsewhere(_) => used(&visit),
        Entry::Open { session, exam_type, token } => {
            // Who follows the link again in the same browser wants to go on.
            let own = ExamCookie::of(&request);
            if own.is_some_and(|own| own.session == session && own.token == token) {
                return visit.see(EXAM);
            }
            let Some(visitor) = known.or_else(Visitor::draw) else { return void(&visit) };
            let mut reply = visit.show(page(&visit, &visitor, &exam_type));
            let _ = reply.add_cookie(&visitor.cookie(&visit.address));
            reply
        }
    }
}

/// Uses the link up, and gives the session to this browser.
pub(crate) async fn enter(
    visit: Visit,
    request: HttpRequest,
    service: Service,
    code: Path<String>,
    Form(form): Form<EntryForm>,
) -> HttpResponse {
    let Some(code) = EntryCode::from_client(&code) else { return void(&visit) };
    let Some(visitor) = Visitor::of(&request) else {
        let messages = &visit.messages.entry;
        let text = (messages.cookies_title.as_str(), messages.cookies_about.as_str());
        return visit.show(failures::page(StatusCode::FORBIDDEN, text, &html! {}));
    };
    if !guard::is_of_visitor(&visit, &request, &visitor, &form.proof) {
        return failures::refused(&visit);
    }
    match service.enter(&code, visitor.digest()).await {
        Ok(Entry::Void) => void(&visit),
        Ok(Entry::UsedElsewhere(_)) => used(&visit),
        Ok(Entry::Open { session, token, .. }) => {
            let mut reply = visit.see(EXAM);
            let _ = reply.add_cookie(&ExamCookie { session, token }.cookie(&visit.address));
            reply
        }
        Err(error) => failures::of_error(&visit, error, None),
    }
}

fn page(visit: &Visit, visitor: &Visitor, exam_type: &str) -> Page {
    let messages = &visit.messages.entry;
    let content: Markup = html! {
        h1 #heading tabindex="-1" { (messages.title) }
        p { (fill(&messages.about, &[("exam", &exam_type)])) }
        ul {
            li { (messages.rules_answers) }
            li { (messages.rules_save) }
            li { (messages.rules_link) }
        }
        // Without an address the form goes to that of the page, which has the code.
        form method="post" {
            input type="hidden" name="proof" value=(visitor.form_proof());
            button.main type="submit" { (messages.button) }
        }
    };
    Page::still(messages.title.clone(), content)
}

fn void(visit: &Visit) -> HttpResponse {
    let messages = &visit.messages.entry;
    let text = (messages.void_title.as_str(), messages.void_about.as_str());
    visit.show(failures::page(StatusCode::NOT_FOUND, text, &html! {}))
}

fn used(visit: &Visit) -> HttpResponse {
    let messages = &visit.messages.entry;
    let text = (messages.used_title.as_str(), messages.used_about.as_str());
    visit.show(failures::page(StatusCode::GONE, text, &html! {}))
}
