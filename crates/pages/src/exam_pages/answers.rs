//! Answers. The form names its question, so an answer never counts for another one, whatever is clicked twice, reloaded or left open in
//! another tab; and the service takes the same answer again as one.

use actix_web::web::Form;
use actix_web::{HttpRequest, HttpResponse};
use exam::{Access, Answer, ExamError, SentAnswer};
use serde::Deserialize;

use super::question::{Notice, shown};
use super::{Service, failures, guard};
use crate::cookies::ExamCookie;
use crate::visit::{EXAM, Visit};

/// The longest time for an item that is believed, in milliseconds: a day.
const LONGEST_TIME: u32 = 86_400_000;

/// The form of an answer.
#[derive(Debug, Deserialize)]
pub(crate) struct AnswerForm {
    #[serde(default)]
    proof: String,
    #[serde(default)]
    item: String,
    #[serde(default)]
    choice: Option<String>,
    #[serde(default)]
    skip: Option<String>,
    /// How long the person has seen the question, in milliseconds, where the script measures it.
    #[serde(default)]
    time: Option<u32>,
}

impl AnswerForm {
    /// The answer; `None` where nothing is chosen.
    fn sent(&self) -> Option<SentAnswer> {
        let answer = match (&self.skip, &self.choice) {
            (Some(_), _) => Answer::Skip,
            (None, Some(choice)) => Answer::Choice(choice.clone()),
            (None, None) => return None,
        };
        Some(SentAnswer { answer, response_time_ms: self.time.filter(|time| *time <= LONGEST_TIME) })
    }

    fn unsent(&self) -> failures::Unsent<'_> {
        let mut fields = vec![("proof", self.proof.as_str()), ("item", self.item.as_str())];
        fields.extend(self.choice.as_deref().map(|choice| ("choice", choice)));
        fields.extend(self.skip.as_deref().map(|skip| ("skip", skip)));
        failures::Unsent { fields }
    }
}

/// Takes an answer. A browser without script is sent to the next question, so that a reload asks for it and sends no answer; the script
/// gets the next question at once.
pub(crate) async fn answer(
    visit: Visit,
    request: HttpRequest,
    service: Service,
    Form(form): Form<AnswerForm>,
) -> HttpResponse {
    let Some(cookie) = ExamCookie::of(&request) else { return visit.see("/") };
    if !guard::is_of_session(&visit, &request, &cookie, &form.proof) {
        return failures::refused(&visit);
    }
    let Some(sent) = form.sent() else { return to_exam(&visit, Notice::Choose) };
    let access = Access::Examinee(cookie.token.clone());
    match service.answer_unless_recorded(&access, cookie.session, &form.item, &sent).await {
        Ok(Some(answered)) => {
            let feedback = answered.correct.map(|correct| if correct { Notice::Right } else { Notice::Wrong });
            if visit.by_script {
                return shown(&visit, &service, &cookie, &answered.progress, feedback).await;
            }
            feedback.map_or_else(|| visit.see(EXAM), |feedback| to_exam(&visit, feedback))
        }
        Ok(None) => to_exam(&visit, Notice::Repeated),
        Err(error) => of_error(&visit, error, &form),
    }
}

/// What became of an answer that does not count.
fn of_error(visit: &Visit, error: ExamError, form: &AnswerForm) -> HttpResponse {
    match error {
        ExamError::NotPendingItem { .. } | ExamError::AnswerConflict { .. } => to_exam(visit, Notice::Moved),
        // The page says which of the two it is.
        ExamError::SessionFinished { .. } | ExamError::SessionPaused { .. } => visit.see(EXAM),
        ExamError::UnknownOption { .. } => to_exam(visit, Notice::UnknownOption),
        ExamError::InvalidValue { field, .. } if field == "skip" => to_exam(visit, Notice::SkipRefused),
        error => failures::of_error(visit, error, Some(&form.unsent())),
    }
}

fn to_exam(visit: &Visit, notice: Notice) -> HttpResponse {
    visit.see(&format!("{EXAM}?notice={}", notice.name()))
}

/// The reply to a form that cannot be read.
pub(crate) fn unreadable_form(request: &HttpRequest) -> HttpResponse {
    Visit::of(request).map_or_else(|| HttpResponse::BadRequest().finish(), |visit| failures::refused(&visit))
}
