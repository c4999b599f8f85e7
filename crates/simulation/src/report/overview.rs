//! What was simulated, and the figures that matter most.

use reporting::number::{count, fixed, or_dash, per_cent};
use reporting::{Column, Section, Table};

use super::design_words;
use super::inputs::{Report, ReportedDesign};
use crate::examinees::Abilities;

/// The section on what was simulated.
pub(super) fn simulated(report: &Report<'_>) -> Section {
    let mut section = Section::new("simulated", "What was simulated");
    let Some(first) = report.designs.first() else { return section };
    let bank = first.test.bank();
    let what = [
        ("item bank", report.bank_name.to_owned()),
        ("items", count(bank.len() as u64)),
        ("scaling constant D", bank.metric().scaling_constant().to_string()),
        ("examinees", count(first.summary.examinees)),
        ("their abilities", abilities(report)),
        ("seed", first.summary.seed.to_string()),
        ("program", report.program.to_owned()),
    ];
    section = section.table(Table::from_pairs("The simulation", two_texts(), what));
    for design in report.designs {
        let caption = format!("The design: {}", design.name);
        section = section.table(Table::from_pairs(caption, two_texts(), design_words::rows(design.test)));
    }
    match report.designs {
        [design] => section.table(key_figures(design)),
        _ => section,
    }
}

/// Two columns of texts without headings.
fn two_texts() -> [Column; 2] {
    [Column::text(""), Column::text("")]
}

fn key_figures(design: &ReportedDesign<'_>) -> Table {
    let summary = design.summary;
    let (recovery, length, exposure) = (&summary.recovery, &summary.test_length, &summary.exposure);
    let mut figures = vec![
        ("mean number of items", fixed(length.mean, 1)),
        ("root of the mean squared error of theta", fixed(recovery.rmse, 3)),
        ("mean standard error that the tests report", fixed(recovery.mean_standard_error, 3)),
        ("correlation of estimated and true theta", or_dash(recovery.correlation, |r| fixed(r, 3))),
        ("highest exposure of an item", per_cent(exposure.highest_rate)),
        ("items never used", never_used(exposure.never_used, exposure.bank_items)),
        ("test overlap", or_dash(exposure.test_overlap, per_cent)),
    ];
    if let Some(classification) = &summary.classification {
        figures.push(("examinees classified rightly", per_cent(classification.correct)));
    }
    Table::from_pairs("Key figures", [Column::text(""), Column::number("")], figures)
}

/// The number of items that are never used, with the number of all.
pub(super) fn never_used(items: usize, bank_items: usize) -> String {
    format!("{} of {}", count(items as u64), count(bank_items as u64))
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
