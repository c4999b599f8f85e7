//! The end of an exam: thanks, and what its exam type shows of the result.

use actix_web::http::StatusCode;
use exam::{Access, EndReason, ExamError, ItemOutcome, Report, TraceStep, sample};
use maud::{Markup, html};

use super::Service;
use crate::cookies::ExamCookie;
use crate::layout::{Page, State};
use crate::messages::{Messages, fill};
use crate::number::NORMAL_95;
use crate::visit::{CLOSE, Visit};

/// The most decimals of a score.
const MOST_DECIMALS: usize = 3;

/// Whether a session that takes no more answers has its final result.
pub(super) async fn is_evaluated(service: &Service, cookie: &ExamCookie) -> Result<bool, ExamError> {
    Ok(report(service, cookie).await?.completed)
}

async fn report(service: &Service, cookie: &ExamCookie) -> Result<Report, ExamError> {
    service.report(&Access::Examinee(cookie.token.clone()), cookie.session).await
}

/// The page of a session that takes no more answers.
pub(super) async fn page(visit: &Visit, service: &Service, cookie: &ExamCookie) -> Result<Page, ExamError> {
    let report = report(service, cookie).await?;
    let messages = &visit.messages.result;
    let is_over = report.stop_reason == Some(EndReason::Expired) || !report.completed;
    let content = html! {
        h1 #heading tabindex="-1" { (messages.title) }
        @if is_over { p { (messages.expired) } }
        @if report.voided { p.notice { (messages.voided) } }
        @if !report.completed { p { (messages.pending) } }
        p { (messages.thanks) " " (fill(&messages.answered, &[("count", &report.header.items_completed)])) }
        @if report.completed && !report.voided { (score(messages, &report)) }
        @if report.completed && report.header.exam_type == sample::PLACEMENT { (details(messages, &report)) }
        @if report.trace.iter().any(|step| step.response.is_some()) { (answers(messages, &report)) }
        (actions(visit, cookie))
    };
    let state = if report.completed { State::Finished } else { State::Evaluating };
    Ok(Page { status: StatusCode::OK, title: messages.title.clone(), state, content })
}

/// The score as the exam type reports it; nothing where it reports none to examinees.
fn score(messages: &crate::messages::ResultMessages, report: &Report) -> Markup {
    let Some(score) = &report.reported_score else { return html! {} };
    let digits = decimals_beside(score.standard_error);
    let number = |value: f64| format!("{value:.digits$}");
    let margin = NORMAL_95 * score.standard_error;
    let range = [("low", number(score.score - margin)), ("high", number(score.score + margin))];
    let range: Vec<(&str, &dyn std::fmt::Display)> =
        range.iter().map(|(name, value)| (*name, value as &dyn std::fmt::Display)).collect();
    html! {
        section.score {
            h2 { (messages.score) }
            p.number { span { (score.name) ": " } strong { (number(score.score)) } }
            @if let Some(level) = &score.level { p { (messages.level) ": " strong { (level) } } }
            p { (fill(&messages.score_range, &range)) }
        }
    }
}

/// The decimals of a score with this standard error: as many as show two digits of the error, as more say nothing.
fn decimals_beside(standard_error: f64) -> usize {
    if !(standard_error > 0.0 && standard_error.is_finite()) {
        return MOST_DECIMALS;
    }
    let decimals = 1.0 - standard_error.log10().floor();
    // Between 0 and the limit, so nothing is lost.
    decimals.clamp(0.0, MOST_DECIMALS as f64) as usize
}

/// The estimate of the sample exam, in the terms of the engine.
fn details(messages: &crate::messages::ResultMessages, report: &Report) -> Markup {
    let Some(ability) = report.header.ability else { return html! {} };
    let margin = NORMAL_95 * ability.se;
    let (low, high) = (format!("{:.2}", ability.theta - margin), format!("{:.2}", ability.theta + margin));
    html! {
        section {
            h2 { (messages.details) }
            dl {
                dt { (messages.theta) } dd { (format!("{:.2}", ability.theta)) }
                dt { (messages.standard_error) } dd { (format!("{:.2}", ability.se)) }
            }
            p { (fill(&messages.theta_meaning, &[("low", &low), ("high", &high)])) }
        }
    }
}

/// The answers, where the exam type says which were right.
fn answers(messages: &crate::messages::ResultMessages, report: &Report) -> Markup {
    let shows_theta = report.header.exam_type == sample::PLACEMENT;
    let with_content = report.trace.iter().any(|step| step.content.is_some());
    html! {
        section {
            h2 #answers { (messages.answers) }
            div.scroll tabindex="0" role="region" aria-labelledby="answers" {
                table {
                    thead { tr {
                        th scope="col" { (messages.column_position) }
                        @if with_content { th scope="col" { (messages.column_content) } }
                        th scope="col" { (messages.column_answer) }
                        th scope="col" { (messages.column_result) }
                        @if shows_theta { th scope="col" { (messages.column_theta) } }
                    } }
                    tbody { @for step in &report.trace { tr {
                        td { (step.position) }
                        @if with_content { td { (step.content.as_deref().unwrap_or("–")) } }
                        td { (step.answer.as_deref().unwrap_or("–")) }
                        td { (outcome(messages, step)) }
                        @if shows_theta {
                            td { (step.ability.map_or_else(|| "–".to_owned(), |ability| format!("{:.2}", ability.theta))) }
                        }
                    } } }
                }
            }
        }
    }
}

/// What became of an answer, in words.
fn outcome(messages: &crate::messages::ResultMessages, step: &TraceStep) -> String {
    match (step.outcome, step.response) {
        (Some(ItemOutcome::Skipped), _) => messages.skipped.clone(),
        (Some(ItemOutcome::TimedOut), _) => messages.timed_out.clone(),
        (None, Some(0)) => messages.wrong.clone(),
        (None, Some(1)) => messages.right.clone(),
        (None, Some(points)) => fill(&messages.points, &[("points", &points)]),
        (None, None) => "–".to_owned(),
    }
}

fn actions(visit: &Visit, cookie: &ExamCookie) -> Markup {
    let messages: &Messages = visit.messages;
    html! {
        div.actions {
            button type="button" data-print hidden { (messages.result.print) }
            form method="post" action=(visit.path(CLOSE)) {
                input type="hidden" name="proof" value=(cookie.form_proof());
                button type="submit" aria-describedby="forget" { (messages.result.forget) }
            }
        }
        p #forget .aside { (messages.result.forget_about) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_has_as_many_decimals_as_its_error_justifies() {
        for (error, decimals) in
            [(73.0, 0), (10.0, 0), (9.9, 1), (0.31, 2), (0.02, 3), (1e-9, 3), (0.0, 3), (f64::NAN, 3)]
        {
            assert_eq!(decimals_beside(error), decimals, "{error}");
        }
    }
}
