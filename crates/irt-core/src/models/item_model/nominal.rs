//! The nominal response model: categories without an order.

use crate::metric::Metric;
use crate::models::category_curve::Multinomial;
use crate::models::parameter_name::ParameterName;
use crate::models::parameter_values::{ParameterLayout, ParameterValues};
use crate::models::parameters::{self, ParameterError, ParameterErrors};
use crate::models::problem_cause::ProblemCause;
use crate::models::response_model::{ModelParameters, ResponseModel};

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
        Self::checked(&slopes, &intercepts).map_err(ParameterErrors::into_first)
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
            return Err(missing('c', 0));
        };
        if scores.len() != intercepts.len() {
            return Err(missing('c', scores.len().min(intercepts.len())));
        }
        let lines: Vec<(f64, f64)> = scores
            .iter()
            .zip(intercepts)
            .map(|(score, intercept)| (a * (score - first_score), intercept - first_intercept))
            .collect();
        Self::new(&lines)
    }

    fn checked(slopes: &[f64], intercepts: &[f64]) -> Result<Self, ParameterErrors> {
        let slope_errors = parameters::list('a', slopes, parameters::check_slope);
        let is_flat = slope_errors.is_empty() && slopes.iter().all(|slope| *slope == 0.0);
        let flat =
            ParameterError { parameter: ParameterName::at('a', 0), value: 0.0, cause: ProblemCause::SlopesAllZero };
        let errors = unpaired(slopes.len(), intercepts.len()).chain(slope_errors).chain(is_flat.then_some(flat));
        ParameterErrors::none(errors.chain(parameters::list('c', intercepts, parameters::check_intercept)))?;
        Ok(Self { lines: slopes.iter().copied().zip(intercepts.iter().copied()).collect() })
    }

    /// Slopes and intercepts `(a_k, c_k)` of the categories from 1 on; those of category 0 are 0.
    #[must_use]
    pub const fn lines(&self) -> &[(f64, f64)] {
        &self.lines
    }
}

impl ModelParameters for Nominal {
    const LAYOUT: ParameterLayout =
        ParameterLayout { single: &[], numbered: &['a', 'c'], neutral: ParameterLayout::NO_ASYMPTOTES };

    fn build(values: &ParameterValues) -> Result<Self, ParameterErrors> {
        Self::checked(values.list(0), values.list(1))
    }

    fn values(&self) -> ParameterValues {
        let (slopes, intercepts) = self.lines.iter().copied().unzip();
        ParameterValues { single: Vec::new(), numbered: vec![slopes, intercepts] }
    }
}

impl ResponseModel for Nominal {
    type Curve = Multinomial;

    fn curve(&self, _: Metric) -> Multinomial {
        Multinomial::new(self.lines.iter().copied())
    }
}

/// The parameters that are missing where there are not as many slopes as intercepts.
fn unpaired(slopes: usize, intercepts: usize) -> impl Iterator<Item = ParameterError> {
    let (shorter, fewer, more) =
        if slopes < intercepts { ('a', slopes, intercepts) } else { ('c', intercepts, slopes) };
    (fewer..more).map(move |place| missing(shorter, place))
}

fn missing(letter: char, place: usize) -> ParameterError {
    let parameter = ParameterName::at(letter, place);
    ParameterError { parameter, value: f64::NAN, cause: ProblemCause::MissingValue }
}
