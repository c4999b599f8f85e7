//! Finding the linking constants.

use irt_core::{ItemModel, Metric};

use super::characteristic_curve::{self, LinkPoints};
use super::link::{Link, LinkError, LinkMethod};
use super::moments;

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
