//! What the answers so far say of each quadrature node.

use std::sync::Arc;

use super::context::SelectionContext;
use super::node_table::LogProbabilities;
use crate::estimation::Prior;

/// What the weight of a node is made of, besides the likelihood of the answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WeightParts {
    /// The density of the prior.
    prior: bool,
    /// The weights of the trapezoid rule.
    trapezoid: bool,
    /// Whether the weights sum to 1.
    normalised: bool,
}

impl WeightParts {
    /// The likelihood, integrated by the trapezoid rule.
    pub(super) const LIKELIHOOD: Self = Self { prior: false, trapezoid: true, normalised: false };
    /// Likelihood times prior, integrated by the trapezoid rule.
    pub(super) const POSTERIOR: Self = Self { prior: true, ..Self::LIKELIHOOD };
    /// The likelihood as a discrete distribution over the nodes.
    pub(super) const DISCRETE_LIKELIHOOD: Self = Self { prior: false, trapezoid: false, normalised: true };
    /// Likelihood times prior as a discrete distribution over the nodes.
    pub(super) const DISCRETE_POSTERIOR: Self = Self { prior: true, ..Self::DISCRETE_LIKELIHOOD };
}

/// The parts of the weights with the table that the likelihood is read from.
#[derive(Debug)]
pub(crate) struct NodeWeighting {
    pub(super) parts: WeightParts,
    pub(super) likelihood: Arc<LogProbabilities>,
}

/// The least weight that counts, relative to the highest. What is left out is below the rounding of the sums, squares of
/// distances on the widest grid included.
const LEAST_WEIGHT: f64 = 1e-21;

/// The weights of neighbouring nodes; those on either side weigh nothing. Unless they are normalised, the highest is 1
/// before the end nodes are halved.
#[derive(Debug, Clone, Default)]
pub(crate) struct NodeWeights {
    pub(super) weights: Vec<f64>,
    /// How many nodes lie before them.
    pub(super) first: usize,
    /// The sum of the weights.
    pub(super) total: f64,
    /// The logarithm of the number that the weights have been divided by.
    log_scale: f64,
}

impl NodeWeights {
    /// The values at the nodes that weigh something, of a column of all nodes.
    pub(super) fn part_of<'a>(&self, column: &'a [f64]) -> &'a [f64] {
        &column[self.first..self.first + self.weights.len()]
    }

    /// Leaves out the nodes at both ends that weigh nothing.
    fn trim(&mut self) {
        let counts = |weight: &f64| *weight >= LEAST_WEIGHT;
        let end = self.weights.iter().rposition(counts).map_or(0, |last| last + 1);
        self.weights.truncate(end);
        self.first = self.weights.iter().position(counts).unwrap_or(0);
        self.weights.drain(..self.first);
    }
}

impl NodeWeighting {
    /// Computes the weights after the answers of the context.
    pub(super) fn fill(&self, context: &SelectionContext<'_>, into: &mut NodeWeights) {
        let NodeWeights { weights, total, log_scale, .. } = into;
        weights.clear();
        weights.resize(context.grid.nodes.len(), 0.0);
        for (item, response) in context.items.iter().zip(context.responses) {
            for (weight, logarithm) in weights.iter_mut().zip(self.likelihood.response_values(*item, *response)) {
                *weight += logarithm;
            }
        }
        if self.parts.prior {
            add_prior(context, weights);
        }
        *log_scale = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for weight in &mut *weights {
            *weight = (*weight - *log_scale).exp();
        }
        if self.parts.trapezoid
            && let [first, .., last] = weights.as_mut_slice()
        {
            *first *= 0.5;
            *last *= 0.5;
        }
        *total = weights.iter().sum();
        into.trim();
        if self.parts.normalised {
            let total = into.total;
            into.weights.iter_mut().for_each(|weight| *weight /= total);
        }
    }

    /// What an integral over the weights is to be multiplied by for its value to be that of the formula.
    pub(super) fn scale(&self, context: &SelectionContext<'_>, weights: &NodeWeights) -> f64 {
        if self.parts.normalised {
            return 1.0;
        }
        let density = match &context.grid.prior {
            _ if !self.parts.prior => 1.0,
            Prior::Normal { sd, .. } => 1.0 / (sd * std::f64::consts::TAU.sqrt()),
            Prior::Uniform { lower, upper } => 1.0 / (upper - lower),
            Prior::Jeffreys | Prior::Custom { .. } => 1.0,
        };
        weights.log_scale.exp() * density * context.settings.node_spacing
    }
}

/// Adds the logarithm of the prior density; Jeffreys' prior is flat before the first answer.
fn add_prior(context: &SelectionContext<'_>, weights: &mut [f64]) {
    let (bank, grid) = (context.bank, context.grid);
    for ((weight, theta), prior) in weights.iter_mut().zip(&grid.nodes).zip(&grid.log_weights) {
        *weight += prior;
        if grid.jeffreys && !context.items.is_empty() {
            let information: f64 = context.items.iter().map(|item| bank.curve(*item).information(*theta)).sum();
            *weight += 0.5 * information.ln();
        }
    }
    // The grid's weights have the end nodes halved, which is a part of its own here.
    if let [first, .., last] = weights {
        *first += std::f64::consts::LN_2;
        *last += std::f64::consts::LN_2;
    }
}
