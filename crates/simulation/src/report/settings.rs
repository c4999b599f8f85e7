//! What was simulated.

use reporting::number::count;
use reporting::{Column, Section, Table};

use super::design_words;
use super::inputs::{Report, ReportedDesign};
use crate::examinees::Abilities;

/// The most designs side by side in one table.
const MOST_BESIDE: usize = 3;

/// The section on what was simulated.
pub(super) fn section(report: &Report<'_>) -> Section {
    let section = Section::new("simulated", "What was simulated");
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
    let section = section.table(Table::from_pairs("The simulation", two_texts(), what));
    let parts = report.designs.chunks(MOST_BESIDE).map(designs_table);
    parts.fold(section, Section::table)
}

/// The designs subject by subject, a column for each.
fn designs_table(designs: &[ReportedDesign<'_>]) -> Table {
    let columns = [Column::text("")].into_iter().chain(designs.iter().map(|design| Column::text(design.name)));
    let words: Vec<_> = designs.iter().map(|design| design_words::rows(design.test)).collect();
    let subjects = words.first().into_iter().flatten().enumerate();
    let rows = subjects.map(|(place, (subject, _))| {
        let texts = words.iter().map(|of_design| of_design[place].1.clone());
        [(*subject).to_owned()].into_iter().chain(texts).collect()
    });
    Table::new(if designs.len() == 1 { "The design" } else { "The designs" }, columns, rows)
}

/// Two columns of texts without headings.
fn two_texts() -> [Column; 2] {
    [Column::text(""), Column::text("")]
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
