//! Response models: how likely each category of an item is at an ability.

pub(crate) mod category_curve;
pub(crate) mod curve;
mod invalid_model_name;
pub(crate) mod item_curve;
pub(crate) mod item_model;
mod limits;
mod logistic;
mod logistic_model;
mod model_parameters;
mod owned_curve;
mod parameter_name;
pub(crate) mod parameter_values;
pub(crate) mod parameters;
mod problem_cause;
mod response_model;

pub use invalid_model_name::InvalidModelName;
pub use item_model::*;
pub(crate) use limits::usable_theta;
pub use limits::{MAX_ABS_DIFFICULTY, MAX_ABS_INTERCEPT, MAX_ABS_THETA, MAX_CATEGORIES, MAX_DISCRIMINATION};
pub use parameter_name::ParameterName;
pub use parameters::ParameterError;
pub use problem_cause::ProblemCause;
