//! The family of an item and its functions at the nodes.

use super::shape::{Asymptotes, SecondOrder};
use super::{graded, logistic, multinomial};

/// A family of response functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// `P_1 = c + (d - c) F(a theta + intercept)`.
    Logistic(Asymptotes),
    /// `P(X >= k) = F(a theta + intercept_k)`. Core: slope, intercepts, falling.
    Graded,
    /// `P_k` in proportion to `exp(slope_k theta + intercept_k)`. Core: slopes of categories 1, …, then their intercepts.
    Multinomial,
}

/// The response functions of an item of a family with a number of categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kernel {
    pub(crate) family: Family,
    pub(crate) categories: usize,
}

impl Kernel {
    /// The number of core parameters.
    pub(crate) const fn core_len(self) -> usize {
        match self.family {
            Family::Logistic(Asymptotes::None) => 2,
            Family::Logistic(Asymptotes::Lower) => 3,
            Family::Logistic(Asymptotes::Both) => 4,
            Family::Graded => self.categories,
            Family::Multinomial => 2 * (self.categories - 1),
        }
    }

    /// Whether the core parameters give positive probabilities.
    pub(crate) fn is_proper(self, core: &[f64]) -> bool {
        match self.family {
            Family::Logistic(Asymptotes::Both) => core[2] < core[3],
            Family::Graded => core[1..].windows(2).all(|pair| pair[0] > pair[1]),
            Family::Logistic(_) | Family::Multinomial => true,
        }
    }

    /// Writes `ln P_k` at the nodes, category by category.
    pub(crate) fn log_probabilities(self, core: &[f64], nodes: &[f64], out: &mut [f64]) {
        match self.family {
            Family::Logistic(asymptotes) => logistic::log_probabilities(asymptotes, core, nodes, out),
            Family::Graded => graded::log_probabilities(core, nodes, out),
            Family::Multinomial => multinomial::log_probabilities(core, nodes, out),
        }
    }

    /// Writes the derivatives of `ln P_k` in the core parameters at the nodes: category by category, in it parameter by
    /// parameter, in it node by node.
    pub(crate) fn scores(self, core: &[f64], nodes: &[f64], out: &mut [f64]) {
        match self.family {
            Family::Logistic(asymptotes) => logistic::scores(asymptotes, core, nodes, out),
            Family::Graded => graded::scores(core, nodes, out),
            Family::Multinomial => multinomial::scores(core, nodes, out),
        }
    }

    /// The sum of `counts ln P_k` over categories and nodes, with its derivatives in the core parameters.
    pub(crate) fn expected(self, core: &[f64], nodes: &[f64], counts: &[f64]) -> SecondOrder {
        match self.family {
            Family::Logistic(asymptotes) => logistic::expected(asymptotes, core, nodes, counts),
            Family::Graded => graded::expected(core, nodes, counts),
            Family::Multinomial => multinomial::expected(core, nodes, counts),
        }
    }
}
