//! Everything that the likelihood depends on but the values of the parameters.

use std::sync::OnceLock;

use crate::node_grid::{Latent, NodeGrid};
use crate::plan::ItemPlan;
use crate::prior::PriorTerm;
use crate::responses::{Blocks, Patterns};

/// The latent distribution of a group: fixed values, or the places of estimated ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LatentPlan {
    /// The values where nothing is estimated.
    pub(crate) fixed: Latent,
    pub(crate) mean: Option<usize>,
    pub(crate) variance: Option<usize>,
}

impl LatentPlan {
    pub(crate) fn latent(&self, parameters: &[f64]) -> Latent {
        Latent {
            mean: self.mean.map_or(self.fixed.mean, |place| parameters[place]),
            variance: self.variance.map_or(self.fixed.variance, |place| parameters[place]),
        }
    }
}

/// A calibration without the values of its parameters.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) grid: NodeGrid,
    pub(crate) patterns: Patterns,
    pub(crate) blocks: Blocks,
    pub(crate) items: Vec<ItemPlan>,
    pub(crate) latent: Vec<LatentPlan>,
    pub(crate) priors: Vec<PriorTerm>,
    /// The places of the logits of asymptotes, with the sign of the side on which their bound is.
    pub(crate) asymptotes: Vec<(usize, f64)>,
    /// The number of estimated parameters.
    pub(crate) size: usize,
    /// The blocks for counts of pairs, made when they are needed.
    pub(crate) pairs: OnceLock<Blocks>,
}

/// The logit of an asymptote at its bound: as good as 0 or 1.
pub(crate) const BOUND_OF_LOGITS: f64 = 10.0;

/// The most sub-patterns of a block.
const MOST_ROWS_OF_A_BLOCK: usize = 32;
/// About how many patterns share a sub-pattern at least.
const PATTERNS_OF_A_ROW: usize = 8;
/// The most sub-patterns of a block whose pairs with others are counted: a table of pairs stays in the cache.
const MOST_ROWS_IN_PAIRS: usize = 8;

impl Problem {
    /// The blocks for expected counts.
    pub(crate) fn blocks_of(patterns: &Patterns, items: usize) -> Blocks {
        let limit = (patterns.len() / PATTERNS_OF_A_ROW).clamp(4, MOST_ROWS_OF_A_BLOCK);
        Blocks::new(patterns, items, limit)
    }

    /// The blocks for the information.
    pub(crate) fn pair_blocks(&self) -> &Blocks {
        self.pairs.get_or_init(|| Blocks::new(&self.patterns, self.items.len(), MOST_ROWS_IN_PAIRS))
    }

    pub(crate) fn nodes(&self) -> &[f64] {
        self.grid.nodes()
    }

    /// Whether all probabilities and the latent distributions are proper.
    pub(crate) fn is_proper(&self, parameters: &[f64]) -> bool {
        let is_positive = |plan: &LatentPlan| plan.latent(parameters).variance > 0.0;
        parameters.iter().all(|value| value.is_finite())
            && self.items.iter().all(|item| item.is_proper(parameters))
            && self.latent.iter().all(is_positive)
    }

    /// Moves the logits of asymptotes that are beyond their bound to it.
    pub(crate) fn clamp(&self, parameters: &mut [f64]) {
        for (place, side) in &self.asymptotes {
            if parameters[*place] * side > BOUND_OF_LOGITS {
                parameters[*place] = side * BOUND_OF_LOGITS;
            }
        }
    }

    /// The places of asymptotes at their bound that the objective pushes further.
    pub(crate) fn at_bound(&self, parameters: &[f64], gradient: &[f64]) -> Vec<usize> {
        let is_at_bound = |(place, side): &&(usize, f64)| {
            parameters[*place] * side >= BOUND_OF_LOGITS && gradient[*place] * side >= 0.0
        };
        self.asymptotes.iter().filter(is_at_bound).map(|(place, _)| *place).collect()
    }

    /// The log density of all priors, and its gradient added to another.
    pub(crate) fn add_priors(&self, parameters: &[f64], gradient: &mut [f64]) -> f64 {
        let mut sum = 0.0;
        for term in &self.priors {
            let density = term.log_density(parameters);
            sum += density.value;
            term.places().iter().zip(density.gradient).for_each(|(place, slope)| gradient[*place] += slope);
        }
        sum
    }
}
