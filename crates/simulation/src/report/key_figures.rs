//! The figures that matter most, design by design.

use reporting::number::{DASH, count, fixed, or_dash, per_cent};
use reporting::{Column, Table};

use super::inputs::ReportedDesign;

/// A measure of a design as text.
type Measure = fn(&ReportedDesign<'_>) -> String;

const MEASURES: [(&str, Measure); 12] = [
    ("examinees", |design| count(design.summary.examinees)),
    ("mean test length", |design| fixed(design.summary.test_length.mean, 2)),
    ("5 % to 95 % of the tests", |design| {
        format!("{} to {}", design.summary.test_length.p05, design.summary.test_length.p95)
    }),
    ("bias", |design| fixed(design.summary.recovery.bias, 3)),
    ("RMSE", |design| fixed(design.summary.recovery.rmse, 3)),
    ("mean standard error", |design| fixed(design.summary.recovery.mean_standard_error, 3)),
    ("coverage", |design| per_cent(design.summary.recovery.coverage)),
    ("highest exposure rate", |design| per_cent(design.summary.exposure.highest_rate)),
    ("items above the limit", |design| count(design.summary.exposure.above_limit as u64)),
    ("items never used", |design| never_used(design)),
    ("test overlap", |design| or_dash(design.summary.exposure.test_overlap, per_cent)),
    ("correctly classified", |design| {
        or_dash(design.summary.classification.as_ref().map(|accuracy| accuracy.correct), per_cent)
    }),
];

/// Further measures, for a comparison.
const MORE_MEASURES: [(&str, Measure); 3] = [
    ("mean absolute error", |design| fixed(design.summary.recovery.mae, 3)),
    ("correlation", |design| or_dash(design.summary.recovery.correlation, |r| fixed(r, 3))),
    ("worst deviation from content targets", |design| {
        or_dash(design.summary.content.as_ref().and_then(|content| content.worst_deviation), per_cent)
    }),
];

/// A measure of several designs as text for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFigure {
    /// The name of the measure.
    pub measure: &'static str,
    /// Its values, in the order of the designs.
    pub values: Vec<String>,
}

/// The figures of the designs that matter most. A measure that no design has is left out.
#[must_use]
pub fn key_figures(designs: &[ReportedDesign<'_>]) -> Vec<KeyFigure> {
    figures(&MEASURES, designs).collect()
}

/// The key figures of the designs side by side, a column for each.
pub(super) fn table(caption: &str, designs: &[ReportedDesign<'_>]) -> Table {
    side_by_side(caption, designs, figures(&MEASURES, designs))
}

/// The same with further measures.
pub(super) fn long_table(caption: &str, designs: &[ReportedDesign<'_>]) -> Table {
    side_by_side(caption, designs, figures(&MEASURES, designs).chain(figures(&MORE_MEASURES, designs)))
}

fn figures<'a>(
    measures: &'a [(&'static str, Measure)],
    designs: &'a [ReportedDesign<'_>],
) -> impl Iterator<Item = KeyFigure> + 'a {
    let figure =
        |(measure, value): &(&'static str, Measure)| KeyFigure { measure, values: designs.iter().map(value).collect() };
    measures.iter().map(figure).filter(|figure| figure.values.iter().any(|value| value != DASH))
}

fn side_by_side(caption: &str, designs: &[ReportedDesign<'_>], figures: impl Iterator<Item = KeyFigure>) -> Table {
    let columns = [Column::text("measure")].into_iter();
    let columns = match designs {
        [_] => columns.chain(vec![Column::number("value")]),
        _ => columns.chain(designs.iter().map(|design| Column::number(design.name)).collect::<Vec<_>>()),
    };
    let rows = figures.map(|figure| [figure.measure.to_owned()].into_iter().chain(figure.values).collect());
    Table::new(caption, columns, rows)
}

/// The number of items that are never used, with the number of all.
pub(super) fn never_used(design: &ReportedDesign<'_>) -> String {
    let exposure = &design.summary.exposure;
    format!("{} of {}", count(exposure.never_used as u64), count(exposure.bank_items as u64))
}
