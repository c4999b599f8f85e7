//! The nominal response model: categories without an order.

use super::category_curve::CategoryCurve;
use super::parameters::{self, ParameterErrors, first_error};
use crate::{ParameterError, ParameterName, ProblemCause};

/// A polytomous item under the nominal response model (NRM).
///
/// # Formula
/// The probability of category `k` is proportional to `exp(a_k theta + c_k)`, that of category 0 to 1. The scaling
/// constant of the bank does not enter.
///
/// The slopes `a_k` in \[-100, 100\], not all 0; the intercepts `c_k` in \[-10 000, 10 000\]; at most 255 categories.
///
/// # Reference
/// Bock (1972).
///
/// ```
/// use irt_core::{ItemModel, Metric, Nominal};
///
/// let item = ItemModel::from(Nominal::new(&[(0.7, 0.4), (1.5, -0.2)])?);
/// assert_eq!(item.categories(), 3);
/// # Ok::<(), irt_core::ParameterError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Nominal {
    /// Slope and intercept of the categories from 1 on.
    lines: Box<[(f64, f64)]>,
}

impl Nominal {
    /// An item with these slopes and intercepts `(a_k, c_k)`, those of category 1 first.
    ///
    /// # Errors
    /// [`ParameterError`] for the first parameter that breaks a rule of the type.
    pub fn new(lines: &[(f64, f64)]) -> Result<Self, ParameterError> {
        let (slopes, intercepts): (Vec<f64>, Vec<f64>) = lines.iter().copied().unzip();
        first_error(Self::errors(&slopes, &intercepts))?;
        Ok(Self { lines: lines.into() })
    }

    /// The item that other programs write with the exponent `scores_k a theta + intercept_k`, category 0 included, as
    /// mirt's `nominal` with `a1`, `ak0, ak1, …` and `d0, d1, …`.
    ///
    /// # Errors
    /// As for [`new`](Self::new); also when there are not as many scores as intercepts.
    pub fn from_slope_intercepts(a: f64, scores: &[f64], intercepts: &[f64]) -> Result<Self, ParameterError> {
        let (Some((first_score, scores)), Some((first_intercept, intercepts))) =
            (scores.split_first(), intercepts.split_first())
        else {
            return Err(missing(0));
        };
        if scores.len() != intercepts.len() {
            return Err(missing(scores.len().min(intercepts.len())));
        }
        let lines: Vec<(f64, f64)> = scores
            .iter()
            .zip(intercepts)
            .map(|(score, intercept)| (a * (score - first_score), intercept - first_intercept))
            .collect();
        Self::new(&lines)
    }

    pub(crate) fn errors(slopes: &[f64], intercepts: &[f64]) -> ParameterErrors {
        let mut errors = parameters::list('a', slopes, parameters::check_slope);
        if errors.is_empty() && slopes.iter().all(|slope| *slope == 0.0) {
            let (parameter, value) = (ParameterName::at('a', 0), 0.0);
            errors.push(ParameterError { parameter, value, cause: ProblemCause::SlopesAllZero });
        }
        errors.extend(parameters::list('c', intercepts, parameters::check_intercept));
        errors
    }

    /// Slopes and intercepts `(a_k, c_k)` of the categories from 1 on; those of category 0 are 0.
    #[must_use]
    pub const fn lines(&self) -> &[(f64, f64)] {
        &self.lines
    }

    pub(crate) fn curve(&self) -> CategoryCurve {
        CategoryCurve::multinomial(std::iter::once((0.0, 0.0)).chain(self.lines.iter().copied()))
    }
}

fn missing(place: usize) -> ParameterError {
    ParameterError { parameter: ParameterName::at('c', place), value: f64::NAN, cause: ProblemCause::MissingValue }
}
