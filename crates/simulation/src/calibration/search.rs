//! The rounds of a search for exposure parameters, and the checks of what they find.

use std::convert::Infallible;
use std::ops::ControlFlow;

use super::error::CalibrationError;
use super::observer::CalibrationObserver;
use super::outcome::CalibrationRound;
use super::round::{RoundAccumulator, RoundWorkload, Samples, Tolerated};
use crate::examinee_result::ExamineeResult;
use crate::observer::Observer;
use crate::runner;
use crate::simulation::Simulation;

/// How many rounds take whole steps. They bring the rates near the limit; then they would go to and fro between parameters
/// that are too low and too high.
const WHOLE_STEPS: usize = 8;
/// The most rounds from a check to the next, and before the first.
const ROUNDS_BETWEEN_CHECKS: usize = 6;
const ROUNDS_BEFORE_CHECKS: usize = 16;

/// What a search is to reach.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) simulation: &'a Simulation,
    pub(super) limit: f64,
    pub(super) tolerance: f64,
    /// The greatest number of rounds.
    pub(super) rounds: u32,
}

/// The state of a search.
pub(super) struct Search<'a> {
    wanted: Wanted<'a>,
    /// How many samples of examinees the rounds have. The sample after them is the next check's.
    samples: u64,
    /// The rate that the next round aims at.
    pub(super) aim: f64,
    parameters: Vec<f64>,
    pub(super) rounds: Vec<CalibrationRound>,
}

/// Parameters that the rounds have led to, and their rates with other examinees.
pub(super) struct Candidate {
    /// The number of the round.
    pub(super) round: u32,
    pub(super) parameters: Vec<f64>,
    pub(super) check: CalibrationRound,
}

impl<'a> Search<'a> {
    pub(super) fn new(wanted: Wanted<'a>) -> Self {
        let parameters = vec![1.0; wanted.simulation.test.bank().len()];
        Self { wanted, samples: 1, aim: wanted.limit, parameters, rounds: Vec::new() }
    }

    /// Searches until the examinees of the rounds keep the aim, or nearly so, and checks the result with others.
    pub(super) fn candidate(&mut self, observer: &mut impl CalibrationObserver) -> Result<Candidate, CalibrationError> {
        let mut best = self.next_round(observer)?;
        let mut is_kept = best.0.above_limit == 0;
        let most = (self.rounds.len() + ROUNDS_BETWEEN_CHECKS).max(ROUNDS_BEFORE_CHECKS);
        while !is_kept && self.has_rounds_left() && self.rounds.len() < most {
            let next = self.next_round(observer)?;
            is_kept = next.0.above_limit == 0;
            if next.0.highest_rate < best.0.highest_rate {
                best = next;
            }
        }
        let (round, parameters) = best;
        let (check, _) = self.simulate(round.round, self.sample(self.samples), &parameters, observer)?;
        Ok(Candidate { round: round.round, parameters, check })
    }

    /// Prepares the search to go on after a check that has failed; false where it cannot.
    ///
    /// The examinees of the check join those of the rounds, so that the parameters depend less on chance. The aim falls
    /// by half of what was too much: the greatest of many rates is above what is expected of each, but how far differs
    /// from check to check.
    pub(super) fn goes_on_after(&mut self, check: &CalibrationRound) -> bool {
        let excess = check.highest_observed_rate - self.wanted.limit - self.wanted.tolerance;
        let aim = self.aim - 0.5 * excess;
        if !self.has_rounds_left() || aim < self.least_rate(check) {
            return false;
        }
        self.samples += 1;
        self.aim = aim;
        true
    }

    fn has_rounds_left(&self) -> bool {
        self.rounds.len() < self.wanted.rounds as usize
    }

    /// The next round with the parameters that it had; those of the round after are kept.
    fn next_round(
        &mut self,
        observer: &mut impl CalibrationObserver,
    ) -> Result<(CalibrationRound, Vec<f64>), CalibrationError> {
        let number = self.rounds.len() as u32 + 1;
        let samples = Samples { count: self.samples, ..self.sample(0) };
        let (round, next) = self.simulate(number, samples, &self.parameters, observer)?;
        self.rounds.push(round);
        self.check_is_reachable(&round)?;
        if observer.round(&round).is_break() {
            return Err(CalibrationError::Cancelled { rounds: number });
        }
        Ok((round, std::mem::replace(&mut self.parameters, next)))
    }

    /// One sample of examinees.
    fn sample(&self, number: u64) -> Samples {
        let simulation = self.wanted.simulation;
        let first_seed = simulation.seed.wrapping_add(number);
        Samples { first_seed, count: 1, examinees: simulation.examinees.count() }
    }

    /// Simulates a round; also returns the parameters of the next.
    fn simulate(
        &self,
        number: u32,
        samples: Samples,
        parameters: &[f64],
        observer: &mut impl CalibrationObserver,
    ) -> Result<(CalibrationRound, Vec<f64>), CalibrationError> {
        let Wanted { simulation, limit, tolerance, .. } = self.wanted;
        let workload = RoundWorkload { simulation, samples, parameters };
        let mut accumulator = RoundAccumulator::new(&workload);
        let observer = &mut RoundObserver { number, observer };
        runner::run(&workload, simulation.options.threads, &mut accumulator, observer)?;
        let tolerated = Tolerated { expected: self.aim + tolerance, observed: limit + tolerance };
        let mut next = accumulator.next_parameters(self.aim);
        if self.rounds.len() >= WHOLE_STEPS {
            next.iter_mut().zip(parameters).for_each(|(next, last)| *next = (*next * last).sqrt());
        }
        Ok((accumulator.round(number, tolerated), next))
    }

    fn check_is_reachable(&self, round: &CalibrationRound) -> Result<(), CalibrationError> {
        let (limit, least) = (self.wanted.limit, self.least_rate(round));
        if least <= limit + self.wanted.tolerance {
            return Ok(());
        }
        let bank_items = self.wanted.simulation.test.bank().len();
        Err(CalibrationError::OutOfReach { limit, mean_length: round.mean_length, bank_items, least })
    }

    /// The rates of all items add up to the mean length, so one of them is at least their mean.
    fn least_rate(&self, round: &CalibrationRound) -> f64 {
        round.mean_length / self.wanted.simulation.test.bank().len() as f64
    }
}

/// Passes the progress of a round to the observer of the search.
struct RoundObserver<'a, O> {
    number: u32,
    observer: &'a mut O,
}

impl<O: CalibrationObserver> Observer for RoundObserver<'_, O> {
    type Error = Infallible;

    fn examinee_result(&mut self, _: &ExamineeResult) -> Result<(), Infallible> {
        Ok(())
    }

    fn progress(&mut self, done: u64, total: u64) -> ControlFlow<()> {
        self.observer.progress(self.number, done, total)
    }
}
