//! Writes the result of each examinee to `examinees.csv` while the simulation runs.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::Context as _;
use serde::Serialize;
use simulation::plot::MAX_SCATTER_POINTS;
use simulation::{ExamineeResult, Observer};

use super::examinee_names::ExamineeNames;
use crate::interruption::Interruption;
use crate::progress_bar::InterruptibleBar;

#[derive(Serialize)]
struct ExamineeRow<'a> {
    examinee: &'a str,
    true_theta: f64,
    theta: f64,
    standard_error: f64,
    status: &'static str,
    items: usize,
    stop_reason: &'static str,
}

/// Writes `examinees.csv` of each design, keeps the points of the scatter plots, and moves the progress bar.
pub(super) struct CsvObserver<'a> {
    names: &'a ExamineeNames,
    designs: Vec<DesignOutput>,
    bar: InterruptibleBar,
}

/// The file of a design, and the true and estimated abilities of the first examinees.
struct DesignOutput {
    rows: csv::Writer<File>,
    abilities: Vec<[f64; 2]>,
}

impl<'a> CsvObserver<'a> {
    /// Creates a file for each design.
    pub(super) fn create(
        paths: &[PathBuf],
        names: &'a ExamineeNames,
        interruption: Interruption,
    ) -> anyhow::Result<Self> {
        let designs = paths.iter().map(|path| {
            let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
            Ok(DesignOutput { rows: csv::Writer::from_writer(file), abilities: Vec::new() })
        });
        let designs = designs.collect::<anyhow::Result<_>>()?;
        let bar = InterruptibleBar::new("{wide_bar} {human_pos}/{human_len} examinees, {eta} left", interruption)?;
        Ok(Self { names, designs, bar })
    }

    /// Finishes the files; returns the true and estimated abilities of the first examinees, design by design.
    pub(super) fn finish(mut self) -> anyhow::Result<Vec<Vec<[f64; 2]>>> {
        self.designs.iter_mut().try_for_each(|design| design.rows.flush())?;
        Ok(self.designs.into_iter().map(|design| design.abilities).collect())
    }
}

impl Observer for CsvObserver<'_> {
    type Error = csv::Error;

    fn examinee_result(&mut self, result: &ExamineeResult) -> Result<(), csv::Error> {
        let ExamineeResult { index, design, true_theta, estimate, stop_reason, items, .. } = result;
        let DesignOutput { rows, abilities } = &mut self.designs[*design];
        if abilities.len() < MAX_SCATTER_POINTS {
            abilities.push([*true_theta, estimate.theta]);
        }
        rows.serialize(ExamineeRow {
            examinee: &self.names.of(*index),
            true_theta: *true_theta,
            theta: estimate.theta,
            standard_error: estimate.se,
            status: estimate.status.as_str(),
            items: items.len(),
            stop_reason: stop_reason.as_str(),
        })
    }

    fn progress(&mut self, done: u64, total: u64) -> ControlFlow<()> {
        self.bar.advance(done, total)
    }
}
