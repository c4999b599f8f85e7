//! The quadrature of the ability scale.

use super::bounds::{Bounds, InvalidInterval};

/// The fewest nodes of a [`Quadrature`].
pub const MIN_QUADRATURE_NODES: u32 = 2;
/// The most nodes of a [`Quadrature`].
pub const MAX_QUADRATURE_NODES: u32 = 10_001;

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
