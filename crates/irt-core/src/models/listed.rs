//! Item models as lists of named parameters, for records and messages.

use super::{FourPl, GeneralizedPartialCredit, Graded, ItemModel, ModifiedGraded, Nominal, PartialCredit, RatingScale};
use crate::{ModelName, ParameterError, ParameterName, ProblemCause};

const A: ParameterName = ParameterName::A;
const B: ParameterName = ParameterName::B;
const C: ParameterName = ParameterName::C;
const D: ParameterName = ParameterName::D;

/// Parameters by name, in any order.
struct Given<'a>(&'a [(ParameterName, f64)]);

impl Given<'_> {
    fn find(&self, name: ParameterName) -> Option<f64> {
        self.0.iter().find(|(given, _)| *given == name).map(|(_, value)| *value)
    }

    fn single(&self, name: ParameterName) -> Result<f64, ParameterError> {
        let missing = ParameterError { parameter: name, value: f64::NAN, cause: ProblemCause::MissingValue };
        self.find(name).ok_or(missing)
    }

    /// The parameters with this letter, from 1 to the last.
    fn list(&self, letter: char) -> Result<Vec<f64>, ParameterError> {
        let numbers = self.0.iter().filter(|(name, _)| name.letter() == letter).filter_map(|(name, _)| name.number());
        let last = numbers.max().unwrap_or(0);
        (0..usize::from(last)).map(|place| self.single(ParameterName::at(letter, place))).collect()
    }
}

impl ItemModel {
    /// The parameters by their names in item bank files; [`from_parameters`](Self::from_parameters) is the way back.
    ///
    /// ```
    /// use irt_core::{Graded, ItemModel};
    ///
    /// let item = ItemModel::from(Graded::new(1.5, &[-1.0, 0.5])?);
    /// let names: Vec<String> = item.parameters().iter().map(|(name, _)| name.to_string()).collect();
    /// assert_eq!(names, ["a", "b1", "b2"]);
    /// assert_eq!(ItemModel::from_parameters(item.name(), &item.parameters())?, item);
    /// # Ok::<(), irt_core::ParameterError>(())
    /// ```
    #[must_use]
    pub fn parameters(&self) -> Vec<(ParameterName, f64)> {
        let listed = |letter: char, values: &[f64]| -> Vec<(ParameterName, f64)> {
            values.iter().enumerate().map(|(place, value)| (ParameterName::at(letter, place), *value)).collect()
        };
        match self {
            Self::FourPl(item) => vec![(A, item.a()), (B, item.b()), (C, item.c()), (D, item.d())],
            Self::Graded(item) => [vec![(A, item.a())], listed('b', item.thresholds())].concat(),
            Self::ModifiedGraded(item) => [vec![(A, item.a()), (B, item.b())], listed('c', item.shifts())].concat(),
            Self::PartialCredit(item) => listed('b', item.steps()),
            Self::GeneralizedPartialCredit(item) => [vec![(A, item.a())], listed('b', item.steps())].concat(),
            Self::RatingScale(item) => [vec![(B, item.b())], listed('d', item.steps())].concat(),
            Self::Nominal(item) => {
                let lines = item.lines().iter().enumerate();
                lines
                    .flat_map(|(place, (slope, intercept))| {
                        [(ParameterName::at('a', place), *slope), (ParameterName::at('c', place), *intercept)]
                    })
                    .collect()
            }
        }
    }

    /// The item of a model with these parameters, in any order.
    ///
    /// # Errors
    /// [`ParameterError`] for the first parameter that is missing, that the model does not have, or that breaks a rule.
    pub fn from_parameters(name: ModelName, parameters: &[(ParameterName, f64)]) -> Result<Self, ParameterError> {
        let given = Given(parameters);
        let model: Self = match name {
            ModelName::OnePl | ModelName::TwoPl | ModelName::ThreePl | ModelName::FourPl => {
                FourPl::with_name(name, given.single(A)?, given.single(B)?, given.single(C)?, given.single(D)?)?.into()
            }
            ModelName::Graded => Graded::new(given.single(A)?, &given.list('b')?)?.into(),
            ModelName::ModifiedGraded => {
                ModifiedGraded::new(given.single(A)?, given.single(B)?, &given.list('c')?)?.into()
            }
            ModelName::PartialCredit => PartialCredit::new(&given.list('b')?)?.into(),
            ModelName::GeneralizedPartialCredit => {
                GeneralizedPartialCredit::new(given.single(A)?, &given.list('b')?)?.into()
            }
            ModelName::RatingScale => RatingScale::new(given.single(B)?, &given.list('d')?)?.into(),
            ModelName::Nominal => {
                let (slopes, intercepts) = (given.list('a')?, given.list('c')?);
                for place in slopes.len().min(intercepts.len())..slopes.len().max(intercepts.len()) {
                    given.single(ParameterName::at('a', place))?;
                    given.single(ParameterName::at('c', place))?;
                }
                Nominal::new(&slopes.into_iter().zip(intercepts).collect::<Vec<_>>())?.into()
            }
        };
        let known = model.parameters();
        match parameters.iter().find(|(name, _)| known.iter().all(|(used, _)| used != name)) {
            Some(&(parameter, value)) => Err(ParameterError { parameter, value, cause: ProblemCause::UnusedParameter }),
            None => Ok(model),
        }
    }
}
