//! The moments of the faults: shares of the work, drawn by a seed.

use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64;
use testkit::{RetryCounts, until};

use crate::undisturbed::{SCRIPTS, undisturbed};

/// The moments of one round, each later than the one before.
pub(crate) struct Moments<'a> {
    tally: &'a RetryCounts,
    /// How many answers had been acknowledged before the round.
    before: u64,
    /// How many the round brings.
    total: u64,
    passed: u64,
    draws: Pcg64,
}

impl<'a> Moments<'a> {
    pub(crate) fn new(tally: &'a RetryCounts, seed: u64) -> Self {
        let answers = (0..SCRIPTS).map(|script| undisturbed(script).acknowledged.len());
        let total = answers.sum::<usize>().try_into().unwrap();
        Self { tally, before: tally.answers(), total, passed: 0, draws: Pcg64::seed_from_u64(seed) }
    }

    /// Waits for the next moment: until some more answers, up to a fifth of all, have been acknowledged. A round has time
    /// for four.
    pub(crate) fn next(&mut self) {
        self.passed += self.draws.random_range(1..=self.total / 5);
        let until_then = self.before + self.passed;
        until("enough answers are acknowledged", || self.tally.answers() >= until_then);
    }

    /// Draws a number below another.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.draws.random_range(0..end)
    }
}
