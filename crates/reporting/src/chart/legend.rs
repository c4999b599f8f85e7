//! The legend: a sample of each series with its name, line by line.

use plotters::element::{Circle, Cross, PathElement, Rectangle, Text, TriangleMarker};
use plotters::style::{BLACK, Color as _, WHITE};

use super::error::ChartError;
use super::series::{LineStyle, Series, SeriesStyle};
use super::surface::{FILL, PixelArea, line_style, text_style};

/// The height of a line of the legend.
pub(super) const LINE_HEIGHT: u32 = 24;
/// The width of a sample.
const SAMPLE_WIDTH: i32 = 32;
/// The space between a sample and its name.
const SAMPLE_GAP: i32 = 8;
/// The space before the first entry of a line and after each entry.
const MARGIN: i32 = 24;
/// About the advance of a letter.
const LETTER: i32 = 8;

/// Where an entry begins: pixels from the left, and the line of the legend, counted from 0.
pub(super) type Place = (i32, u32);

/// Where each entry begins, from left to right and line by line, in a picture of this width.
pub(super) fn places(series: &[&Series], picture_width: u32) -> Vec<Place> {
    let (mut x, mut line) = (MARGIN, 0);
    let mut places = Vec::with_capacity(series.len());
    for series in series {
        let width = SAMPLE_WIDTH + SAMPLE_GAP + LETTER * series.name.chars().count() as i32 + MARGIN;
        if x > MARGIN && x + width > picture_width as i32 {
            (x, line) = (MARGIN, line + 1);
        }
        places.push((x, line));
        x += width;
    }
    places
}

/// Draws a sample of the series, with its left end in the middle at this pixel, and the name beside it.
pub(super) fn draw_entry(series: &Series, header: &PixelArea<'_>, (x, y): (i32, i32)) -> Result<(), ChartError> {
    for (from, to) in dashes(series.style.line()) {
        header.draw(&PathElement::new([(x + from, y), (x + to, y)], line_style()))?;
    }
    draw_marker(series.style, header, (x + SAMPLE_WIDTH / 2, y))?;
    header.draw(&Text::new(series.name.clone(), (x + SAMPLE_WIDTH + SAMPLE_GAP, y - 7), text_style(15.0)))?;
    Ok(())
}

/// Where the strokes of a sample of the line begin and end.
fn dashes(line: LineStyle) -> Vec<(i32, i32)> {
    match line {
        LineStyle::None => Vec::new(),
        LineStyle::Solid => vec![(0, SAMPLE_WIDTH)],
        LineStyle::Dashed { dash, gap } => {
            let (dash, period) = (dash as i32, (dash + gap) as usize);
            (0..SAMPLE_WIDTH).step_by(period).map(|from| (from, (from + dash).min(SAMPLE_WIDTH))).collect()
        }
    }
}

fn draw_marker(style: SeriesStyle, header: &PixelArea<'_>, centre: (i32, i32)) -> Result<(), ChartError> {
    let (x, y) = centre;
    let box_around = |width: i32, height: i32| [(x - width, y - height), (x + width, y + height)];
    match style {
        SeriesStyle::Solid | SeriesStyle::Dashed => {}
        SeriesStyle::SolidCircles | SeriesStyle::Circles => header.draw(&Circle::new(centre, 4, BLACK.filled()))?,
        SeriesStyle::DashedOpenCircles => {
            header.draw(&Circle::new(centre, 5, WHITE.filled()))?;
            header.draw(&Circle::new(centre, 5, line_style()))?;
        }
        SeriesStyle::DottedTriangles => header.draw(&TriangleMarker::new(centre, 6, BLACK.filled()))?,
        SeriesStyle::LongDashedSquares => header.draw(&Rectangle::new(box_around(4, 4), BLACK.filled()))?,
        SeriesStyle::DottedOpenSquares | SeriesStyle::OpenSquares => {
            header.draw(&Rectangle::new(box_around(4, 4), WHITE.filled()))?;
            header.draw(&Rectangle::new(box_around(4, 4), line_style()))?;
        }
        SeriesStyle::SolidCrosses => header.draw(&Cross::new(centre, 5, line_style()))?,
        SeriesStyle::Dots => header.draw(&Circle::new(centre, 3, FILL.filled()))?,
        SeriesStyle::Bars => header.draw(&Rectangle::new(box_around(4, 7), FILL.filled()))?,
        SeriesStyle::OpenBars => header.draw(&Rectangle::new(box_around(4, 7), BLACK.stroke_width(1)))?,
        SeriesStyle::Whiskers => {
            header.draw(&PathElement::new([(x, y - 8), (x, y + 8)], BLACK.stroke_width(1)))?;
        }
    }
    Ok(())
}
