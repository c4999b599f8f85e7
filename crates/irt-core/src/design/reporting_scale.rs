//! The scale that scores are reported on, checked.

use super::error::{DesignCause, DesignError};
use super::limits::{MAX_DECIMALS, MAX_NAME_CHARACTERS, MAX_REPORTED};
use super::reporting_spec::ReportingSpec;
use crate::ability::Ability;

const LEVELS: &str = "reporting.levels";

/// A linear scale that scores are reported on: `mean + sd theta`, rounded, then kept within the bounds.
///
/// The level of a score is decided on the score that is reported, so that the two never contradict each other.
///
/// ```
/// use irt_core::{LevelSpec, ReportingScale, ReportingSpec};
///
/// let level = |name: &str, from| LevelSpec { name: name.to_owned(), from };
/// let scale = ReportingScale::new(ReportingSpec {
///     name: "T".to_owned(),
///     mean: 50.0,
///     sd: 10.0,
///     lower: Some(20.0),
///     upper: Some(80.0),
///     decimals: Some(1),
///     levels: vec![level("low", None), level("usual", Some(40.0)), level("high", Some(60.0))],
/// })?;
/// assert_eq!((scale.score(0.5), scale.score(-4.2)), (55.0, 20.0));
/// assert_eq!(scale.level(0.996), Some("high"), "59.96 is reported as 60.0");
/// # Ok::<(), irt_core::DesignError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ReportingScale {
    spec: ReportingSpec,
}

/// A score as it is reported.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReportedScore<'a> {
    /// The score, in units of the scale.
    pub score: f64,
    /// Its standard error, in units of the scale.
    pub standard_error: f64,
    /// The name of its level; `None` where the scale has no levels.
    pub level: Option<&'a str>,
}

impl ReportingScale {
    /// Checks a scale.
    ///
    /// # Errors
    /// [`DesignError`] names the first field that breaks a rule, in the form `reporting.sd`, and its value: the name is
    /// empty or has control characters; `mean` is not between ±1 000 000; `sd` is not above 0 and at most 1 000 000;
    /// `lower` is not below `upper`; there are more than 6 decimals; levels without a name, with the same name, out of
    /// order, or that no score can have.
    pub fn new(spec: ReportingSpec) -> Result<Self, DesignError> {
        check_name("reporting.name", &spec.name)?;
        if !(-MAX_REPORTED..=MAX_REPORTED).contains(&spec.mean) {
            return Err(DesignError::new("reporting.mean", spec.mean, cause_outside(-MAX_REPORTED, spec.mean)));
        }
        if !(spec.sd > 0.0 && spec.sd <= MAX_REPORTED) {
            return Err(DesignError::new("reporting.sd", spec.sd, cause_outside(0.0, spec.sd)));
        }
        check_bounds(&spec)?;
        if let Some(decimals) = spec.decimals.filter(|decimals| *decimals > MAX_DECIMALS) {
            return Err(DesignError::new("reporting.decimals", decimals, DesignCause::TooManyDecimals));
        }
        check_levels(&spec)?;
        Ok(Self { spec })
    }

    /// The specification that the scale was made from, unchanged.
    #[must_use]
    pub const fn spec(&self) -> &ReportingSpec {
        &self.spec
    }

    /// What the score is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.spec.name
    }

    /// The reported score of an ability.
    #[must_use]
    pub fn score(&self, theta: f64) -> f64 {
        let ReportingSpec { mean, sd, lower, upper, .. } = self.spec;
        let score = self.rounded(mean + sd * theta);
        score.max(lower.unwrap_or(f64::MIN)).min(upper.unwrap_or(f64::MAX))
    }

    /// The reported standard error: rounded as the score is, but never to 0.
    #[must_use]
    pub fn standard_error(&self, se: f64) -> f64 {
        let exact = self.spec.sd * se;
        match self.unit() {
            Some(unit) if exact > 0.0 => self.rounded(exact).max(self.rounded(unit)),
            _ => exact,
        }
    }

    /// The name of the level of an ability; `None` where the scale has no levels.
    #[must_use]
    pub fn level(&self, theta: f64) -> Option<&str> {
        let score = self.score(theta);
        let above = self.spec.levels.iter().rev().find(|level| level.from.is_none_or(|from| from <= score));
        above.or_else(|| self.spec.levels.first()).map(|level| level.name.as_str())
    }

    /// The reported form of an estimate.
    #[must_use]
    pub fn report(&self, ability: Ability) -> ReportedScore<'_> {
        let Ability { theta, se } = ability;
        ReportedScore { score: self.score(theta), standard_error: self.standard_error(se), level: self.level(theta) }
    }

    /// The names of the levels, the lowest first.
    pub fn level_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.spec.levels.iter().map(|level| level.name.as_str())
    }

    /// The abilities at which the levels but the lowest begin, ascending: those whose score, once rounded, is the cut
    /// score.
    ///
    /// ```
    /// # use irt_core::{LevelSpec, ReportingScale, ReportingSpec};
    /// # let levels = vec![LevelSpec { name: "no".into(), from: None }, LevelSpec { name: "yes".into(), from: Some(40.0) }];
    /// # let mut spec = ReportingSpec {
    /// #     name: "T".into(), mean: 50.0, sd: 10.0, lower: None, upper: None, decimals: None, levels,
    /// # };
    /// assert_eq!(ReportingScale::new(spec.clone())?.cuts(), [-1.0]);
    /// spec.decimals = Some(0);
    /// assert_eq!(ReportingScale::new(spec)?.cuts(), [-1.05], "39.5 is reported as 40");
    /// # Ok::<(), irt_core::DesignError>(())
    /// ```
    #[must_use]
    pub fn cuts(&self) -> Vec<f64> {
        let starts = self.spec.levels.iter().skip(1).filter_map(|level| level.from);
        starts.map(|from| (self.least_exact(from) - self.spec.mean) / self.spec.sd).collect()
    }

    /// The least score before rounding that is reported as this or more.
    fn least_exact(&self, from: f64) -> f64 {
        let Some(unit) = self.unit() else { return from };
        // A cut score of as many decimals as the scale must not be taken for the next one.
        let steps = (from / unit - 1e-6).ceil();
        (steps - 0.5) * unit
    }

    /// The last place that scores have; `None` where they are not rounded.
    fn unit(&self) -> Option<f64> {
        self.spec.decimals.map(|decimals| 10f64.powi(-i32::from(decimals)))
    }

    fn rounded(&self, value: f64) -> f64 {
        let Some(decimals) = self.spec.decimals else { return value };
        let factor = 10f64.powi(i32::from(decimals));
        (value * factor).round() / factor
    }
}

const fn cause_outside(lower: f64, value: f64) -> DesignCause {
    if value.is_finite() { DesignCause::NotBetween { lower, upper: MAX_REPORTED } } else { DesignCause::NotFinite }
}

fn check_name(field: &'static str, name: &str) -> Result<(), DesignError> {
    let is_printable = name.trim() == name && !name.chars().any(char::is_control);
    if is_printable && (1..=MAX_NAME_CHARACTERS).contains(&name.chars().count()) {
        Ok(())
    } else {
        Err(DesignError::new(field, format!("{name:?}"), DesignCause::NotAName))
    }
}

fn check_bounds(spec: &ReportingSpec) -> Result<(), DesignError> {
    for (field, bound) in [("reporting.lower", spec.lower), ("reporting.upper", spec.upper)] {
        if let Some(bound) = bound.filter(|bound| !bound.is_finite()) {
            return Err(DesignError::new(field, bound, DesignCause::NotFinite));
        }
    }
    match (spec.lower, spec.upper) {
        (Some(lower), Some(upper)) if lower >= upper => {
            Err(DesignError::new("reporting.lower", lower, DesignCause::LowerNotBelowUpper { upper }))
        }
        _ => Ok(()),
    }
}

fn check_levels(spec: &ReportingSpec) -> Result<(), DesignError> {
    let mut previous: Option<f64> = None;
    for (place, level) in spec.levels.iter().enumerate() {
        check_name(LEVELS, &level.name)?;
        let refused = |value: &dyn std::fmt::Display, cause| Err(DesignError::new(LEVELS, value, cause));
        if spec.levels[..place].iter().any(|other| other.name == level.name) {
            return refused(&level.name, DesignCause::RepeatedLevel);
        }
        match level.from {
            None if place > 0 => return refused(&level.name, DesignCause::LevelWithoutStart),
            None => {}
            Some(from) if !from.is_finite() => return refused(&from, DesignCause::NotFinite),
            Some(from) if place == 0 => check_lowest_level(from, spec.lower)?,
            Some(from) => check_start(from, previous, spec)?,
        }
        previous = level.from.or(previous);
    }
    Ok(())
}

/// No score may be below the lowest level.
fn check_lowest_level(from: f64, lower: Option<f64>) -> Result<(), DesignError> {
    if lower.is_some_and(|lower| from <= lower) {
        Ok(())
    } else {
        Err(DesignError::new(LEVELS, from, DesignCause::ScoresBelowLowestLevel))
    }
}

fn check_start(from: f64, previous: Option<f64>, spec: &ReportingSpec) -> Result<(), DesignError> {
    if let Some(previous) = previous.filter(|previous| from <= *previous) {
        return Err(DesignError::new(LEVELS, from, DesignCause::LevelNotAbove { previous }));
    }
    if spec.lower.is_some_and(|lower| from <= lower) || spec.upper.is_some_and(|upper| from > upper) {
        return Err(DesignError::new(LEVELS, from, DesignCause::LevelOutOfBounds));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::reporting_spec::LevelSpec;

    fn scale(adapt: impl FnOnce(&mut ReportingSpec)) -> Result<ReportingScale, DesignError> {
        let levels = vec![];
        let (name, lower, upper, decimals) = ("T".to_owned(), None, None, None);
        let mut spec = ReportingSpec { name, mean: 50.0, sd: 10.0, lower, upper, decimals, levels };
        adapt(&mut spec);
        ReportingScale::new(spec)
    }

    fn levels(starts: &[(&str, Option<f64>)]) -> Vec<LevelSpec> {
        starts.iter().map(|(name, from)| LevelSpec { name: (*name).to_owned(), from: *from }).collect()
    }

    #[test]
    fn the_least_ability_of_a_level_is_where_its_reported_score_begins() {
        for decimals in [None, Some(0), Some(1), Some(3)] {
            for from in [40.0, 43.7, 51.05, -12.3] {
                let scale = scale(|spec| {
                    (spec.decimals, spec.levels) = (decimals, levels(&[("below", None), ("above", Some(from))]));
                })
                .unwrap();
                let cut = scale.cuts()[0];
                assert_eq!(scale.level(cut - 1e-9), Some("below"), "{decimals:?}, {from}: {cut}");
                assert_eq!(scale.level(cut + 1e-9), Some("above"), "{decimals:?}, {from}: {cut}");
                assert!(scale.score(cut + 1e-9) >= from && scale.score(cut - 1e-9) < from);
            }
        }
    }

    #[test]
    fn a_standard_error_is_never_rounded_to_nothing() {
        let scale = scale(|spec| (spec.sd, spec.decimals) = (1.0, Some(1))).unwrap();
        assert_eq!([0.26, 0.02, 0.0].map(|se| scale.standard_error(se)), [0.3, 0.1, 0.0]);
    }

    #[test]
    fn each_field_that_breaks_a_rule_is_named_with_its_value() {
        let check = |adapt: &dyn Fn(&mut ReportingSpec), field: &str, value: &str, code: &str| {
            let error = scale(|spec| adapt(spec)).unwrap_err();
            assert_eq!((error.field, error.value.as_str(), error.code()), (field, value, code));
        };
        check(&|spec| spec.name.clear(), "reporting.name", "\"\"", "not_a_name");
        check(&|spec| spec.name = "a\nb".to_owned(), "reporting.name", "\"a\\nb\"", "not_a_name");
        check(&|spec| spec.mean = f64::NAN, "reporting.mean", "NaN", "not_finite");
        check(&|spec| spec.mean = 1e7, "reporting.mean", "10000000", "not_between");
        check(&|spec| spec.sd = 0.0, "reporting.sd", "0", "not_between");
        check(&|spec| spec.sd = f64::INFINITY, "reporting.sd", "inf", "not_finite");
        check(&|spec| spec.upper = Some(f64::NAN), "reporting.upper", "NaN", "not_finite");
        let both = |spec: &mut ReportingSpec| (spec.lower, spec.upper) = (Some(80.0), Some(20.0));
        check(&both, "reporting.lower", "80", "lower_not_below_upper");
        check(&|spec| spec.decimals = Some(7), "reporting.decimals", "7", "too_many_decimals");
    }

    #[test]
    fn levels_rise_and_each_has_scores() {
        let check = |starts: &[(&str, Option<f64>)], value: &str, code: &str| {
            let adapt = |spec: &mut ReportingSpec| {
                (spec.lower, spec.upper, spec.levels) = (Some(20.0), Some(80.0), levels(starts));
            };
            let error = scale(adapt).unwrap_err();
            assert_eq!((error.field, error.value.as_str(), error.code()), ("reporting.levels", value, code));
        };
        check(&[("", None)], "\"\"", "not_a_name");
        check(&[("a", None), ("a", Some(40.0))], "a", "repeated_level");
        check(&[("a", None), ("b", None)], "b", "level_without_start");
        check(&[("a", None), ("b", Some(50.0)), ("c", Some(50.0))], "50", "level_not_above");
        check(&[("a", None), ("b", Some(20.0))], "20", "level_out_of_bounds");
        check(&[("a", None), ("b", Some(80.5))], "80.5", "level_out_of_bounds");
        check(&[("a", Some(30.0)), ("b", Some(40.0))], "30", "scores_below_lowest_level");
        check(&[("a", None), ("b", Some(f64::NAN))], "NaN", "not_finite");
        let from_the_bound = levels(&[("a", Some(20.0)), ("b", Some(80.0))]);
        let scale = scale(|spec| (spec.lower, spec.upper, spec.levels) = (Some(20.0), Some(80.0), from_the_bound));
        let scale = scale.unwrap();
        assert_eq!([-9.0, 2.99, 3.0, 9.0].map(|theta| scale.level(theta).unwrap()), ["a", "a", "b", "b"]);
    }
}
