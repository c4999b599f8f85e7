//! The linking constants, and the methods that find them.

use irt_core::ParameterError;

/// How the constants are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkMethod {
    /// The ratio of the mean slopes; the means of the difficulties agree (Loyd and Hoover 1980).
    MeanMean,
    /// The ratio of the standard deviations of the difficulties; their means agree (Marco 1977).
    MeanSigma,
    /// The least sum of squared differences of all category response curves (Haebara 1980).
    Haebara,
    /// The least sum of squared differences of the expected test scores (Stocking and Lord 1983).
    StockingLord,
}

impl LinkMethod {
    /// All methods.
    pub const ALL: [Self; 4] = [Self::MeanMean, Self::MeanSigma, Self::Haebara, Self::StockingLord];

    /// The name on command lines and in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MeanMean => "mean-mean",
            Self::MeanSigma => "mean-sigma",
            Self::Haebara => "haebara",
            Self::StockingLord => "stocking-lord",
        }
    }
}

/// Linking constants: `theta_to = slope theta_from + intercept`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// `A`, above 0.
    pub slope: f64,
    /// `B`.
    pub intercept: f64,
    /// The sum of squared differences at the constants; `None` for methods of moments.
    pub criterion: Option<f64>,
}

/// Why two scales cannot be linked.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LinkError {
    /// There are not as many items on both sides.
    #[error("there are {from} items to link from and {to} to link to")]
    Count {
        /// The number of items on the scale that is linked.
        from: usize,
        /// The number of items on the other.
        to: usize,
    },
    /// An item has different numbers of categories on both sides.
    #[error("common item {place}, counted from 1, has {from} categories on one side and {to} on the other")]
    Categories {
        /// The place of the item.
        place: usize,
        /// Its categories on the scale that is linked.
        from: u8,
        /// Its categories on the other.
        to: u8,
    },
    /// There are too few common items, or items that the method can use.
    #[error("{method} needs {needed}")]
    TooFew {
        /// The name of the method.
        method: &'static str,
        /// What it needs.
        needed: &'static str,
    },
    /// The constants are not finite or the slope is not above 0.
    #[error("the constants A = {slope}, B = {intercept} cannot be used")]
    Constants {
        /// `A`.
        slope: f64,
        /// `B`.
        intercept: f64,
    },
    /// A rescaled parameter is out of its range.
    #[error("a rescaled item: {0}")]
    Parameter(#[from] ParameterError),
}
