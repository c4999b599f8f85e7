//! The figures that matter most, design by design.

use reporting::number::{DASH, count, fixed, or_dash, per_cent};
use reporting::{Column, Table};

use super::inputs::ReportedDesign;
use super::tables::measures_table;

/// A measure of a design as text.
type Measure = fn(&ReportedDesign<'_>) -> String;

const MEASURES: [(&str, Measure); 12] = [
    ("examinees", |design| count(design.summary.examinees)),
    ("mean test length", |design| fixed(design.summary.test_length.mean, 2)),
    ("test length, 5 % to 95 %", |design| {
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

/// The key figures of one design.
pub(super) fn table(design: &ReportedDesign<'_>) -> Table {
    let rows =
        key_figures(std::slice::from_ref(design)).into_iter().map(|figure| (figure.measure, figure.values.concat()));
    measures_table("Key figures", rows)
}

/// The key figures and further measures of the designs, a column for each design.
pub(super) fn side_by_side(caption: &str, designs: &[ReportedDesign<'_>]) -> Table {
    let columns = [Column::text("measure")].into_iter().chain(designs.iter().map(|design| Column::number(design.name)));
    let figures = figures(&MEASURES, designs).chain(figures(&MORE_MEASURES, designs));
    let rows = figures.map(|figure| [figure.measure.to_owned()].into_iter().chain(figure.values).collect());
    Table::new(caption, columns, rows)
}

fn figures<'a>(
    measures: &'a [(&'static str, Measure)],
    designs: &'a [ReportedDesign<'_>],
) -> impl Iterator<Item = KeyFigure> + 'a {
    let figure =
        |(measure, value): &(&'static str, Measure)| KeyFigure { measure, values: designs.iter().map(value).collect() };
    measures.iter().map(figure).filter(|figure| figure.values.iter().any(|value| value != DASH))
}

/// The number of items that are never used, with the number of all.
pub(super) fn never_used(design: &ReportedDesign<'_>) -> String {
    let exposure = &design.summary.exposure;
    format!("{} of {}", count(exposure.never_used as u64), count(exposure.bank_items as u64))
}
