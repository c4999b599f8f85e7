//! Checking the section on when a test is over.

use std::time::Duration;

use super::error::{DesignCause, DesignError};
use super::field_check::theta;
use super::limits::{DEFAULT_MAX_ITEMS, MAX_TEST_ITEMS};
use super::stopping_spec::{ClassificationKind, ClassificationSpec, StoppingSpec};
use crate::stopping::{Classification, ClassificationMethod, StoppingRule};

/// The longest time budget, in seconds: 366 days.
const MAX_SECONDS: f64 = 366.0 * 86_400.0;
/// The greatest confidence; the normal quantile of more is not exact.
const MAX_CONFIDENCE: f64 = 0.999_999_999;
/// The greatest probability of a wrong decision; with two of one half nothing is left to be decided.
const MAX_ERROR: f64 = 0.499;

pub(super) fn stopping(spec: &StoppingSpec) -> Result<StoppingRule, DesignError> {
    let &StoppingSpec { standard_error, theta_change, standard_error_change, minimum_information, combine, .. } = spec;
    let max_items = max_items(spec)?;
    let min_items = min_items(spec, max_items)?;
    for (field, value) in [
        ("stopping.standard_error", standard_error),
        ("stopping.theta_change", theta_change),
        ("stopping.standard_error_change", standard_error_change),
        ("stopping.minimum_information", minimum_information),
    ] {
        value.map_or(Ok(()), |value| positive(field, value))?;
    }
    let time_budget = spec.time_budget.map(time_budget).transpose()?;
    let classification = spec.classification.as_ref().map(classification).transpose()?;
    Ok(StoppingRule {
        min_items,
        max_items,
        time_budget,
        standard_error,
        theta_change,
        standard_error_change,
        minimum_information,
        classification,
        combine,
    })
}

fn max_items(spec: &StoppingSpec) -> Result<Option<u32>, DesignError> {
    if let Some(max_items) = spec.max_items.filter(|items| !(1..=MAX_TEST_ITEMS).contains(items)) {
        return Err(DesignError::new("stopping.max_items", max_items, DesignCause::MaxItemsOutOfRange));
    }
    let thresholds = [spec.standard_error, spec.theta_change, spec.standard_error_change, spec.minimum_information];
    let is_bare = thresholds.iter().all(Option::is_none) && spec.time_budget.is_none() && spec.classification.is_none();
    Ok(spec.max_items.or(is_bare.then_some(DEFAULT_MAX_ITEMS)))
}

fn min_items(spec: &StoppingSpec, max_items: Option<u32>) -> Result<u32, DesignError> {
    let (min_items, max_items) = (spec.min_items.unwrap_or(1), max_items.unwrap_or(MAX_TEST_ITEMS));
    if min_items > max_items {
        let cause = DesignCause::MinItemsAboveMaxItems { max_items };
        return Err(DesignError::new("stopping.min_items", min_items, cause));
    }
    Ok(min_items)
}

fn positive(field: &'static str, value: f64) -> Result<(), DesignError> {
    if !value.is_finite() {
        Err(DesignError::new(field, value, DesignCause::NotFinite))
    } else if value <= 0.0 {
        let is_se = field == "stopping.standard_error";
        let cause = if is_se { DesignCause::StandardErrorNotPositive } else { DesignCause::NotPositive };
        Err(DesignError::new(field, value, cause))
    } else {
        Ok(())
    }
}

fn time_budget(seconds: f64) -> Result<Duration, DesignError> {
    positive("stopping.time_budget", seconds)?;
    if seconds > MAX_SECONDS {
        let cause = DesignCause::NotBetween { lower: 0.0, upper: MAX_SECONDS };
        return Err(DesignError::new("stopping.time_budget", seconds, cause));
    }
    Ok(Duration::from_secs_f64(seconds))
}

fn classification(spec: &ClassificationSpec) -> Result<Classification, DesignError> {
    const CUTS: &str = "stopping.classification.cuts";
    if spec.cuts.is_empty() {
        return Err(DesignError::new(CUTS, "[]", DesignCause::Empty));
    }
    spec.cuts.iter().try_for_each(|cut| theta(CUTS, *cut))?;
    if let Some(pair) = spec.cuts.windows(2).find(|pair| pair[0] >= pair[1]) {
        return Err(DesignError::new(CUTS, pair[0], DesignCause::LowerNotBelowUpper { upper: pair[1] }));
    }
    Ok(Classification { cuts: spec.cuts.as_slice().into(), method: method(spec)? })
}

fn method(spec: &ClassificationSpec) -> Result<ClassificationMethod, DesignError> {
    let kind = spec.method;
    let confidence = ("stopping.classification.confidence", spec.confidence);
    let test = [
        ("stopping.classification.half_width", spec.half_width),
        ("stopping.classification.alpha", spec.alpha),
        ("stopping.classification.beta", spec.beta),
    ];
    let unused: &[(&'static str, Option<f64>)] =
        if kind == ClassificationKind::ConfidenceInterval { &test } else { &[confidence] };
    if let Some((field, value)) = unused.iter().find_map(|(field, value)| Some((*field, (*value)?))) {
        return Err(DesignError::new(field, value, DesignCause::UnusedByMethod));
    }
    if kind == ClassificationKind::ConfidenceInterval {
        let confidence = between(confidence, 0.95, MAX_CONFIDENCE)?;
        return Ok(ClassificationMethod::ConfidenceInterval { confidence });
    }
    let half_width = between(test[0], 0.2, 10.0)?;
    let (alpha, beta) = (between(test[1], 0.05, MAX_ERROR)?, between(test[2], 0.05, MAX_ERROR)?);
    Ok(match kind {
        ClassificationKind::Glr => ClassificationMethod::Glr { half_width, alpha, beta },
        _ => ClassificationMethod::Sprt { half_width, alpha, beta },
    })
}

/// A value above 0 and at most `upper`.
fn between((field, value): (&'static str, Option<f64>), default: f64, upper: f64) -> Result<f64, DesignError> {
    let value = value.unwrap_or(default);
    if value > 0.0 && value <= upper {
        Ok(value)
    } else if value.is_finite() {
        Err(DesignError::new(field, value, DesignCause::NotBetween { lower: 0.0, upper }))
    } else {
        Err(DesignError::new(field, value, DesignCause::NotFinite))
    }
}
