//! Writes down each examinee's result while the simulation runs, and shows how far it is.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use simulation::plot::MAX_SCATTER_POINTS;
use simulation::{Sitting, Watcher};

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

/// Writes `examinees.csv`, keeps what the scatter plot shows, and moves the progress bar.
pub(super) struct Clerk {
    rows: csv::Writer<File>,
    abilities: Vec<[f64; 2]>,
    bar: ProgressBar,
}

impl Clerk {
    pub(super) fn begin(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        // Standard error that is no terminal gets no bar.
        let bar = ProgressBar::new(0);
        bar.set_style(ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} examinees, {eta} left")?);
        Ok(Self { rows: csv::Writer::from_writer(file), abilities: Vec::new(), bar })
    }

    /// Finishes the file; gives the true and estimated abilities of the first examinees.
    pub(super) fn end(mut self) -> anyhow::Result<Vec<[f64; 2]>> {
        self.rows.flush()?;
        Ok(std::mem::take(&mut self.abilities))
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
        let Sitting { index, true_theta, estimate, stop_reason, items, .. } = sitting;
        if self.abilities.len() < MAX_SCATTER_POINTS {
            self.abilities.push([*true_theta, estimate.theta]);
        }
        self.rows.serialize(ExamineeRow {
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
        ControlFlow::Continue(())
    }
}
