//! What a report is made from.

use irt_core::AdaptiveTest;

use crate::difference::Difference;
use crate::examinees::Examinees;
use crate::summary::SimulationSummary;

/// What a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The program that has simulated, and its version.
    pub program: &'a str,
    /// The name of the item bank.
    pub bank_name: &'a str,
    /// The examinees.
    pub examinees: &'a Examinees,
    /// Where the answers are from, if they are given and not simulated. The abilities are then estimates from all of them.
    pub given_answers: Option<&'a str>,
    /// The designs, all on one bank. The others are compared with the first.
    pub designs: &'a [ReportedDesign<'a>],
}

/// A design and the result of its simulation.
#[derive(Debug, Clone, Copy)]
pub struct ReportedDesign<'a> {
    /// The name of the design.
    pub name: &'a str,
    /// The test.
    pub test: &'a AdaptiveTest,
    /// The measures.
    pub summary: &'a SimulationSummary,
    /// How it differs from the first design.
    pub difference: Option<&'a Difference>,
    /// The true and the estimated abilities of the first examinees.
    pub abilities: &'a [[f64; 2]],
}
