//! Intervals and grids of the ability scale.

use crate::MAX_ABS_THETA;

/// The fewest nodes of a [`Quadrature`].
pub const MIN_QUADRATURE_NODES: u32 = 2;
/// The most nodes of a [`Quadrature`].
pub const MAX_QUADRATURE_NODES: u32 = 10_001;

/// The interval of abilities in which MLE, MAP and WLE are searched.
///
/// `lower < upper`, both within ±[`MAX_ABS_THETA`]. The default is \[-4, 4\].
///
/// ```
/// use irt_core::Bounds;
///
/// assert_eq!(Bounds::new(-3.0, 3.0)?.upper(), 3.0);
/// assert!(Bounds::new(1.0, 1.0).is_err());
/// # Ok::<(), irt_core::InvalidInterval>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    lower: f64,
    upper: f64,
}

impl Bounds {
    /// The interval from `lower` to `upper`.
    ///
    /// # Errors
    /// [`InvalidInterval`] unless `lower < upper` and both are within ±[`MAX_ABS_THETA`].
    pub fn new(lower: f64, upper: f64) -> Result<Self, InvalidInterval> {
        for value in [lower, upper] {
            if !value.is_finite() {
                return Err(InvalidInterval::NotFinite);
            }
            if value.abs() > MAX_ABS_THETA {
                return Err(InvalidInterval::OutOfRange);
            }
        }
        if lower < upper { Ok(Self { lower, upper }) } else { Err(InvalidInterval::Empty) }
    }

    /// The lower end.
    #[must_use]
    pub const fn lower(&self) -> f64 {
        self.lower
    }

    /// The upper end.
    #[must_use]
    pub const fn upper(&self) -> f64 {
        self.upper
    }

    /// Whether the ability lies in the interval, ends included.
    #[must_use]
    pub fn contains(&self, theta: f64) -> bool {
        self.lower <= theta && theta <= self.upper
    }

    pub(crate) fn width(&self) -> f64 {
        self.upper - self.lower
    }

    /// What two intervals have in common; `None` when that is less than an interval.
    pub(crate) fn intersection(&self, other: &Self) -> Option<Self> {
        Self::new(self.lower.max(other.lower), self.upper.min(other.upper)).ok()
    }

    /// The smallest interval that contains both.
    pub(crate) const fn hull(&self, other: &Self) -> Self {
        Self { lower: self.lower.min(other.lower), upper: self.upper.max(other.upper) }
    }

    /// The standard deviation of the uniform distribution on the interval.
    pub(crate) fn uniform_sd(&self) -> f64 {
        self.width() / 12f64.sqrt()
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self { lower: -4.0, upper: 4.0 }
    }
}

/// Two numbers that are not the ends of an interval of abilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidInterval {
    /// An end is NaN or infinite.
    #[error("is not finite")]
    NotFinite,
    /// An end is beyond ±[`MAX_ABS_THETA`].
    #[error("is not between -{MAX_ABS_THETA} and {MAX_ABS_THETA}")]
    OutOfRange,
    /// The lower end is not below the upper end.
    #[error("the lower end is not below the upper end")]
    Empty,
}

/// A grid of equally spaced abilities, integrated over by the trapezoid rule (end nodes weigh one half).
///
/// The default has 33 nodes on \[-4, 4\], 0.25 apart. A posterior whose standard deviation is below 0.7 of the spacing is
/// too narrow for a sum over the nodes; EAP is then integrated between them, at the cost of a pass over the answers. More
/// nodes make that rarer. The selection rules that integrate over the ability stay with the nodes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quadrature {
    interval: Bounds,
    nodes: u32,
}

impl Quadrature {
    /// The grid of so many nodes from `lower` to `upper`, both included.
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
                interval.upper
            } else {
                interval.lower + interval.width() * (f64::from(node) / f64::from(last))
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
