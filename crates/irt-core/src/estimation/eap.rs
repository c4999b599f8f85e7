//! EAP: from the grid, from the items where the grid is too coarse, and from item parameters alone.

use super::narrow::NarrowPosterior;
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

/// Mean and standard deviation of a posterior, given the answers that it is made of.
///
/// Those on the grid, unless the posterior is too narrow for it.
#[inline]
pub(crate) fn posterior_estimate<'a>(
    grid: &Grid,
    posterior: &Posterior,
    answers: impl Iterator<Item = (ItemCurve<'a>, Response)> + Clone,
) -> Estimate {
    let on_grid = posterior.estimate(grid);
    if on_grid.se >= grid.resolved_sd { on_grid } else { between_nodes(grid, posterior, answers, on_grid) }
}

#[cold]
fn between_nodes<'a>(
    grid: &Grid,
    posterior: &Posterior,
    answers: impl Iterator<Item = (ItemCurve<'a>, Response)> + Clone,
    on_grid: Estimate,
) -> Estimate {
    NarrowPosterior::new(grid, answers).estimate(posterior, on_grid)
}
