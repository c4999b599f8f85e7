//! What the families have in common: asymptotes, second derivatives, the logistic function.

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
