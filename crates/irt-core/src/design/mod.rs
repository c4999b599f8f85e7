//! The design of an adaptive test: as received, and checked.

mod assembly_check;
mod cat_design;
mod content_spec;
mod error;
mod examinee_start;
mod field_check;
mod item_ids;
mod limits;
mod prior;
#[cfg(feature = "serde")]
mod quadrature_section;
mod reporting_scale;
mod reporting_spec;
mod resolved;
mod selection_spec;
mod spec;
mod stopping_check;
mod stopping_spec;

pub use cat_design::CatDesign;
pub use content_spec::{ContentSpec, PretestSpec, StrataSpec};
pub use error::{DesignCause, DesignError};
pub use examinee_start::{ExamineeStart, NormalPrior};
pub(crate) use item_ids::find_item;
pub use limits::{DEFAULT_MAX_ITEMS, MAX_PRIOR_SD, MAX_TEST_ITEMS, MAX_TUNING, MIN_PRIOR_SD};
pub use reporting_scale::{ReportedScore, ReportingScale};
pub use reporting_spec::{LevelSpec, ReportingSpec};
pub use selection_spec::{ExposureSpec, SelectionSpec, StartSpec};
pub use spec::{BoundsSpec, CatSpec, EstimatorSpec, PriorKind, PriorSpec, QuadratureSpec};
pub use stopping_spec::{ClassificationKind, ClassificationSpec, StoppingSpec};
