//! The columns of the classification at cut scores.

use std::fmt::Write as _;

use anyhow::{Context as _, bail};
use irt_core::{AdaptiveTest, ExpectedClassification, level_of};

use super::column_group::{ColumnGroup, ScoredPattern};
use crate::args::ChosenCuts;
use crate::table::Cell;

/// `level`, unless the reporting scale has it already, and `classification_accuracy`.
pub(super) struct ClassificationColumns {
    /// Whether the levels are counted here; the reporting scale has names for its own.
    counts_levels: bool,
    expected: ExpectedClassification,
    /// The information at each cut score, summed over the examinees.
    information: Vec<f64>,
}

impl ClassificationColumns {
    pub(super) fn new(test: &AdaptiveTest, chosen: &ChosenCuts) -> anyhow::Result<Self> {
        let design = test.design();
        let scale = design.reporting().filter(|scale| !scale.spec().levels.is_empty());
        let cuts = match (chosen, scale) {
            (ChosenCuts::Given(_), Some(_)) => {
                bail!(
                    "--cuts: the design has levels, which share the column `level`; `--cuts design` takes their cut scores"
                )
            }
            (ChosenCuts::Given(cuts), None) => cuts.0.clone(),
            (ChosenCuts::OfDesign, Some(scale)) => scale.cuts(),
            (ChosenCuts::OfDesign, None) => {
                let rule = design.stopping_rule().classification.as_ref();
                rule.context("--cuts design: the design has neither levels nor a classification rule")?.cuts.to_vec()
            }
        };
        let counts_levels = scale.is_none();
        let information = vec![0.0; cuts.len()];
        Ok(Self { counts_levels, expected: ExpectedClassification::new(&cuts), information })
    }
}

impl<'t> ColumnGroup<'t> for ClassificationColumns {
    fn names(&self) -> Vec<&'static str> {
        let names = ["level", "classification_accuracy"];
        names[usize::from(!self.counts_levels)..].to_vec()
    }

    fn add<'c>(&mut self, pattern: &ScoredPattern<'_>, cells: &mut Vec<Cell<'c>>) -> anyhow::Result<()>
    where
        't: 'c,
    {
        let ability = pattern.estimate.ability();
        if self.counts_levels {
            cells.push(Cell::Count(level_of(ability.theta, self.expected.cuts()) as u64 + 1));
        }
        cells.push(Cell::Number(self.expected.add(ability)));
        for (sum, cut) in self.information.iter_mut().zip(self.expected.cuts()) {
            *sum += pattern.test.information_of(pattern.items, *cut)?;
        }
        Ok(())
    }

    fn note(&self) -> Option<String> {
        let (accuracy, consistency) = (self.expected.accuracy()?, self.expected.consistency()?);
        let examinees = self.expected.examinees();
        let mut text = format!(
            "classification of {examinees} examinees: expected accuracy {accuracy:.3}, expected consistency {consistency:.3}"
        );
        for (place, (cut, information)) in self.expected.cuts().iter().zip(&self.information).enumerate() {
            let [accuracy, consistency] = self.expected.at_cut(place)?;
            let standard_error = (information / examinees as f64).sqrt().recip();
            // Writing to a string does not fail.
            let cut = (cut * 1e6).round() / 1e6;
            let _ = write!(text, "\n  at theta {cut}: accuracy {accuracy:.3}, consistency {consistency:.3}, ");
            let _ = match standard_error.is_finite() {
                true => write!(text, "standard error {standard_error:.3}"),
                false => write!(text, "no information"),
            };
        }
        Some(text)
    }
}
