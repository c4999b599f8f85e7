//! Adaptive tests taken by simulated examinees: how well a design measures, and how it uses the bank, before the first
//! exam.
//!
//! The engine is the one that runs the exam, [`AdaptiveEngine`](irt_core::AdaptiveEngine). The result depends on the
//! test, the examinees and the seed alone, never on the number of threads; memory does not grow with the number of
//! examinees.
//!
//! ```
//! use std::sync::Arc;
//! use irt_core::{AdaptiveTest, CatDesign, FourPl, Item, ItemBank, Metric};
//! use simulation::{Examinees, Simulation};
//!
//! let items: Result<Vec<_>, _> = (0..100)
//!     .map(|i| Ok(Item::new(&format!("q{i}"), FourPl::two_pl(1.5, f64::from(i) * 0.06 - 3.0)?)?))
//!     .collect::<Result<_, Box<dyn std::error::Error>>>();
//! let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items?)?);
//! let test = Arc::new(AdaptiveTest::new(bank, CatDesign::default())?);
//! let summary = Simulation::new(test, Examinees::normal(500, 0.0, 1.0)?, 7).run()?;
//! assert_eq!(summary.test_length.mean, 20.0);
//! assert!(summary.recovery.rmse < 0.5 && summary.recovery.correlation.unwrap() > 0.9);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Parts
//! - [`Examinees`]: drawn from a normal distribution, on a grid of abilities, or given.
//! - [`Simulation`]: a test, examinees and a seed; [`Simulation::run_with`] passes each [`ExamineeResult`] to an
//!   [`Observer`].
//! - [`Measures`]: what is measured: cut scores, an exposure limit, a confidence, traces of the first examinees.
//! - [`SimulationSummary`]: recovery of the abilities, precision, test length, exposure, overlap, content, classification, stop
//!   reasons; the same by ability.
//! - [`Alarm`]: what is alarming in them, in words.
//! - [`Comparison`]: several designs, taken by the same examinees.
//! - [`PostHoc`]: examinees with the answers that they have given.
//! - [`ExposureCalibration`]: Sympson-Hetter parameters by iterated simulation.
//! - [`plot`]: the measures as charts.
//! - [`report`]: the measures as one HTML file for people.
#![forbid(unsafe_code)]

mod administration;
mod alarm;
mod calibration;
mod classification;
mod comparison;
mod content_match;
mod difference;
mod error;
mod examinee_result;
mod examinees;
mod exposure_rates;
mod groups;
mod length;
mod measures;
mod moments;
mod observer;
mod pair_overlap;
pub mod plot;
mod post_hoc;
mod random_stream;
mod recovery;
pub mod report;
mod run_options;
mod runner;
mod simulation;
mod simulee;
mod standard_errors;
mod summary;
mod summary_accumulator;
mod usage;

pub use alarm::Alarm;
pub use calibration::{
    CalibratedExposure, CalibrationError, CalibrationObserver, CalibrationRound, ExposureCalibration,
    InvalidCalibration,
};
pub use classification::{ClassificationAccuracy, CutAccuracy, NEAR_CUT};
pub use comparison::{ComparedDesign, Comparison, ComparisonSummary, InvalidComparison};
pub use content_match::{ContentArea, ContentMatch};
pub use difference::{Difference, PairedDifference};
pub use error::SimulationError;
pub use examinee_result::ExamineeResult;
pub use examinees::{Examinees, InvalidExaminees, MAX_EXAMINEES};
pub use groups::Conditioning;
pub use length::TestLength;
pub use measures::{InvalidMeasures, Measures};
pub use observer::{NoObserver, Observer};
pub use post_hoc::{InvalidAnswers, PostHoc};
pub use simulation::Simulation;
pub use standard_errors::StandardErrors;
pub use summary::{ConditionalRow, Recovery, SimulationSummary};
pub use usage::{Exposure, ItemUse};
