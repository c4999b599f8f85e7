//! Charts: series on two axes, drawn as SVG.

mod axis;
pub(crate) mod canvas;
mod error;
mod legend;
mod series;
mod series_drawing;
pub(crate) mod surface;
mod svg;
mod xy_chart;

pub use axis::Axis;
pub use error::ChartError;
pub use series::{Series, SeriesStyle};
pub use svg::Svg;
pub use xy_chart::Chart;
