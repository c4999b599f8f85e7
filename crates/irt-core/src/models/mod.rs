//! Response models: how likely each category of an item is at an ability.

pub(crate) mod curve;
mod four_pl;
mod name;
pub(crate) mod parameters;

pub use four_pl::FourPl;
pub use name::{InvalidModelName, ModelName};
pub use parameters::{MAX_ABS_DIFFICULTY, MAX_DISCRIMINATION, ParameterError};

use crate::Response;

/// The largest ability, positive or negative, that the numerics take; one beyond it counts as this one.
pub const MAX_ABS_THETA: f64 = 100.0;

/// The response model of an item, with its parameters.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ItemModel {
    /// A dichotomous logistic model, 1PL to 4PL.
    FourPl(FourPl),
}

impl ItemModel {
    /// The name of the model.
    #[must_use]
    pub const fn name(&self) -> ModelName {
        match self {
            Self::FourPl(model) => model.name(),
        }
    }

    /// How many response categories the item has: 2 for a dichotomous one.
    #[must_use]
    pub const fn categories(&self) -> u8 {
        match self {
            Self::FourPl(_) => 2,
        }
    }

    /// Whether the response is one of the item's categories.
    #[must_use]
    pub const fn accepts(&self, response: Response) -> bool {
        response.0 < self.categories()
    }
}

impl From<FourPl> for ItemModel {
    fn from(model: FourPl) -> Self {
        Self::FourPl(model)
    }
}

/// The ability that a public function works with: inside the numeric range, and 0 for what is not a number.
pub(crate) const fn usable_theta(theta: f64) -> f64 {
    if theta.is_nan() { 0.0 } else { theta.clamp(-MAX_ABS_THETA, MAX_ABS_THETA) }
}
