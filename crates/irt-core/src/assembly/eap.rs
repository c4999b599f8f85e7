//! EAP from item parameters alone.

use crate::design::CatDesign;
use crate::estimation::{Estimate, Grid, Posterior, posterior_estimate};
use crate::metric::Metric;
use crate::models::FourPl;
use crate::models::item_curve::ItemCurve;
use crate::response::Response;

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
/// assert!((estimate.theta - 0.41324).abs() < 1e-5);
/// # Ok::<(), irt_core::ParameterError>(())
/// ```
#[must_use]
pub fn eap(answers: impl IntoIterator<Item = (FourPl, Response)>, metric: Metric, design: &CatDesign) -> Estimate {
    let grid = Grid::new(design.quadrature(), design.prior());
    let answers: Vec<_> = answers.into_iter().map(|(item, response)| (item.curve(metric), response)).collect();
    let answers = answers.iter().map(|(curve, response)| (ItemCurve::Dichotomous(*curve), *response));
    let mut posterior = Posterior::new(&grid);
    let mut column = vec![0.0; grid.nodes.len()];
    for (curve, response) in answers.clone() {
        curve.fill_column(response, &grid.nodes, &mut column);
        posterior.observe(&grid, &curve, response, &column);
    }
    posterior_estimate(&grid, &posterior, answers)
}
