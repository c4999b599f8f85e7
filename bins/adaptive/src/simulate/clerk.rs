//! Writes down each examinee's result while the simulation runs, and shows how far it is.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use simulation::plot::MAX_SCATTER_POINTS;
use simulation::{Sitting, Watcher};

use crate::interruption::Interruption;

#[derive(Serialize)]
struct ExamineeRow {
    examinee: u64,
    true_theta: f64,
    theta: f64,
    standard_error: f64,
    status: &'static str,
    items: usize,
    stop_reason: &'static str,
}

/// Writes `examinees.csv` of each design, keeps what the scatter plots show, and moves the progress bar.
pub(super) struct Clerk {
    designs: Vec<Ledger>,
    bar: ProgressBar,
    interruption: Interruption,
}

/// What is kept of a design.
struct Ledger {
    rows: csv::Writer<File>,
    abilities: Vec<[f64; 2]>,
}

impl Clerk {
    /// Begins a file for each design.
    pub(super) fn begin(paths: &[PathBuf], interruption: Interruption) -> anyhow::Result<Self> {
        let begun = paths.iter().map(|path| {
            let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
            Ok(Ledger { rows: csv::Writer::from_writer(file), abilities: Vec::new() })
        });
        let designs = begun.collect::<anyhow::Result<_>>()?;
        // Standard error that is no terminal gets no bar.
        let bar = ProgressBar::new(0);
        bar.set_style(ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} examinees, {eta} left")?);
        Ok(Self { designs, bar, interruption })
    }

    /// Finishes the files; gives the true and estimated abilities of the first examinees, design by design.
    pub(super) fn end(mut self) -> anyhow::Result<Vec<Vec<[f64; 2]>>> {
        self.designs.iter_mut().try_for_each(|design| design.rows.flush())?;
        Ok(self.designs.iter_mut().map(|design| std::mem::take(&mut design.abilities)).collect())
    }
}

impl Drop for Clerk {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Watcher for Clerk {
    type Error = csv::Error;

    fn sitting(&mut self, sitting: &Sitting) -> Result<(), csv::Error> {
        let Sitting { index, design, true_theta, estimate, stop_reason, items, .. } = sitting;
        let Ledger { rows, abilities } = &mut self.designs[*design];
        if abilities.len() < MAX_SCATTER_POINTS {
            abilities.push([*true_theta, estimate.theta]);
        }
        rows.serialize(ExamineeRow {
            examinee: index + 1,
            true_theta: *true_theta,
            theta: estimate.theta,
            standard_error: estimate.se,
            status: estimate.status.as_str(),
            items: items.len(),
            stop_reason: stop_reason.as_str(),
        })
    }

    fn progress(&mut self, done: u64, total: u64) -> ControlFlow<()> {
        self.bar.set_length(total);
        self.bar.set_position(done);
        self.interruption.flow()
    }
}
