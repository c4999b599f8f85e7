//! What a proctor does to a session: each act is an event with the name of the key and a reason.

use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use actix_web::{HttpRequest, HttpResponse};
use exam::{ExamError, ExamSessionId, Permission, SessionState, SessionSummary, permission};
use maud::{Markup, html};
use serde::Deserialize;

use super::person::Operator;
use super::screen::Screen;
use super::{Service, failures};
use crate::messages::ActionsMessages;
use crate::visit::{ENTER, SESSIONS};

/// The longest time that is given at once, in minutes.
const MOST_MINUTES: u32 = 1440;

/// An act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Action {
    Pause,
    Resume,
    Time,
    Link,
    Reopen,
    Void,
}

/// An act with what depends on it.
struct Row {
    action: Action,
    name: &'static str,
    permission: &'static Permission,
    label: fn(&ActionsMessages) -> &str,
    about: fn(&ActionsMessages) -> &str,
    /// Whether a session in this state takes it.
    fits: fn(&SessionSummary) -> bool,
}

/// All acts, in the order of the page.
const ACTIONS: &[Row] = &[
    Row {
        action: Action::Pause,
        name: "pause",
        permission: &permission::PAUSE,
        label: |texts| &texts.pause,
        about: |texts| &texts.pause_about,
        fits: |session| session.state == SessionState::Active && !session.header.finished,
    },
    Row {
        action: Action::Resume,
        name: "resume",
        permission: &permission::RESUME,
        label: |texts| &texts.resume,
        about: |texts| &texts.resume_about,
        fits: |session| session.state == SessionState::Paused,
    },
    Row {
        action: Action::Time,
        name: "time",
        permission: &permission::ADD_TIME,
        label: |texts| &texts.time,
        about: |texts| &texts.time_about,
        fits: |session| is_running(session) && session.time_left_seconds.is_some(),
    },
    Row {
        action: Action::Link,
        name: "link",
        permission: &permission::REISSUE_TOKEN,
        label: |texts| &texts.link,
        about: |texts| &texts.link_about,
        fits: is_running,
    },
    Row {
        action: Action::Reopen,
        name: "reopen",
        permission: &permission::REOPEN,
        label: |texts| &texts.reopen,
        about: |texts| &texts.reopen_about,
        fits: |session| !is_running(session),
    },
    Row {
        action: Action::Void,
        name: "void",
        permission: &permission::VOID,
        label: |texts| &texts.void,
        about: |texts| &texts.void_about,
        fits: |session| session.state != SessionState::Voided,
    },
];

const fn is_running(session: &SessionSummary) -> bool {
    matches!(session.state, SessionState::Active | SessionState::Paused)
}

/// The forms of the acts that this person may do to this session now.
pub(super) fn forms(operator: &Operator, session: &SessionSummary) -> Markup {
    let texts = &operator.visit.messages.actions;
    let offered = || ACTIONS.iter().filter(|row| (row.fits)(session) && operator.may(row.permission));
    let address = |row: &Row| address(operator, session.header.exam_session_id, row.name);
    html! {
        @if offered().next().is_some() {
            section {
                h2 #actions { (texts.title) }
                @for row in offered() {
                    details.act name="act" {
                        summary { ((row.label)(texts)) }
                        form.stacked method="post" action=(address(row)) {
                            (operator.proof_field())
                            p { ((row.about)(texts)) }
                            @if row.action == Action::Time {
                                label for="minutes" { (texts.minutes) }
                                input #minutes type="number" name="minutes" min="1" max=(MOST_MINUTES) value="10" required;
                            }
                            (reason_field(texts, row.name, ""))
                            button.main type="submit" { ((row.label)(texts)) }
                        }
                    }
                }
            }
        }
    }
}

fn address(operator: &Operator, session: ExamSessionId, action: &str) -> String {
    operator.visit.path(&format!("{SESSIONS}/{}/{action}", session.0))
}

fn reason_field(texts: &ActionsMessages, name: &str, value: &str) -> Markup {
    html! {
        label for={ "reason-" (name) } { (texts.reason) }
        input id={ "reason-" (name) } type="text" name="reason" required maxlength="500" value=(value);
    }
}

/// The form of an act.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ActForm {
    proof: String,
    reason: String,
    minutes: Option<u32>,
    confirmed: bool,
}

/// Acts.
pub(crate) async fn act(
    operator: Operator,
    request: HttpRequest,
    service: Service,
    path: Path<(i64, Action)>,
    Form(form): Form<ActForm>,
) -> HttpResponse {
    let (id, action) = (ExamSessionId(path.0), path.1);
    if !operator.has_sent(&request, &form.proof) {
        return failures::refused(&operator);
    }
    let back = format!("{SESSIONS}/{}", id.0);
    if action == Action::Void && !form.confirmed {
        return confirm_void(&operator, id, &form.reason);
    }
    let done = match action {
        Action::Pause => service.pause(&operator.access, id, &form.reason).await.map(drop),
        Action::Resume => service.resume(&operator.access, id, &form.reason).await.map(drop),
        Action::Time => add_time(&operator, &service, id, &form).await,
        Action::Reopen => service.reopen(&operator.access, id, &form.reason).await.map(drop),
        Action::Void => service.void(&operator.access, id, &form.reason).await.map(drop),
        Action::Link => {
            return match link(&operator, &service, id, &form.reason).await {
                Ok(page) => page,
                Err(error) => failures::of_error(&operator, error, &back),
            };
        }
    };
    match done {
        Ok(()) => operator.see(&back),
        Err(error) => failures::of_error(&operator, error, &back),
    }
}

async fn add_time(operator: &Operator, service: &Service, id: ExamSessionId, form: &ActForm) -> Result<(), ExamError> {
    let seconds = i64::from(form.minutes.unwrap_or(0)) * 60;
    service.add_time(&operator.access, id, seconds, &form.reason).await.map(drop)
}

/// Asks once more: nobody voids a result by a slip.
fn confirm_void(operator: &Operator, id: ExamSessionId, reason: &str) -> HttpResponse {
    let texts = &operator.visit.messages.actions;
    let content = html! {
        p { (texts.void_about) }
        form.stacked method="post" action=(address(operator, id, "void")) {
            (operator.proof_field())
            input type="hidden" name="confirmed" value="true";
            (reason_field(texts, "void", reason))
            button.main type="submit" { (texts.void_confirm) }
        }
        p { a href=(operator.visit.path(&format!("{SESSIONS}/{}", id.0))) { (operator.visit.messages.operator.back) } }
    };
    let title = crate::messages::fill(&texts.void_title, &[("number", &id.0)]);
    operator.show(Screen::new(title, SESSIONS, content))
}

/// Gives the session another token, and shows its link: no other page does.
async fn link(
    operator: &Operator,
    service: &Service,
    id: ExamSessionId,
    reason: &str,
) -> Result<HttpResponse, ExamError> {
    let reissued = service.reissue_token(&operator.access, id, reason).await?;
    let code = service.entry_code(id, &reissued.session_token).await?;
    let texts = &operator.visit.messages.actions;
    let url = format!("{}{ENTER}{}", operator.visit.address.url(), code.reveal());
    let content = html! {
        p { (texts.link_shown) }
        p { label for="entry-link" { (texts.link_label) } }
        p { input #entry-link.wide type="text" readonly value=(url); }
        p { a href=(operator.visit.path(&format!("{SESSIONS}/{}", id.0))) { (operator.visit.messages.operator.back) } }
    };
    let title = crate::messages::fill(&texts.link_title, &[("number", &id.0)]);
    Ok(operator.show(Screen { status: StatusCode::OK, ..Screen::new(title, SESSIONS, content) }))
}
