//! The fit of the items: flagged ones first, with their curves.

use irt_core::Metric;
use reporting::number::{DASH, fixed, or_dash};
use reporting::{Axis, Chart, ChartError, Column, Section, Series, SeriesStyle, Svg, Table};

use super::content::Report;
use crate::fit::Flag;

/// The most items with a chart.
const MOST_CHARTS: usize = 12;
/// The most pairs in the table.
const MOST_PAIRS: usize = 20;

/// The section on fit.
pub(super) fn section(report: &Report<'_>) -> Result<Section, ChartError> {
    let flagged: Vec<(usize, Vec<Flag>)> = report
        .outcome
        .kept()
        .map(|(place, _)| (place, report.fit.flags(place)))
        .filter(|(_, flags)| !flags.is_empty())
        .collect();
    let mut section = Section::new("fit", "Fit");
    section = match flagged.is_empty() {
        true => section.paragraph("No item is flagged."),
        false => section.warnings(
            "Flagged items",
            flagged.iter().map(|(place, flags)| {
                let reasons: Vec<String> = flags.iter().map(Flag::to_string).collect();
                format!("{}: {}", report.items[*place].id, reasons.join(", "))
            }),
        ),
    };
    let unflagged = report.outcome.kept().map(|(place, _)| place).filter(|place| report.fit.flags(*place).is_empty());
    let drawn = flagged.iter().map(|(place, _)| *place).chain(unflagged).take(MOST_CHARTS);
    for place in drawn.filter(|place| !report.fit.curves[*place].is_empty()) {
        let description = format!("expected and observed scores of item {} by theta", report.items[place].id);
        section = section.figure(description, curve(report, place)?);
    }
    section = section.note(
        "Curves: the expected score, and the mean scores of ten groups of examinees by their estimated theta. Estimates of theta are drawn \
         towards the mean, so that the outer groups lie a little off the curve of an item that fits.",
    );
    Ok(section.table(measures(report)).table(pairs(report)))
}

fn curve(report: &Report<'_>, place: usize) -> Result<Svg, ChartError> {
    let points = &report.fit.curves[place];
    let observed = points.iter().map(|point| (point.theta, point.observed)).collect();
    let model = report.outcome.kept().find(|(kept, _)| *kept == place).map(|(_, item)| &item.model);
    let (mut curve, mut highest) = (Vec::new(), 1.0);
    if let Some(model) = model {
        let mut room = vec![0.0; usize::from(model.categories())];
        highest = f64::from(model.categories() - 1);
        for step in -40..=40 {
            let theta = f64::from(step) / 10.0;
            model.category_probabilities(theta, Metric::LOGISTIC, &mut room);
            curve.push((theta, room.iter().enumerate().map(|(category, p)| category as f64 * p).sum()));
        }
    }
    let series = vec![
        Series::new("expected score", SeriesStyle::Solid, curve),
        Series::new("observed mean score", SeriesStyle::Circles, observed),
    ];
    let axes = [Axis::between(-4.0, 4.0), Axis::between(0.0, highest)];
    Chart::new(&format!("Item {}", report.items[place].id), ["theta", "score"], axes, series).svg()
}

fn measures(report: &Report<'_>) -> Table {
    let columns = [Column::text("item"), Column::number("S-X2"), Column::number("df"), Column::number("p")]
        .into_iter()
        .chain(["infit", "z", "outfit", "z"].map(Column::number));
    let rows = report.outcome.kept().map(|(place, _)| {
        let (s_x2, squares) = (report.fit.s_x2[place].as_ref(), report.fit.mean_squares[place]);
        let number = |value: Option<f64>, decimals| or_dash(value, |value| fixed(value, decimals));
        vec![
            report.items[place].id.clone(),
            number(s_x2.map(|fit| fit.statistic), 2),
            s_x2.map_or_else(|| DASH.to_owned(), |fit| fit.degrees_of_freedom.to_string()),
            number(s_x2.and_then(|fit| fit.p), 4),
            number(squares.map(|squares| squares.infit.value), 3),
            number(squares.map(|squares| squares.infit.z), 2),
            number(squares.map(|squares| squares.outfit.value), 3),
            number(squares.map(|squares| squares.outfit.z), 2),
        ]
    });
    Table::new("Fit of the items", columns, rows)
}

fn pairs(report: &Report<'_>) -> Table {
    let columns = [Column::text("item"), Column::text("item"), Column::number("Q3")];
    let rows = report.fit.dependent().take(MOST_PAIRS).map(|pair| {
        vec![report.items[pair.one].id.clone(), report.items[pair.other].id.clone(), fixed(pair.correlation, 3)]
    });
    Table::new("Pairs of items whose residuals are correlated (0.2 above the mean Q3)", columns, rows)
}
