//! The estimates of one examinee in the course of a test.

use irt_core::Ability;

use crate::chart::canvas::Canvas;
use crate::chart::{Axis, ChartError, Series, SeriesStyle, Svg};

/// The estimates after each answer, each with one standard error to both sides; with the true theta where it is known.
///
/// # Errors
/// [`ChartError`] when the drawing library fails.
pub fn ability_course(title: &str, estimates: &[Ability], true_theta: Option<f64>) -> Result<Svg, ChartError> {
    let steps = || (1..).map(f64::from).zip(estimates);
    let points = steps().map(|(position, estimate)| (position, estimate.theta)).collect();
    let whiskers = steps()
        .flat_map(|(position, Ability { theta, se })| [(position, theta - se), (position, theta + se)])
        .collect();
    let last = (estimates.len() as f64).max(1.0);
    let mut series = vec![
        Series::new("estimate", SeriesStyle::SolidCircles, points),
        Series::new("± standard error", SeriesStyle::Whiskers, whiskers),
    ];
    series.extend(
        true_theta.map(|theta| Series::new("true theta", SeriesStyle::Dashed, vec![(0.5, theta), (last + 0.5, theta)])),
    );
    let y = Axis::around(series.iter().flat_map(Series::ys));
    Canvas::wide(title).draw(["answers given", "theta"], [Axis::whole_numbers(1.0, last), y], &series)
}
