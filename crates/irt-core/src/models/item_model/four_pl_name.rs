//! The dichotomous logistic items by the names of their models.

use super::{FourPl, ModelName};
use crate::models::logistic_model::LogisticModel;
use crate::models::parameters::ParameterError;

impl FourPl {
    /// An item under the named model (that of a polytomous model counts as 4PL), all four parameters given.
    ///
    /// # Errors
    /// As for [`new`](Self::new); also when a parameter that the model does not have is not neutral (`c = 0`, `d = 1`).
    pub fn with_name(name: ModelName, a: f64, b: f64, c: f64, d: f64) -> Result<Self, ParameterError> {
        Self::checked(logistic_model(name), [a, b, c, d])
    }

    /// Takes parameters that have been checked before.
    pub(crate) const fn from_checked(name: ModelName, parameters: [f64; 4]) -> Self {
        Self::unchecked(logistic_model(name), parameters)
    }

    /// The name of the model.
    #[must_use]
    pub const fn name(&self) -> ModelName {
        match self.logistic_model() {
            LogisticModel::OnePl => ModelName::OnePl,
            LogisticModel::TwoPl => ModelName::TwoPl,
            LogisticModel::ThreePl => ModelName::ThreePl,
            LogisticModel::FourPl => ModelName::FourPl,
        }
    }
}

/// The logistic model of this name; 4PL for the name of another model.
const fn logistic_model(name: ModelName) -> LogisticModel {
    match name {
        ModelName::OnePl => LogisticModel::OnePl,
        ModelName::TwoPl => LogisticModel::TwoPl,
        ModelName::ThreePl => LogisticModel::ThreePl,
        _ => LogisticModel::FourPl,
    }
}
