//! An item as a file gives it: a model and parameters whose rules have not been checked yet.

use irt_core::{FourPl, ItemModel, ModelName, ParameterError, ParameterName};

use super::fault::Fault;

/// A model and its parameters, with the columns that they come from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DraftItem {
    pub(super) model: ModelName,
    pub(super) parameters: Vec<DraftParameter>,
}

/// A parameter of a draft.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DraftParameter {
    /// Its name in item bank files.
    pub(super) name: String,
    pub(super) value: f64,
    /// The column of the file that gives it.
    pub(super) column: String,
    /// Whether it stands in that column; if not, it is computed from what stands there.
    pub(super) is_given: bool,
}

impl DraftItem {
    pub(super) const fn new(model: ModelName) -> Self {
        Self { model, parameters: Vec::new() }
    }

    /// With a parameter that stands in a column.
    pub(super) fn given(self, name: impl Into<String>, value: f64, column: impl Into<String>) -> Self {
        self.with(DraftParameter { name: name.into(), value, column: column.into(), is_given: true })
    }

    /// With a parameter that is computed from a column.
    pub(super) fn computed(self, name: impl Into<String>, value: f64, column: impl Into<String>) -> Self {
        self.with(DraftParameter { name: name.into(), value, column: column.into(), is_given: false })
    }

    /// With numbered parameters that stand in columns, given with the names of these.
    pub(super) fn given_list(self, letter: char, values: impl IntoIterator<Item = (f64, String)>) -> Self {
        let numbered = (1..).zip(values);
        numbered.fold(self, |draft, (number, (value, column))| draft.given(format!("{letter}{number}"), value, column))
    }

    /// With numbered parameters that are computed from columns, given with the names of these.
    pub(super) fn computed_list(self, letter: char, values: impl IntoIterator<Item = (f64, String)>) -> Self {
        let numbered = (1..).zip(values);
        numbered
            .fold(self, |draft, (number, (value, column))| draft.computed(format!("{letter}{number}"), value, column))
    }

    fn with(mut self, parameter: DraftParameter) -> Self {
        self.parameters.push(parameter);
        self
    }

    /// The value of a parameter.
    pub(super) fn value(&self, name: &str) -> Option<f64> {
        self.parameters.iter().find(|parameter| parameter.name == name).map(|parameter| parameter.value)
    }

    /// The item, or the first rule that it breaks.
    pub(super) fn build(&self) -> Result<ItemModel, Fault> {
        let mut named = Vec::new();
        let has_no_slope = matches!(self.model, ModelName::PartialCredit | ModelName::RatingScale);
        for DraftParameter { name, value, column, .. } in &self.parameters {
            if has_no_slope && name == "a" {
                if *value != 1.0 {
                    let rule = format!("is not 1, the slope of the model {}; gpcm has any slope", self.model);
                    return Err(Fault::new(column, value, rule));
                }
                continue;
            }
            let too_many =
                || Fault::new(column, value, "is one parameter too many: an item has at most 255 categories");
            named.push((ParameterName::from_name(name).ok_or_else(too_many)?, *value));
        }
        let item = if self.model.is_dichotomous() {
            self.dichotomous()
        } else {
            ItemModel::from_parameters(self.model, &named)
        };
        item.map_err(|error| self.fault(&error))
    }

    /// A dichotomous item: what the draft does not have is neutral.
    fn dichotomous(&self) -> Result<ItemModel, ParameterError> {
        let or = |name: &str, neutral: f64| self.value(name).unwrap_or(neutral);
        FourPl::with_name(self.model, or("a", 1.0), or("b", f64::NAN), or("c", 0.0), or("d", 1.0)).map(Into::into)
    }

    fn fault(&self, error: &ParameterError) -> Fault {
        let name = error.parameter.to_string();
        match self.parameters.iter().find(|parameter| parameter.name == name) {
            Some(DraftParameter { value, column, is_given: true, .. }) => Fault::from_error(column, value, error),
            Some(DraftParameter { value, column, .. }) => {
                Fault::from_error(column, format!("the parameter {name} that it gives, {value},"), error)
            }
            None => Fault::from_error(name, "the parameter", error),
        }
    }
}

/// The smallest dichotomous model that has these parameters.
pub(super) fn smallest(a: f64, c: f64, d: f64) -> ModelName {
    match (a == 1.0, c == 0.0, d == 1.0) {
        (_, _, false) => ModelName::FourPl,
        (_, false, true) => ModelName::ThreePl,
        (false, true, true) => ModelName::TwoPl,
        (true, true, true) => ModelName::OnePl,
    }
}

/// The model of a dichotomous item: the stated one, or the smallest with its parameters. A column of such an item is given.
pub(super) fn dichotomous_model(
    column: &str,
    [a, c, d]: [f64; 3],
    stated: Option<ModelName>,
) -> Result<ModelName, Fault> {
    let model = stated.unwrap_or_else(|| smallest(a, c, d));
    if model.is_dichotomous() {
        return Ok(model);
    }
    let rule = "has other parameters: these columns are those of dichotomous items";
    Err(Fault::new(column, format!("the model {model}"), rule))
}
