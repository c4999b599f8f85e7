//! Checking the sections on selection, exposure and content, as far as that can be done without the bank.

use std::collections::BTreeSet;

use super::content_spec::{ContentSpec, PretestSpec, StrataSpec};
use super::error::{DesignCause, DesignError};
use super::limits::MAX_TEST_ITEMS;
use super::spec::CatSpec;
use crate::selection::RuleSetting;
use crate::stopping::StoppingRule;

/// The greatest acceleration; beyond it the weights underflow.
const MAX_ACCELERATION: f64 = 20.0;
/// How far the shares of the content areas may be from summing to 1.
const SHARE_TOLERANCE: f64 = 1e-6;

pub(super) fn selection(spec: &CatSpec) -> Result<(), DesignError> {
    let rules = [Some(spec.selection.rule), spec.start.rule];
    let uses = |setting| rules.iter().flatten().any(|rule| rule.uses(setting));
    let cause = DesignCause::UnusedByRule { rule: spec.selection.rule };
    if let Some(kind) = spec.selection.information
        && !uses(RuleSetting::Information)
    {
        return Err(DesignError::new(RuleSetting::Information.field(), kind.as_str(), cause));
    }
    let Some(acceleration) = spec.selection.acceleration else { return Ok(()) };
    const FIELD: &str = RuleSetting::Acceleration.field();
    if !uses(RuleSetting::Acceleration) {
        Err(DesignError::new(FIELD, acceleration, cause))
    } else if !acceleration.is_finite() {
        Err(DesignError::new(FIELD, acceleration, DesignCause::NotFinite))
    } else if !(0.0..=MAX_ACCELERATION).contains(&acceleration) {
        let cause = DesignCause::NotBetween { lower: 0.0, upper: MAX_ACCELERATION };
        Err(DesignError::new(FIELD, acceleration, cause))
    } else {
        Ok(())
    }
}

pub(super) fn exposure(spec: &CatSpec) -> Result<(), DesignError> {
    let exposure = &spec.exposure;
    if let Some(best) = exposure.randomesque {
        let rule = spec.selection.rule;
        if best == 0 || best > MAX_TEST_ITEMS {
            let cause = DesignCause::NotBetween { lower: 0.0, upper: f64::from(MAX_TEST_ITEMS) };
            return Err(DesignError::new(RuleSetting::Randomesque.field(), best, cause));
        }
        if !rule.uses(RuleSetting::Randomesque) {
            return Err(DesignError::new(RuleSetting::Randomesque.field(), best, DesignCause::UnusedByRule { rule }));
        }
    }
    if let Some(rate) = exposure.maximum_rate
        && !(rate > 0.0 && rate <= 1.0)
    {
        let cause = DesignCause::NotBetween { lower: 0.0, upper: 1.0 };
        return Err(DesignError::new("exposure.maximum_rate", rate, cause));
    }
    match exposure.sympson_hetter.values().find(|parameter| !(0.0..=1.0).contains(*parameter)) {
        Some(parameter) => Err(DesignError::new("exposure.sympson_hetter", parameter, DesignCause::NotAProbability)),
        None => Ok(()),
    }
}

pub(super) fn content(spec: &ContentSpec, stopping: &StoppingRule) -> Result<(), DesignError> {
    targets(spec)?;
    spec.strata.map_or(Ok(()), |strata| self::strata(strata, stopping.max_items))?;
    spec.pretest.as_ref().map_or(Ok(()), |pretest| self::pretest(pretest, stopping.max_items))?;
    distinct("content.excluded", &spec.excluded)?;
    for (field, sets) in [("content.enemies", &spec.enemies), ("content.testlets", &spec.testlets)] {
        for set in sets {
            distinct(field, set)?;
            if set.len() < 2 {
                let only = set.first().map_or("", String::as_str);
                return Err(DesignError::new(field, only, DesignCause::SetTooSmall));
            }
        }
    }
    let testlets: Vec<String> = spec.testlets.iter().flatten().cloned().collect();
    distinct("content.testlets", &testlets)
}

fn targets(spec: &ContentSpec) -> Result<(), DesignError> {
    const FIELD: &str = "content.targets";
    if let Some(share) = spec.targets.values().find(|share| !(0.0..=1.0).contains(*share)) {
        return Err(DesignError::new(FIELD, share, DesignCause::NotAProbability));
    }
    let sum: f64 = spec.targets.values().sum();
    if !spec.targets.is_empty() && (sum - 1.0).abs() > SHARE_TOLERANCE {
        return Err(DesignError::new(FIELD, sum, DesignCause::SharesDoNotSumToOne));
    }
    Ok(())
}

fn strata(spec: StrataSpec, max_items: Option<u32>) -> Result<(), DesignError> {
    let Some(max_items) = max_items else {
        return Err(DesignError::new("content.strata.count", spec.count, DesignCause::NeedsMaxItems));
    };
    if (2..=max_items).contains(&spec.count) {
        Ok(())
    } else {
        Err(DesignError::new("content.strata.count", spec.count, DesignCause::StrataOutOfRange { max_items }))
    }
}

fn pretest(spec: &PretestSpec, max_items: Option<u32>) -> Result<(), DesignError> {
    distinct("content.pretest.items", &spec.items)?;
    let last = max_items.unwrap_or(MAX_TEST_ITEMS);
    let (first, ascending) = (spec.positions.first(), spec.positions.is_sorted_by(|one, next| one < next));
    if first.is_none() {
        return Err(DesignError::new("content.pretest.positions", "[]", DesignCause::Empty));
    }
    if !ascending || first == Some(&0) || spec.positions.last().is_some_and(|position| *position > last) {
        let value = format!("{:?}", spec.positions);
        return Err(DesignError::new("content.pretest.positions", value, DesignCause::PositionsNotAscending));
    }
    if spec.positions.len() > spec.items.len() {
        let count = spec.positions.len();
        return Err(DesignError::new("content.pretest.positions", count, DesignCause::TooFewPretestItems));
    }
    Ok(())
}

fn distinct(field: &'static str, ids: &[String]) -> Result<(), DesignError> {
    let mut seen = BTreeSet::new();
    match ids.iter().find(|id| !seen.insert(id.as_str())) {
        Some(id) => Err(DesignError::new(field, id, DesignCause::RepeatedItem)),
        None => Ok(()),
    }
}
