//! Charts of how tests are used: exposure against its limit, distributions, targets against what was reached.

use plotters::element::{Rectangle, Text};
use plotters::style::{BLACK, Color as _};

use crate::chart::canvas::Canvas;
use crate::chart::surface::{FILL, text_style};
use crate::chart::{Axis, ChartError, Series, SeriesStyle, Svg};

/// The most points of a curve: more would not be seen, and make large pictures of large banks.
const MOST_POINTS: usize = 400;
/// The size of the names at bars.
const NAME_SIZE: f64 = 13.0;
/// The longest name at a bar, in letters.
const LONGEST_NAME: usize = 40;

/// The exposure rates of items from the highest to the lowest, as shares, with their limit where there is one.
///
/// # Errors
/// [`ChartError`] when the drawing library fails.
pub fn exposure(rates: &[f64], limit: Option<f64>) -> Result<Svg, ChartError> {
    let mut rates: Vec<f64> = rates.iter().copied().filter(|rate| rate.is_finite()).collect();
    rates.sort_unstable_by(|one, other| other.total_cmp(one));
    let last = (rates.len() as f64).max(1.0);
    let step = rates.len().div_ceil(MOST_POINTS).max(1);
    let ranked = (1..).map(f64::from).zip(rates.iter().map(|rate| 100.0 * rate));
    let points: Vec<(f64, f64)> = ranked.step_by(step).collect();
    let mut series = vec![Series::new("exposure rate", SeriesStyle::Solid, points)];
    let line =
        |limit: f64| Series::new("limit", SeriesStyle::Dashed, vec![(1.0, 100.0 * limit), (last, 100.0 * limit)]);
    series.extend(limit.map(line));
    let y = Axis::around(series.iter().flat_map(Series::ys).chain([0.0]).collect::<Vec<_>>());
    let labels = ["items, the most used first", "per cent of the sessions"];
    Canvas::wide("Exposure of the items").draw(labels, [Axis::between(1.0, last), y], &series)
}

/// A range of values, and what share of all lies in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HistogramBar {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// The share of all.
    pub share: f64,
}

/// The distribution of a quantity, with a mark at the value that was expected where there is one.
///
/// # Errors
/// [`ChartError`] when the drawing library fails.
pub fn histogram(title: &str, label: &str, bars: &[HistogramBar], expected: Option<f64>) -> Result<Svg, ChartError> {
    let highest = bars.iter().map(|bar| 100.0 * bar.share).fold(0.0, f64::max);
    let y = Axis::around([0.0, highest]);
    let ends = bars.iter().flat_map(|bar| [bar.lower, bar.upper]).chain(expected);
    let x = ends.fold(None, |ends, end| match ends {
        None => Some((end, end)),
        Some((least, greatest)) => Some((end.min(least), end.max(greatest))),
    });
    // A bar has room at both sides, so that a single one is seen as a bar.
    let room = bars.first().map_or(0.0, |bar| bar.upper - bar.lower);
    let x = x.map_or_else(|| Axis::between(0.0, 1.0), |(least, greatest)| Axis::between(least - room, greatest + room));
    let mark = expected.map(|at| Series::new("promised mean", SeriesStyle::Dashed, vec![(at, 0.0), (at, y.upper())]));
    let mut legend = vec![Series::new("what happened", SeriesStyle::Bars, Vec::new())];
    legend.extend(mark);
    Canvas::wide(title).draw_with([label, "per cent"], [x, y], &legend, |area| {
        for bar in bars {
            let corners = [(bar.lower, 0.0), (bar.upper, 100.0 * bar.share)];
            area.draw_series([Rectangle::new(corners, FILL.filled())])?;
            area.draw_series([Rectangle::new(corners, BLACK.stroke_width(1))])?;
        }
        Ok(())
    })
}

/// What a part of a test should have, and what it has.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetBar {
    /// The name of the part.
    pub name: String,
    /// The share that it should have, where there is a target.
    pub target: Option<f64>,
    /// The share that it has.
    pub actual: f64,
}

/// Targets beside what was reached, a pair of bars for each part, from the top to the bottom.
///
/// # Errors
/// [`ChartError`] when the drawing library fails.
pub fn targets(title: &str, parts: &[TargetBar]) -> Result<Svg, ChartError> {
    let rows = (parts.len() as f64).max(1.0);
    let widest = parts.iter().flat_map(|part| [part.target.unwrap_or(0.0), part.actual]).fold(0.0, f64::max);
    let axes = [Axis::around([0.0, 100.0 * widest]), Axis::hidden(0.0, rows)];
    let legend = [
        Series::new("target", SeriesStyle::OpenBars, Vec::new()),
        Series::new("actual", SeriesStyle::Bars, Vec::new()),
    ];
    Canvas::wide(title).draw_with(["per cent of the items", ""], axes, &legend, |area| {
        for (place, part) in (1..).map(f64::from).zip(parts) {
            let bottom = rows - place;
            let bar = |lower, upper, share: f64| [(0.0, bottom + lower), (100.0 * share, bottom + upper)];
            if let Some(target) = part.target {
                area.draw_series([Rectangle::new(bar(0.38, 0.62, target), BLACK.stroke_width(1))])?;
            }
            area.draw_series([Rectangle::new(bar(0.1, 0.34, part.actual), FILL.filled())])?;
            let name: String = part.name.chars().take(LONGEST_NAME).collect();
            area.draw_series([Text::new(name, (0.0, bottom + 0.95), text_style(NAME_SIZE))])?;
        }
        Ok(())
    })
}
