//! What a response model provides.

use super::category_curve::CategoryFunctions;
use super::parameter_values::{ParameterLayout, ParameterValues};
use super::parameters::ParameterErrors;
use crate::metric::Metric;

/// The parameters of an item under a response model. [`parameters_with_list!`] implements it for most models.
pub(super) trait ModelParameters: Sized {
    /// The parameters that an item has.
    const LAYOUT: ParameterLayout;

    /// An item with these parameters, or every rule that they break.
    fn build(values: &ParameterValues) -> Result<Self, ParameterErrors>;

    /// The parameters, in the order of the layout.
    fn values(&self) -> ParameterValues;
}

/// An item under a response model with a [`CategoryCurve`](super::category_curve::CategoryCurve): any but the logistic
/// ones, which a bank computes from columns.
pub(super) trait ResponseModel: ModelParameters {
    /// The kind of its response curve.
    type Curve: CategoryFunctions;

    /// The response curve, with the metric applied.
    fn curve(&self, metric: Metric) -> Self::Curve;
}

/// Implements [`ModelParameters`] and the getters of a model whose fields are single parameters and one list of numbered
/// ones. Each row is a field, with its name in files; `checked` takes the fields in the same order. `neutral` names the
/// values at which a file may give a parameter that the model does not have.
macro_rules! parameters_with_list {
    (
        $model:ident, neutral: $neutral:ident,
        single: [$($(#[$doc:meta])* $single:ident => $name:ident,)*],
        list: [$(#[$list_doc:meta])* $list:ident => $letter:literal],
    ) => {
        impl $model {
            $($(#[$doc])*
            #[must_use]
            pub const fn $single(&self) -> f64 {
                self.$single
            })*

            $(#[$list_doc])*
            #[must_use]
            pub const fn $list(&self) -> &[f64] {
                &self.$list
            }
        }

        impl ModelParameters for $model {
            const LAYOUT: ParameterLayout = ParameterLayout {
                single: &[$((ParameterName::$name, None),)*],
                numbered: &[$letter],
                neutral: ParameterLayout::$neutral,
            };

            fn build(values: &ParameterValues) -> Result<Self, ParameterErrors> {
                let [$($single),*] = values.singles();
                Self::checked($($single,)* values.list(0))
            }

            fn values(&self) -> ParameterValues {
                ParameterValues { single: vec![$(self.$single),*], numbered: vec![self.$list.to_vec()] }
            }
        }
    };
}
pub(super) use parameters_with_list;
