//! The series of a chart and how each is drawn.

/// The longest name in a legend, in letters.
const LONGEST_NAME: usize = 48;

/// How a series is drawn. Each style differs from the others without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SeriesStyle {
    /// A solid line.
    Solid,
    /// A dashed line.
    Dashed,
    /// A solid line with filled circles.
    SolidCircles,
    /// A dashed line with open circles.
    DashedOpenCircles,
    /// A dotted line with filled triangles.
    DottedTriangles,
    /// A line of long dashes with filled squares.
    LongDashedSquares,
    /// A solid line with crosses.
    SolidCrosses,
    /// A dotted line with open squares.
    DottedOpenSquares,
    /// Small dots without a line; where many overlap they are darker.
    Dots,
    /// Filled circles without a line.
    Circles,
    /// Open squares without a line.
    OpenSquares,
    /// Filled bars from 0 to each point.
    Bars,
    /// Open bars from 0 to each point.
    OpenBars,
    /// A vertical line between every two points.
    Whiskers,
}

impl SeriesStyle {
    /// Lines for the series of one chart, the most conspicuous first.
    pub const DISTINCT_LINES: [Self; 6] = [
        Self::SolidCircles,
        Self::DashedOpenCircles,
        Self::DottedTriangles,
        Self::LongDashedSquares,
        Self::SolidCrosses,
        Self::DottedOpenSquares,
    ];

    pub(super) const fn line(self) -> LineStyle {
        match self {
            Self::Solid | Self::SolidCircles | Self::SolidCrosses => LineStyle::Solid,
            Self::Dashed | Self::DashedOpenCircles => LineStyle::Dashed { dash: 8, gap: 5 },
            Self::DottedTriangles | Self::DottedOpenSquares => LineStyle::Dashed { dash: 2, gap: 5 },
            Self::LongDashedSquares => LineStyle::Dashed { dash: 16, gap: 6 },
            Self::Dots | Self::Circles | Self::OpenSquares | Self::Bars | Self::OpenBars | Self::Whiskers => {
                LineStyle::None
            }
        }
    }
}

/// The line of a style.
#[derive(Clone, Copy)]
pub(super) enum LineStyle {
    None,
    Solid,
    Dashed { dash: u32, gap: u32 },
}

/// Points that belong together, with the name that the legend shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub(super) name: String,
    pub(super) style: SeriesStyle,
    pub(super) points: Vec<(f64, f64)>,
    /// The distance of two markers, in points.
    pub(super) marker_spacing: usize,
}

impl Series {
    /// A series with a marker at each point. A long name is cut.
    #[must_use]
    pub fn new(name: &str, style: SeriesStyle, points: Vec<(f64, f64)>) -> Self {
        Self { name: shortened(name), style, points, marker_spacing: 1 }
    }

    /// The same with a marker at every `spacing` points, at least 1.
    #[must_use]
    pub fn with_markers_every(mut self, spacing: usize) -> Self {
        self.marker_spacing = spacing.max(1);
        self
    }

    /// The abscissas of the points.
    pub fn xs(&self) -> impl Iterator<Item = f64> + '_ {
        self.points.iter().map(|(x, _)| *x)
    }

    /// The ordinates of the points.
    pub fn ys(&self) -> impl Iterator<Item = f64> + '_ {
        self.points.iter().map(|(_, y)| *y)
    }
}

/// A name that leaves room for others.
fn shortened(name: &str) -> String {
    match name.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}
