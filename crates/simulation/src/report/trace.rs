//! Single tests, answer by answer.

use maud::html;

use super::number::fixed;
use super::table::{Column, Section, figure, table};
use super::{ReportedDesign, design_words};
use crate::Sitting;
use crate::plot::{self, PlotError};

/// How many tests are shown.
const SHOWN: usize = 3;
/// How many answers of a test are listed.
const MAX_ANSWERS: usize = 100;

/// The section on example tests; none where no trace has been kept.
pub(super) fn section(design: &ReportedDesign<'_>) -> Result<Option<Section>, PlotError> {
    let shown: Vec<&Sitting> =
        design.summary.traces.iter().filter(|sitting| !sitting.items.is_empty()).take(SHOWN).collect();
    if shown.is_empty() {
        return Ok(None);
    }
    let body = html! {
        p { "What an examinee meets: the estimate after each answer, with one standard error to both sides." }
        @for sitting in &shown {
            (figure("theta in the course of a test", plot::trace(sitting))?)
            (answers(design, sitting))
        }
    };
    Ok(Some(Section::new("example", if shown.len() == 1 { "An example test" } else { "Example tests" }, body)))
}

fn answers(design: &ReportedDesign<'_>, sitting: &Sitting) -> maud::Markup {
    let columns = [
        Column::Number("no."),
        Column::Text("item"),
        Column::Text("content area"),
        Column::Number("response"),
        Column::Number("theta"),
        Column::Number("SE"),
    ];
    let steps = sitting.items.iter().zip(&sitting.responses).zip(&sitting.trace);
    let rows: Vec<Vec<String>> = (1..)
        .zip(steps.take(MAX_ANSWERS))
        .filter_map(|(position, ((item, response), estimate)): (usize, _)| {
            let item = design.test.bank().item(*item)?;
            let content = item.content.unwrap_or("–").to_owned();
            let numbers = [response.0.to_string(), fixed(estimate.theta, 3), fixed(estimate.se, 3)];
            Some([position.to_string(), item.id.to_string(), content].into_iter().chain(numbers).collect())
        })
        .collect();
    let Sitting { index, true_theta, estimate, stop_reason, .. } = sitting;
    html! {
        (table(&format!("The answers of examinee {}", index + 1), &columns, &rows))
        @if sitting.items.len() > MAX_ANSWERS {
            p.note { "The first " (MAX_ANSWERS) " of " (sitting.items.len()) " answers." }
        }
        p.note {
            "True theta " (fixed(*true_theta, 3)) "; final estimate " (fixed(estimate.theta, 3)) ", standard error "
            (fixed(estimate.se, 3)) "; the end: " (design_words::reason(stop_reason.as_str())) "."
        }
    }
}
