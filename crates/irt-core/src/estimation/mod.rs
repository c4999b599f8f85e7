//! From responses to an ability and its standard error.

mod between_nodes;
mod concave_maximum;
mod eap;
mod estimate;
mod gauss_legendre;
mod likely_spans;
mod maximum;
mod moments;
mod narrow;
mod pattern;
mod posterior;
mod prior;
mod robust;
mod root;
mod scale;
mod score_equation;
mod standard_error;

pub use eap::eap;
pub(crate) use eap::posterior_estimate;
pub use estimate::{Estimate, EstimateStatus, Estimator, MAX_STANDARD_ERROR};
pub(crate) use estimate::{precision_to_se, without_responses};
pub(crate) use maximum::estimate_maximum;
pub(crate) use pattern::Pattern;
pub use pattern::PatternError;
pub(crate) use posterior::Posterior;
pub(crate) use prior::Grid;
pub use prior::Prior;
pub use scale::{Bounds, InvalidInterval, InvalidQuadrature, MAX_QUADRATURE_NODES, MIN_QUADRATURE_NODES, Quadrature};
pub use standard_error::SeFormula;
