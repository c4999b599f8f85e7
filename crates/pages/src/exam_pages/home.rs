//! The first page: what exam is open in this browser, and the sample exam where nobody needs a key.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Form};
use actix_web::{HttpRequest, HttpResponse};
use api::ApiKeys;
use exam::{Access, ExamError, ExtraTime, SessionSummary, StartExam, StartKey, sample};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Service, failures, guard};
use crate::cookies::{ExamCookie, Visitor};
use crate::layout::Page;
use crate::messages::fill;
use crate::visit::{EXAM, START, Visit};

/// The most items of the sample exam, as its definition says.
const SAMPLE_ITEMS: u32 = 20;

/// The form that starts the sample exam, and the one that closes an exam.
#[derive(Debug, Deserialize)]
pub(crate) struct ProofForm {
    #[serde(default)]
    proof: String,
    #[serde(default)]
    start: String,
}

impl ProofForm {
    /// What shows that the form comes from a page of this browser.
    pub(super) fn proof(&self) -> &str {
        &self.proof
    }
}

/// The page that people find at the address of the server.
pub(crate) async fn home(visit: Visit, request: HttpRequest, service: Service, keys: Data<ApiKeys>) -> HttpResponse {
    let open = match ExamCookie::of(&request) {
        Some(cookie) => match service.summary(&Access::Examinee(cookie.token.clone()), cookie.session).await {
            Ok(summary) => Some(summary),
            Err(ExamError::ForeignSession { .. } | ExamError::UnknownSession { .. }) => None,
            Err(error) => return failures::of_error(&visit, error, None),
        },
        None => None,
    };
    let has_sample = match has_sample(&service, &keys).await {
        Ok(has_sample) => has_sample,
        Err(error) => return failures::of_error(&visit, error, None),
    };
    let Some(visitor) = Visitor::of(&request).or_else(Visitor::draw) else {
        return failures::of_error(&visit, ExamError::TooManyStarts, None);
    };
    let mut reply = visit.show(page(&visit, open.as_ref(), has_sample.then_some(&visitor)));
    // The browser that has no cookie takes this one, and one that it has stays.
    let _ = reply.add_cookie(&visitor.cookie(&visit.address));
    reply
}

/// Whether a person may start the sample exam here: nobody needs a key, and there is one.
async fn has_sample(service: &Service, keys: &ApiKeys) -> Result<bool, ExamError> {
    if !keys.are_none(service).await.unwrap_or(false) {
        return Ok(false);
    }
    match service.exam_type(&Access::PLATFORM, sample::PLACEMENT).await {
        Ok(_) => Ok(true),
        Err(ExamError::UnknownExamType { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

fn page(visit: &Visit, open: Option<&SessionSummary>, sample: Option<&Visitor>) -> Page {
    let messages = &visit.messages.home;
    let content = html! {
        h1 #heading tabindex="-1" { (messages.title) }
        @if let Some(open) = open {
            section {
                h2 { (messages.resume_title) }
                p { (fill(&messages.resume_about, &[("exam", &open.header.exam_type)])) }
                p { a.button.main href=(visit.path(EXAM)) { (messages.resume) } }
            }
        } @else if sample.is_none() {
            p { (messages.nothing_open) }
            p { (messages.use_link) }
        }
        @if let Some(visitor) = sample { (sample_section(visit, visitor)) }
    };
    Page::still(messages.title.clone(), content)
}

fn sample_section(visit: &Visit, visitor: &Visitor) -> Markup {
    let messages = &visit.messages.home;
    html! {
        section {
            h2 { (messages.sample_title) }
            p { (fill(&messages.sample_about, &[("max", &SAMPLE_ITEMS)])) }
            (start_form(visit, visitor, &messages.sample_start))
            p.aside { a href=(visit.path("/docs/")) { (messages.interface) } }
        }
    }
}

/// The form that starts the sample exam. It has a key of its own, so a click that is sent twice starts one session.
pub(super) fn start_form(visit: &Visit, visitor: &Visitor, label: &str) -> Markup {
    html! {
        form method="post" action=(visit.path(START)) {
            input type="hidden" name="proof" value=(visitor.form_proof());
            input type="hidden" name="start" value=(crate::random::text().unwrap_or_default());
            button.main type="submit" { (label) }
        }
    }
}

/// Starts the sample exam, where nobody needs a key.
pub(crate) async fn start(
    visit: Visit,
    request: HttpRequest,
    service: Service,
    keys: Data<ApiKeys>,
    Form(form): Form<ProofForm>,
) -> HttpResponse {
    let visitor = Visitor::of(&request).filter(|visitor| guard::is_of_visitor(&visit, &request, visitor, &form.proof));
    if visitor.is_none() || !keys.are_none(&service).await.unwrap_or(false) {
        return failures::refused(&visit);
    }
    let start = StartExam {
        exam_type: sample::PLACEMENT.to_owned(),
        examinee_id: None,
        seed: None,
        examinee_start: Default::default(),
        extra_time: ExtraTime::NONE,
    };
    let Ok(key) = StartKey::new(&form.start) else { return failures::refused(&visit) };
    match service.start_once(&Access::PLATFORM, start, &key).await {
        Ok(started) => {
            let cookie = ExamCookie { session: started.progress.header.exam_session_id, token: started.session_token };
            let mut reply = visit.see(EXAM);
            let _ = reply.add_cookie(&cookie.cookie(&visit.address));
            reply
        }
        Err(error) => failures::of_error(&visit, error, None),
    }
}

/// Takes the exam from the browser, so that the next person at the computer does not see it.
pub(crate) async fn close(visit: Visit, request: HttpRequest, Form(form): Form<ProofForm>) -> HttpResponse {
    let messages = &visit.messages.closed;
    match ExamCookie::of(&request) {
        Some(cookie) if !guard::is_of_session(&visit, &request, &cookie, &form.proof) => failures::refused(&visit),
        _ => {
            let closed = failures::page(StatusCode::OK, (&messages.title, &messages.about), &html! {});
            let mut reply = visit.show(closed);
            let _ = reply.add_cookie(&ExamCookie::removal(&visit.address));
            reply
        }
    }
}
