//! The response model of one row of an item bank file.

use super::columns::Column;
use super::read_csv::Row;
use crate::models::parameter_values::{ParameterLayout, ParameterValues};
use crate::models::{ItemModel, ModelName, ParameterName, ProblemCause};

impl Row<'_> {
    /// The model with the parameters of the row; `None` when something is wrong, which has been reported then.
    pub(super) fn model(&mut self, name: ModelName) -> Option<ItemModel> {
        let row = name.row();
        let layout = row.layout();
        self.report_unused(&layout);
        // A value that could not be read has been reported; a sound one in its place keeps the rules of the others.
        let sound = |name| if name == ParameterName::A || name == ParameterName::D { 1.0 } else { 0.0 };
        let single = layout.single.iter().map(|(name, default)| self.number(*name, *default).unwrap_or(sound(*name)));
        let single = single.collect();
        let numbered: Vec<Option<_>> = layout.numbered.iter().map(|letter| self.list(*letter)).collect();
        let numbered = numbered.into_iter().collect::<Option<_>>()?;
        match row.build(&ParameterValues { single, numbered }) {
            Ok(model) => self.sound.then_some(model),
            Err(errors) => {
                for error in errors {
                    let value = self.columns.field(self.record, Column::Parameter(error.parameter));
                    self.report(&error.parameter.to_string(), value, error.cause);
                }
                None
            }
        }
    }

    /// Reports values of parameters that the model does not have, unless they are neutral.
    fn report_unused(&mut self, layout: &ParameterLayout) {
        let columns = self.columns;
        for (name, column, text) in columns.fields(self.record).filter(|(.., text)| !text.is_empty()) {
            let Column::Parameter(parameter) = column else { continue };
            let is_neutral =
                layout.neutral.iter().any(|(name, value)| *name == parameter && text.parse() == Ok(*value));
            if !layout.has(parameter) && !is_neutral {
                self.report(name, text, ProblemCause::UnusedParameter);
            }
        }
    }

    /// The number in a column, its default where it is empty; `None` when it is missing or no number.
    fn number(&mut self, parameter: ParameterName, default: Option<f64>) -> Option<f64> {
        let text = self.columns.field(self.record, Column::Parameter(parameter));
        if text.is_empty() {
            if default.is_none() {
                self.report(&parameter.to_string(), text, ProblemCause::MissingValue);
            }
            return default;
        }
        let number = text.parse().ok();
        if number.is_none() {
            self.report(&parameter.to_string(), text, ProblemCause::NotANumber);
        }
        number
    }

    /// The numbers in the columns with this letter, from 1 to the last that is not empty; `None` when one is missing or
    /// no number.
    fn list(&mut self, letter: char) -> Option<Vec<f64>> {
        let last = self.columns.fields(self.record).filter_map(|(_, column, text)| match column {
            Column::Parameter(name) if name.letter() == letter && !text.is_empty() => name.number(),
            _ => None,
        });
        let last = last.max().map_or(1, usize::from);
        let numbers: Vec<Option<f64>> =
            (0..last).map(|place| self.number(ParameterName::at(letter, place), None)).collect();
        numbers.into_iter().collect()
    }
}
