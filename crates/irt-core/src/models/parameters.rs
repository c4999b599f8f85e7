//! The rules of item parameters.

use super::limits::{MAX_ABS_DIFFICULTY, MAX_ABS_INTERCEPT, MAX_CATEGORIES, MAX_DISCRIMINATION};
use super::parameter_name::ParameterName;
use super::problem_cause::ProblemCause;

/// An item parameter that breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("parameter {parameter}: {value} {cause}")]
pub struct ParameterError {
    /// The parameter.
    pub parameter: ParameterName,
    /// Its value; NaN when it is missing.
    pub value: f64,
    /// The rule that it breaks.
    pub cause: ProblemCause,
}

/// Everything that is wrong with the parameters of one item; at least one error.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ParameterErrors {
    first: ParameterError,
    others: Vec<ParameterError>,
}

impl ParameterErrors {
    /// `Ok` when there is no error.
    pub(super) fn none(errors: impl IntoIterator<Item = ParameterError>) -> Result<(), Self> {
        let mut errors = errors.into_iter();
        errors.next().map_or(Ok(()), |first| Err(Self { first, others: errors.collect() }))
    }

    /// The first error.
    pub(super) fn into_first(self) -> ParameterError {
        self.first
    }
}

impl IntoIterator for ParameterErrors {
    type Item = ParameterError;
    type IntoIter = std::iter::Chain<std::iter::Once<ParameterError>, std::vec::IntoIter<ParameterError>>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self.first).chain(self.others)
    }
}

/// The rules of a discrimination.
pub(crate) fn discrimination(a: f64) -> Option<ParameterError> {
    check_a(a).map(|cause| ParameterError { parameter: ParameterName::A, value: a, cause })
}

/// The rules of a location.
pub(crate) fn location(b: f64) -> Option<ParameterError> {
    check_b(b).map(|cause| ParameterError { parameter: ParameterName::B, value: b, cause })
}

/// The rules that all numbered parameters share: how many there are, and in which range each of them is.
pub(crate) fn list(letter: char, values: &[f64], rule: fn(f64) -> Option<ProblemCause>) -> Vec<ParameterError> {
    let error = |place, value, cause| ParameterError { parameter: ParameterName::at(letter, place), value, cause };
    if values.is_empty() {
        return vec![error(0, f64::NAN, ProblemCause::MissingValue)];
    }
    if values.len() >= usize::from(MAX_CATEGORIES) {
        let last = values.len() - 1;
        return vec![error(last, values[last], ProblemCause::TooManyCategories)];
    }
    let numbered = values.iter().enumerate();
    numbered.filter_map(|(place, value)| rule(*value).map(|cause| error(place, *value, cause))).collect()
}

/// The rules of numbered difficulties that have an order: those of a list, and that each follows the one before it.
pub(crate) fn ordered(
    letter: char,
    values: &[f64],
    follows: fn(f64, f64) -> bool,
    cause: ProblemCause,
) -> Vec<ParameterError> {
    let mut errors = list(letter, values, check_b);
    if errors.is_empty()
        && let Some(place) = values.windows(2).position(|pair| !follows(pair[0], pair[1]))
    {
        let (parameter, value) = (ParameterName::at(letter, place + 1), values[place + 1]);
        errors.push(ParameterError { parameter, value, cause });
    }
    errors
}

pub(crate) fn check_a(a: f64) -> Option<ProblemCause> {
    match a {
        _ if !a.is_finite() => Some(ProblemCause::NotFinite),
        _ if a <= 0.0 => Some(ProblemCause::DiscriminationNotPositive),
        _ if a > MAX_DISCRIMINATION => Some(ProblemCause::DiscriminationTooLarge),
        _ => None,
    }
}

pub(crate) fn check_b(b: f64) -> Option<ProblemCause> {
    match b {
        _ if !b.is_finite() => Some(ProblemCause::NotFinite),
        _ if b.abs() > MAX_ABS_DIFFICULTY => Some(ProblemCause::DifficultyOutOfRange),
        _ => None,
    }
}

pub(crate) fn check_slope(slope: f64) -> Option<ProblemCause> {
    match slope {
        _ if !slope.is_finite() => Some(ProblemCause::NotFinite),
        _ if slope.abs() > MAX_DISCRIMINATION => Some(ProblemCause::SlopeOutOfRange),
        _ => None,
    }
}

pub(crate) fn check_intercept(intercept: f64) -> Option<ProblemCause> {
    match intercept {
        _ if !intercept.is_finite() => Some(ProblemCause::NotFinite),
        _ if intercept.abs() > MAX_ABS_INTERCEPT => Some(ProblemCause::InterceptOutOfRange),
        _ => None,
    }
}
