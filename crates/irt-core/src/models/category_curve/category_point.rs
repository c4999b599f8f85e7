//! One category of a polytomous item at one ability.

/// A category at one ability.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CategoryPoint {
    pub(crate) log_probability: f64,
    /// The first three derivatives of `log_probability`.
    pub(crate) slopes: [f64; 3],
}

impl CategoryPoint {
    /// The logarithm of this category's share in the information, `P l^2`.
    pub(super) fn log_information(&self) -> f64 {
        self.log_probability + 2.0 * self.slopes[0].abs().ln()
    }
}
