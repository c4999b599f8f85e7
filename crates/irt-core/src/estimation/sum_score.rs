//! The ability that a sum score stands for.

use super::estimate::MAX_STANDARD_ERROR;
use super::gauss_legendre::rule;
use super::grid::Grid;
use super::moments::Moments;
use super::narrow::widest_panel;
use super::prior::Prior;
use super::sum_distribution::SumDistribution;
use crate::models::item_curve::ItemCurve;

/// A sum score and what it says of an ability. All numbers are finite.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SumScore {
    /// The sum of the categories, each counted from 0.
    pub sum: u32,
    /// The expected ability of an examinee with this sum (EAP).
    pub theta: f64,
    /// Its standard error, the standard deviation of the posterior.
    pub se: f64,
    /// The share of examinees who have this sum, in [0, 1], if their abilities are distributed as the prior says.
    pub probability: f64,
}

/// The scores of all sums, the lowest first.
///
/// As for EAP of a pattern, a posterior too narrow for the nodes of the grid is integrated between them.
pub(crate) fn sum_scores(grid: &Grid, curves: &[ItemCurve<'_>]) -> Vec<SumScore> {
    let mut scores = scores_over(on_nodes(grid), grid.jeffreys, curves);
    if scores.iter().any(|score| score.se < grid.resolved_sd) {
        let between = scores_over(between_nodes(grid, curves), grid.jeffreys, curves);
        for (score, between) in scores.iter_mut().zip(between) {
            // All shares from one integral, so that they add up to 1.
            let is_narrow = score.se < grid.resolved_sd;
            *score = if is_narrow { between } else { SumScore { probability: between.probability, ..*score } };
        }
    }
    scores
}

/// A point of an integral over the prior.
struct Point {
    theta: f64,
    /// The weight of the rule of integration.
    weight: f64,
    /// The logarithm of the prior density, up to a constant, without Jeffreys' factor.
    log_prior: f64,
}

/// The nodes of the grid. Their weights are part of the logarithms.
fn on_nodes(grid: &Grid) -> impl Iterator<Item = Point> {
    let nodes = grid.nodes.iter().zip(&grid.log_weights);
    nodes.map(|(theta, log_weight)| Point { theta: *theta, weight: 1.0, log_prior: *log_weight })
}

/// Points close enough to each other for the narrowest posterior that the items can give.
fn between_nodes<'a>(grid: &'a Grid, curves: &[ItemCurve<'_>]) -> impl Iterator<Item = Point> + use<'a> {
    let curvature = curves.iter().map(ItemCurve::curvature_limit).sum();
    let steepness = curves.iter().map(ItemCurve::steepness).fold(0.0, f64::max);
    let widest = widest_panel(grid, curvature, steepness);
    let parts = match grid.prior {
        // It has a kink at each node.
        Prior::Custom { .. } => grid.nodes.windows(2).map(|cell| [cell[0], cell[1]]).collect(),
        _ => vec![[grid.nodes[0], grid.nodes[grid.nodes.len() - 1]].map(|end| grid.nearest_with_density(end))],
    };
    let panels = parts.into_iter().flat_map(move |[left, right]| {
        let count = ((right - left) / widest).ceil().max(1.0);
        let place = move |panel: u32| left + (right - left) * (f64::from(panel) / count);
        (0..count as u32).map(move |panel| (place(panel), place(panel + 1)))
    });
    panels.flat_map(|(left, right)| {
        let (points, weights) = rule(left, right);
        let points = points.into_iter().zip(weights);
        points.map(|(theta, weight)| Point { theta, weight, log_prior: grid.log_prior(theta) })
    })
}

/// The scores by an integral over these points; under Jeffreys' prior the test information multiplies the prior.
fn scores_over(points: impl Iterator<Item = Point>, jeffreys: bool, curves: &[ItemCurve<'_>]) -> Vec<SumScore> {
    let highest: usize = curves.iter().map(|curve| curve.categories() - 1).sum();
    let (mut prior, mut posteriors) = (Moments::default(), vec![Moments::default(); highest + 1]);
    let mut distribution = SumDistribution::default();
    for Point { theta, weight, mut log_prior } in points.filter(|point| point.log_prior > f64::NEG_INFINITY) {
        if jeffreys && !curves.is_empty() {
            log_prior += 0.5 * curves.iter().map(|curve| curve.information(theta)).sum::<f64>().ln().max(f64::MIN);
        }
        prior.rise_to(log_prior);
        prior.add(theta, weight, log_prior);
        for (posterior, probability) in posteriors.iter_mut().zip(distribution.at(theta, curves)) {
            let log_weight = log_prior + probability.logarithm();
            posterior.rise_to(log_weight);
            posterior.add(theta, weight, log_weight);
        }
    }
    let scores = posteriors.iter().zip(0..).map(|(posterior, sum)| score(sum, posterior, &prior));
    scores.collect()
}

fn score(sum: u32, posterior: &Moments, prior: &Moments) -> SumScore {
    // A grid has nodes with density, so each sum has a weight somewhere.
    let (theta, se) = posterior.mean_and_sd().unwrap_or((0.0, MAX_STANDARD_ERROR));
    let probability = (posterior.log_total() - prior.log_total()).exp().min(1.0);
    SumScore { sum, theta, se: se.min(MAX_STANDARD_ERROR), probability }
}
