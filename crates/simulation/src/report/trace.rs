//! Single tests, answer by answer.

use irt_core::{Ability, Estimate};
use reporting::ability_charts::ability_course;
use reporting::number::{DASH, fixed};
use reporting::{ChartError, Column, Section, Table};

use super::design_words;
use super::inputs::ReportedDesign;
use crate::examinee_result::ExamineeResult;

/// The number of tests shown.
const SHOWN: usize = 3;
/// The most answers of a test in a table.
const MAX_ANSWERS: usize = 100;

/// The section on example tests; `None` without traces.
pub(super) fn section(design: &ReportedDesign<'_>) -> Result<Option<Section>, ChartError> {
    let shown: Vec<&ExamineeResult> =
        design.summary.traces.iter().filter(|result| !result.items.is_empty()).take(SHOWN).collect();
    if shown.is_empty() {
        return Ok(None);
    }
    let title = if shown.len() == 1 { "An example test" } else { "Example tests" };
    let mut section = Section::new("example", title)
        .paragraph("What an examinee meets: the estimate after each answer, with one standard error to both sides.");
    for result in shown {
        section = add_test(section, design, result)?;
    }
    Ok(Some(section))
}

fn add_test(section: Section, design: &ReportedDesign<'_>, result: &ExamineeResult) -> Result<Section, ChartError> {
    let title = format!("Examinee {}: theta in the course of the test", result.index + 1);
    let estimates: Vec<Ability> = result.trace.iter().map(Estimate::ability).collect();
    let course = ability_course(&title, &estimates, Some(result.true_theta))?;
    let mut section = section.figure("theta in the course of a test", course).table(answers(design, result));
    if result.items.len() > MAX_ANSWERS {
        section = section.note(format!("The first {MAX_ANSWERS} of {} answers.", result.items.len()));
    }
    let ExamineeResult { true_theta, estimate, stop_reason, .. } = result;
    Ok(section.note(format!(
        "True theta {}; final estimate {}, standard error {}; the end: {}.",
        fixed(*true_theta, 3),
        fixed(estimate.theta, 3),
        fixed(estimate.se, 3),
        design_words::stop_reason(stop_reason.as_str())
    )))
}

fn answers(design: &ReportedDesign<'_>, result: &ExamineeResult) -> Table {
    let columns = [
        Column::number("no."),
        Column::text("item"),
        Column::text("content area"),
        Column::number("response"),
        Column::number("theta"),
        Column::number("SE"),
    ];
    let steps = result.items.iter().zip(&result.responses).zip(&result.trace);
    let rows = (1..).zip(steps.take(MAX_ANSWERS)).filter_map(|(position, ((item, response), estimate)): (usize, _)| {
        let item = design.test.bank().item(*item)?;
        let content = item.content.unwrap_or(DASH).to_owned();
        let numbers = [response.0.to_string(), fixed(estimate.theta, 3), fixed(estimate.se, 3)];
        Some([position.to_string(), item.id.to_string(), content].into_iter().chain(numbers).collect())
    });
    Table::new(format!("The answers of examinee {}", result.index + 1), columns, rows)
}
