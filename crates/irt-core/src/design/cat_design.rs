//! A test design that has been checked.

use super::error::{DesignCause, DesignError};
use super::field_check::{interval, theta};
use super::limits::{DEFAULT_MAX_ITEMS, MAX_CONSTANT_PATTERN_STEP, MAX_TUNING};
use super::reporting_scale::ReportingScale;
use super::spec::{BoundsSpec, CatSpec, EstimatorSpec, QuadratureSpec};
use super::stopping_check::stopping;
use super::{assembly_check, prior};
use crate::estimation::{
    Bounds, ConstantPattern, EstimationSettings, Estimator, InvalidQuadrature, Prior, Quadrature, SeFormula,
};
use crate::selection::SelectionRule;
use crate::stopping::{Combination, StoppingRule};

/// The distance beyond which Huber's weights fall, unless a design says otherwise.
const DEFAULT_HUBER_TUNING: f64 = 1.0;
/// The distance at which Tukey's weights vanish, unless a design says otherwise.
const DEFAULT_TUKEY_TUNING: f64 = 4.0;
/// How far the interim estimate of a constant pattern moves with each answer, unless a design says otherwise.
const DEFAULT_CONSTANT_PATTERN_STEP: f64 = 0.4;

/// A test design that has been checked: estimators, prior, bounds, quadrature, start, selection, exposure, content and
/// stopping. What it says of items and content areas is checked when it meets its bank.
///
/// The default is EAP with a standard normal prior on 57 nodes in \[-7, 7\], maximum information from theta 0 on,
/// 20 items.
///
/// ```
/// use irt_core::{CatDesign, CatSpec, Estimator};
///
/// let mut spec = CatSpec::default();
/// spec.estimator.final_estimator = Estimator::Mle;
/// spec.stopping.standard_error = Some(0.3);
/// let design = CatDesign::new(spec)?;
/// assert_eq!(design.stopping_rule().max_items, None);
///
/// let mut spec = CatSpec::default();
/// spec.stopping.max_items = Some(0);
/// assert_eq!(CatDesign::new(spec).unwrap_err().field, "stopping.max_items");
/// # Ok::<(), irt_core::DesignError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CatDesign {
    spec: CatSpec,
    estimation: EstimationSettings,
    stopping: StoppingRule,
    reporting: Option<ReportingScale>,
}

impl CatDesign {
    /// Checks a specification.
    ///
    /// # Errors
    /// [`DesignError`], which names the first field that breaks a rule, its value and the rule.
    pub fn new(spec: CatSpec) -> Result<Self, DesignError> {
        let bounds = bounds(&spec.bounds)?;
        let given = spec.quadrature.as_ref().map(quadrature).transpose()?;
        let (huber_tuning, tukey_tuning) = tunings(&spec.estimator)?;
        let constant_pattern_step = constant_pattern_step(&spec.estimator)?;
        let (prior, quadrature) = prior::with_quadrature(&spec.prior, bounds, given)?;
        let (se_formula, start_theta) = (spec.estimator.se_formula, spec.start.theta);
        let estimation = EstimationSettings {
            prior,
            bounds,
            quadrature,
            se_formula,
            huber_tuning,
            tukey_tuning,
            constant_pattern_step,
            start_theta,
        };
        check_estimators(&spec.estimator, &estimation)?;
        check_start("start.theta", spec.start.theta, bounds)?;
        spec.start.thetas.iter().try_for_each(|theta| check_start("start.thetas", *theta, bounds))?;
        let stopping = stopping(&spec.stopping)?;
        assembly_check::selection(&spec)?;
        assembly_check::exposure(&spec)?;
        assembly_check::content(&spec.content, &stopping)?;
        let reporting = spec.reporting.clone().map(ReportingScale::new).transpose()?;
        Ok(Self { spec, estimation, stopping, reporting })
    }

    /// The specification that the design was made from, unchanged.
    #[must_use]
    pub const fn spec(&self) -> &CatSpec {
        &self.spec
    }

    /// The estimator that runs after each answer.
    #[must_use]
    pub const fn interim_estimator(&self) -> Estimator {
        self.spec.estimator.interim_estimator
    }

    /// The estimator of the reported ability.
    #[must_use]
    pub const fn final_estimator(&self) -> Estimator {
        self.spec.estimator.final_estimator
    }

    /// The prior distribution.
    #[must_use]
    pub const fn prior(&self) -> &Prior {
        &self.estimation.prior
    }

    /// How the standard error of MAP, MLE and WLE is computed.
    #[must_use]
    pub const fn se_formula(&self) -> SeFormula {
        self.estimation.se_formula
    }

    /// The distance `|a (theta - b)|` beyond which Huber's weights fall.
    #[must_use]
    pub const fn huber_tuning(&self) -> f64 {
        self.estimation.huber_tuning
    }

    /// The distance `|a (theta - b)|` at which Tukey's weights vanish.
    #[must_use]
    pub const fn tukey_tuning(&self) -> f64 {
        self.estimation.tukey_tuning
    }

    /// What the interim estimator does while all answers are in the lowest category, or all in the highest; `None` where
    /// it does the same as for other answers.
    #[must_use]
    pub const fn constant_pattern(&self) -> Option<ConstantPattern> {
        self.spec.estimator.constant_pattern
    }

    /// How far [`ConstantPattern::Step`] moves theta with each answer.
    #[must_use]
    pub const fn constant_pattern_step(&self) -> f64 {
        self.estimation.constant_pattern_step
    }

    /// Where all estimators but EAP are searched.
    #[must_use]
    pub const fn bounds(&self) -> Bounds {
        self.estimation.bounds
    }

    /// The grid of EAP.
    #[must_use]
    pub const fn quadrature(&self) -> Quadrature {
        self.estimation.quadrature
    }

    /// The ability at which the first item is chosen.
    #[must_use]
    pub const fn start_theta(&self) -> f64 {
        self.estimation.start_theta
    }

    /// How the next item is chosen.
    #[must_use]
    pub const fn selection_rule(&self) -> SelectionRule {
        self.spec.selection.rule
    }

    /// The scale that scores are reported on, where the design has one.
    #[must_use]
    pub const fn reporting(&self) -> Option<&ReportingScale> {
        self.reporting.as_ref()
    }

    /// All that an estimate depends on besides the answers.
    pub(crate) const fn estimation(&self) -> &EstimationSettings {
        &self.estimation
    }

    /// When the test is over, defaults filled in.
    #[must_use]
    pub const fn stopping_rule(&self) -> &StoppingRule {
        &self.stopping
    }
}

impl Default for CatDesign {
    fn default() -> Self {
        let stopping = StoppingRule {
            min_items: 1,
            max_items: Some(DEFAULT_MAX_ITEMS),
            time_budget: None,
            standard_error: None,
            theta_change: None,
            standard_error_change: None,
            minimum_information: None,
            classification: None,
            combine: Combination::Any,
        };
        let estimation = EstimationSettings {
            prior: Prior::default(),
            bounds: Bounds::default(),
            quadrature: Quadrature::following(&Prior::default()),
            se_formula: SeFormula::default(),
            huber_tuning: DEFAULT_HUBER_TUNING,
            tukey_tuning: DEFAULT_TUKEY_TUNING,
            constant_pattern_step: DEFAULT_CONSTANT_PATTERN_STEP,
            start_theta: 0.0,
        };
        Self { spec: CatSpec::default(), estimation, stopping, reporting: None }
    }
}

fn bounds(spec: &BoundsSpec) -> Result<Bounds, DesignError> {
    interval(["bounds.lower", "bounds.upper"], spec.lower, spec.upper)
}

fn quadrature(spec: &QuadratureSpec) -> Result<Quadrature, DesignError> {
    interval(["quadrature.lower", "quadrature.upper"], spec.lower, spec.upper)?;
    Quadrature::new(spec.lower, spec.upper, spec.nodes).map_err(|error| match error {
        InvalidQuadrature::Interval(_) => DesignError::new("quadrature.lower", spec.lower, DesignCause::NotFinite),
        InvalidQuadrature::Nodes { nodes } => DesignError::new("quadrature.nodes", nodes, DesignCause::NodesOutOfRange),
    })
}

/// The tuning constants of the robust estimators, defaults filled in.
fn tunings(spec: &EstimatorSpec) -> Result<(f64, f64), DesignError> {
    let tuning = |field, given: Option<f64>, default| match given {
        Some(tuning) if !(tuning > 0.0 && tuning <= MAX_TUNING) => {
            Err(DesignError::new(field, tuning, DesignCause::TuningOutOfRange))
        }
        given => Ok(given.unwrap_or(default)),
    };
    Ok((
        tuning("estimator.huber_tuning", spec.huber_tuning, DEFAULT_HUBER_TUNING)?,
        tuning("estimator.tukey_tuning", spec.tukey_tuning, DEFAULT_TUKEY_TUNING)?,
    ))
}

/// Checks that the estimators are defined under the settings: all are, but MAP under a custom prior.
fn check_estimators(spec: &EstimatorSpec, settings: &EstimationSettings) -> Result<(), DesignError> {
    let used = [("estimator.interim", spec.interim_estimator), ("estimator.final", spec.final_estimator)];
    if let Some((field, estimator)) = used.into_iter().find(|(_, estimator)| estimator.method(settings).is_none()) {
        return Err(DesignError::new(field, estimator, DesignCause::MapUnderCustomPrior));
    }
    match spec.constant_pattern.filter(|pattern| pattern.method(settings).is_none()) {
        Some(pattern) => Err(DesignError::new("estimator.constant_pattern", pattern, DesignCause::MapUnderCustomPrior)),
        None => Ok(()),
    }
}

/// The step of a constant pattern, the default filled in.
fn constant_pattern_step(spec: &EstimatorSpec) -> Result<f64, DesignError> {
    const FIELD: &str = "estimator.constant_pattern_step";
    let Some(step) = spec.constant_pattern_step else { return Ok(DEFAULT_CONSTANT_PATTERN_STEP) };
    if spec.constant_pattern != Some(ConstantPattern::Step) {
        return Err(DesignError::new(FIELD, step, DesignCause::UnusedWithoutStep));
    }
    if !(step > 0.0 && step <= MAX_CONSTANT_PATTERN_STEP) {
        let cause = DesignCause::NotBetween { lower: 0.0, upper: MAX_CONSTANT_PATTERN_STEP };
        return Err(DesignError::new(FIELD, step, cause));
    }
    Ok(step)
}

fn check_start(field: &'static str, start: f64, bounds: Bounds) -> Result<(), DesignError> {
    theta(field, start)?;
    if bounds.contains(start) { Ok(()) } else { Err(DesignError::new(field, start, DesignCause::StartOutsideBounds)) }
}
