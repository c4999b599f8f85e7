//! Item response theory and computerized adaptive testing, pure: no clock, no global random numbers, no I/O but CSV.
//!
//! A test is a bank of calibrated items under a design; an engine is one sitting of it.
//!
//! ```
//! use std::sync::Arc;
//! use irt_core::{AdaptiveEngine, AdaptiveTest, CatDesign, FourPl, Item, ItemBank, Metric, Response, Step};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let items = vec![
//!         Item::new("q1", FourPl::three_pl(1.2, -0.5, 0.2)?)?,
//!         Item::new("q2", FourPl::three_pl(0.9, 0.4, 0.15)?)?,
//!         Item::new("q3", FourPl::two_pl(1.6, 0.1)?)?,
//!     ];
//!     let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items)?);
//!     let test = Arc::new(AdaptiveTest::new(bank, CatDesign::default())?);
//!     let mut engine = AdaptiveEngine::start(test, 1);
//!     while let Step::Administer(item) = engine.step() {
//!         let answer = Response::from_correct(item.0 % 2 == 0); // In an exam: the examinee's answer.
//!         engine.record(item, answer)?;
//!     }
//!     let estimate = engine.final_estimate();
//!     println!("{:.2} ± {:.2}, {} items", estimate.theta, estimate.se, engine.items().len());
//!     Ok(())
//! }
//! ```
//!
//! # Parts
//! - [`ItemBank`]: items under all of the models below, mixed as you like, from [CSV](ItemBank::from_csv) or from code.
//! - [`CatSpec`], checked by [`CatDesign`]: estimators, prior, bounds, quadrature, start, selection, exposure,
//!   content, stopping.
//! - [`AdaptiveTest`]: bank and design with their tables, shared by all sittings; scores fixed patterns too.
//! - [`AdaptiveEngine`]: a sitting. [`EngineState`] is its storable value; [`AdaptiveEngine::restore`] refuses the state
//!   of another bank or design. [`AdaptiveEngine::replay`] runs a sitting again from its answers.
//! - [`guide`]: choosing an estimator and a prior, what a standard error means, coming from mirt and catR.
//!
//! # Models
//! `D` is the bank's scaling constant ([`Metric`]), 1 unless stated; with `D = 1.702` discriminations are those of the
//! normal ogive. `F` is the logistic function, `k` a category from 0 to `K`, at most 254.
//!
//! | model | formula |
//! |---|---|
//! | [`FourPl`], 1PL to 4PL | `P = c + (d - c) F(D a (theta - b))` |
//! | [`Graded`], GRM | `P(X >= k) = F(D a (theta - b_k))` |
//! | [`ModifiedGraded`], MGRM | `P(X >= k) = F(D a (theta - b + c_k))` |
//! | [`GeneralizedPartialCredit`], GPCM | `P` proportional to `exp(sum over j <= k of D a (theta - b_j))` |
//! | [`PartialCredit`], PCM | the same with `a = 1` |
//! | [`RatingScale`], RSM | the same with `a = 1` and steps `b + d_j` |
//! | [`Nominal`], NRM | `P` proportional to `exp(a_k theta + c_k)`, without `D` |
//!
//! # Estimates and their standard errors
//! `I` is the expected (Fisher) information of the items answered, at the estimate. These are the classic formulas;
//! [`SeFormula`] has others.
//!
//! | estimator | theta | standard error |
//! |---|---|---|
//! | [EAP](Estimator::Eap) | mean of the posterior on the grid (trapezoid rule; between the nodes where it is too narrow for them) | standard deviation of the posterior |
//! | [MAP](Estimator::Map), normal prior | highest mode within the bounds | `1 / sqrt(I + 1 / sd^2)` |
//! | MAP, uniform prior | highest mode within bounds and prior | `1 / sqrt(I)` |
//! | MAP, Jeffreys' prior | highest mode within the bounds | `1 / sqrt(I - r')`, `r = I' / (2 I)` |
//! | [MLE](Estimator::Mle) | highest maximum of the likelihood within the bounds | `1 / sqrt(I)` |
//! | [WLE](Estimator::Wle) | zero of score + `J / (2 I)` within the bounds | `1 / sqrt(I)` |
//! | [Huber](Estimator::Huber), [Tukey](Estimator::Tukey) | zero of the score with weights `w` within the bounds | `sqrt(sum w^2 I) / sum w I` |
//!
//! A likelihood under 3PL or 4PL can have several maxima; the highest is found, not the nearest. Where WLE's or a robust
//! equation has several zeros, the one with the highest integral is taken. A standard error is at most
//! [`MAX_STANDARD_ERROR`].
//!
//! # What an estimate is worth
//! [`EstimateStatus`] says it: `converged`; `at_bound`, when the objective still rises at an end of the interval (all
//! answers right under MLE); `no_responses`, when there is nothing to go by: EAP and MAP then give the prior's mean or
//! mode, all others the design's start (as MAP does without a unique mode), all with the prior's standard deviation;
//! `no_information`, when all weights of a robust estimator vanish.
//!
//! # What it costs
//! [`AdaptiveTest::new`] pays once, in proportion to items times categories times nodes: about 1 microsecond and, with
//! 33 nodes, 532 bytes for a dichotomous item (53 MB for 100 000). An answer then allocates nothing and costs
//! - EAP: one pass over the nodes, whatever the items and answers before it; a posterior too narrow for them (an SE below
//!   0.175 by default) takes some tens of passes over the answers;
//! - MAP and MLE: a pass over the nodes, then a few over the answers;
//! - WLE, and MAP under Jeffreys' prior: more passes over the answers, in proportion to the width of the scale searched;
//! - maximum information: a handful of items, whatever the bank, while few of the best are excluded; at worst a pass
//!   over the bank.
//!
//! [`eap`] does without tables, at the price of answers times nodes. Numbers: `docs/performance.md` of the repository.
//!
//! # Features
//! `csv` (default): [`ItemBank::from_csv`]. `serde` (default): serialisable designs, states, estimates.
#![forbid(unsafe_code)]

mod ability;
mod assembly;
mod bank;
mod content;
mod design;
mod engine;
mod estimation;
mod exposure;
pub mod guide;
mod identity;
mod item_set;
mod metric;
mod models;
mod random;
mod response;
mod selection;
mod stopping;

pub use ability::Ability;
pub use assembly::{AdaptiveTest, Fingerprint, eap};
#[cfg(feature = "csv")]
pub use bank::NumberedLines;
pub use bank::{BankError, BankItem, BankProblem, Item, ItemBank, MAX_LISTED_PROBLEMS};
pub use design::{
    BoundsSpec, CatDesign, CatSpec, ClassificationKind, ClassificationSpec, ContentSpec, DEFAULT_MAX_ITEMS,
    DesignCause, DesignError, EstimatorSpec, ExposureSpec, MAX_PRIOR_SD, MAX_TEST_ITEMS, MAX_TUNING, MIN_PRIOR_SD,
    PretestSpec, PriorKind, PriorSpec, QuadratureSpec, SelectionSpec, StartSpec, StoppingSpec, StrataSpec,
};
pub use engine::{AdaptiveEngine, EngineError, EngineState, ReplayError, RestoreError, Step};
pub use estimation::{
    Bounds, Estimate, EstimateStatus, Estimator, InvalidInterval, InvalidQuadrature, MAX_QUADRATURE_NODES,
    MAX_STANDARD_ERROR, MIN_QUADRATURE_NODES, PatternError, Prior, Quadrature, SeFormula,
};
pub use exposure::{ExposureRates, InvalidRate, RateError};
pub use identity::{InvalidItemId, ItemId, ItemIndex, MAX_ITEM_ID_BYTES};
pub use item_set::ItemSet;
pub use metric::{InvalidMetric, Metric};
pub use models::{
    FourPl, GeneralizedPartialCredit, Graded, InvalidModelName, ItemModel, MAX_ABS_DIFFICULTY, MAX_ABS_INTERCEPT,
    MAX_ABS_THETA, MAX_CATEGORIES, MAX_DISCRIMINATION, ModelName, ModifiedGraded, Nominal, ParameterError,
    ParameterName, PartialCredit, ProblemCause, RatingScale,
};
pub use response::Response;
pub use selection::{DEFAULT_ACCELERATION, InformationKind, SelectionRule};
pub use stopping::{
    Classification, ClassificationMethod, Combination, StopReason, StoppingContext, StoppingRule, normal_quantile,
};
