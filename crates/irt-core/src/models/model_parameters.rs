//! Item models from and to parameters by name, for records and messages.

use super::item_model::{ItemModel, ModelName};
use super::parameter_name::ParameterName;
use super::parameter_values::ParameterValues;
use super::parameters::{ParameterError, ParameterErrors};
use super::problem_cause::ProblemCause;

/// Parameters by name, in any order.
struct Given<'a>(&'a [(ParameterName, f64)]);

impl Given<'_> {
    fn single(&self, name: ParameterName) -> Result<f64, ParameterError> {
        let missing = ParameterError { parameter: name, value: f64::NAN, cause: ProblemCause::MissingValue };
        self.0.iter().find(|(given, _)| *given == name).map(|(_, value)| *value).ok_or(missing)
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
        self.name().row().layout().named(&self.values())
    }

    /// The parameter of this name; `None` when the model does not have it, or not with this number.
    ///
    /// ```
    /// use irt_core::{FourPl, ItemModel, ParameterName};
    ///
    /// let item = ItemModel::from(FourPl::two_pl(1.5, -0.5)?);
    /// assert_eq!(ParameterName::from_name("a").and_then(|name| item.parameter(name)), Some(1.5));
    /// assert_eq!(ParameterName::from_name("b1").and_then(|name| item.parameter(name)), None);
    /// # Ok::<(), irt_core::ParameterError>(())
    /// ```
    #[must_use]
    pub fn parameter(&self, name: ParameterName) -> Option<f64> {
        self.parameters().into_iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The item of a model with these parameters, in any order.
    ///
    /// # Errors
    /// [`ParameterError`] for the first parameter that is missing, that the model does not have, or that breaks a rule.
    pub fn from_parameters(name: ModelName, parameters: &[(ParameterName, f64)]) -> Result<Self, ParameterError> {
        let (given, row) = (Given(parameters), name.row());
        let layout = row.layout();
        let single = layout.single.iter().map(|(name, _)| given.single(*name)).collect::<Result<_, _>>()?;
        let numbered = layout.numbered.iter().map(|letter| given.list(*letter)).collect::<Result<_, _>>()?;
        let model = row.build(&ParameterValues { single, numbered }).map_err(ParameterErrors::into_first)?;
        match parameters.iter().find(|(name, _)| !layout.has(*name)) {
            Some(&(parameter, value)) => Err(ParameterError { parameter, value, cause: ProblemCause::UnusedParameter }),
            None => Ok(model),
        }
    }
}
