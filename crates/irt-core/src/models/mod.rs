//! Response models: how likely each category of an item is at an ability.

mod category_column;
pub(crate) mod category_curve;
pub(crate) mod curve;
pub(crate) mod item_curve;
pub(crate) mod item_model;
mod limits;
mod logistic;
mod model_parameters;
mod name;
mod owned_curve;
mod parameter_name;
pub(crate) mod parameter_values;
pub(crate) mod parameters;
mod problem_cause;
mod response_model;

pub use item_model::{
    FourPl, GeneralizedPartialCredit, Graded, ItemModel, ModifiedGraded, Nominal, PartialCredit, RatingScale,
};
pub(crate) use limits::usable_theta;
pub use limits::{MAX_ABS_DIFFICULTY, MAX_ABS_INTERCEPT, MAX_ABS_THETA, MAX_CATEGORIES, MAX_DISCRIMINATION};
pub use name::{InvalidModelName, ModelName};
pub use parameter_name::ParameterName;
pub use parameters::ParameterError;
pub use problem_cause::ProblemCause;
