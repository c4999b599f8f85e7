//! Why a chart is not drawn.

use std::io;

use plotters::drawing::DrawingAreaErrorKind;

/// The drawing library reports an error.
#[derive(Debug, thiserror::Error)]
#[error("the chart cannot be drawn")]
pub struct ChartError(#[from] DrawingAreaErrorKind<io::Error>);
