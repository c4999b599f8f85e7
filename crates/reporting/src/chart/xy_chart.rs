//! A chart of series on one pair of axes.

use super::axis::Axis;
use super::canvas::Canvas;
use super::error::ChartError;
use super::series::Series;
use super::svg::Svg;

/// Series on one pair of axes, with a title; a legend where there are several series.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    title: String,
    labels: [String; 2],
    axes: [Axis; 2],
    series: Vec<Series>,
    is_square: bool,
}

impl Chart {
    /// A wide chart. Labels and axes are the horizontal, then the vertical one. Later series are drawn over earlier ones.
    #[must_use]
    pub fn new(title: &str, labels: [&str; 2], axes: [Axis; 2], series: Vec<Series>) -> Self {
        Self { title: title.to_owned(), labels: labels.map(str::to_owned), axes, series, is_square: false }
    }

    /// The same as a square, for two axes with the same scale.
    #[must_use]
    pub const fn as_square(mut self) -> Self {
        self.is_square = true;
        self
    }

    /// Draws the chart.
    ///
    /// # Errors
    /// [`ChartError`] when the drawing library fails.
    pub fn svg(&self) -> Result<Svg, ChartError> {
        let canvas = if self.is_square { Canvas::square(&self.title) } else { Canvas::wide(&self.title) };
        let [x_label, y_label] = &self.labels;
        canvas.draw([x_label, y_label], self.axes, &self.series)
    }
}
