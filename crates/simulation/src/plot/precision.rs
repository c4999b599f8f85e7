//! How well abilities are estimated.

use super::axis::Axis;
use super::canvas::Canvas;
use super::look::{Look, Series};
use super::{MAX_SCATTER_POINTS, PlotError};
use crate::{ConditionalRow, Sitting};

/// Estimated against true abilities, given as `[true, estimated]`, with the line on which both are equal.
///
/// Shows the first [`MAX_SCATTER_POINTS`]; `examinees` says how many there are in all.
///
/// # Errors
/// [`PlotError`] when the drawing library fails.
pub fn recovery(abilities: &[[f64; 2]], examinees: u64) -> Result<String, PlotError> {
    let shown = &abilities[..abilities.len().min(MAX_SCATTER_POINTS)];
    let axis = Axis::around(shown.iter().flatten().copied());
    let diagonal = vec![(axis.lower(), axis.lower()), (axis.upper(), axis.upper())];
    let series = [
        Series::new("examinee", Look::Dots, shown.iter().map(|[x, y]| (*x, *y)).collect()),
        Series::new("estimate = true theta", Look::Solid, diagonal),
    ];
    let title = match shown.len() as u64 {
        some if some < examinees => format!("Recovery of theta: the first {some} of {examinees} examinees"),
        all => format!("Recovery of theta: {all} examinees"),
    };
    Canvas::square().draw(&title, ["true theta", "estimated theta"], [axis, axis], &series)
}

/// Bias, RMSE and mean standard error by true ability.
///
/// # Errors
/// As for [`recovery`].
pub fn conditional(rows: &[ConditionalRow]) -> Result<String, PlotError> {
    let points =
        |value: fn(&ConditionalRow) -> f64| rows.iter().map(|row| (row.mean_theta, value(row))).collect::<Vec<_>>();
    let series = [
        Series::new("RMSE", Look::SolidCircles, points(|row| row.recovery.rmse)),
        Series::new("mean standard error", Look::DashedOpenCircles, points(|row| row.recovery.mean_standard_error)),
        Series::new("bias", Look::DottedTriangles, points(|row| row.recovery.bias)),
    ];
    let x = Axis::around(rows.iter().map(|row| row.mean_theta));
    let y = Axis::around(series.iter().flat_map(|series| series.points.iter().map(|(_, y)| *y)).chain([0.0]));
    Canvas::wide().draw("Error of estimation by ability", ["true theta, group mean", "units of theta"], [x, y], &series)
}

/// A measure by true ability under several designs, given with their names.
///
/// Shows the first [`MAX_COMPARED`](super::MAX_COMPARED) designs.
///
/// # Errors
/// As for [`recovery`].
pub fn compared(
    title: &str,
    label: &str,
    designs: &[(&str, &[ConditionalRow])],
    value: fn(&ConditionalRow) -> f64,
) -> Result<String, PlotError> {
    let series: Vec<Series> = designs
        .iter()
        .zip(Look::LINES)
        .map(|((name, rows), look)| {
            Series::new(name, look, rows.iter().map(|row| (row.mean_theta, value(row))).collect())
        })
        .collect();
    let points = || series.iter().flat_map(|series| series.points.iter());
    let axes = [Axis::around(points().map(|(x, _)| *x)), Axis::around(points().map(|(_, y)| *y).chain([0.0]))];
    Canvas::wide().draw(title, ["true theta, group mean", label], axes, &series)
}

/// The estimates of one examinee in the course of a test, each with a standard error to both sides, and the true ability.
///
/// # Errors
/// As for [`recovery`].
pub fn trace(sitting: &Sitting) -> Result<String, PlotError> {
    let steps = || (1..).map(f64::from).zip(&sitting.trace);
    let estimates = steps().map(|(position, estimate)| (position, estimate.theta)).collect();
    let whiskers = steps()
        .flat_map(|(position, estimate)| {
            [(position, estimate.theta - estimate.se), (position, estimate.theta + estimate.se)]
        })
        .collect();
    let last = (sitting.trace.len() as f64).max(1.0);
    let truth = vec![(0.5, sitting.true_theta), (last + 0.5, sitting.true_theta)];
    let series = [
        Series::new("estimate", Look::SolidCircles, estimates),
        Series::new("± standard error", Look::Whiskers, whiskers),
        Series::new("true theta", Look::Dashed, truth),
    ];
    let y = Axis::around(series.iter().flat_map(|series| series.points.iter().map(|(_, y)| *y)));
    let title = format!("Examinee {}: theta in the course of the test", sitting.index + 1);
    Canvas::wide().draw(&title, ["answers given", "theta"], [Axis::of_counts(1.0, last), y], &series)
}
