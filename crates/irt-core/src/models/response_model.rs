//! What every response model provides.

use super::name::ModelName;
use super::owned_curve::OwnedCurve;
use super::parameter_values::{ParameterLayout, ParameterValues};
use super::parameters::ParameterErrors;
use crate::metric::Metric;

/// An item under a response model.
pub(super) trait ResponseModel {
    /// The parameters that an item has under a name of the model.
    fn layout(name: ModelName) -> ParameterLayout
    where
        Self: Sized;

    /// An item with these parameters, or every rule that they break.
    fn build(name: ModelName, values: &ParameterValues) -> Result<Self, ParameterErrors>
    where
        Self: Sized;

    /// The name of the model.
    fn name(&self) -> ModelName;

    /// How many response categories the item has, at least 2 and at most `MAX_CATEGORIES`.
    fn categories(&self) -> usize;

    /// The parameters, in the order of the layout.
    fn values(&self) -> ParameterValues;

    /// The response curve, with the metric applied.
    fn curve(&self, metric: Metric) -> OwnedCurve;
}
