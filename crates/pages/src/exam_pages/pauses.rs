//! Pauses: what the page says while one lasts, and the forms with which an examinee pauses and resumes where the exam type allows it.

use actix_web::http::StatusCode;
use actix_web::web::Form;
use actix_web::{HttpRequest, HttpResponse};
use exam::{Access, ExamError, ExamSessionId};
use maud::{Markup, html};

use super::home::ProofForm;
use super::{Service, failures, guard};
use crate::cookies::ExamCookie;
use crate::layout::{Page, State};
use crate::visit::{EXAM, PAUSE, RESUME, Visit};

/// The reason of these events: nobody is asked for one.
const REASON: &str = "on the exam page";

/// The form that pauses the exam.
pub(super) fn pause_form(visit: &Visit, cookie: &ExamCookie) -> Markup {
    form(visit, cookie, (PAUSE, "pause"), &html! { button type="submit" { (visit.messages.paused.pause) } })
}

fn form(visit: &Visit, cookie: &ExamCookie, (address, id): (&str, &str), button: &Markup) -> Markup {
    html! {
        form id=(id) method="post" action=(visit.path(address)) {
            input type="hidden" name="proof" value=(cookie.form_proof());
            (button)
        }
    }
}

/// The page of a session that is paused. It is resumed on it by the examinee who has paused it.
pub(super) async fn paused(visit: &Visit, service: &Service, cookie: &ExamCookie) -> HttpResponse {
    let messages = &visit.messages.paused;
    let is_own = service.is_own_pause(&Access::Examinee(cookie.token.clone()), cookie.session).await;
    let (about, remedy) = match is_own {
        Ok(true) => {
            let button = html! { button.main type="submit" { (messages.resume) } };
            (&messages.about_own, form(visit, cookie, (RESUME, "resume"), &button))
        }
        Ok(false) => (&messages.about, html! { p { a.button.main href=(visit.path(EXAM)) { (messages.button) } } }),
        Err(error) => return failures::of_error(visit, error, None),
    };
    let page = failures::page(StatusCode::OK, (&messages.title, about), &remedy);
    visit.show(Page { state: State::Paused, ..page })
}

/// Pauses the exam of the browser.
pub(crate) async fn pause(visit: Visit, request: HttpRequest, service: Service, form: Form<ProofForm>) -> HttpResponse {
    let act = async |access: Access, session| service.pause(&access, session, REASON).await.map(drop);
    changed(&visit, &request, form.proof(), act).await
}

/// Lets the exam of the browser go on.
pub(crate) async fn resume(
    visit: Visit,
    request: HttpRequest,
    service: Service,
    form: Form<ProofForm>,
) -> HttpResponse {
    let act = async |access: Access, session| service.resume(&access, session, REASON).await.map(drop);
    changed(&visit, &request, form.proof(), act).await
}

/// Acts on the exam of the browser, if the form comes from its own page.
async fn changed(
    visit: &Visit,
    request: &HttpRequest,
    proof: &str,
    act: impl AsyncFnOnce(Access, ExamSessionId) -> Result<(), ExamError>,
) -> HttpResponse {
    let Some(cookie) = ExamCookie::of(request) else { return visit.see("/") };
    if !guard::is_of_session(visit, request, &cookie, proof) {
        return failures::refused(visit);
    }
    after(visit, act(Access::Examinee(cookie.token.clone()), cookie.session).await)
}

/// Shows where the exam stands by now. A pause that is not the examinee's to begin or to end changes nothing, and the page of the exam says
/// what holds.
fn after(visit: &Visit, outcome: Result<(), ExamError>) -> HttpResponse {
    match outcome {
        Ok(()) | Err(ExamError::SessionFinished { .. } | ExamError::PlatformOnly { .. }) => visit.see(EXAM),
        Err(error) => failures::of_error(visit, error, None),
    }
}
