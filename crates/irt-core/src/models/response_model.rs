//! What a response model provides.

use super::category_curve::CategoryFunctions;
use super::parameter_values::{ParameterLayout, ParameterValues};
use super::parameters::ParameterErrors;
use crate::metric::Metric;

/// An item under a response model with a [`CategoryCurve`](super::category_curve::CategoryCurve): any but the logistic
/// ones, which a bank computes from columns.
pub(super) trait ResponseModel: Sized {
    /// The kind of its response curve.
    type Curve: CategoryFunctions;

    /// The parameters that an item has.
    const LAYOUT: ParameterLayout;

    /// An item with these parameters, or every rule that they break.
    fn build(values: &ParameterValues) -> Result<Self, ParameterErrors>;

    /// The parameters, in the order of the layout.
    fn values(&self) -> ParameterValues;

    /// The response curve, with the metric applied.
    fn curve(&self, metric: Metric) -> Self::Curve;
}
