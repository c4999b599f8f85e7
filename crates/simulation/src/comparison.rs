//! Several designs, taken by the same examinees.

use std::convert::Infallible;
use std::sync::Arc;

use irt_core::{AdaptiveTest, ItemIndex};
use serde::Serialize;

use crate::administration::AdministrationError;
use crate::difference::{Difference, DifferenceAccumulator};
use crate::error::SimulationError;
use crate::examinee_result::ExamineeResult;
use crate::examinees::Examinees;
use crate::groups::Groups;
use crate::observer::{NoObserver, Observer};
use crate::run_options::{RunOptions, run_option_setters};
use crate::runner::{self, Accumulator, Workload};
use crate::simulee::Simulee;
use crate::summary::SimulationSummary;
use crate::summary_accumulator::SummaryAccumulator;

/// Several tests on one bank, taken by the same examinees, who give the same answers to the same items.
///
/// The others are compared with the first. As all have the same examinees and answers, a difference between two designs
/// is much more precise than from two runs with different examinees.
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
    options: RunOptions,
}

/// Designs that cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidComparison {
    /// There is no design.
    #[error("there is no design to compare")]
    NoDesign,
    /// Two designs have the same name.
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

/// The result of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparisonSummary {
    /// The designs, in their order.
    pub designs: Vec<ComparedDesign>,
}

/// One of the designs that are compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedDesign {
    /// Its name.
    pub name: String,
    /// The summary of a simulation of this design alone.
    #[serde(flatten)]
    pub summary: SimulationSummary,
    /// How it differs from the first design; `None` for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
}

impl Comparison {
    /// A comparison on all cores, with the default [`Measures`](crate::Measures). Each design has a name.
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
        Ok(Self { tests, examinees, seed, options: RunOptions::default() })
    }

    run_option_setters!();

    /// Administers all tests to all examinees.
    ///
    /// # Errors
    /// As for [`Simulation::run`](crate::Simulation::run).
    pub fn run(&self) -> Result<ComparisonSummary, SimulationError<Infallible>> {
        self.run_with(&mut NoObserver)
    }

    /// Administers all tests to all examinees, and passes each result to an observer: examinee after examinee, for each
    /// the designs in their order.
    ///
    /// # Errors
    /// As for [`Simulation::run_with`](crate::Simulation::run_with).
    pub fn run_with<O: Observer>(&self, observer: &mut O) -> Result<ComparisonSummary, SimulationError<O::Error>> {
        let measures = &self.options.measures;
        let groups = Groups::new(&self.examinees, measures.conditioning);
        let summary_of =
            |(_, test): &(String, Arc<AdaptiveTest>)| SummaryAccumulator::new(test, groups.clone(), measures);
        let mut accumulator = ComparisonAccumulator {
            summaries: self.tests.iter().map(summary_of).collect(),
            differences: vec![DifferenceAccumulator::default(); self.tests.len() - 1],
        };
        runner::run(self, self.options.threads, &mut accumulator, observer)?;
        let ComparisonAccumulator { summaries, differences } = accumulator;
        let differences = [None].into_iter().chain(differences.iter().map(|pairs| Some(pairs.difference())));
        let designs = self.tests.iter().zip(summaries).zip(differences);
        let designs = designs.map(|(((name, _), accumulator), difference)| ComparedDesign {
            name: name.clone(),
            summary: accumulator.summary(self.seed),
            difference,
        });
        Ok(ComparisonSummary { designs: designs.collect() })
    }
}

impl Workload for Comparison {
    fn examinees(&self) -> u64 {
        self.examinees.count()
    }

    fn tests(&self) -> Vec<&Arc<AdaptiveTest>> {
        self.tests.iter().map(|(_, test)| test).collect()
    }

    fn administer(
        &self,
        index: u64,
        test: usize,
        withheld: &[ItemIndex],
    ) -> Result<ExamineeResult, AdministrationError> {
        let simulee = Simulee::new(&self.examinees, self.seed, index);
        let keeps_trace = index < self.options.measures.traces;
        let result = simulee.take_test(&self.tests[test].1, withheld, keeps_trace)?;
        Ok(ExamineeResult { design: test, ..result })
    }
}

/// The sums of each design, and of how each but the first differs from the first.
struct ComparisonAccumulator {
    summaries: Vec<SummaryAccumulator>,
    differences: Vec<DifferenceAccumulator>,
}

impl Accumulator for ComparisonAccumulator {
    fn add_examinee(&mut self, results: &[ExamineeResult]) {
        for (summary, result) in self.summaries.iter_mut().zip(results) {
            summary.add(result);
        }
        let correct = self.summaries.iter().zip(results).map(|(summary, result)| summary.is_correct(result));
        let mut classified = results.iter().zip(correct);
        if let Some(first) = classified.next() {
            for (difference, other) in self.differences.iter_mut().zip(classified) {
                difference.add(first, other);
            }
        }
    }
}
