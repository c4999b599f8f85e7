//! Decisions at cut scores.

use reporting::number::{count, fixed, or_dash, per_cent};
use reporting::{Column, Section, Table};

use super::inputs::ReportedDesign;
use super::tables::measures_table;
use crate::classification::ClassificationAccuracy;

/// The section on decisions at cut scores; `None` without cut scores.
pub(super) fn section(design: &ReportedDesign<'_>) -> Option<Section> {
    let accuracy = design.summary.classification.as_ref()?;
    let section = Section::new("classification", "Classification")
        .paragraph(
            "Rows are the categories examinees belong to, columns those they are put into by their final estimate.",
        )
        .table(by_category(accuracy))
        .table(by_cut(accuracy))
        .table(at_cuts(accuracy))
        .table(decisions(accuracy));
    Some(section)
}

fn by_category(accuracy: &ClassificationAccuracy) -> Table {
    let categories = categories(&accuracy.cuts);
    let mut columns = vec![Column::text("true category")];
    columns.extend(categories.iter().map(Column::number));
    columns.extend([Column::number("examinees"), Column::number("put rightly")]);
    let rows = categories.iter().zip(&accuracy.table).enumerate().map(|(place, (name, cells))| {
        let all: u64 = cells.iter().sum();
        let right = (all > 0).then(|| cells[place] as f64 / all as f64);
        let start = [name.clone()].into_iter().chain(cells.iter().map(|cell| count(*cell)));
        start.chain([count(all), or_dash(right, per_cent)]).collect()
    });
    Table::new("Classification", columns, rows)
}

fn by_cut(accuracy: &ClassificationAccuracy) -> Table {
    let columns = ["cut score", "right side", "put above though below", "put below though above"].map(Column::number);
    let rows = accuracy.by_cut.iter().map(|cut| {
        let wrong = [cut.false_positive, cut.false_negative].map(|share| or_dash(share, per_cent));
        [cut_score(cut.cut), per_cent(cut.correct)].into_iter().chain(wrong).collect()
    });
    Table::new("Decisions at each cut score", columns, rows)
}

fn at_cuts(accuracy: &ClassificationAccuracy) -> Table {
    let columns =
        ["cut score", "expected right side", "expected same side again", "examinees near", "reported SE", "RMSE"];
    let rows = accuracy.by_cut.iter().map(|cut| {
        let expected = [cut.expected_accuracy, cut.expected_consistency].map(per_cent);
        let errors = [cut.standard_error, cut.rmse].map(|error| or_dash(error, |error| fixed(error, 3)));
        let start = [cut_score(cut.cut)].into_iter().chain(expected);
        start.chain([count(cut.examinees_near)]).chain(errors).collect()
    });
    Table::new("What the standard errors promise at each cut score", columns.map(Column::number), rows)
}

/// A cut score between levels is computed from the reported scale, and may have rounding errors.
fn cut_score(cut: f64) -> String {
    ((cut * 1e6).round() / 1e6).to_string()
}

fn decisions(accuracy: &ClassificationAccuracy) -> Table {
    let rows = [
        ("examinees put into the right category", per_cent(accuracy.correct)),
        ("expected from the standard errors", per_cent(accuracy.expected_accuracy)),
        ("expected to be put into the same category again", per_cent(accuracy.expected_consistency)),
        ("Cohen's kappa", or_dash(accuracy.kappa, |kappa| fixed(kappa, 3))),
        ("tests that ended because the decision was made", per_cent(accuracy.decided)),
        ("of these, put rightly", or_dash(accuracy.correct_when_decided, per_cent)),
    ];
    measures_table("Accuracy", rows)
}

/// The categories between the cut scores, in words.
fn categories(cuts: &[f64]) -> Vec<String> {
    let (Some(first), Some(last)) = (cuts.first(), cuts.last()) else { return vec!["all".to_owned()] };
    let between = cuts.windows(2).map(|pair| format!("{} to {}", cut_score(pair[0]), cut_score(pair[1])));
    let [first, last] = [first, last].map(|cut| cut_score(*cut));
    [format!("below {first}")].into_iter().chain(between).chain([format!("{last} and above")]).collect()
}
