//! The ranges of item parameters, checked in one place.

use crate::{ModelName, ProblemCause};

/// The largest discrimination accepted.
pub const MAX_DISCRIMINATION: f64 = 100.0;

/// The largest difficulty accepted, positive or negative.
pub const MAX_ABS_DIFFICULTY: f64 = 100.0;

/// An item parameter that breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("parameter {parameter}: {value} {cause}")]
pub struct ParameterError {
    /// The parameter: `a`, `b`, `c` or `d`.
    pub parameter: &'static str,
    /// Its value.
    pub value: f64,
    /// The rule that it breaks.
    pub cause: ProblemCause,
}

/// Every rule that the four parameters of a dichotomous model break, in the order of the parameters.
pub(crate) fn check(name: ModelName, [a, b, c, d]: [f64; 4]) -> impl Iterator<Item = ParameterError> {
    let single = [("a", a, check_a(a)), ("b", b, check_b(b)), ("c", c, check_c(name, c)), ("d", d, check_d(name, d))];
    let asymptotes_sound = single[2].2.is_none() && single[3].2.is_none();
    let crossed = (asymptotes_sound && c >= d).then_some(ProblemCause::GuessingNotBelowUpperAsymptote);
    single
        .into_iter()
        .chain([("c", c, crossed)])
        .filter_map(|(parameter, value, cause)| cause.map(|cause| ParameterError { parameter, value, cause }))
}

fn check_a(a: f64) -> Option<ProblemCause> {
    match a {
        _ if !a.is_finite() => Some(ProblemCause::NotFinite),
        _ if a <= 0.0 => Some(ProblemCause::DiscriminationNotPositive),
        _ if a > MAX_DISCRIMINATION => Some(ProblemCause::DiscriminationTooLarge),
        _ => None,
    }
}

fn check_b(b: f64) -> Option<ProblemCause> {
    match b {
        _ if !b.is_finite() => Some(ProblemCause::NotFinite),
        _ if b.abs() > MAX_ABS_DIFFICULTY => Some(ProblemCause::DifficultyOutOfRange),
        _ => None,
    }
}

fn check_c(name: ModelName, c: f64) -> Option<ProblemCause> {
    match c {
        _ if !c.is_finite() => Some(ProblemCause::NotFinite),
        _ if c != 0.0 && matches!(name, ModelName::OnePl | ModelName::TwoPl) => Some(ProblemCause::UnusedParameter),
        _ if !(0.0..1.0).contains(&c) => Some(ProblemCause::GuessingOutOfRange),
        _ => None,
    }
}

fn check_d(name: ModelName, d: f64) -> Option<ProblemCause> {
    match d {
        _ if !d.is_finite() => Some(ProblemCause::NotFinite),
        _ if d != 1.0 && name != ModelName::FourPl => Some(ProblemCause::UnusedParameter),
        _ if d <= 0.0 || d > 1.0 => Some(ProblemCause::UpperAsymptoteOutOfRange),
        _ => None,
    }
}
