//! What the answers so far say of each quadrature node.

use super::Situation;
use crate::{Prior, SelectionRule};

/// A weight for each node, the highest of them being 1 before end nodes are halved.
#[derive(Debug, Clone, Default)]
pub(crate) struct NodeWeights {
    pub(crate) weights: Vec<f64>,
    /// The logarithm of what the weights have been divided by.
    log_scale: f64,
}

/// Which parts a weight is made of, besides the likelihood.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts {
    prior: bool,
    trapezoid: bool,
}

impl Parts {
    pub(crate) const fn of(rule: SelectionRule) -> Self {
        use SelectionRule::{Gdi, Gdip, Klp, Mepv, Mpwi};
        Self { prior: matches!(rule, Mpwi | Klp | Gdip | Mepv), trapezoid: !matches!(rule, Gdi | Gdip) }
    }
}

impl NodeWeights {
    pub(crate) fn fill(&mut self, situation: &Situation<'_>, parts: Parts) {
        let grid = situation.test.grid();
        self.weights.clear();
        self.weights.resize(grid.nodes.len(), 0.0);
        for (item, response) in situation.items.iter().zip(situation.responses) {
            for (weight, logarithm) in self.weights.iter_mut().zip(situation.tables.logarithms(*item, *response)) {
                *weight += logarithm;
            }
        }
        if parts.prior {
            self.add_prior(situation);
        }
        self.log_scale = self.weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for weight in &mut self.weights {
            *weight = (*weight - self.log_scale).exp();
        }
        if parts.trapezoid
            && let [first, .., last] = self.weights.as_mut_slice()
        {
            *first *= 0.5;
            *last *= 0.5;
        }
    }

    /// Divides the weights by their sum.
    pub(crate) fn normalise(&mut self) {
        let total: f64 = self.weights.iter().sum();
        for weight in &mut self.weights {
            *weight /= total;
        }
    }

    /// What an integral over the weights is to be multiplied by for its value to be that of the formula.
    pub(crate) fn scale(&self, situation: &Situation<'_>, parts: Parts) -> f64 {
        let density = match situation.test.design().prior() {
            _ if !parts.prior => 1.0,
            Prior::Normal { sd, .. } => 1.0 / (sd * std::f64::consts::TAU.sqrt()),
            Prior::Uniform { lower, upper } => 1.0 / (upper - lower),
            Prior::Jeffreys | Prior::Custom { .. } => 1.0,
        };
        self.log_scale.exp() * density * situation.test.design().quadrature().spacing()
    }

    /// Adds the logarithm of the prior density; Jeffreys' prior is flat before the first answer.
    fn add_prior(&mut self, situation: &Situation<'_>) {
        let (bank, grid) = (situation.test.bank(), situation.test.grid());
        for ((weight, theta), prior) in self.weights.iter_mut().zip(&grid.nodes).zip(&grid.log_weights) {
            *weight += prior;
            if grid.jeffreys && !situation.items.is_empty() {
                let information: f64 = situation.items.iter().map(|item| bank.curve(*item).information(*theta)).sum();
                *weight += 0.5 * information.ln();
            }
        }
        // The grid's weights have the end nodes halved, which is a part of its own here.
        if let [first, .., last] = self.weights.as_mut_slice() {
            *first += std::f64::consts::LN_2;
            *last += std::f64::consts::LN_2;
        }
    }
}
