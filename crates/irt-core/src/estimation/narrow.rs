//! Mean and spread of a posterior that is too narrow for the quadrature grid.

use super::chord::most_between;
use super::estimate::{Estimate, EstimateStatus};
use super::gauss_legendre::{POINTS, rule};
use super::grid::{Grid, MOST_HEIGHT_AT_END};
use super::moments::Moments;
use super::posterior::Posterior;
use super::prior::Prior;
use super::underflow::{LEAST_PROBABILITY, LEAST_PRODUCT};
use crate::models::item_curve::ItemCurve;
use crate::response::Response;

/// Where the density is certainly below `exp` of minus this, relative to the highest that is known, it is left out.
const NEGLIGIBLE: f64 = 36.0;
/// The widest panel, in units of the smallest scale on which the density changes.
///
/// Sixteen points integrate a normal density over 5 of its standard deviations, and a logistic curve over `5 / (D a)`,
/// to 1e-14.
const SCALES_PER_PANEL: f64 = 5.0;
/// A limit to the work on absurdly steep items on an absurdly wide scale.
const MAX_PANELS: f64 = 20_000.0;

/// The widest panel over which a posterior is integrated, whatever the answers.
///
/// The second derivative of the log-likelihood is nowhere below minus `curvature`; `steepness` is the largest `D a`.
pub(super) fn widest_panel(grid: &Grid, curvature: f64, steepness: f64) -> f64 {
    let added = if let Prior::Normal { sd, .. } = grid.prior { 1.0 / (sd * sd) } else { 0.0 };
    let smallest_scale = 1.0 / f64::sqrt(curvature + added).max(steepness);
    let range = grid.nodes[grid.nodes.len() - 1] - grid.nodes[0];
    (SCALES_PER_PANEL * smallest_scale).max(range / MAX_PANELS)
}

/// The posterior between the nodes of a grid, computed from the items.
///
/// The cells between neighbouring nodes are halved until they are narrow enough for a Gauss-Legendre rule; those that
/// cannot hold anything that counts are left out. The second derivative of the log-likelihood is nowhere below minus a
/// known `B`. That bounds it between two points ([`most_between`]), and it does not change on a scale below
/// `1 / sqrt(B)` or `1 / (D a)` of the steepest item. Nothing is assumed of the number of modes, nor that a node lies
/// near one.
pub(super) struct NarrowPosterior<'a, A> {
    grid: &'a Grid,
    answers: A,
    /// The second derivative of the log-likelihood is nowhere below minus this.
    curvature: f64,
    /// The largest `D a`.
    steepness: f64,
    /// The widest panel.
    widest: f64,
    /// The highest logarithm of the density that has been met.
    highest: f64,
    /// What is to be integrated over next, and may grow to the right before.
    waiting: Option<(f64, f64)>,
    moments: Moments,
}

/// An end of a cell.
#[derive(Debug, Clone, Copy)]
struct Edge {
    theta: f64,
    log_likelihood: f64,
    log_prior: f64,
}

impl<'a, 'i, A: Iterator<Item = (ItemCurve<'i>, Response)> + Clone> NarrowPosterior<'a, A> {
    pub(super) fn new(grid: &'a Grid, answers: A) -> Self {
        let (mut curvature, mut steepness) = (0.0, 0.0_f64);
        for (curve, _) in answers.clone() {
            curvature += curve.curvature_limit();
            steepness = steepness.max(curve.steepness());
        }
        let widest = widest_panel(grid, curvature, steepness);
        let (highest, waiting, moments) = (f64::NEG_INFINITY, None, Moments::default());
        Self { grid, answers, curvature, steepness, widest, highest, waiting, moments }
    }

    /// Mean and standard deviation in the place of those on the grid, which stay where no density is found.
    pub(super) fn estimate(mut self, posterior: &Posterior, on_grid: Estimate) -> Estimate {
        let nodes = &self.grid.nodes;
        let best = nodes[posterior.best_node()];
        self.highest = self.edge(best, self.log_likelihood(best)).height();
        let first = self.node_edge(0, posterior);
        let mut left = first;
        for node in 1..nodes.len() {
            let right = self.node_edge(node, posterior);
            self.visit(left, right);
            left = right;
        }
        self.integrate_waiting();
        let status = self.status([first, left], on_grid.status);
        self.moments.mean_and_sd().map_or(on_grid, |(theta, se)| Estimate { theta, se, status })
    }

    /// The status of an estimate that has this one on the grid, where a narrow posterior may seem to reach an end.
    fn status(&self, ends: [Edge; 2], on_grid: EstimateStatus) -> EstimateStatus {
        if on_grid == EstimateStatus::NoResponses {
            return on_grid;
        }
        let least = self.highest + MOST_HEIGHT_AT_END.ln();
        let is_cut_off = (0..2).any(|end| self.grid.goes_on[end] && ends[end].height() > least);
        if is_cut_off { EstimateStatus::AtGridEnd } else { EstimateStatus::Converged }
    }

    /// A node, or the end of the prior's support where that lies nearer to the grid's middle.
    fn node_edge(&self, node: usize, posterior: &Posterior) -> Edge {
        let theta = self.grid.nodes[node];
        let inside = self.grid.nearest_with_density(theta);
        let log_likelihood = if inside == theta { posterior.log_likelihood(node) } else { self.log_likelihood(inside) };
        self.edge(inside, log_likelihood)
    }

    fn edge(&self, theta: f64, log_likelihood: f64) -> Edge {
        Edge { theta, log_likelihood, log_prior: self.log_prior(theta) }
    }

    /// Integrates over a cell or halves it, unless it holds nothing that counts.
    fn visit(&mut self, left: Edge, right: Edge) {
        self.highest = self.highest.max(left.height()).max(right.height());
        let width = right.theta - left.theta;
        if width <= 0.0 || self.bound(left, right) < self.highest - NEGLIGIBLE {
            return;
        }
        let middle = 0.5 * (left.theta + right.theta);
        if width <= self.widest || middle <= left.theta || middle >= right.theta {
            self.add((left.theta, right.theta));
        } else {
            let middle = self.edge(middle, self.log_likelihood(middle));
            self.highest = self.highest.max(middle.height());
            self.visit(left, middle);
            self.visit(middle, right);
        }
    }

    /// The most that the logarithm of the density can reach between two points.
    fn bound(&self, left: Edge, right: Edge) -> f64 {
        let width = right.theta - left.theta;
        let log_prior = match self.grid.prior {
            Prior::Normal { mean, .. } => self.log_prior(mean.clamp(left.theta, right.theta)),
            // The logarithm of an item's information changes by no more than 2 D a per unit of theta.
            Prior::Jeffreys => left.log_prior.max(right.log_prior) + self.steepness * width,
            Prior::Uniform { .. } | Prior::Custom { .. } => left.log_prior.max(right.log_prior),
        };
        most_between(left.log_likelihood, right.log_likelihood, width, self.curvature) + log_prior
    }

    /// Joins a part of the scale to the one that waits, where both make a panel; else that one is integrated over.
    fn add(&mut self, part: (f64, f64)) {
        match self.waiting {
            // A custom prior has a kink at each node.
            Some((left, right))
                if right == part.0
                    && part.1 - left <= self.widest
                    && !matches!(self.grid.prior, Prior::Custom { .. }) =>
            {
                self.waiting = Some((left, part.1));
            }
            _ => {
                self.integrate_waiting();
                self.waiting = Some(part);
            }
        }
    }

    fn integrate_waiting(&mut self) {
        let Some((left, right)) = self.waiting.take() else { return };
        let (points, weights) = rule(left, right);
        let mut heights = self.log_likelihoods(&points);
        for (height, theta) in heights.iter_mut().zip(points) {
            *height += self.log_prior(theta);
        }
        let highest = heights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        self.highest = self.highest.max(highest);
        self.moments.rise_to(highest);
        for ((theta, weight), height) in points.into_iter().zip(weights).zip(heights) {
            self.moments.add(theta, weight, height);
        }
    }

    fn log_likelihood(&self, theta: f64) -> f64 {
        self.answers.clone().map(|(curve, response)| curve.log_likelihood(response, theta)).sum()
    }

    /// The same at several points, as the logarithm of products.
    fn log_likelihoods(&self, thetas: &[f64; POINTS]) -> [f64; POINTS] {
        let (mut logarithms, mut products, mut column) = ([0.0; POINTS], [1.0; POINTS], [0.0; POINTS]);
        for (curve, response) in self.answers.clone() {
            curve.fill_column(response, thetas, &mut column);
            if column.iter().any(|probability| *probability < LEAST_PROBABILITY) {
                for (logarithm, theta) in logarithms.iter_mut().zip(thetas) {
                    *logarithm += curve.log_likelihood(response, *theta);
                }
                continue;
            }
            let mut least = f64::INFINITY;
            for (product, probability) in products.iter_mut().zip(&column) {
                *product *= probability;
                least = if *product < least { *product } else { least };
            }
            if least < LEAST_PRODUCT {
                for (logarithm, product) in logarithms.iter_mut().zip(&mut products) {
                    *logarithm += product.ln();
                    *product = 1.0;
                }
            }
        }
        for (logarithm, product) in logarithms.iter_mut().zip(products) {
            *logarithm += product.ln();
        }
        logarithms
    }

    /// The logarithm of the prior density, up to a constant; Jeffreys' is flat before the first answer.
    fn log_prior(&self, theta: f64) -> f64 {
        if !self.grid.jeffreys {
            return self.grid.log_prior(theta);
        }
        let information: f64 = self.answers.clone().map(|(curve, _)| curve.information(theta)).sum();
        if self.steepness > 0.0 { 0.5 * information.ln() } else { 0.0 }
    }
}

impl Edge {
    /// The logarithm of the density, up to a constant.
    fn height(self) -> f64 {
        self.log_likelihood + self.log_prior
    }
}
