//! The dichotomous logistic models: which parameters each has, and their rules.

use super::parameter_name::ParameterName;
use super::parameter_values::ParameterLayout;
use super::parameters::{ParameterError, check_a, check_b};
use super::problem_cause::ProblemCause;

/// A case of the four-parameter logistic model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::enum_variant_names, reason = "the models are called so")]
pub(crate) enum LogisticModel {
    OnePl,
    TwoPl,
    ThreePl,
    FourPl,
}

impl LogisticModel {
    /// The parameters of an item.
    pub(super) const fn layout(self) -> ParameterLayout {
        use ParameterName as P;
        let single: &[_] = match self {
            Self::OnePl => &[(P::A, Some(1.0)), (P::B, None), (P::C, Some(0.0)), (P::D, Some(1.0))],
            Self::TwoPl => &[(P::A, None), (P::B, None), (P::C, Some(0.0)), (P::D, Some(1.0))],
            Self::ThreePl => &[(P::A, None), (P::B, None), (P::C, None), (P::D, Some(1.0))],
            Self::FourPl => &[(P::A, None), (P::B, None), (P::C, None), (P::D, None)],
        };
        ParameterLayout { single, numbered: &[], neutral: &[] }
    }

    /// Every rule that four parameters break, in the order of the parameters.
    pub(super) fn check(self, [a, b, c, d]: [f64; 4]) -> impl Iterator<Item = ParameterError> {
        let single = [
            (ParameterName::A, a, check_a(a)),
            (ParameterName::B, b, check_b(b)),
            (ParameterName::C, c, self.check_c(c)),
            (ParameterName::D, d, self.check_d(d)),
        ];
        let asymptotes_sound = single[2].2.is_none() && single[3].2.is_none();
        let crossed = (asymptotes_sound && c >= d).then_some(ProblemCause::GuessingNotBelowUpperAsymptote);
        single
            .into_iter()
            .chain([(ParameterName::C, c, crossed)])
            .filter_map(|(parameter, value, cause)| cause.map(|cause| ParameterError { parameter, value, cause }))
    }

    fn check_c(self, c: f64) -> Option<ProblemCause> {
        match c {
            _ if !c.is_finite() => Some(ProblemCause::NotFinite),
            _ if c != 0.0 && matches!(self, Self::OnePl | Self::TwoPl) => Some(ProblemCause::UnusedParameter),
            _ if !(0.0..1.0).contains(&c) => Some(ProblemCause::GuessingOutOfRange),
            _ => None,
        }
    }

    fn check_d(self, d: f64) -> Option<ProblemCause> {
        match d {
            _ if !d.is_finite() => Some(ProblemCause::NotFinite),
            _ if d != 1.0 && self != Self::FourPl => Some(ProblemCause::UnusedParameter),
            _ if d <= 0.0 || d > 1.0 => Some(ProblemCause::UpperAsymptoteOutOfRange),
            _ => None,
        }
    }
}
