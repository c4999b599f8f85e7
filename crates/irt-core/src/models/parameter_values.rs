//! The parameters of an item as numbers, and how a model arranges them.

use super::parameter_name::ParameterName;

/// The parameters that a model has, in files and records.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ParameterLayout {
    /// The parameters without a number, in order, each with the value of one that a file leaves out; `None` where the
    /// file has to give it.
    pub(crate) single: &'static [(ParameterName, Option<f64>)],
    /// The letters of the numbered parameters; there are as many of each.
    pub(crate) numbered: &'static [char],
    /// Values at which a file may give a parameter that the model does not have.
    #[cfg_attr(not(feature = "csv"), expect(dead_code, reason = "only bank files leave room for such values"))]
    pub(crate) neutral: &'static [(ParameterName, f64)],
}

/// The parameters of an item, in the order of its model's layout.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ParameterValues {
    pub(crate) single: Vec<f64>,
    pub(crate) numbered: Vec<Vec<f64>>,
}

impl ParameterLayout {
    pub(super) const NO_ASYMPTOTES: &'static [(ParameterName, f64)] =
        &[(ParameterName::C, 0.0), (ParameterName::D, 1.0)];
    pub(super) const NO_ASYMPTOTES_NOR_SLOPE: &'static [(ParameterName, f64)] =
        &[(ParameterName::C, 0.0), (ParameterName::D, 1.0), (ParameterName::A, 1.0)];

    /// Whether the model has this parameter.
    pub(crate) fn has(&self, parameter: ParameterName) -> bool {
        match parameter.number() {
            Some(_) => self.numbered.contains(&parameter.letter()),
            None => self.single.iter().any(|(name, _)| *name == parameter),
        }
    }

    /// The values with their names: the single ones, then the numbered ones of each category in turn.
    pub(super) fn named(&self, values: &ParameterValues) -> Vec<(ParameterName, f64)> {
        let single = self.single.iter().zip(&values.single).map(|((name, _), value)| (*name, *value));
        let categories = values.numbered.first().map_or(0, Vec::len);
        let numbered = (0..categories).flat_map(|place| {
            let lists = self.numbered.iter().zip(&values.numbered);
            lists.filter_map(move |(letter, list)| Some((ParameterName::at(*letter, place), *list.get(place)?)))
        });
        single.chain(numbered).collect()
    }
}

impl ParameterValues {
    /// The single parameters, in the order of the layout.
    pub(super) fn singles<const COUNT: usize>(&self) -> [f64; COUNT] {
        std::array::from_fn(|place| self.single(place))
    }

    /// The single parameter at a place of the layout.
    pub(super) fn single(&self, place: usize) -> f64 {
        self.single.get(place).copied().unwrap_or(f64::NAN)
    }

    /// How many response categories an item with these parameters has: 2 without numbered ones.
    pub(super) fn categories(&self) -> usize {
        self.numbered.first().map_or(2, |list| list.len() + 1)
    }

    /// The numbered parameters of the letter at a place of the layout.
    pub(super) fn list(&self, place: usize) -> &[f64] {
        self.numbered.get(place).map_or(&[], Vec::as_slice)
    }
}
