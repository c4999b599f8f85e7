//! The names of the examinees of a simulation.

use std::borrow::Cow;

/// How the files name the examinees.
#[derive(Debug)]
pub(super) enum ExamineeNames {
    /// By their numbers, from 1.
    Numbers,
    /// As the file of their responses does.
    Given(Vec<String>),
}

impl ExamineeNames {
    /// The name of the examinee at this place, counted from 0.
    pub(super) fn of(&self, index: u64) -> Cow<'_, str> {
        let given = match self {
            Self::Numbers => None,
            Self::Given(names) => usize::try_from(index).ok().and_then(|index| names.get(index)),
        };
        given.map_or_else(|| (index + 1).to_string().into(), |name| name.as_str().into())
    }
}
