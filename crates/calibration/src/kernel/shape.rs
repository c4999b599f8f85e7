//! The family of an item and its functions at the nodes.

use super::{graded, logistic, multinomial};

/// Which asymptotes of a dichotomous item are parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asymptotes {
    /// None: 1PL and 2PL. Core: slope, intercept.
    None,
    /// The lower one: 3PL. Core: slope, intercept, logit c.
    Lower,
    /// Both: 4PL. Core: slope, intercept, logit c, logit d.
    Both,
}

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

/// A function value with its gradient and its second derivatives, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SecondOrder {
    pub(crate) value: f64,
    pub(crate) gradient: Vec<f64>,
    pub(crate) hessian: Vec<f64>,
}

impl SecondOrder {
    pub(crate) fn zero(parameters: usize) -> Self {
        Self { value: 0.0, gradient: vec![0.0; parameters], hessian: vec![0.0; parameters * parameters] }
    }

    /// Adds `weight` to a second derivative, in both of its places.
    pub(crate) fn add_curvature(&mut self, row: usize, column: usize, weight: f64) {
        let size = self.gradient.len();
        self.hessian[row * size + column] += weight;
        if row != column {
            self.hessian[column * size + row] += weight;
        }
    }
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

/// `F(z) = 1 / (1 + exp(-z))`.
pub(crate) fn logistic_of(z: f64) -> f64 {
    if z >= 0.0 {
        1.0 / (1.0 + (-z).exp())
    } else {
        let e = z.exp();
        e / (1.0 + e)
    }
}

/// `ln F(z)`.
pub(super) fn log_logistic(z: f64) -> f64 {
    if z >= 0.0 { -(-z).exp().ln_1p() } else { z - z.exp().ln_1p() }
}
