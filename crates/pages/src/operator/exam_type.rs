//! One exam type version: its design in words, and what a simulation promises beside what happened.

use actix_web::http::StatusCode;
use actix_web::web::{Form, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use exam::{ExamError, Statistics, permission};
use maud::{Markup, html};
use serde::Deserialize;

use super::bank::Version;
use super::design_words::design_words;
use super::exam_type_figures::{ExamTypeNumbers, figures};
use super::figure::file_of;
use super::person::Operator;
use super::screen::Screen;
use super::{Service, addresses, failures, visitor_failures};
use crate::messages::fill;
use crate::times::moment;
use crate::visit::EXAM_TYPES;

async fn numbers(
    operator: &Operator,
    service: &Service,
    name: &str,
    version: Option<i32>,
) -> Result<ExamTypeNumbers, ExamError> {
    let view = service.exam_type_view(&operator.access, name, version).await?;
    let simulation = service.simulation(&operator.access, name, Some(view.record.version)).await?;
    let counted = if operator.may(&permission::STATISTICS) {
        Some(service.statistics(&operator.access, &[view.record.id]).await?)
    } else {
        None
    };
    let statistics = counted.as_ref().and_then(|counted| counted.statistics.clone());
    let areas = match &statistics {
        Some(statistics) => service.area_shares(&view, statistics).await?,
        None => Vec::new(),
    };
    let counting = counted.and_then(|counted| counted.counting);
    Ok(ExamTypeNumbers { view, simulation, statistics, areas, counting })
}

/// The page.
pub(crate) async fn page(
    operator: Operator,
    service: Service,
    name: Path<String>,
    version: Query<Version>,
) -> HttpResponse {
    match numbers(&operator, &service, &name, version.version).await {
        Ok(numbers) => show(&operator, &numbers, StatusCode::OK, None),
        Err(error) => failures::of_error(&operator, error, EXAM_TYPES),
    }
}

fn show(operator: &Operator, numbers: &ExamTypeNumbers, status: StatusCode, refused: Option<&str>) -> HttpResponse {
    let texts = &operator.visit.messages.exam_type;
    let record = &numbers.view.record;
    let charts = addresses::exam_type_charts(&record.definition.name, record.version);
    let content = html! {
        @if numbers.view.latest != record.version {
            p.notice {
                (fill(&texts.older, &[("latest", &numbers.view.latest)])) " "
                a href=(operator.visit.path(&addresses::exam_type(&record.definition.name, numbers.view.latest))) { (texts.to_latest) }
            }
        }
        (design_words(operator, &numbers.view))
        h2 { (texts.results) }
        (super::standing(operator, numbers.statistics.as_deref(), numbers.counting))
        (comparison(operator, numbers))
        div.figures { @for figure in figures(&operator.visit, numbers) { (figure.markup(operator, &charts)) } }
        (promise(operator, numbers, refused))
    };
    let title = fill(&texts.title, &[("name", &record.definition.name), ("version", &record.version)]);
    let refresh = numbers.counting.map(|_| super::COUNTING_SECONDS);
    operator.show(Screen { status, refresh, ..Screen::new(title, EXAM_TYPES, content) })
}

/// What was promised beside what happened, number by number.
fn comparison(operator: &Operator, numbers: &ExamTypeNumbers) -> Markup {
    let texts = &operator.visit.messages.exam_type;
    let promise = numbers.simulation.as_ref().map(|simulation| &simulation.promise);
    let statistics = numbers.statistics.as_deref().filter(|statistics| statistics.sessions() > 0);
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
    let share = |count: Option<u64>, all: Option<u64>| match (count, all) {
        (Some(count), Some(all)) if all > 0 => format!("{:.1} %", 100.0 * count as f64 / all as f64),
        _ => "–".to_owned(),
    };
    let promised_reasons = promise.into_iter().flat_map(|promise| promise.stop_reasons.keys().map(String::as_str));
    let actual_reasons = statistics.into_iter().flat_map(|statistics| statistics.end_reasons.keys().copied());
    let reasons: std::collections::BTreeSet<&str> = promised_reasons.chain(actual_reasons).collect();
    html! {
        @if promise.is_some() || statistics.is_some() {
            div.scroll tabindex="0" role="region" aria-label=(texts.comparison) {
                table {
                    caption { (texts.comparison) }
                    thead { tr { td {} th scope="col" { (texts.promised) } th scope="col" { (texts.happened) } } }
                    tbody {
                        tr { th scope="row" { (texts.examinees) }
                            td { (promise.map_or_else(|| "–".to_owned(), |promise| promise.examinees.to_string())) }
                            td { (statistics.map_or_else(|| "0".to_owned(), |statistics| statistics.sessions().to_string())) } }
                        tr { th scope="row" { (texts.length) }
                            td { (number(promise.map(|promise| promise.test_length.mean))) }
                            td { (number(statistics.and_then(Statistics::mean_length))) } }
                        tr { th scope="row" { (texts.standard_error) }
                            td { (number(promise.map(|promise| promise.standard_errors.mean))) }
                            td { (number(statistics.and_then(|statistics| statistics.standard_errors.mean()))) } }
                        @for reason in reasons {
                            tr { th scope="row" { (texts.end) " " (reason.replace('_', " ")) }
                                td { (share(promise.and_then(|promise| promise.stop_reasons.get(reason).copied()),
                                            promise.map(|promise| promise.examinees))) }
                                td { (share(statistics.and_then(|statistics| statistics.end_reasons.get(reason).copied()),
                                            statistics.map(Statistics::sessions))) } }
                        }
                    }
                }
            }
        }
    }
}

/// What is kept of a simulation, and the form for another one.
fn promise(operator: &Operator, numbers: &ExamTypeNumbers, refused: Option<&str>) -> Markup {
    let texts = &operator.visit.messages.exam_type;
    let record = &numbers.view.record;
    html! {
        h2 #simulation { (texts.simulation) }
        @if let Some(detail) = refused { (visitor_failures::sentence(detail)) }
        @match &numbers.simulation {
            Some(kept) => p { (texts.kept) " " (moment(kept.kept_at)) ", " (kept.actor) },
            None => p { (texts.not_kept) },
        }
        @if operator.may(&permission::DEFINE_EXAM_TYPE) {
            form.stacked method="post" action=(operator.visit.path(&addresses::simulation(&record.definition.name, record.version))) {
                (operator.proof_field())
                label for="summary" { (texts.summary) }
                textarea #summary name="summary" rows="6" spellcheck="false" required {}
                button.main type="submit" { (texts.keep) }
            }
        }
    }
}

/// The form with a summary.
#[derive(Debug, Deserialize)]
pub(crate) struct SummaryForm {
    #[serde(default)]
    proof: String,
    #[serde(default)]
    summary: String,
}

/// Keeps the summary of a simulation with the exam type version.
pub(crate) async fn keep(
    operator: Operator,
    request: HttpRequest,
    service: Service,
    path: Path<(String, i32)>,
    Form(sent): Form<SummaryForm>,
) -> HttpResponse {
    let (name, version) = path.into_inner();
    if !operator.has_sent(&request, &sent.proof) {
        return failures::refused(&operator);
    }
    let kept = service.keep_simulation_text(&operator.access, &name, Some(version), &sent.summary).await;
    let Err(error) = kept else { return operator.see(&addresses::exam_type(&name, version)) };
    let problem = api::Problem::from(error);
    let (status, detail) = (visitor_failures::status(&problem), problem.detail());
    match numbers(&operator, &service, &name, Some(version)).await {
        Ok(numbers) => show(&operator, &numbers, status, Some(detail)),
        Err(error) => failures::of_error(&operator, error, EXAM_TYPES),
    }
}

/// A person who loads the address of the form again gets the exam type.
pub(crate) async fn of_form(operator: Operator, path: Path<(String, i32)>) -> HttpResponse {
    operator.see(&addresses::exam_type(&path.0, path.1))
}

/// A chart of the exam type, or its numbers.
pub(crate) async fn chart(operator: Operator, service: Service, path: Path<(String, i32, String)>) -> HttpResponse {
    let (name, version, file) = path.into_inner();
    match numbers(&operator, &service, &name, Some(version)).await {
        Ok(numbers) => operator.reply(file_of(&figures(&operator.visit, &numbers), &file)),
        Err(error) => failures::of_error(&operator, error, EXAM_TYPES),
    }
}
