//! Writes the result of each examinee to `examinees.csv` while the simulation runs.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use irt_core::CatDesign;
use simulation::plot::MAX_SCATTER_POINTS;
use simulation::{ExamineeResult, Observer};

use super::examinee_names::ExamineeNames;
use crate::interruption::Interruption;
use crate::progress_bar::InterruptibleBar;
use crate::scoring::ScaleColumns;
use crate::table::Cell;

/// The columns of every design.
const COLUMNS: [&str; 7] = ["examinee", "true_theta", "theta", "standard_error", "status", "items", "stop_reason"];

/// Writes `examinees.csv` of each design, keeps the points of the scatter plots, and moves the progress bar.
pub(super) struct CsvObserver<'a> {
    names: &'a ExamineeNames,
    designs: Vec<DesignOutput<'a>>,
    bar: InterruptibleBar,
}

/// The file of a design, and the true and estimated abilities of the first examinees.
struct DesignOutput<'a> {
    rows: csv::Writer<File>,
    /// The columns of the reporting scale, where the design has one.
    scale: Option<ScaleColumns<'a>>,
    abilities: Vec<[f64; 2]>,
}

impl<'a> CsvObserver<'a> {
    /// Creates a file for each design.
    pub(super) fn create<'t: 'a>(
        files: impl Iterator<Item = (PathBuf, &'t CatDesign)>,
        names: &'a ExamineeNames,
        interruption: Interruption,
    ) -> anyhow::Result<Self> {
        let designs = files.map(|(path, design)| DesignOutput::create(&path, design));
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

impl<'a> DesignOutput<'a> {
    fn create(path: &Path, design: &'a CatDesign) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        let (mut rows, scale) = (csv::Writer::from_writer(file), design.reporting().map(ScaleColumns::new));
        let columns = COLUMNS.into_iter().chain(scale.iter().flat_map(ScaleColumns::names));
        rows.write_record(columns).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { rows, scale, abilities: Vec::new() })
    }
}

impl Observer for CsvObserver<'_> {
    type Error = csv::Error;

    fn examinee_result(&mut self, result: &ExamineeResult) -> Result<(), csv::Error> {
        let ExamineeResult { index, design, true_theta, estimate, stop_reason, items, .. } = result;
        let DesignOutput { rows, scale, abilities } = &mut self.designs[*design];
        if abilities.len() < MAX_SCATTER_POINTS {
            abilities.push([*true_theta, estimate.theta]);
        }
        let name = self.names.of(*index);
        let mut cells = vec![
            Cell::Text(&name),
            Cell::Number(*true_theta),
            Cell::Number(estimate.theta),
            Cell::Number(estimate.se),
            Cell::Text(estimate.status.as_str()),
            Cell::Count(items.len() as u64),
            Cell::Text(stop_reason.as_str()),
        ];
        cells.extend(scale.iter().flat_map(|scale| scale.cells(estimate.ability())));
        rows.serialize(cells)
    }

    fn progress(&mut self, done: u64, total: u64) -> ControlFlow<()> {
        self.bar.advance(done, total)
    }
}
