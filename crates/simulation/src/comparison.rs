//! Several designs, taken by the same examinees.

use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::sync::Arc;

use irt_core::{AdaptiveTest, EngineError, ItemIndex};
use serde::Serialize;

use crate::difference::{Difference, DifferenceTally};
use crate::groups::Groups;
use crate::sitting::Simulee;
use crate::tally::Tally;
use crate::waves::{self, Ledger, Programme};
use crate::{Examinees, Measures, Silent, SimulationError, Sitting, Summary, Watcher};

/// Several tests on one bank, taken by the same examinees, who give the same answers to the same items.
///
/// The first is what the others are compared with. As examinees and answers are common to all, a difference between two
/// designs is known much better than by two runs with people of their own.
///
/// ```
/// use std::sync::Arc;
/// use irt_core::{AdaptiveTest, CatDesign, CatSpec, FourPl, Item, ItemBank, Metric};
/// use simulation::{Comparison, Examinees};
///
/// let items = (0..100).map(|i| Item::new(&format!("q{i}"), FourPl::two_pl(1.5, f64::from(i) * 0.06 - 3.0).unwrap()));
/// let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items.collect::<Result<_, _>>()?)?);
/// let mut short = CatSpec::default();
/// short.stopping.max_items = Some(10);
/// let mut tests = Vec::new();
/// for (name, spec) in [("twenty", CatSpec::default()), ("ten", short)] {
///     tests.push((name.to_owned(), Arc::new(AdaptiveTest::new(Arc::clone(&bank), CatDesign::new(spec)?)?)));
/// }
/// let compared = Comparison::new(tests, Examinees::normal(500, 0.0, 1.0)?, 7)?.run()?;
/// let ten = &compared.designs[1];
/// assert_eq!(ten.difference.as_ref().unwrap().mean_length.value, -10.0);
/// assert!(ten.difference.as_ref().unwrap().rmse.value > 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Comparison {
    /// At least one.
    tests: Vec<(String, Arc<AdaptiveTest>)>,
    examinees: Examinees,
    seed: u64,
    threads: Option<NonZeroUsize>,
    measures: Measures,
}

/// Designs that cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidComparison {
    /// There is none.
    #[error("there is no design to compare")]
    NoDesign,
    /// Two have one name.
    #[error("two designs have the name {name:?}; the designs that are compared need different names")]
    RepeatedName {
        /// The name.
        name: String,
    },
    /// A design is on another bank than the first.
    #[error("design {name:?} is on another item bank than design {first:?}; designs are compared on one bank")]
    OtherBank {
        /// The name of the design.
        name: String,
        /// The name of the first.
        first: String,
    },
}

/// What a comparison comes to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// The designs, in their order.
    pub designs: Vec<ComparedDesign>,
}

/// One of the designs that are compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedDesign {
    /// Its name.
    pub name: String,
    /// What a simulation of it alone comes to.
    #[serde(flatten)]
    pub summary: Summary,
    /// How it differs from the first design; `None` for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
}

impl Comparison {
    /// A comparison on all cores, with the default [`Measures`]. Each design has a name.
    ///
    /// # Errors
    /// [`InvalidComparison`] without designs, when a name is repeated, or the designs are not on one bank.
    pub fn new(
        tests: Vec<(String, Arc<AdaptiveTest>)>,
        examinees: Examinees,
        seed: u64,
    ) -> Result<Self, InvalidComparison> {
        let Some((first, first_test)) = tests.first() else { return Err(InvalidComparison::NoDesign) };
        for (place, (name, test)) in tests.iter().enumerate() {
            if tests[..place].iter().any(|(other, _)| other == name) {
                return Err(InvalidComparison::RepeatedName { name: name.clone() });
            }
            if !Arc::ptr_eq(test.bank(), first_test.bank()) && test.bank() != first_test.bank() {
                return Err(InvalidComparison::OtherBank { name: name.clone(), first: first.clone() });
            }
        }
        Ok(Self { tests, examinees, seed, threads: None, measures: Measures::default() })
    }

    /// The same on this many threads. The result does not depend on it.
    #[must_use]
    pub const fn with_threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// The same with something else measured.
    #[must_use]
    pub fn with_measures(mut self, measures: Measures) -> Self {
        self.measures = measures;
        self
    }

    /// Lets everybody take all tests.
    ///
    /// # Errors
    /// As for [`Simulation::run`](crate::Simulation::run).
    pub fn run(&self) -> Result<Compared, SimulationError<Infallible>> {
        self.run_with(&mut Silent)
    }

    /// Lets everybody take all tests, and shows each result to a watcher: examinee after examinee, for each the designs
    /// in their order.
    ///
    /// # Errors
    /// As for [`Simulation::run_with`](crate::Simulation::run_with).
    pub fn run_with<W: Watcher>(&self, watcher: &mut W) -> Result<Compared, SimulationError<W::Error>> {
        let groups = Groups::new(&self.examinees, self.measures.conditioning);
        let tally = |(_, test): &(String, Arc<AdaptiveTest>)| Tally::new(test, groups.clone(), &self.measures);
        let tallies: Vec<Tally> = self.tests.iter().map(tally).collect();
        let differences = vec![DifferenceTally::default(); self.tests.len() - 1];
        let mut ledger = Ledgers { tallies, differences };
        waves::run(self, self.threads, &mut ledger, watcher)?;
        let differences = [None].into_iter().chain(ledger.differences.iter().map(|tally| Some(tally.difference())));
        let designs = self.tests.iter().zip(ledger.tallies).zip(differences);
        let designs = designs.map(|(((name, _), tally), difference)| ComparedDesign {
            name: name.clone(),
            summary: tally.summary(self.seed),
            difference,
        });
        Ok(Compared { designs: designs.collect() })
    }
}

impl Programme for Comparison {
    fn examinees(&self) -> u64 {
        self.examinees.count()
    }

    fn tests(&self) -> Vec<&Arc<AdaptiveTest>> {
        self.tests.iter().map(|(_, test)| test).collect()
    }

    fn sit(&self, index: u64, test: usize, withheld: &[ItemIndex]) -> Result<Sitting, EngineError> {
        let simulee = Simulee::new(&self.examinees, self.seed, index);
        let sitting = simulee.sit(&self.tests[test].1, withheld, index < self.measures.traces)?;
        Ok(Sitting { design: test, ..sitting })
    }
}

/// One tally for each design, and one for each but the first of how it differs from the first.
struct Ledgers {
    tallies: Vec<Tally>,
    differences: Vec<DifferenceTally>,
}

impl Ledger for Ledgers {
    fn enter(&mut self, sittings: &[Sitting]) {
        for (tally, sitting) in self.tallies.iter_mut().zip(sittings) {
            tally.add(sitting);
        }
        let correct = self.tallies.iter().zip(sittings).map(|(tally, sitting)| tally.is_correct(sitting));
        let mut judged = sittings.iter().zip(correct);
        if let Some(first) = judged.next() {
            for (tally, other) in self.differences.iter_mut().zip(judged) {
                tally.add(first, other);
            }
        }
    }
}
