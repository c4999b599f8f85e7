//! How well abilities are estimated.

use maud::html;

use super::ReportedDesign;
use super::number::{count, fixed, or_dash, per_cent};
use super::table::{Column, Section, figure, table};
use crate::plot::{self, PlotError};
use crate::{ClassificationAccuracy, Conditioning};

/// The section on recovery as a whole.
pub(super) fn recovery(design: &ReportedDesign<'_>) -> Result<Section, PlotError> {
    let summary = design.summary;
    let (recovery, errors) = (&summary.recovery, &summary.standard_errors);
    let three = |value: f64| fixed(value, 3);
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
    ];
    let mut rows: Vec<Vec<String>> = rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
    let coverage = format!("coverage of the {} interval", per_cent(summary.confidence).replace(".0", ""));
    rows.push(vec![coverage, per_cent(recovery.coverage)]);
    let statuses = summary.statuses.iter().map(|(name, tests)| (name.replace('_', " "), tests));
    let body = html! {
        p { "Each dot is an examinee. The closer the dots are to the line, the better the test tells abilities apart." }
        (figure("estimated against true theta", plot::recovery(design.abilities, summary.examinees))?)
        (table("Recovery of theta", &[Column::Text("measure"), Column::Number("value")], &rows))
        (table("Status of the final estimate", &COUNTED, &counted(statuses, summary.examinees)))
    };
    Ok(Section::new("recovery", "Recovery of ability", body))
}

/// The section on measures by true ability.
pub(super) fn conditional(design: &ReportedDesign<'_>) -> Result<Section, PlotError> {
    let summary = design.summary;
    let columns = [
        Column::Text("group"),
        Column::Number("examinees"),
        Column::Number("mean theta"),
        Column::Number("bias"),
        Column::Number("RMSE"),
        Column::Number("mean SE"),
        Column::Number("coverage"),
        Column::Number("mean length"),
        Column::Number("highest exposure"),
    ];
    let rows: Vec<Vec<String>> = summary
        .conditional
        .iter()
        .map(|row| {
            let recovery = &row.recovery;
            let start = [row.group.to_string(), count(row.examinees), fixed(row.mean_theta, 2)];
            let errors = [recovery.bias, recovery.rmse, recovery.mean_standard_error].map(|value| fixed(value, 3));
            let end = [per_cent(recovery.coverage), fixed(row.mean_length, 1), per_cent(row.highest_rate)];
            start.into_iter().chain(errors).chain(end).collect()
        })
        .collect();
    let grouping = match summary.conditioning {
        Conditioning::Deciles => "Groups are the tenths of the distribution of the true abilities.",
        Conditioning::Points => "Each true ability is a group.",
    };
    let body = html! {
        p { "How far estimates are off for weak, middling and strong examinees. " (grouping) }
        (figure("RMSE, mean standard error and bias by true theta", plot::conditional(&summary.conditional))?)
        (table("Measures by true ability", &columns, &rows))
    };
    Ok(Section::new("conditional", "Precision by ability", body))
}

/// The section on decisions at cut scores; none without cut scores.
pub(super) fn classification(design: &ReportedDesign<'_>) -> Option<Section> {
    let accuracy = design.summary.classification.as_ref()?;
    let categories = categories(&accuracy.cuts);
    let mut columns = vec![Column::Text("true category")];
    columns.extend(categories.iter().map(|name| Column::Number(name)));
    columns.extend([Column::Number("examinees"), Column::Number("put rightly")]);
    let rows: Vec<Vec<String>> = categories
        .iter()
        .zip(&accuracy.table)
        .enumerate()
        .map(|(place, (name, cells))| {
            let all: u64 = cells.iter().sum();
            let right = (all > 0).then(|| cells[place] as f64 / all as f64);
            let start = [name.clone()].into_iter().chain(cells.iter().map(|cell| count(*cell)));
            start.chain([count(all), or_dash(right, per_cent)]).collect()
        })
        .collect();
    let body = html! {
        p { "Rows are the categories examinees belong to, columns those they are put into by their final estimate." }
        (table("Classification", &columns, &rows))
        (by_cut(accuracy))
        (decisions(accuracy))
    };
    Some(Section::new("classification", "Classification", body))
}

fn by_cut(accuracy: &ClassificationAccuracy) -> maud::Markup {
    let columns = [
        Column::Number("cut score"),
        Column::Number("right side"),
        Column::Number("put above though below"),
        Column::Number("put below though above"),
    ];
    let rows: Vec<Vec<String>> = accuracy
        .by_cut
        .iter()
        .map(|cut| {
            let wrong = [cut.false_positive, cut.false_negative].map(|share| or_dash(share, per_cent));
            [cut.cut.to_string(), per_cent(cut.correct)].into_iter().chain(wrong).collect()
        })
        .collect();
    table("Decisions at each cut score", &columns, &rows)
}

fn decisions(accuracy: &ClassificationAccuracy) -> maud::Markup {
    let rows = [
        ("examinees put into the right category", per_cent(accuracy.correct)),
        ("Cohen's kappa", or_dash(accuracy.kappa, |kappa| fixed(kappa, 3))),
        ("tests that ended because the decision was made", per_cent(accuracy.decided)),
        ("of these, put rightly", or_dash(accuracy.correct_when_decided, per_cent)),
    ];
    let rows: Vec<Vec<String>> = rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
    table("Accuracy", &[Column::Text("measure"), Column::Number("value")], &rows)
}

/// The categories that cut scores make, in words.
fn categories(cuts: &[f64]) -> Vec<String> {
    let (Some(first), Some(last)) = (cuts.first(), cuts.last()) else { return vec!["all".to_owned()] };
    let between = cuts.windows(2).map(|pair| format!("{} to {}", pair[0], pair[1]));
    [format!("below {first}")].into_iter().chain(between).chain([format!("{last} and above")]).collect()
}

/// The columns of a table of counts.
pub(super) const COUNTED: [Column<'_>; 3] = [Column::Text(""), Column::Number("tests"), Column::Number("share")];

/// The rows of a table of counts.
pub(super) fn counted<'a>(counts: impl Iterator<Item = (String, &'a u64)>, examinees: u64) -> Vec<Vec<String>> {
    let share = |tests: u64| per_cent(tests as f64 / examinees.max(1) as f64);
    counts.map(|(name, tests)| vec![name, count(*tests), share(*tests)]).collect()
}
