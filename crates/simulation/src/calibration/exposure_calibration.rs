//! The search for exposure parameters.

use std::convert::Infallible;
use std::ops::ControlFlow;

use super::error::{CalibrationError, InvalidCalibration};
use super::observer::CalibrationObserver;
use super::outcome::{CalibratedExposure, CalibrationRound};
use super::round::{RoundAccumulator, RoundWorkload};
use crate::examinee_result::ExamineeResult;
use crate::observer::{NoObserver, Observer};
use crate::runner;
use crate::simulation::Simulation;

/// The default of how far above the limit the highest rate may be.
const DEFAULT_TOLERANCE: f64 = 0.005;
/// The default of the greatest number of rounds.
const DEFAULT_ROUNDS: u32 = 50;

/// The search for exposure parameters that keep the exposure rate of each item at a limit.
///
/// # Method
/// Every round is a simulation with the parameters `K` so far, 1 at first, by the same examinees with the same answers.
/// Item `i` is *selected* in the share `P(S_i)` of the tests and *shown* in the share `P(A_i) = K_i P(S_i)`. The next
/// round has `K_i = r / P(S_i)` where `P(S_i)` is above the limit `r`, else 1. Where fewer items than the longest test
/// has would keep `K = 1`, the largest `K` become 1. The search ends when no item is shown to more than `r` plus a tolerance.
///
/// The exposure experiments of a test are made at its start, as [`AdaptiveEngine`](irt_core::AdaptiveEngine) makes them:
/// an item that fails is withheld in the test. They depend on nothing else, so `P(S_i)` is the share of the tests with
/// item `i` among those in which it has passed; that holds under every selection rule. `P(A_i)` is their product, so it
/// does not depend on the chance by which an item passes in more or fewer tests than its parameter says.
///
/// # Reference
/// Sympson and Hetter (1985); Hetter and Sympson (1997).
///
/// ```
/// use std::sync::Arc;
/// use irt_core::{AdaptiveTest, CatDesign, FourPl, Item, ItemBank, Metric};
/// use simulation::{Examinees, ExposureCalibration, Simulation};
///
/// let items = (0..150).map(|i| Item::new(&format!("q{i}"), FourPl::two_pl(1.5, f64::from(i) * 0.04 - 3.0).unwrap()));
/// let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items.collect::<Result<_, _>>()?)?);
/// let test = Arc::new(AdaptiveTest::new(bank, CatDesign::default())?);
/// let simulation = Simulation::new(test, Examinees::normal(500, 0.0, 1.0)?, 7);
/// let calibrated = ExposureCalibration::new(simulation, 0.3)?.run()?;
/// assert!(calibrated.converged && calibrated.parameters["q75"] < 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ExposureCalibration {
    simulation: Simulation,
    limit: f64,
    tolerance: f64,
    rounds: u32,
}

impl ExposureCalibration {
    /// A search for parameters with which the test of the simulation keeps this limit. The tolerance is 0.005, the
    /// greatest number of rounds 50.
    ///
    /// In the exam the rates vary about those found by `sqrt(r (1 - r) / N)`, 0.004 for a limit of 0.2 and 10 000
    /// examinees. With few simulated examinees the parameters vary too: use some thousands.
    ///
    /// # Errors
    /// [`InvalidCalibration`] when the limit is not above 0 and at most 1, or the design already has parameters.
    pub fn new(simulation: Simulation, limit: f64) -> Result<Self, InvalidCalibration> {
        if !(0.0 < limit && limit <= 1.0) {
            return Err(InvalidCalibration::Limit { limit });
        }
        if !simulation.test.design().spec().exposure.sympson_hetter.is_empty() {
            return Err(InvalidCalibration::HasParameters);
        }
        Ok(Self { simulation, limit, tolerance: DEFAULT_TOLERANCE, rounds: DEFAULT_ROUNDS })
    }

    /// The same with another tolerance.
    ///
    /// # Errors
    /// [`InvalidCalibration::Tolerance`] unless it is from 0 to 1.
    pub fn with_tolerance(mut self, tolerance: f64) -> Result<Self, InvalidCalibration> {
        if !(0.0..=1.0).contains(&tolerance) {
            return Err(InvalidCalibration::Tolerance { tolerance });
        }
        self.tolerance = tolerance;
        Ok(self)
    }

    /// The same with another greatest number of rounds.
    ///
    /// # Errors
    /// [`InvalidCalibration::NoRound`] for 0.
    pub fn with_rounds(mut self, rounds: u32) -> Result<Self, InvalidCalibration> {
        if rounds == 0 {
            return Err(InvalidCalibration::NoRound);
        }
        self.rounds = rounds;
        Ok(self)
    }

    /// Searches for the parameters.
    ///
    /// # Errors
    /// [`CalibrationError`] when the threads cannot be started or the limit is out of reach.
    pub fn run(&self) -> Result<CalibratedExposure, CalibrationError> {
        self.run_with(&mut NoObserver)
    }

    /// Searches for the parameters, and passes each round to an observer.
    ///
    /// # Errors
    /// As for [`run`](Self::run); also when the observer ends the search.
    pub fn run_with(&self, observer: &mut impl CalibrationObserver) -> Result<CalibratedExposure, CalibrationError> {
        let mut rounds = Vec::new();
        let mut parameters = vec![1.0; self.simulation.test.bank().len()];
        let mut best: Option<(CalibrationRound, Vec<f64>)> = None;
        let converged = loop {
            let number = rounds.len() as u32 + 1;
            let (round, next) = self.round(number, self.simulation.seed, &parameters, observer)?;
            rounds.push(round);
            self.check_is_reachable(&round)?;
            if observer.round(&round).is_break() {
                return Err(CalibrationError::Cancelled { rounds: number });
            }
            let used = std::mem::replace(&mut parameters, next);
            if best.as_ref().is_none_or(|(best, _)| round.highest_rate < best.highest_rate) {
                best = Some((round, used));
            }
            let is_kept = round.above_limit == 0;
            if is_kept || number == self.rounds {
                break is_kept;
            }
        };
        let (best, parameters) = best.unwrap_or((rounds[0], parameters));
        // Other examinees: the parameters could fit the examinees of the search by chance.
        let other_seed = self.simulation.seed.wrapping_add(1);
        let (check, _) = self.round(rounds.len() as u32 + 1, other_seed, &parameters, observer)?;
        let bank = self.simulation.test.bank();
        let named = bank.items().zip(parameters).filter(|(_, parameter)| *parameter < 1.0);
        Ok(CalibratedExposure {
            limit: self.limit,
            tolerance: self.tolerance,
            converged,
            parameters: named.map(|(item, parameter)| (item.id.as_str().to_owned(), parameter)).collect(),
            round: best.round,
            rounds,
            check,
        })
    }

    /// Simulates a round; also returns the parameters of the next.
    fn round(
        &self,
        number: u32,
        seed: u64,
        parameters: &[f64],
        observer: &mut impl CalibrationObserver,
    ) -> Result<(CalibrationRound, Vec<f64>), CalibrationError> {
        let workload = RoundWorkload { simulation: &self.simulation, seed, parameters };
        let mut accumulator = RoundAccumulator::new(&workload);
        runner::run(
            &workload,
            self.simulation.options.threads,
            &mut accumulator,
            &mut RoundObserver { number, observer },
        )?;
        Ok((accumulator.round(number, self.limit + self.tolerance), accumulator.next_parameters(self.limit)))
    }

    /// The rates of all items add up to the mean length, so one of them is at least their mean.
    fn check_is_reachable(&self, round: &CalibrationRound) -> Result<(), CalibrationError> {
        let (bank_items, mean_length) = (self.simulation.test.bank().len(), round.mean_length);
        let least = mean_length / bank_items as f64;
        if least <= self.limit + self.tolerance {
            return Ok(());
        }
        Err(CalibrationError::OutOfReach { limit: self.limit, mean_length, bank_items, least })
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
