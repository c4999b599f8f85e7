//! What was simulated, and the figures that matter most.

use maud::html;

use super::number::{count, fixed, or_dash, per_cent};
use super::table::{Column, Section, table};
use super::{Report, ReportedDesign, design_words};
use crate::examinees::Abilities;

/// The section on what was simulated.
pub(super) fn simulated(report: &Report<'_>) -> Section {
    let Some(first) = report.designs.first() else { return Section::new("simulated", "What was simulated", html! {}) };
    let bank = first.test.bank();
    let what = [
        vec!["item bank".to_owned(), report.bank_name.to_owned()],
        vec!["items".to_owned(), count(bank.len() as u64)],
        vec!["scaling constant D".to_owned(), bank.metric().scaling_constant().to_string()],
        vec!["examinees".to_owned(), count(first.summary.examinees)],
        vec!["their abilities".to_owned(), abilities(report)],
        vec!["seed".to_owned(), first.summary.seed.to_string()],
        vec!["program".to_owned(), report.program.to_owned()],
    ];
    let body = html! {
        (table("The simulation", &[Column::Text(""), Column::Text("")], &what))
        @for design in report.designs {
            @let caption = format!("The design: {}", design.name);
            (table(&caption, &[Column::Text(""), Column::Text("")], &design_words::rows(design.test)))
        }
        @if let [design] = report.designs { (key_figures(design)) }
    };
    Section::new("simulated", "What was simulated", body)
}

fn key_figures(design: &ReportedDesign<'_>) -> maud::Markup {
    let summary = design.summary;
    let (recovery, length, exposure) = (&summary.recovery, &summary.test_length, &summary.exposure);
    let mut rows = vec![
        vec!["mean number of items".to_owned(), fixed(length.mean, 1)],
        vec!["root of the mean squared error of theta".to_owned(), fixed(recovery.rmse, 3)],
        vec!["mean standard error that the tests report".to_owned(), fixed(recovery.mean_standard_error, 3)],
        vec!["correlation of estimated and true theta".to_owned(), or_dash(recovery.correlation, |r| fixed(r, 3))],
        vec!["highest exposure of an item".to_owned(), per_cent(exposure.highest_rate)],
        vec!["items never used".to_owned(), never_used(exposure.never_used, exposure.bank_items)],
        vec!["test overlap".to_owned(), or_dash(exposure.test_overlap, per_cent)],
    ];
    if let Some(classification) = &summary.classification {
        rows.push(vec!["examinees classified rightly".to_owned(), per_cent(classification.correct)]);
    }
    table("Key figures", &[Column::Text(""), Column::Number("")], &rows)
}

pub(super) fn never_used(items: usize, of: usize) -> String {
    format!("{} of {}", count(items as u64), count(of as u64))
}

fn abilities(report: &Report<'_>) -> String {
    if let Some(answers) = report.given_answers {
        return format!("estimated by the final estimator from all answers in {answers}");
    }
    match report.examinees.abilities() {
        Abilities::Normal { mean, sd } => {
            format!("drawn from a normal distribution, mean {mean}, standard deviation {sd}")
        }
        Abilities::Listed(thetas) => {
            let least = thetas.iter().copied().fold(f64::INFINITY, f64::min);
            let greatest = thetas.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            match thetas.len() {
                1 => format!("given: {least}"),
                many => format!("given: {} values from {least} to {greatest}", count(many as u64)),
            }
        }
    }
}
