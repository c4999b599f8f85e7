//! The grid that follows a prior.

use super::prior::Prior;
use super::quadrature::{InvalidQuadrature, Quadrature};
use crate::models::MAX_ABS_THETA;

/// How many standard deviations of a normal prior a grid that follows it reaches to either side of the mean.
///
/// A posterior that the data push further out than the prior allows for with a chance of 3e-12 is cut off.
const FOLLOWED_SDS: f64 = 7.0;
/// The spacing of a grid that follows the prior, where it lies within the next two limits.
const FOLLOWING_SPACING: f64 = 0.25;
/// The widest spacing of such a grid, in standard deviations of the prior.
const WIDEST_SPACING_IN_SDS: f64 = 1.0 / 4.0;
/// The narrowest, which bounds the tables of a test under a wide prior: 113 nodes.
const NARROWEST_SPACING_IN_SDS: f64 = 1.0 / 8.0;

impl Quadrature {
    /// The grid of a design that does not set one.
    ///
    /// Under a normal prior it covers the mean ± 7 standard deviations as far as they lie within -100 to 100. Its spacing
    /// is at most 0.25, but between an eighth and a quarter of a standard deviation. That is 57 nodes for a standard
    /// deviation up to 1, and 113 from 2 on. Other priors have the [default](Self::default) grid.
    ///
    /// ```
    /// use irt_core::{Prior, Quadrature};
    ///
    /// let grid = Quadrature::following(&Prior::Normal { mean: 1.0, sd: 2.0 });
    /// assert_eq!((grid.interval().lower(), grid.interval().upper(), grid.spacing()), (-13.0, 15.0, 0.25));
    /// assert_eq!(Quadrature::following(&Prior::Jeffreys), Quadrature::default());
    /// ```
    #[must_use]
    pub fn following(prior: &Prior) -> Self {
        match *prior {
            Prior::Normal { mean, sd } => Self::around(mean, sd).unwrap_or_default(),
            Prior::Uniform { .. } | Prior::Jeffreys | Prior::Custom { .. } => Self::default(),
        }
    }

    fn around(mean: f64, sd: f64) -> Result<Self, InvalidQuadrature> {
        let end = |distance: f64| (mean + distance).clamp(-MAX_ABS_THETA, MAX_ABS_THETA);
        let (lower, upper) = (end(-FOLLOWED_SDS * sd), end(FOLLOWED_SDS * sd));
        let spacing = FOLLOWING_SPACING.clamp(NARROWEST_SPACING_IN_SDS * sd, WIDEST_SPACING_IN_SDS * sd);
        // The ends are rounded, so a width that is a multiple of the spacing may come out a little larger.
        let cells = ((upper - lower) / spacing - 1e-9).ceil().max(1.0);
        Self::new(lower, upper, cells as u32 + 1)
    }
}
