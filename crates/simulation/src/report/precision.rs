//! How well abilities are estimated.

use reporting::number::{count, fixed, or_dash, per_cent};
use reporting::{ChartError, Column, Section, Table};

use super::inputs::ReportedDesign;
use super::tables::{counts_table, measures_table};
use crate::groups::Conditioning;
use crate::plot;
use crate::summary::{ConditionalRow, SimulationSummary};

/// The section on recovery as a whole.
pub(super) fn recovery(design: &ReportedDesign<'_>) -> Result<Section, ChartError> {
    let summary = design.summary;
    let statuses = summary.statuses.iter().map(|(name, tests)| (name.replace('_', " "), *tests));
    Ok(Section::new("recovery", "Recovery of ability")
        .paragraph(
            "Each dot is an examinee. The closer the dots are to the line, the better the test tells abilities apart.",
        )
        .figure("estimated against true theta", plot::recovery(design.abilities, summary.examinees)?)
        .table(recovery_table(summary))
        .table(counts_table("Status of the final estimate", statuses, summary.examinees)))
}

fn recovery_table(summary: &SimulationSummary) -> Table {
    let (recovery, errors) = (&summary.recovery, &summary.standard_errors);
    let three = |value: f64| fixed(value, 3);
    let coverage = format!("coverage of the {} interval", per_cent(summary.confidence).replace(".0", ""));
    let rows = [
        ("bias (mean error)", three(recovery.bias)),
        ("Monte Carlo error of the bias", or_dash(recovery.bias_standard_error, |value| fixed(value, 4))),
        ("root of the mean squared error (RMSE)", three(recovery.rmse)),
        ("mean absolute error", three(recovery.mae)),
        ("correlation of estimated and true theta", or_dash(recovery.correlation, three)),
        ("mean standard error reported", three(errors.mean)),
        ("standard error: 5 % of the tests are at or below", three(errors.p05)),
        ("standard error: median", three(errors.median)),
        ("standard error: 95 % of the tests are at or below", three(errors.p95)),
        (coverage.as_str(), per_cent(recovery.coverage)),
    ];
    measures_table("Recovery of theta", rows)
}

/// The section on measures by true ability.
pub(super) fn conditional(design: &ReportedDesign<'_>) -> Result<Section, ChartError> {
    let summary = design.summary;
    let grouping = match summary.conditioning {
        Conditioning::Deciles => "Groups are the tenths of the distribution of the true abilities.",
        Conditioning::Points => "Each true ability is a group.",
    };
    Ok(Section::new("conditional", "Precision by ability")
        .paragraph(format!("How far estimates are off for weak, middling and strong examinees. {grouping}"))
        .figure("RMSE, mean standard error and bias by true theta", plot::conditional(&summary.conditional)?)
        .table(conditional_table(&summary.conditional)))
}

fn conditional_table(rows: &[ConditionalRow]) -> Table {
    let numbers = ["examinees", "mean theta", "bias", "RMSE", "mean SE", "coverage", "mean length", "highest exposure"];
    let columns = [Column::text("group")].into_iter().chain(numbers.map(Column::number));
    let rows = rows.iter().map(|row| {
        let recovery = &row.recovery;
        let start = [row.group.to_string(), count(row.examinees), fixed(row.mean_theta, 2)];
        let errors = [recovery.bias, recovery.rmse, recovery.mean_standard_error].map(|value| fixed(value, 3));
        let end = [per_cent(recovery.coverage), fixed(row.mean_length, 1), per_cent(row.highest_rate)];
        start.into_iter().chain(errors).chain(end).collect()
    });
    Table::new("Measures by true ability", columns, rows)
}
