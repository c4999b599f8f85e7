//! One session: what it is, how it went, what was done to it, and what can be done.

use actix_web::HttpResponse;
use actix_web::web::Path;
use exam::{EventRecord, ExamError, ExamSessionId, ItemOutcome, Report, SessionCourse, SessionSummary, TraceStep};
use maud::{Markup, html};

use super::figure::file_of;
use super::person::Operator;
use super::screen::Screen;
use super::session_figures::figures;
use super::{Service, actions, failures};
use crate::messages::fill;
use crate::times::{clock_text, moment};
use crate::visit::SESSIONS;

/// The events that are read at once.
const EVENTS: u32 = 200;

/// The page.
pub(crate) async fn page(operator: Operator, service: Service, path: Path<i64>) -> HttpResponse {
    match content(&operator, &service, ExamSessionId(*path)).await {
        Ok(content) => {
            let title = fill(&operator.visit.messages.session.title, &[("number", &*path)]);
            operator.show(Screen::new(title, SESSIONS, content))
        }
        Err(error) => failures::of_error(&operator, error, SESSIONS),
    }
}

async fn content(operator: &Operator, service: &Service, id: ExamSessionId) -> Result<Markup, ExamError> {
    let course = service.course(&operator.access, id).await?;
    let summary = service.summary(&operator.access, id).await?;
    let events = events(operator, service, id).await?;
    let texts = &operator.visit.messages.session;
    let charts = format!("{SESSIONS}/{}/charts", id.0);
    Ok(html! {
        (facts(operator, &summary, &course.report))
        (actions::forms(operator, &summary))
        @if course.items.is_empty() {
            p { (texts.no_answers) }
        } @else {
            div.figures { @for figure in figures(&operator.visit, &course) { (figure.markup(operator, &charts)) } }
            (answers(operator, &course))
        }
        (trail(operator, &events))
    })
}

/// A person who loads the address of a form again gets the session.
pub(crate) async fn of_act(operator: Operator, path: Path<(i64, String)>) -> HttpResponse {
    operator.see(&format!("{SESSIONS}/{}", path.0))
}

/// A chart of the session, or its numbers.
pub(crate) async fn chart(operator: Operator, service: Service, path: Path<(i64, String)>) -> HttpResponse {
    let (id, name) = path.into_inner();
    match service.course(&operator.access, ExamSessionId(id)).await {
        Ok(course) => operator.reply(file_of(&figures(&operator.visit, &course), &name)),
        Err(error) => failures::of_error(&operator, error, SESSIONS),
    }
}

async fn events(operator: &Operator, service: &Service, id: ExamSessionId) -> Result<Vec<EventRecord>, ExamError> {
    let mut events = Vec::new();
    let mut after = 0;
    loop {
        let page = service.session_events(&operator.access, id, after, EVENTS).await?;
        events.extend(page.events);
        match page.next_after {
            Some(next) => after = next,
            None => return Ok(events),
        }
    }
}

fn facts(operator: &Operator, summary: &SessionSummary, report: &Report) -> Markup {
    let (texts, names) = (&operator.visit.messages.session, &operator.visit.messages.sessions);
    let position: [(&str, &dyn std::fmt::Display); 2] =
        [("done", &summary.header.items_completed), ("max", &summary.header.max_items)];
    html! {
        dl {
            dt { (names.examinee) } dd { (summary.examinee_id.as_deref().unwrap_or("–")) }
            dt { (names.exam_type) }
            dd { (summary.header.exam_type) " (" (fill(&texts.version, &[("version", &report.exam_type_version)])) ")" }
            dt { (names.state) } dd { span.state data-state=(summary.state.as_str()) { (names.state_of(summary.state)) } }
            dt { (names.position) } dd { (fill(&names.position_of, &position)) }
            @if let Some(left) = summary.time_left_seconds.filter(|_| !report.completed) { dt { (names.time_left) } dd { (clock_text(left)) } }
            dt { (texts.started) } dd { (moment(summary.started_at)) }
            @if let Some(completed) = summary.completed_at { dt { (texts.completed) } dd { (moment(completed)) } }
            @if let Some(reason) = report.stop_reason { dt { (texts.stop_reason) } dd { (reason.as_str()) } }
            @if let Some(ability) = report.header.ability {
                dt { (texts.theta) } dd { (format!("{:.3}", ability.theta)) }
                dt { (texts.standard_error) } dd { (format!("{:.3}", ability.se)) }
            }
            @if let Some(score) = &report.reported_score {
                dt { (score.name) }
                dd { (format!("{:.2}", score.score)) @if let Some(level) = &score.level { " (" (level) ")" } }
            }
        }
        @if report.voided { p.notice { (texts.voided) } }
    }
}

fn answers(operator: &Operator, course: &SessionCourse) -> Markup {
    let texts = &operator.visit.messages.session;
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
    html! {
        section {
            h2 #answers { (texts.answers) }
            div.scroll tabindex="0" role="region" aria-labelledby="answers" {
                table {
                    thead { tr {
                        @for heading in [&texts.position, &texts.item, &texts.answer, &texts.result, &texts.time, &texts.theta,
                                         &texts.standard_error, &texts.location, &texts.information] {
                            th scope="col" { (heading) }
                        }
                    } }
                    tbody { @for (step, item) in course.steps() { tr {
                        th scope="row" { (step.position) }
                        td { (step.item_id) }
                        td { (step.answer.as_deref().unwrap_or("–")) }
                        td { (result(operator, step)) }
                        td { (format!("{:.1} s", step.time.as_secs_f64())) }
                        td { (number(step.ability.map(|ability| ability.theta))) }
                        td { (number(step.ability.map(|ability| ability.se))) }
                        td { (number(item.location)) }
                        td { (number(item.information)) }
                    } } }
                }
            }
        }
    }
}

/// What became of an answer, in words.
fn result(operator: &Operator, step: &TraceStep) -> String {
    let words = &operator.visit.messages.result;
    match (step.outcome, step.response) {
        (Some(ItemOutcome::Skipped), _) => words.skipped.clone(),
        (Some(ItemOutcome::TimedOut), _) => words.timed_out.clone(),
        (None, Some(points)) => points.to_string(),
        (None, None) => "–".to_owned(),
    }
}

/// What was done to the session.
fn trail(operator: &Operator, events: &[EventRecord]) -> Markup {
    let texts = &operator.visit.messages.session;
    html! {
        section {
            h2 #events { (texts.events) }
            @if events.is_empty() {
                p { (texts.no_events) }
            } @else {
                div.scroll tabindex="0" role="region" aria-labelledby="events" {
                    table {
                        thead { tr {
                            @for heading in [&texts.when, &texts.what, &texts.who, &texts.why, &texts.seconds] {
                                th scope="col" { (heading) }
                            }
                        } }
                        tbody { @for event in events { tr {
                            td { (moment(event.at)) }
                            td { (event.kind.as_str().replace('_', " ")) }
                            td { (event.actor) }
                            td { (event.reason.as_deref().unwrap_or("–")) }
                            td { (event.seconds.map_or_else(|| "–".to_owned(), |seconds| seconds.to_string())) }
                        } } }
                    }
                }
            }
        }
    }
}
