//! The linking constants.

use irt_core::{ItemModel, Metric, ParameterError};

use super::characteristic_curve::{self, LinkPoints};
use super::moments;

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

/// Links the scale of some items to that of the same items elsewhere, in the same order and with the same scaling constant.
///
/// # Formula
/// `theta_to = A theta_from + B`, hence `a_to = a_from / A`, `b_to = A b_from + B`; `c` and `d` stay. The methods of moments use all
/// thresholds and steps of all items, and leave out nominal items. Haebara and Stocking-Lord sum over the points, on the scale
/// `to` and in one direction.
///
/// # Accuracy
/// The constants of the characteristic curve methods are exact to about 1e-9.
///
/// # Errors
/// [`LinkError`] when the items do not correspond, there are too few of them, or no usable constants exist.
///
/// ```
/// use calibration::{LinkMethod, LinkPoints, link};
/// use irt_core::{FourPl, ItemModel, Metric};
///
/// let item = |a, b| FourPl::two_pl(a, b).map(ItemModel::from);
/// // The second scale has twice the unit of the first.
/// let from = [item(1.0, -1.0)?, item(1.4, 0.0)?, item(0.8, 1.0)?];
/// let to = [item(2.0, -0.5)?, item(2.8, 0.0)?, item(1.6, 0.5)?];
/// let link = link(&from, &to, Metric::LOGISTIC, LinkMethod::StockingLord, &LinkPoints::default())?;
/// assert!((link.slope - 0.5).abs() < 1e-9 && link.intercept.abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn link(
    from: &[ItemModel],
    to: &[ItemModel],
    metric: Metric,
    method: LinkMethod,
    points: &LinkPoints,
) -> Result<Link, LinkError> {
    if from.len() != to.len() {
        return Err(LinkError::Count { from: from.len(), to: to.len() });
    }
    let differs = |(_, (one, other)): &(usize, (&ItemModel, &ItemModel))| one.categories() != other.categories();
    if let Some((place, (one, other))) = (1..).zip(from.iter().zip(to)).find(differs) {
        return Err(LinkError::Categories { place, from: one.categories(), to: other.categories() });
    }
    if from.is_empty() {
        return Err(LinkError::TooFew { method: method.as_str(), needed: "a common item" });
    }
    let link = match method {
        LinkMethod::MeanMean => moments::mean_mean(from, to)?,
        LinkMethod::MeanSigma => moments::mean_sigma(from, to)?,
        LinkMethod::Haebara | LinkMethod::StockingLord => {
            // Any start will do where there are no difficulties to compare.
            let start = moments::mean_mean(from, to).unwrap_or(Link { slope: 1.0, intercept: 0.0, criterion: None });
            characteristic_curve::link(from, to, metric, (method, points), start)
        }
    };
    let Link { slope, intercept, .. } = link;
    if slope > 0.0 && slope.is_finite() && intercept.is_finite() {
        Ok(link)
    } else {
        Err(LinkError::Constants { slope, intercept })
    }
}
