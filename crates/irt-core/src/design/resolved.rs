//! A design with every default written down.

use super::cat_design::CatDesign;
use super::selection_spec::{SelectionSpec, StartSpec};
use super::spec::{CatSpec, EstimatorSpec, PriorSpec, QuadratureSpec};
use super::stopping_spec::{ClassificationKind, ClassificationSpec, StoppingSpec};
use crate::estimation::{ConstantPattern, Prior, Quadrature};
use crate::selection::{DEFAULT_ACCELERATION, RuleSetting};
use crate::stopping::{Classification, ClassificationMethod};

impl CatDesign {
    /// The specification of the same design with its defaults filled in: the grid, the prior, tuning constants, lengths
    /// and thresholds.
    ///
    /// A program that keeps designs keeps this, so that a later version with other defaults reads the same design. The
    /// resolved specification gives an equal fingerprint, and resolves to itself.
    ///
    /// ```
    /// use irt_core::{CatDesign, QuadratureSpec};
    ///
    /// let resolved = CatDesign::default().resolved_spec();
    /// assert_eq!(resolved.quadrature, Some(QuadratureSpec { lower: -7.0, upper: 7.0, nodes: 57 }));
    /// assert_eq!((resolved.prior.sd, resolved.stopping.max_items), (Some(1.0), Some(20)));
    /// assert_eq!(CatDesign::new(resolved.clone())?.resolved_spec(), resolved);
    /// # Ok::<(), irt_core::DesignError>(())
    /// ```
    #[must_use]
    pub fn resolved_spec(&self) -> CatSpec {
        let spec = self.spec();
        CatSpec {
            estimator: EstimatorSpec {
                huber_tuning: Some(self.huber_tuning()),
                tukey_tuning: Some(self.tukey_tuning()),
                constant_pattern_step: spec
                    .estimator
                    .constant_pattern
                    .filter(|pattern| *pattern == ConstantPattern::Step)
                    .map(|_| self.constant_pattern_step()),
                ..spec.estimator
            },
            prior: prior(&spec.prior, self.prior()),
            bounds: spec.bounds,
            quadrature: Some(quadrature(self.quadrature())),
            start: StartSpec { rule: Some(spec.start.rule.unwrap_or(spec.selection.rule)), ..spec.start.clone() },
            selection: selection(spec),
            exposure: spec.exposure.clone(),
            content: spec.content.clone(),
            stopping: StoppingSpec {
                min_items: Some(self.stopping_rule().min_items),
                max_items: self.stopping_rule().max_items,
                classification: self.stopping_rule().classification.as_ref().map(classification),
                ..spec.stopping.clone()
            },
            reporting: spec.reporting.clone(),
        }
    }
}

fn prior(spec: &PriorSpec, prior: &Prior) -> PriorSpec {
    match *prior {
        Prior::Normal { mean, sd } => PriorSpec { mean: Some(mean), sd: Some(sd), ..spec.clone() },
        Prior::Uniform { lower, upper } => PriorSpec { lower: Some(lower), upper: Some(upper), ..spec.clone() },
        Prior::Jeffreys | Prior::Custom { .. } => spec.clone(),
    }
}

fn quadrature(grid: Quadrature) -> QuadratureSpec {
    let (interval, nodes) = (grid.interval(), grid.node_count() as u32);
    QuadratureSpec { lower: interval.lower(), upper: interval.upper(), nodes }
}

/// The selection with the settings that its rule, or the rule of the start, has.
fn selection(spec: &CatSpec) -> SelectionSpec {
    let rules = [spec.selection.rule, spec.start.rule.unwrap_or(spec.selection.rule)];
    let uses = |setting| rules.iter().any(|rule| rule.uses(setting));
    let SelectionSpec { rule, information, acceleration } = spec.selection;
    SelectionSpec {
        rule,
        information: uses(RuleSetting::Information).then_some(information.unwrap_or_default()),
        acceleration: uses(RuleSetting::Acceleration).then_some(acceleration.unwrap_or(DEFAULT_ACCELERATION)),
    }
}

fn classification(rule: &Classification) -> ClassificationSpec {
    let cuts = rule.cuts.to_vec();
    let sequential = |method, [half_width, alpha, beta]: [f64; 3]| ClassificationSpec {
        method,
        half_width: Some(half_width),
        alpha: Some(alpha),
        beta: Some(beta),
        ..ClassificationSpec::default()
    };
    let spec = match rule.method {
        ClassificationMethod::ConfidenceInterval { confidence } => {
            ClassificationSpec { confidence: Some(confidence), ..ClassificationSpec::default() }
        }
        ClassificationMethod::Sprt { half_width, alpha, beta } => {
            sequential(ClassificationKind::Sprt, [half_width, alpha, beta])
        }
        ClassificationMethod::Glr { half_width, alpha, beta } => {
            sequential(ClassificationKind::Glr, [half_width, alpha, beta])
        }
    };
    ClassificationSpec { cuts, ..spec }
}
