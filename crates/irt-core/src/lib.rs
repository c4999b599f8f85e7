#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod ability;
mod assembly;
mod bank;
mod cancellation;
mod content;
mod defined_for;
mod design;
mod engine;
mod estimation;
mod expected_classification;
mod exposure;
pub mod guide;
mod identity;
mod item_set;
mod metric;
mod models;
mod named_variants;
mod normal_probability;
mod random;
mod response;
mod selection;
mod shuffle;
mod stopping;

pub use ability::Ability;
pub use assembly::{
    AdaptiveTest, BankTables, CostLimits, DesignCost, ExcessCause, ExcessiveCost, Fingerprint, SumScoreTable, eap,
};
pub use bank::{BankError, BankItem, BankProblem, Item, ItemBank, MAX_LISTED_PROBLEMS};
#[cfg(feature = "csv")]
pub use bank::{NumberedLines, UnclosedQuotation};
pub use cancellation::{Cancellation, Cancelled};
pub use design::{
    BoundsSpec, CatDesign, CatSpec, ClassificationKind, ClassificationSpec, ContentSpec, DEFAULT_MAX_ITEMS,
    DesignCause, DesignError, EstimatorSpec, ExamineeStart, ExposureSpec, LevelSpec, MAX_PRIOR_SD, MAX_TEST_ITEMS,
    MAX_TUNING, MIN_PRIOR_SD, NormalPrior, PretestSpec, PriorKind, PriorSpec, QuadratureSpec, ReportedScore,
    ReportingScale, ReportingSpec, SelectionSpec, StartSpec, StoppingSpec, StrataSpec,
};
pub use engine::{AdaptiveEngine, EngineError, EngineState, FollowError, ReplayError, RestoreError, Step};
pub use estimation::{
    Bounds, ConstantPattern, Estimate, EstimateStatus, Estimator, InvalidInterval, InvalidQuadrature,
    MAX_QUADRATURE_NODES, MAX_STANDARD_ERROR, MIN_PERSON_FIT_ITEMS, MIN_QUADRATURE_NODES, PatternError, PersonFit,
    Prior, Quadrature, SeFormula, SumScore,
};
pub use expected_classification::{ExpectedClassification, level_of, level_probabilities};
pub use exposure::{ExposureRates, InvalidRate, RateError};
pub use identity::{InvalidItemId, ItemId, ItemIndex, MAX_ITEM_ID_BYTES};
pub use item_set::ItemSet;
pub use metric::{InvalidMetric, Metric};
pub use models::*;
pub use normal_probability::normal_probability;
pub use response::Response;
pub use selection::{DEFAULT_ACCELERATION, InformationKind, SelectionRule};
pub use shuffle::shuffled;
pub use stopping::{
    Classification, ClassificationMethod, Combination, StopReason, StoppingContext, StoppingRule, normal_quantile,
};
