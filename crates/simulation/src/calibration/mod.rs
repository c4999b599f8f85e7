//! Exposure parameters by iterated simulation.

mod outcome;
mod trial;

pub use outcome::{CalibratedExposure, CalibrationRound};

use std::convert::Infallible;
use std::ops::ControlFlow;

use crate::{Simulation, SimulationError, Sitting, Watcher, waves};
use trial::{Trial, TrialLedger};

/// How far above the limit the highest rate may be, unless said otherwise.
const DEFAULT_TOLERANCE: f64 = 0.005;
/// The most rounds, unless said otherwise.
const DEFAULT_ROUNDS: u32 = 50;

/// The search for exposure parameters under which no item is shown to more than a share of the examinees.
///
/// # Method
/// Every round is a simulation with the parameters `K` so far, 1 at first, by the same examinees with the same answers.
/// Item `i` is *selected* in the share `P(S_i)` of the tests and *shown* in the share `P(A_i) = K_i P(S_i)`. The next
/// round has `K_i = r / P(S_i)` where `P(S_i)` is above the limit `r`, else 1. Where fewer items than the longest test
/// has would keep `K = 1`, the largest `K` become 1. The search ends when no item is shown to more than `r` plus a tolerance.
///
/// The experiments of a sitting are made at its start, as [`AdaptiveEngine`](irt_core::AdaptiveEngine) makes them: an
/// item that fails is withheld in the sitting. They depend on nothing else, so `P(S_i)` is the share of the sittings with
/// item `i` among those in which it has passed; that holds under every selection rule. `P(A_i)` is their product, so that
/// it is free of the chance by which an item passes in more or fewer of the sittings than its parameter says.
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

/// A search for exposure parameters that cannot be begun.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidCalibration {
    /// The limit is no share above 0.
    #[error("the exposure limit is {limit}, not above 0 and at most 1")]
    Limit {
        /// The limit.
        limit: f64,
    },
    /// The tolerance is negative or no share.
    #[error("the tolerance is {tolerance}, not between 0 and 1")]
    Tolerance {
        /// The tolerance.
        tolerance: f64,
    },
    /// There is to be no round.
    #[error("the number of rounds is 0; there has to be at least one")]
    NoRound,
    /// The design has parameters.
    #[error("the design has Sympson-Hetter parameters already; leave exposure.sympson_hetter out to calibrate anew")]
    HasParameters,
}

/// A search for exposure parameters that did not come to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CalibrationError {
    /// A round could not be simulated, or the watcher has ended it.
    #[error(transparent)]
    Simulation(#[from] SimulationError<Infallible>),
    /// The watcher has ended the search between two rounds.
    #[error("cancelled after round {rounds}")]
    Cancelled {
        /// How many rounds were done.
        rounds: u32,
    },
    /// Tests as long as these cannot keep the limit, however evenly they use the bank.
    #[error(
        "the exposure limit {limit} cannot be kept: tests of {mean_length:.1} items on average from {bank_items} items \
         show an item to a share of {least:.3} even if all are shown alike; raise the limit, shorten the test or \
         enlarge the bank"
    )]
    OutOfReach {
        /// The limit.
        limit: f64,
        /// The mean length of the tests.
        mean_length: f64,
        /// How many items the bank has.
        bank_items: usize,
        /// Their quotient.
        least: f64,
    },
}

/// What is told of a search for exposure parameters while it runs.
///
/// A function may be called from another thread than the one that started the run, but never two at once.
pub trait CalibrationWatcher: Send {
    /// Takes note of a round; `Break` ends the search.
    fn round(&mut self, _round: &CalibrationRound) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    /// Takes note that so many examinees of a round are done; `Break` ends the search.
    fn progress(&mut self, _round: u32, _done: u64, _total: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl CalibrationWatcher for crate::Silent {}

impl ExposureCalibration {
    /// A search for parameters of the simulation's test that keep this limit, with a tolerance of 0.005 and at most 50
    /// rounds.
    ///
    /// In the exam the rates scatter about those found by `sqrt(r (1 - r) / N)`, 0.004 for a limit of 0.2 and 10 000
    /// examinees. With few simulated examinees the parameters scatter too: some thousands are called for.
    ///
    /// # Errors
    /// [`InvalidCalibration`] when the limit is not above 0 and at most 1, or the design has parameters already.
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

    /// Searches.
    ///
    /// # Errors
    /// [`CalibrationError`] when the threads cannot be started or the limit is out of reach.
    pub fn run(&self) -> Result<CalibratedExposure, CalibrationError> {
        self.run_with(&mut crate::Silent)
    }

    /// Searches, and tells a watcher of each round.
    ///
    /// # Errors
    /// As for [`run`](Self::run); also when the watcher ends the search.
    pub fn run_with(&self, watcher: &mut impl CalibrationWatcher) -> Result<CalibratedExposure, CalibrationError> {
        let mut rounds = Vec::new();
        let mut parameters = vec![1.0; self.simulation.test.bank().len()];
        let mut best: Option<(CalibrationRound, Vec<f64>)> = None;
        let converged = loop {
            let number = rounds.len() as u32 + 1;
            let (round, next) = self.round(number, self.simulation.seed, &parameters, watcher)?;
            rounds.push(round);
            self.check_reach(&round)?;
            if watcher.round(&round).is_break() {
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
        // Other examinees, so that what fits the examinees of the search by chance is not taken for success.
        let other_seed = self.simulation.seed.wrapping_add(1);
        let (check, _) = self.round(rounds.len() as u32 + 1, other_seed, &parameters, watcher)?;
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

    /// Simulates a round; also gives the parameters of the next.
    fn round(
        &self,
        number: u32,
        seed: u64,
        parameters: &[f64],
        watcher: &mut impl CalibrationWatcher,
    ) -> Result<(CalibrationRound, Vec<f64>), CalibrationError> {
        let trial = Trial { simulation: &self.simulation, seed, parameters };
        let mut ledger = TrialLedger::new(&trial);
        waves::run(&trial, self.simulation.threads, &mut ledger, &mut RoundWatcher { number, watcher })?;
        Ok((ledger.round(number, self.limit + self.tolerance), ledger.next_parameters(self.limit)))
    }

    /// The rates of all items together come to the mean length.
    fn check_reach(&self, round: &CalibrationRound) -> Result<(), CalibrationError> {
        let (bank_items, mean_length) = (self.simulation.test.bank().len(), round.mean_length);
        let least = mean_length / bank_items as f64;
        if least <= self.limit + self.tolerance {
            return Ok(());
        }
        Err(CalibrationError::OutOfReach { limit: self.limit, mean_length, bank_items, least })
    }
}

/// Passes the progress of a round on.
struct RoundWatcher<'a, W> {
    number: u32,
    watcher: &'a mut W,
}

impl<W: CalibrationWatcher> Watcher for RoundWatcher<'_, W> {
    type Error = Infallible;

    fn sitting(&mut self, _: &Sitting) -> Result<(), Infallible> {
        Ok(())
    }

    fn progress(&mut self, done: u64, total: u64) -> ControlFlow<()> {
        self.watcher.progress(self.number, done, total)
    }
}
