//! The response model of one row of an item bank file.

use super::ProblemCause;
use super::columns::Column;
use super::read_csv::Row;
use crate::models::parameters::{self, ParameterErrors};
use crate::{
    FourPl, GeneralizedPartialCredit, Graded, ItemModel, ModelName, ModifiedGraded, Nominal, ParameterError,
    ParameterName, PartialCredit, RatingScale,
};

/// Values at which a parameter that the model does not have may stand.
const NEUTRAL: [(ParameterName, f64); 2] = [(ParameterName::C, 0.0), (ParameterName::D, 1.0)];

impl Row<'_> {
    /// The model with the parameters of the row; `None` when something is wrong, which has been reported then.
    pub(super) fn model(&mut self, name: ModelName) -> Option<ItemModel> {
        match name {
            ModelName::OnePl | ModelName::TwoPl | ModelName::ThreePl | ModelName::FourPl => self.four_pl(name),
            ModelName::Graded => self.graded(),
            ModelName::ModifiedGraded => self.modified_graded(),
            ModelName::PartialCredit => self.partial_credit(),
            ModelName::GeneralizedPartialCredit => self.generalized_partial_credit(),
            ModelName::RatingScale => self.rating_scale(),
            ModelName::Nominal => self.nominal(),
        }
    }

    fn four_pl(&mut self, name: ModelName) -> Option<ItemModel> {
        self.refuse_unused("abcd", "", &[]);
        let defaults = match name {
            ModelName::OnePl => [Some(1.0), None, Some(0.0), Some(1.0)],
            ModelName::TwoPl => [None, None, Some(0.0), Some(1.0)],
            ModelName::ThreePl => [None, None, None, Some(1.0)],
            _ => [None; 4],
        };
        // A value that could not be read has been reported; a sound one in its place keeps the rules of the others.
        let names = [ParameterName::A, ParameterName::B, ParameterName::C, ParameterName::D];
        let mut values = [1.0, 0.0, 0.0, 1.0];
        for ((value, name), default) in values.iter_mut().zip(names).zip(defaults) {
            *value = self.number(name, default).unwrap_or(*value);
        }
        let errors = parameters::check(name, values).collect();
        self.accept(errors, || Ok(FourPl::checked(name, values)))
    }

    fn graded(&mut self) -> Option<ItemModel> {
        self.refuse_unused("a", "b", &NEUTRAL);
        let (a, thresholds) = (self.number(ParameterName::A, None), self.list('b'));
        let (a, thresholds) = (a?, thresholds?);
        self.accept(Graded::errors(a, &thresholds), || Graded::new(a, &thresholds))
    }

    fn modified_graded(&mut self) -> Option<ItemModel> {
        self.refuse_unused("ab", "c", &NEUTRAL);
        let (a, b) = (self.number(ParameterName::A, None), self.number(ParameterName::B, None));
        let shifts = self.list('c');
        let (a, b, shifts) = (a?, b?, shifts?);
        self.accept(ModifiedGraded::errors(a, b, &shifts), || ModifiedGraded::new(a, b, &shifts))
    }

    fn partial_credit(&mut self) -> Option<ItemModel> {
        self.refuse_unused("", "b", &[NEUTRAL[0], NEUTRAL[1], (ParameterName::A, 1.0)]);
        let steps = self.list('b')?;
        self.accept(PartialCredit::errors(&steps), || PartialCredit::new(&steps))
    }

    fn generalized_partial_credit(&mut self) -> Option<ItemModel> {
        self.refuse_unused("a", "b", &NEUTRAL);
        let (a, steps) = (self.number(ParameterName::A, None), self.list('b'));
        let (a, steps) = (a?, steps?);
        self.accept(GeneralizedPartialCredit::errors(a, &steps), || GeneralizedPartialCredit::new(a, &steps))
    }

    fn rating_scale(&mut self) -> Option<ItemModel> {
        self.refuse_unused("b", "d", &[NEUTRAL[0], NEUTRAL[1], (ParameterName::A, 1.0)]);
        let (b, steps) = (self.number(ParameterName::B, None), self.list('d'));
        let (b, steps) = (b?, steps?);
        self.accept(RatingScale::errors(b, &steps), || RatingScale::new(b, &steps))
    }

    fn nominal(&mut self) -> Option<ItemModel> {
        self.refuse_unused("", "ac", &NEUTRAL);
        let (slopes, intercepts) = (self.list('a'), self.list('c'));
        let (slopes, intercepts) = (slopes?, intercepts?);
        let shorter = if slopes.len() < intercepts.len() { 'a' } else { 'c' };
        for place in slopes.len().min(intercepts.len())..slopes.len().max(intercepts.len()) {
            self.report(&ParameterName::at(shorter, place).to_string(), "", ProblemCause::MissingValue);
        }
        let lines: Vec<(f64, f64)> = slopes.iter().copied().zip(intercepts.iter().copied()).collect();
        self.accept(Nominal::errors(&slopes, &intercepts), || Nominal::new(&lines))
    }

    /// Reports everything that is wrong with the parameters; the model when nothing in the row is.
    fn accept<M: Into<ItemModel>>(
        &mut self,
        errors: ParameterErrors,
        model: impl FnOnce() -> Result<M, ParameterError>,
    ) -> Option<ItemModel> {
        for error in errors {
            let value = self.columns.field(self.record, Column::Parameter(error.parameter));
            self.report(&error.parameter.to_string(), value, error.cause);
        }
        if self.sound { model().ok().map(Into::into) } else { None }
    }

    /// Reports values of parameters other than these single and numbered ones, unless they are neutral.
    fn refuse_unused(&mut self, single: &str, numbered: &str, neutral: &[(ParameterName, f64)]) {
        let columns = self.columns;
        for (name, column, text) in columns.fields(self.record).filter(|(.., text)| !text.is_empty()) {
            let Column::Parameter(parameter) = column else { continue };
            let letters = if parameter.number().is_some() { numbered } else { single };
            let is_neutral = neutral.iter().any(|(name, value)| *name == parameter && text.parse() == Ok(*value));
            if !letters.contains(parameter.letter()) && !is_neutral {
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
