//! The search for exposure parameters.

use super::error::{CalibrationError, InvalidCalibration};
use super::observer::CalibrationObserver;
use super::outcome::CalibratedExposure;
use super::search::{Candidate, Search, Wanted};
use crate::observer::NoObserver;
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
/// has would keep `K = 1`, the largest `K` become 1. The rounds end when no `P(A_i)` is above `r` plus a tolerance.
///
/// Parameters fit the examinees of the rounds by chance, too. So they are checked with other examinees and answers. If an
/// item is shown to more than `r` plus the tolerance of these, they join the examinees of the rounds, and the rounds go
/// on with a lower aim in the place of `r`: lower by half of what the highest rate of the check was too much. The next
/// check has other examinees again.
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
        let tolerated = self.limit + self.tolerance;
        let (simulation, rounds) = (&self.simulation, self.rounds);
        let wanted = Wanted { simulation, limit: self.limit, tolerance: self.tolerance, rounds };
        let mut search = Search::new(wanted);
        let mut best = search.candidate(observer)?;
        let mut check = best.check;
        while check.highest_observed_rate > tolerated && search.goes_on_after(&check) {
            let next = search.candidate(observer)?;
            check = next.check;
            if check.highest_observed_rate < best.check.highest_observed_rate {
                best = next;
            }
        }
        let Candidate { round, parameters, check } = best;
        let bank = self.simulation.test.bank();
        let named = bank.items().zip(parameters).filter(|(_, parameter)| *parameter < 1.0);
        Ok(CalibratedExposure {
            limit: self.limit,
            tolerance: self.tolerance,
            converged: check.highest_observed_rate <= tolerated,
            aim: search.aim,
            parameters: named.map(|(item, parameter)| (item.id.as_str().to_owned(), parameter)).collect(),
            round,
            rounds: search.rounds,
            check,
        })
    }
}
