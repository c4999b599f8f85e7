//! The columns of person fit.

use irt_core::PersonFit;

use super::column_group::{ColumnGroup, ScoredPattern};
use crate::args::ReportedArguments;
use crate::table::Cell;

/// `lz`, `lz_star`, `infit`, `outfit` and, with simulated patterns, `lz_p`.
pub(super) struct PersonFitColumns {
    draws: Option<u32>,
    seed: u64,
    examinees: u64,
}

impl PersonFitColumns {
    pub(super) const fn new(arguments: &ReportedArguments) -> Self {
        Self { draws: arguments.person_fit_draws, seed: arguments.seed, examinees: 0 }
    }
}

impl<'t> ColumnGroup<'t> for PersonFitColumns {
    fn names(&self) -> Vec<&'static str> {
        let mut names = vec!["lz", "lz_star", "infit", "outfit"];
        if self.draws.is_some() {
            names.push("lz_p");
        }
        names
    }

    fn add<'c>(&mut self, pattern: &ScoredPattern<'_>, cells: &mut Vec<Cell<'c>>) -> anyhow::Result<()>
    where
        't: 'c,
    {
        let ScoredPattern { test, items, responses, estimate } = *pattern;
        let PersonFit { lz, lz_star, infit, outfit } = test.person_fit(items, responses, &estimate)?;
        cells.extend([lz, lz_star, infit, outfit].map(Cell::from));
        if let Some(draws) = self.draws {
            let seed = seed_of(self.seed, self.examinees);
            cells.push(test.lz_probability(items, responses, &estimate, draws, seed)?.into());
        }
        self.examinees += 1;
        Ok(())
    }
}

/// A seed for each examinee. The multiplier spreads their numbers over all bits (Steele, Lea and Flood 2014).
const fn seed_of(seed: u64, examinee: u64) -> u64 {
    seed.wrapping_add(examinee.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}
