//! The design of an adaptive test: as received, and checked.

mod assembly_check;
mod content_spec;
mod error;
mod selection_spec;
mod spec;
mod stopping_check;
mod stopping_spec;

pub use content_spec::{ContentSpec, PretestSpec, StrataSpec};
pub use error::{DesignCause, DesignError};
pub use selection_spec::{DEFAULT_ACCELERATION, ExposureSpec, InformationKind, SelectionSpec, StartSpec};
pub use spec::{BoundsSpec, CatSpec, EstimatorSpec, PriorKind, PriorSpec, QuadratureSpec};
pub use stopping_spec::{ClassificationKind, ClassificationSpec, StoppingSpec};

use stopping_check::stopping;

use crate::{Bounds, Estimator, InvalidInterval, InvalidQuadrature, MAX_ABS_THETA, Prior, Quadrature};
use crate::{Combination, SelectionRule, StoppingRule};

/// The largest number of items of one test.
pub const MAX_TEST_ITEMS: u32 = 10_000;
/// The number of items of a test whose design does not say when to stop.
pub const DEFAULT_MAX_ITEMS: u32 = 20;
/// The smallest standard deviation of a normal prior.
pub const MIN_PRIOR_SD: f64 = 1e-3;
/// The largest standard deviation of a normal prior.
pub const MAX_PRIOR_SD: f64 = 1e3;

/// A test design that has been checked: estimators, prior, bounds, quadrature, start, selection, exposure, content and
/// stopping. What it says of items and content areas is checked when it meets its bank.
///
/// The default is EAP with a standard normal prior on 33 nodes in \[-4, 4\], maximum information from theta 0 on,
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
    prior: Prior,
    bounds: Bounds,
    quadrature: Quadrature,
    stopping: StoppingRule,
}

impl CatDesign {
    /// Checks a specification.
    ///
    /// # Errors
    /// [`DesignError`], which names the first field that breaks a rule, its value and the rule.
    pub fn new(spec: CatSpec) -> Result<Self, DesignError> {
        let bounds = bounds(&spec.bounds)?;
        let quadrature = quadrature(&spec.quadrature)?;
        let prior = prior(&spec.prior, bounds, quadrature)?;
        check_start("start.theta", spec.start.theta, bounds)?;
        spec.start.thetas.iter().try_for_each(|theta| check_start("start.thetas", *theta, bounds))?;
        let stopping = stopping(&spec.stopping)?;
        assembly_check::selection(&spec)?;
        assembly_check::exposure(&spec)?;
        assembly_check::content(&spec.content, &stopping)?;
        Ok(Self { spec, prior, bounds, quadrature, stopping })
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
    pub const fn prior(&self) -> Prior {
        self.prior
    }

    /// Where MAP, MLE and WLE are searched.
    #[must_use]
    pub const fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// The grid of EAP.
    #[must_use]
    pub const fn quadrature(&self) -> Quadrature {
        self.quadrature
    }

    /// The ability at which the first item is chosen.
    #[must_use]
    pub const fn start_theta(&self) -> f64 {
        self.spec.start.theta
    }

    /// How the next item is chosen.
    #[must_use]
    pub const fn selection_rule(&self) -> SelectionRule {
        self.spec.selection.rule
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
        let (bounds, quadrature) = (Bounds::default(), Quadrature::default());
        Self { spec: CatSpec::default(), prior: Prior::default(), bounds, quadrature, stopping }
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

/// An interval whose ends are given by two named fields.
fn interval(fields: [&'static str; 2], lower: f64, upper: f64) -> Result<Bounds, DesignError> {
    theta(fields[0], lower)?;
    theta(fields[1], upper)?;
    Bounds::new(lower, upper).map_err(|error| {
        let cause = match error {
            InvalidInterval::NotFinite => DesignCause::NotFinite,
            InvalidInterval::OutOfRange => DesignCause::ThetaOutOfRange,
            InvalidInterval::Empty => DesignCause::LowerNotBelowUpper { upper },
        };
        DesignError::new(fields[0], lower, cause)
    })
}

fn theta(field: &'static str, value: f64) -> Result<(), DesignError> {
    if !value.is_finite() {
        Err(DesignError::new(field, value, DesignCause::NotFinite))
    } else if value.abs() > MAX_ABS_THETA {
        Err(DesignError::new(field, value, DesignCause::ThetaOutOfRange))
    } else {
        Ok(())
    }
}

fn prior(spec: &PriorSpec, bounds: Bounds, quadrature: Quadrature) -> Result<Prior, DesignError> {
    let PriorSpec { kind, mean, sd, lower, upper } = *spec;
    let fields = [("prior.mean", mean), ("prior.sd", sd), ("prior.lower", lower), ("prior.upper", upper)];
    let used = match kind {
        PriorKind::Normal => &fields[..2],
        PriorKind::Uniform => &fields[2..],
        PriorKind::Jeffreys => &[],
    };
    let unused = fields.iter().filter(|(field, _)| used.iter().all(|(name, _)| name != field));
    if let Some((field, value)) = unused.filter_map(|(field, value)| Some((field, (*value)?))).next() {
        return Err(DesignError::new(field, value, DesignCause::UnusedField { kind }));
    }
    match kind {
        PriorKind::Normal => normal_prior(mean.unwrap_or(0.0), sd.unwrap_or(1.0), quadrature),
        PriorKind::Uniform => {
            uniform_prior(lower.unwrap_or(bounds.lower()), upper.unwrap_or(bounds.upper()), bounds, quadrature)
        }
        PriorKind::Jeffreys => Ok(Prior::Jeffreys),
    }
}

fn normal_prior(mean: f64, sd: f64, quadrature: Quadrature) -> Result<Prior, DesignError> {
    theta("prior.mean", mean)?;
    if !quadrature.interval().contains(mean) {
        return Err(DesignError::new("prior.mean", mean, DesignCause::PriorOutsideQuadrature));
    }
    if !sd.is_finite() {
        return Err(DesignError::new("prior.sd", sd, DesignCause::NotFinite));
    }
    if !(MIN_PRIOR_SD..=MAX_PRIOR_SD).contains(&sd) {
        return Err(DesignError::new("prior.sd", sd, DesignCause::SdOutOfRange));
    }
    Ok(Prior::Normal { mean, sd })
}

fn uniform_prior(lower: f64, upper: f64, bounds: Bounds, quadrature: Quadrature) -> Result<Prior, DesignError> {
    let interval = interval(["prior.lower", "prior.upper"], lower, upper)?;
    if bounds.intersection(&interval).is_none() {
        return Err(DesignError::new("prior.lower", lower, DesignCause::PriorOutsideBounds));
    }
    if quadrature.nodes().filter(|node| interval.contains(*node)).count() < 2 {
        return Err(DesignError::new("prior.lower", lower, DesignCause::PriorOutsideQuadrature));
    }
    Ok(Prior::Uniform { lower, upper })
}

fn check_start(field: &'static str, start: f64, bounds: Bounds) -> Result<(), DesignError> {
    theta(field, start)?;
    if bounds.contains(start) { Ok(()) } else { Err(DesignError::new(field, start, DesignCause::StartOutsideBounds)) }
}
