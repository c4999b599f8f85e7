//! How series are drawn: every look is told from the others without colour.

use plotters::element::{Circle, Cross, EmptyElement, PathElement, Rectangle, Text, TriangleMarker};
use plotters::series::{DashedLineSeries, LineSeries};
use plotters::style::{BLACK, Color as _, RGBColor, ShapeStyle, WHITE};

use super::PlotError;
use super::canvas::{Area, Chart, text};

const DOT: RGBColor = RGBColor(60, 90, 140);
/// The corners of a square marker about its point, in pixels.
const SQUARE: [(i32, i32); 2] = [(-4, -4), (4, 4)];
/// Where the sample of a look in the legend ends.
pub(super) const SAMPLE_WIDTH: i32 = 32;

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Solid,
    Dashed,
    SolidCircles,
    DashedOpenCircles,
    DottedTriangles,
    LongDashedSquares,
    SolidCrosses,
    DottedOpenSquares,
    Dots,
    Circles,
    OpenSquares,
    Bars,
    OpenBars,
    /// Vertical lines between every two points.
    Whiskers,
}

impl Look {
    /// Lines that can stand for one thing each in a picture, the most conspicuous first.
    pub(super) const LINES: [Self; 6] = [
        Self::SolidCircles,
        Self::DashedOpenCircles,
        Self::DottedTriangles,
        Self::LongDashedSquares,
        Self::SolidCrosses,
        Self::DottedOpenSquares,
    ];

    const fn line(self) -> Line {
        match self {
            Self::Solid | Self::SolidCircles | Self::SolidCrosses => Line::Solid,
            Self::Dashed | Self::DashedOpenCircles => Line::Dashed { dash: 8, gap: 5 },
            Self::DottedTriangles | Self::DottedOpenSquares => Line::Dashed { dash: 2, gap: 5 },
            Self::LongDashedSquares => Line::Dashed { dash: 16, gap: 6 },
            Self::Dots | Self::Circles | Self::OpenSquares | Self::Bars | Self::OpenBars | Self::Whiskers => Line::None,
        }
    }
}

/// The line of a look.
enum Line {
    None,
    Solid,
    Dashed { dash: u32, gap: u32 },
}

/// Points that belong together.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) name: String,
    pub(super) look: Look,
    pub(super) points: Vec<(f64, f64)>,
    /// Every so many points have a marker.
    spacing: usize,
}

impl Series {
    pub(super) fn new(name: &str, look: Look, points: Vec<(f64, f64)>) -> Self {
        Self { name: shortened(name), look, points, spacing: 1 }
    }

    /// The same with a marker at every so many points.
    pub(super) const fn with_markers(mut self, spacing: usize) -> Self {
        self.spacing = spacing;
        self
    }

    pub(super) fn draw(&self, chart: &mut Chart<'_, '_>) -> Result<(), PlotError> {
        let points = || self.points.iter().copied();
        match self.look.line() {
            Line::None => {}
            Line::Solid => {
                chart.draw_series(LineSeries::new(points(), line()))?;
            }
            Line::Dashed { dash, gap } => {
                chart.draw_series(DashedLineSeries::new(points(), dash, gap, line()))?;
            }
        }
        let marked = || points().step_by(self.spacing);
        match self.look {
            Look::Solid | Look::Dashed => {}
            Look::SolidCircles | Look::Circles => {
                chart.draw_series(marked().map(|point| Circle::new(point, 4, BLACK.filled())))?;
            }
            Look::DashedOpenCircles => {
                chart.draw_series(marked().map(|point| Circle::new(point, 5, WHITE.filled())))?;
                chart.draw_series(marked().map(|point| Circle::new(point, 5, line())))?;
            }
            Look::DottedTriangles => {
                chart.draw_series(marked().map(|point| TriangleMarker::new(point, 6, BLACK.filled())))?;
            }
            Look::LongDashedSquares => {
                chart.draw_series(
                    marked().map(|point| EmptyElement::at(point) + Rectangle::new(SQUARE, BLACK.filled())),
                )?;
            }
            Look::DottedOpenSquares | Look::OpenSquares => {
                chart.draw_series(marked().map(|point| {
                    EmptyElement::at(point) + Rectangle::new(SQUARE, WHITE.filled()) + Rectangle::new(SQUARE, line())
                }))?;
            }
            Look::SolidCrosses => drop(chart.draw_series(marked().map(|point| Cross::new(point, 5, line())))?),
            Look::Dots => drop(chart.draw_series(marked().map(|point| Circle::new(point, 2, DOT.mix(0.5).filled())))?),
            Look::Bars => {
                let bar = |(x, y): (f64, f64)| Rectangle::new([(x - 0.4, 0.0), (x + 0.4, y)], DOT.filled());
                chart.draw_series(marked().map(bar))?;
            }
            Look::OpenBars => {
                let bar = |(x, y): (f64, f64)| Rectangle::new([(x - 0.4, 0.0), (x + 0.4, y)], BLACK.stroke_width(1));
                chart.draw_series(marked().map(bar))?;
            }
            Look::Whiskers => {
                let pairs = self.points.chunks_exact(2);
                chart.draw_series(pairs.map(|pair| PathElement::new(pair.to_vec(), BLACK.stroke_width(1))))?;
            }
        }
        Ok(())
    }

    /// Draws the sample of the look in a legend, [`SAMPLE_WIDTH`] wide, and the name beside it.
    pub(super) fn draw_sample(&self, header: &Area<'_>, (x, y): (i32, i32)) -> Result<(), PlotError> {
        let dashes: Vec<(i32, i32)> = match self.look.line() {
            Line::None => Vec::new(),
            Line::Solid => vec![(0, SAMPLE_WIDTH)],
            Line::Dashed { dash, gap } => {
                let (dash, period) = (dash as i32, (dash + gap) as usize);
                (0..SAMPLE_WIDTH).step_by(period).map(|from| (from, (from + dash).min(SAMPLE_WIDTH))).collect()
            }
        };
        for (from, to) in dashes {
            header.draw(&PathElement::new([(x + from, y), (x + to, y)], line()))?;
        }
        let centre = (x + SAMPLE_WIDTH / 2, y);
        let around = |size: i32| [(centre.0 - size, centre.1 - size), (centre.0 + size, centre.1 + size)];
        match self.look {
            Look::Solid | Look::Dashed => {}
            Look::SolidCircles | Look::Circles => header.draw(&Circle::new(centre, 4, BLACK.filled()))?,
            Look::DashedOpenCircles => {
                header.draw(&Circle::new(centre, 5, WHITE.filled()))?;
                header.draw(&Circle::new(centre, 5, line()))?;
            }
            Look::DottedTriangles => header.draw(&TriangleMarker::new(centre, 6, BLACK.filled()))?,
            Look::LongDashedSquares => header.draw(&Rectangle::new(around(4), BLACK.filled()))?,
            Look::DottedOpenSquares | Look::OpenSquares => {
                header.draw(&Rectangle::new(around(4), WHITE.filled()))?;
                header.draw(&Rectangle::new(around(4), line()))?;
            }
            Look::SolidCrosses => header.draw(&Cross::new(centre, 5, line()))?,
            Look::Dots => header.draw(&Circle::new(centre, 3, DOT.filled()))?,
            Look::Bars => header.draw(&Rectangle::new([(x + 12, y - 7), (x + 20, y + 7)], DOT.filled()))?,
            Look::OpenBars => {
                header.draw(&Rectangle::new([(x + 12, y - 7), (x + 20, y + 7)], BLACK.stroke_width(1)))?;
            }
            Look::Whiskers => {
                header.draw(&PathElement::new([(centre.0, y - 8), (centre.0, y + 8)], BLACK.stroke_width(1)))?;
            }
        }
        header.draw(&Text::new(self.name.clone(), (x + SAMPLE_WIDTH + 8, y - 7), text(15.0)))?;
        Ok(())
    }
}

/// A line that can be seen in print.
pub(super) fn line() -> ShapeStyle {
    BLACK.stroke_width(2)
}

/// A name that leaves room for others.
fn shortened(name: &str) -> String {
    const LONGEST: usize = 48;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}
