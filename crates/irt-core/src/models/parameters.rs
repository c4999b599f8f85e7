//! The names and ranges of item parameters, checked in one place.

use std::fmt;

use crate::{ModelName, ProblemCause};

/// The largest discrimination accepted; also the largest slope of a nominal category, positive or negative.
pub const MAX_DISCRIMINATION: f64 = 100.0;

/// The largest difficulty, threshold or step accepted, positive or negative.
pub const MAX_ABS_DIFFICULTY: f64 = 100.0;

/// The largest intercept of a nominal category, positive or negative.
pub const MAX_ABS_INTERCEPT: f64 = 10_000.0;

/// The largest number of response categories of an item.
pub const MAX_CATEGORIES: u8 = u8::MAX;

/// The name of an item parameter as files give it: a letter, and a number where the model has several of a kind.
///
/// ```
/// use irt_core::ParameterName;
///
/// let name = ParameterName::from_name("b3").unwrap();
/// assert_eq!((name.letter(), name.number()), ('b', Some(3)));
/// assert_eq!(ParameterName::from_name("b0"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParameterName {
    letter: char,
    /// From 1 to one less than [`MAX_CATEGORIES`].
    number: Option<u8>,
}

impl ParameterName {
    pub(crate) const A: Self = Self { letter: 'a', number: None };
    pub(crate) const B: Self = Self { letter: 'b', number: None };
    pub(crate) const C: Self = Self { letter: 'c', number: None };
    pub(crate) const D: Self = Self { letter: 'd', number: None };

    /// The parameter of the category with the place `place + 1`; places beyond the last category count as that.
    pub(crate) fn at(letter: char, place: usize) -> Self {
        let number = u8::try_from(place + 1).unwrap_or(MAX_CATEGORIES).min(MAX_CATEGORIES - 1);
        Self { letter, number: Some(number) }
    }

    /// The parameter that is named so: `a`, `b`, `c` or `d`, or one of them with a number from 1 to 254.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let letter = name.chars().next().filter(|letter| matches!(letter, 'a'..='d'))?;
        let digits = &name[1..];
        if digits.is_empty() {
            return Some(Self { letter, number: None });
        }
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
        let number = digits.parse().ok().filter(|number| is_plain && *number < MAX_CATEGORIES)?;
        Some(Self { letter, number: Some(number) })
    }

    /// The letter: `a`, `b`, `c` or `d`.
    #[must_use]
    pub const fn letter(self) -> char {
        self.letter
    }

    /// The number, counted from 1.
    #[must_use]
    pub const fn number(self) -> Option<u8> {
        self.number
    }
}

impl fmt::Display for ParameterName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            None => write!(f, "{}", self.letter),
            Some(number) => write!(f, "{}{number}", self.letter),
        }
    }
}

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

/// Everything that is wrong with the parameters of one item.
pub(crate) type ParameterErrors = Vec<ParameterError>;

/// `Ok` when nothing is wrong, else the first error.
pub(crate) fn first_error(errors: ParameterErrors) -> Result<(), ParameterError> {
    errors.into_iter().next().map_or(Ok(()), Err)
}

/// Every rule that the four parameters of a dichotomous model break, in the order of the parameters.
pub(crate) fn check(name: ModelName, [a, b, c, d]: [f64; 4]) -> impl Iterator<Item = ParameterError> {
    let single = [
        (ParameterName::A, a, check_a(a)),
        (ParameterName::B, b, check_b(b)),
        (ParameterName::C, c, check_c(name, c)),
        (ParameterName::D, d, check_d(name, d)),
    ];
    let asymptotes_sound = single[2].2.is_none() && single[3].2.is_none();
    let crossed = (asymptotes_sound && c >= d).then_some(ProblemCause::GuessingNotBelowUpperAsymptote);
    single
        .into_iter()
        .chain([(ParameterName::C, c, crossed)])
        .filter_map(|(parameter, value, cause)| cause.map(|cause| ParameterError { parameter, value, cause }))
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
pub(crate) fn list(letter: char, values: &[f64], rule: fn(f64) -> Option<ProblemCause>) -> ParameterErrors {
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

/// The first numbered parameter that does not follow its predecessor as it must.
pub(crate) fn disorder(
    letter: char,
    values: &[f64],
    follows: fn(f64, f64) -> bool,
    cause: ProblemCause,
) -> Option<ParameterError> {
    let place = values.windows(2).position(|pair| !follows(pair[0], pair[1]))? + 1;
    Some(ParameterError { parameter: ParameterName::at(letter, place), value: values[place], cause })
}

fn check_a(a: f64) -> Option<ProblemCause> {
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
