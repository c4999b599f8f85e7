//! Results as pictures: SVG, readable in black and white.

mod axis;
mod bank;
mod canvas;
mod look;
mod precision;
mod usage;

use std::io;

use plotters::drawing::DrawingAreaErrorKind;

pub use bank::{WrightRow, information, item_information, wright_map};
pub use precision::{compared, conditional, recovery, trace};
pub use usage::{compared_exposure, content, exposure, test_length};

/// The most points of a scatter plot that can be told apart.
pub const MAX_SCATTER_POINTS: usize = 2_000;

/// The most designs that one picture compares.
pub const MAX_COMPARED: usize = look::Look::LINES.len();

/// A picture that could not be drawn.
#[derive(Debug, thiserror::Error)]
#[error("the picture cannot be drawn")]
pub struct PlotError(#[from] DrawingAreaErrorKind<io::Error>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ItemUse, Sitting};

    #[test]
    fn pictures_of_next_to_nothing_can_be_drawn() {
        let item = ItemUse { item: irt_core::ItemIndex(0), administered: 0, exposure_rate: 0.0 };
        for svg in [
            recovery(&[], 0),
            recovery(&[[0.0, 0.0]], 1),
            conditional(&[]),
            exposure(&[item], 0.0),
            test_length(&[(0, 1)].into()),
            test_length(&[(20, 1000)].into()),
            information(&[]),
            information(&[(0.0, 0.0)]),
            item_information(&[]),
            item_information(&[("q", vec![(0.0, 0.0)])]),
            wright_map(&[]),
            wright_map(&[WrightRow { lower: 0.0, upper: 0.5, examinees: 0.0, locations: 0.0 }]),
            content(&[]),
            compared("RMSE", "theta", &[], |row| row.recovery.rmse),
            compared_exposure(&[("one", &[item])], 1.0),
            trace(&Sitting::blank()),
        ] {
            let svg = svg.unwrap();
            assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"), "{svg}");
            assert!(["NaN", ",inf", "inf,", "\"inf"].iter().all(|text| !svg.contains(text)), "{svg}");
        }
    }

    #[test]
    fn a_scatter_plot_has_no_more_points_than_can_be_told_apart() {
        let svg = recovery(&[[0.5, 0.25]; 3_000], 3_000).unwrap();
        assert!(svg.contains("the first 2000 of 3000 examinees"));
        // Each examinee and the legend's sample.
        assert_eq!(svg.matches("<circle").count(), MAX_SCATTER_POINTS + 1);
    }
}
