//! The ability that a sum score stands for.

use super::estimate::{EstimateStatus, MAX_STANDARD_ERROR};
use super::gauss_legendre::rule;
use super::grid::{Grid, MOST_HEIGHT_AT_END};
use super::moments::Moments;
use super::narrow::widest_panel;
use super::prior::Prior;
use super::sum_distribution::SumDistribution;
use crate::models::item_curve::ItemCurve;

/// A sum score and what it says of an ability. All numbers are finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SumScore {
    /// The sum of the categories, each counted from 0.
    pub sum: u32,
    /// The expected ability of an examinee with this sum (EAP).
    pub theta: f64,
    /// Its standard error, the standard deviation of the posterior.
    pub se: f64,
    /// What kind of value it is: `at_grid_end` where the quadrature cuts the posterior off.
    pub status: EstimateStatus,
    /// The share of examinees who have this sum, in [0, 1], if their abilities are distributed as the prior says.
    pub probability: f64,
}

/// The scores of all sums, the lowest first.
///
/// As for EAP of a pattern, a posterior too narrow for the nodes of the grid is integrated between them.
pub(crate) fn sum_scores(grid: &Grid, curves: &[ItemCurve<'_>]) -> Vec<SumScore> {
    let ends = Ends::new(grid, curves);
    let on_grid = Posteriors::new(on_nodes(grid), grid, curves);
    let mut scores = on_grid.scores(|sum, posterior, sd| ends.status_on_grid(grid, sum, posterior.log_total(), sd));
    if scores.iter().any(|score| score.se < grid.resolved_sd) {
        let between = Posteriors::new(between_nodes(grid, curves), grid, curves);
        let between = between.scores(|sum, posterior, _| ends.status_between(grid, sum, posterior.log_highest()));
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

/// What the information of the items adds to the logarithm of Jeffreys' prior; 0 for other priors.
fn jeffreys_part(grid: &Grid, curves: &[ItemCurve<'_>], theta: f64) -> f64 {
    if !grid.jeffreys || curves.is_empty() {
        return 0.0;
    }
    0.5 * curves.iter().map(|curve| curve.information(theta)).sum::<f64>().ln().max(f64::MIN)
}

/// The prior and the posterior of each sum, by their moments.
struct Posteriors {
    prior: Moments,
    sums: Vec<Moments>,
}

impl Posteriors {
    /// Integrals over these points.
    fn new(points: impl Iterator<Item = Point>, grid: &Grid, curves: &[ItemCurve<'_>]) -> Self {
        let highest: usize = curves.iter().map(|curve| curve.categories() - 1).sum();
        let (mut prior, mut sums) = (Moments::default(), vec![Moments::default(); highest + 1]);
        let mut distribution = SumDistribution::default();
        for Point { theta, weight, log_prior } in points.filter(|point| point.log_prior > f64::NEG_INFINITY) {
            let log_prior = log_prior + jeffreys_part(grid, curves, theta);
            prior.rise_to(log_prior);
            prior.add(theta, weight, log_prior);
            for (posterior, probability) in sums.iter_mut().zip(distribution.at(theta, curves)) {
                let log_weight = log_prior + probability.logarithm();
                posterior.rise_to(log_weight);
                posterior.add(theta, weight, log_weight);
            }
        }
        Self { prior, sums }
    }

    /// The scores; their status is found from the sum, its posterior and its standard deviation.
    fn scores(&self, status: impl Fn(usize, &Moments, f64) -> EstimateStatus) -> Vec<SumScore> {
        let score = |(sum, posterior): (usize, &Moments)| {
            // A grid has nodes with density, so each sum has a weight somewhere.
            let (theta, sd) = posterior.mean_and_sd().unwrap_or((0.0, MAX_STANDARD_ERROR));
            let probability = (posterior.log_total() - self.prior.log_total()).exp().min(1.0);
            let status = status(sum, posterior, sd);
            SumScore { sum: sum as u32, theta, se: sd.min(MAX_STANDARD_ERROR), status, probability }
        };
        self.sums.iter().enumerate().map(score).collect()
    }
}

/// The logarithm of the density of each posterior at the ends of the grid.
struct Ends {
    densities: [Vec<f64>; 2],
    has_items: bool,
}

impl Ends {
    fn new(grid: &Grid, curves: &[ItemCurve<'_>]) -> Self {
        let mut distribution = SumDistribution::default();
        let densities = [grid.nodes[0], grid.nodes[grid.nodes.len() - 1]].map(|theta| {
            let log_prior = grid.log_prior(theta) + jeffreys_part(grid, curves, theta);
            distribution.at(theta, curves).iter().map(|probability| log_prior + probability.logarithm()).collect()
        });
        Self { densities, has_items: !curves.is_empty() }
    }

    /// The status of a sum whose posterior has this total on the nodes. An end node weighs half its density.
    fn status_on_grid(&self, grid: &Grid, sum: usize, log_total: f64, sd: f64) -> EstimateStatus {
        let weights = [0, 1].map(|end: usize| 0.5 * (self.densities[end][sum] - log_total).exp());
        self.status(grid.cuts_off(weights, 1.0, sd))
    }

    /// The status of a sum whose narrow posterior has this highest density.
    fn status_between(&self, grid: &Grid, sum: usize, log_highest: f64) -> EstimateStatus {
        let least = log_highest + MOST_HEIGHT_AT_END.ln();
        self.status((0..2).any(|end| grid.goes_on[end] && self.densities[end][sum] > least))
    }

    const fn status(&self, is_cut_off: bool) -> EstimateStatus {
        match (self.has_items, is_cut_off) {
            (false, _) => EstimateStatus::NoResponses,
            (true, true) => EstimateStatus::AtGridEnd,
            (true, false) => EstimateStatus::Converged,
        }
    }
}
