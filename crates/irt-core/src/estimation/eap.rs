//! EAP: from the grid, and from the items where the grid is too coarse.

use super::estimate::Estimate;
use super::grid::Grid;
use super::narrow::NarrowPosterior;
use super::posterior::Posterior;
use crate::models::item_curve::ItemCurve;
use crate::response::Response;

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
