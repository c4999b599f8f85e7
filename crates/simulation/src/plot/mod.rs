//! The results of a simulation as charts.

mod precision;
mod usage;

pub use precision::{MAX_SCATTER_POINTS, compared, conditional, recovery};
pub use usage::{compared_exposure, content, exposure, test_length};

/// The most designs that one chart compares.
pub const MAX_COMPARED: usize = reporting::SeriesStyle::DISTINCT_LINES.len();

#[cfg(test)]
mod tests {
    use super::*;
    use crate::usage::ItemUse;

    #[test]
    fn charts_of_next_to_nothing_are_drawn() {
        let item = ItemUse { item: irt_core::ItemIndex(0), administered: 0, exposure_rate: 0.0 };
        for svg in [
            recovery(&[], 0),
            recovery(&[[0.0, 0.0]], 1),
            conditional(&[]),
            exposure(&[item], 0.0),
            test_length(&[(0, 1)].into()),
            test_length(&[(20, 1000)].into()),
            content(&[]),
            compared("RMSE", "theta", &[], |row| row.recovery.rmse),
            compared_exposure(&[("one", &[item])], 1.0),
        ] {
            let svg = String::from(svg.unwrap());
            assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"), "{svg}");
            assert!(["NaN", ",inf", "inf,", "\"inf"].iter().all(|text| !svg.contains(text)), "{svg}");
        }
    }

    #[test]
    fn a_scatter_plot_has_a_limited_number_of_points() {
        let svg = String::from(recovery(&[[0.5, 0.25]; 3_000], 3_000).unwrap());
        assert!(svg.contains("the first 2000 of 3000 examinees"));
        // Each examinee and the legend's sample.
        assert_eq!(svg.matches("<circle").count(), MAX_SCATTER_POINTS + 1);
    }
}
