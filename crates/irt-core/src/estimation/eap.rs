//! EAP from item parameters alone.

use super::{Estimate, Grid, Posterior};
use crate::models::item_curve::ItemCurve;
use crate::{CatDesign, FourPl, Metric, Response};

/// The EAP estimate from responses to dichotomous items that need not be in a bank.
///
/// Where many patterns are scored on the same items, an [`AdaptiveTest`](crate::AdaptiveTest), which has tables, is
/// faster. Prior and quadrature are the design's. Every response other than [`Response::WRONG`] counts as right.
///
/// ```
/// use irt_core::{CatDesign, FourPl, Metric, Response, eap};
///
/// let answers = [(FourPl::one_pl(0.0)?, Response::RIGHT)];
/// let estimate = eap(answers, Metric::LOGISTIC, &CatDesign::default());
/// assert!((estimate.theta - 0.41299).abs() < 1e-5);
/// # Ok::<(), irt_core::ParameterError>(())
/// ```
#[must_use]
pub fn eap(answers: impl IntoIterator<Item = (FourPl, Response)>, metric: Metric, design: &CatDesign) -> Estimate {
    let grid = Grid::new(design.quadrature(), design.prior());
    let mut posterior = Posterior::new(&grid);
    let mut column = vec![0.0; grid.nodes.len()];
    for (item, response) in answers {
        let curve = item.curve(metric);
        curve.fill_column(response != Response::WRONG, &grid.nodes, &mut column);
        posterior.observe(&grid, &ItemCurve::Dichotomous(curve), response, &column);
    }
    posterior.estimate(&grid)
}
