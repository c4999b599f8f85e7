//! The quadrature of the ability scale.

use super::bounds::{Bounds, InvalidInterval};
use super::prior::Prior;
use crate::models::MAX_ABS_THETA;

/// The fewest nodes of a [`Quadrature`].
pub const MIN_QUADRATURE_NODES: u32 = 2;
/// The most nodes of a [`Quadrature`].
pub const MAX_QUADRATURE_NODES: u32 = 10_001;

/// How many standard deviations of a normal prior a grid that follows it reaches to either side of the mean.
///
/// A posterior that the data push further out than the prior allows for with a chance of 2e-9 is cut off.
const FOLLOWED_SDS: f64 = 6.0;
/// The spacing of a grid that follows the prior, where it lies within the next two limits.
const FOLLOWING_SPACING: f64 = 0.25;
/// The widest spacing of such a grid, in standard deviations of the prior.
const WIDEST_SPACING_IN_SDS: f64 = 1.0 / 4.0;
/// The narrowest, which bounds the tables of a test under a wide prior: 97 nodes.
const NARROWEST_SPACING_IN_SDS: f64 = 1.0 / 8.0;

/// A grid of equally spaced abilities, integrated over by the trapezoid rule (end nodes weigh one half).
///
/// The default has 33 nodes on \[-4, 4\], 0.25 apart. A design without a grid of its own takes the one that
/// [follows](Self::following) its prior. A posterior whose standard deviation is below 0.7 of the spacing is
/// too narrow for a sum over the nodes; EAP is then integrated between them, at the cost of a pass over the answers. More
/// nodes make that rarer. The selection rules that integrate over the ability stay with the nodes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quadrature {
    interval: Bounds,
    nodes: u32,
}

impl Quadrature {
    /// The grid with this number of nodes from `lower` to `upper`, both included.
    ///
    /// # Errors
    /// [`InvalidQuadrature`] unless the interval is valid and the nodes are 2 to 10 001.
    ///
    /// ```
    /// use irt_core::Quadrature;
    ///
    /// let grid = Quadrature::new(-1.0, 1.0, 5)?;
    /// assert_eq!(grid.nodes().collect::<Vec<_>>(), [-1.0, -0.5, 0.0, 0.5, 1.0]);
    /// # Ok::<(), irt_core::InvalidQuadrature>(())
    /// ```
    pub fn new(lower: f64, upper: f64, nodes: u32) -> Result<Self, InvalidQuadrature> {
        let interval = Bounds::new(lower, upper)?;
        if (MIN_QUADRATURE_NODES..=MAX_QUADRATURE_NODES).contains(&nodes) {
            Ok(Self { interval, nodes })
        } else {
            Err(InvalidQuadrature::Nodes { nodes })
        }
    }

    /// The grid of a design that does not set one.
    ///
    /// Under a normal prior it covers the mean ± 6 standard deviations as far as they lie within -100 to 100. Its spacing
    /// is at most 0.25, but between an eighth and a quarter of a standard deviation. That is 49 nodes for a standard
    /// deviation up to 1, and 97 from 2 on. Other priors have the [default](Self::default) grid.
    ///
    /// ```
    /// use irt_core::{Prior, Quadrature};
    ///
    /// let grid = Quadrature::following(&Prior::Normal { mean: 1.0, sd: 2.0 });
    /// assert_eq!((grid.interval().lower(), grid.interval().upper(), grid.spacing()), (-11.0, 13.0, 0.25));
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

    /// The interval that the grid covers.
    #[must_use]
    pub const fn interval(&self) -> Bounds {
        self.interval
    }

    /// How many nodes there are.
    #[must_use]
    pub const fn node_count(&self) -> usize {
        self.nodes as usize
    }

    /// The distance of neighbouring nodes.
    #[must_use]
    pub fn spacing(&self) -> f64 {
        self.interval.width() / f64::from(self.nodes - 1)
    }

    /// The nodes in ascending order.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = f64> + use<> {
        let (interval, last) = (self.interval, self.nodes - 1);
        (0..self.nodes).map(move |node| {
            if node == last {
                interval.upper()
            } else {
                interval.lower() + interval.width() * (f64::from(node) / f64::from(last))
            }
        })
    }
}

impl Default for Quadrature {
    fn default() -> Self {
        Self { interval: Bounds::default(), nodes: 33 }
    }
}

/// Numbers that do not make a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidQuadrature {
    /// The ends are not those of an interval.
    #[error(transparent)]
    Interval(#[from] InvalidInterval),
    /// Too few or too many nodes.
    #[error("{nodes} is not between {MIN_QUADRATURE_NODES} and {MAX_QUADRATURE_NODES} nodes")]
    Nodes {
        /// The number that was given.
        nodes: u32,
    },
}
