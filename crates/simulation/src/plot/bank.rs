//! Where the items of a bank measure.

use plotters::element::Rectangle;
use plotters::style::{BLACK, Color as _, RGBColor};

use super::PlotError;
use super::axis::Axis;
use super::canvas::Canvas;
use super::look::{Look, Series};

/// The test information and the standard error `1 / sqrt(I)` of all items together, given as theta and information.
///
/// The standard error is left out where it is above 2.
///
/// # Errors
/// [`PlotError`] when the drawing library fails.
pub fn information(test: &[(f64, f64)]) -> Result<String, PlotError> {
    const HIGHEST: f64 = 2.0;
    let errors = test.iter().filter(|(_, information)| *information > 0.0);
    let errors = errors.map(|(theta, information)| (*theta, 1.0 / information.sqrt())).filter(|(_, se)| *se <= HIGHEST);
    let information = Series::new("test information", Look::Solid, test.to_vec());
    let error = Series::new("standard error of all items (right axis)", Look::Dashed, errors.collect());
    let theta =
        Axis::between(test.first().map_or(-1.0, |(theta, _)| *theta), test.last().map_or(1.0, |(theta, _)| *theta));
    let around = |series: &Series| Axis::around(series.points.iter().map(|(_, y)| *y).chain([0.0]));
    let (left, right) = (around(&information), around(&error));
    let labels = ["theta", "information", "standard error"];
    Canvas::wide().draw_two_scales("Test information", labels, [theta, left, right], &information, &error)
}

/// The information of single items, given with their names as theta and information, all at the same abilities.
///
/// Shows the first six.
///
/// # Errors
/// As for [`information`].
pub fn item_information(items: &[(&str, Vec<(f64, f64)>)]) -> Result<String, PlotError> {
    const MARKERS: usize = 20;
    let series = items.iter().zip(Look::LINES).map(|((name, points), look)| {
        Series::new(name, look, points.clone()).with_markers(points.len().div_ceil(MARKERS).max(1))
    });
    let series: Vec<Series> = series.collect();
    let points = || series.iter().flat_map(|series| series.points.iter());
    let axes = [Axis::around(points().map(|(x, _)| *x)), Axis::around(points().map(|(_, y)| *y).chain([0.0]))];
    Canvas::wide().draw("Information of single items", ["theta", "information"], axes, &series)
}

/// A range of ability, and what share of the examinees and of the items lies in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WrightRow {
    /// The lower end, which belongs to the range.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// The share of the examinees.
    pub examinees: f64,
    /// The share of the locations of the items.
    pub locations: f64,
}

/// The distribution of the examinees beside that of the items on the scale of theta (Wright map).
///
/// # Errors
/// As for [`information`].
pub fn wright_map(rows: &[WrightRow]) -> Result<String, PlotError> {
    const PERSONS: RGBColor = RGBColor(60, 90, 140);
    let widest = rows.iter().map(|row| 100.0 * row.examinees.max(row.locations)).fold(0.0, f64::max);
    let x = Axis::symmetric(widest);
    let y = Axis::between(rows.first().map_or(-1.0, |row| row.lower), rows.last().map_or(1.0, |row| row.upper));
    let labels = ["per cent of the examinees, per cent of the item locations", "theta"];
    let legend = [
        Series::new("examinees, to the left", Look::Bars, Vec::new()),
        Series::new("item locations, to the right", Look::OpenBars, Vec::new()),
    ];
    Canvas::wide().draw_with("Examinees and items (Wright map)", labels, [x, y], &legend, |chart| {
        for row in rows {
            let (left, right) = (-100.0 * row.examinees, 100.0 * row.locations);
            chart.draw_series([Rectangle::new([(left, row.lower), (0.0, row.upper)], PERSONS.filled())])?;
            chart.draw_series([Rectangle::new([(left, row.lower), (0.0, row.upper)], BLACK.stroke_width(1))])?;
            chart.draw_series([Rectangle::new([(0.0, row.lower), (right, row.upper)], BLACK.stroke_width(1))])?;
        }
        Ok(())
    })
}
