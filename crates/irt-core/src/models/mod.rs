//! Response models: how likely each category of an item is at an ability.

mod category_column;
pub(crate) mod category_curve;
pub(crate) mod curve;
mod four_pl;
mod graded;
pub(crate) mod item_curve;
mod item_model;
mod listed;
mod logistic;
mod name;
mod nominal;
pub(crate) mod parameters;
mod partial_credit;

pub use four_pl::FourPl;
pub use graded::{Graded, ModifiedGraded};
pub use item_model::ItemModel;
pub use name::{InvalidModelName, ModelName};
pub use nominal::Nominal;
pub use parameters::{
    MAX_ABS_DIFFICULTY, MAX_ABS_INTERCEPT, MAX_CATEGORIES, MAX_DISCRIMINATION, ParameterError, ParameterName,
};
pub use partial_credit::{GeneralizedPartialCredit, PartialCredit, RatingScale};

/// The largest ability, positive or negative, that the numerics take; one beyond it counts as this one.
pub const MAX_ABS_THETA: f64 = 100.0;

/// The ability that a public function works with: inside the numeric range, and 0 for what is not a number.
pub(crate) const fn usable_theta(theta: f64) -> f64 {
    if theta.is_nan() { 0.0 } else { theta.clamp(-MAX_ABS_THETA, MAX_ABS_THETA) }
}
