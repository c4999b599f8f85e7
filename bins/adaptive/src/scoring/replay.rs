//! `adaptive replay`: each examinee takes the adaptive test with the answers in a file.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use irt_core::{AdaptiveEngine, AdaptiveTest, ItemBank, ItemIndex, Response, Step, StopReason};

use super::columns::{AddedColumns, ScoredPattern};
use super::known;
use crate::args::{ReplayArguments, TableFormat};
use crate::bank::bank_file;
use crate::bank::bank_text::BankText;
use crate::responses::{Consequence, FaultCause, ResponsesReader, ResponsesRow, ScoredItems};
use crate::table::{Cell, Table};
use crate::trace_row::TraceRow;

/// The seed of every test. The answers are given, so it matters only to designs that draw items.
const SEED: u64 = 0;
/// What becomes of faulty rows.
const REPLAYED: Consequence = Consequence::PassedOver("replayed");

/// The columns of the summary.
const COLUMNS: [&str; 6] = ["examinee", "theta", "standard_error", "status", "items", "stop_reason"];

/// The summary of all examinees while it is written.
struct Summary<'t> {
    table: Table<File>,
    added: AddedColumns<'t>,
}

pub(crate) fn run(arguments: &ReplayArguments) -> anyhow::Result<()> {
    let bank = BankText::read(&arguments.bank.source)?;
    let test = bank_file::test_of(&bank, arguments.bank.metric, Some(&arguments.design))?;
    let items = ScoredItems::for_reading(&arguments.reading, &bank, test.bank())?;
    let mut rows = ResponsesReader::open(&arguments.responses, &arguments.reading, &items)?;
    let Some(path) = &arguments.summary else {
        if let Some(flag) = arguments.reported.given_flag() {
            bail!("{flag} adds columns to the summary, and there is no --summary");
        }
        let trace = Table::begin::<TraceRow<'_, &str>>(arguments.format, io::stdout().lock())?;
        replay_all(&test, &mut rows, trace, None)?;
        return rows.finish(&items, REPLAYED);
    };
    let added = AddedColumns::new(&arguments.reported, &test)?;
    let created = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    let table = Table::begin_columns(TableFormat::Csv, added.behind(&COLUMNS), created)?;
    let trace = Table::begin::<TraceRow<'_, &str>>(arguments.format, io::stdout().lock())?;
    let done = replay_all(&test, &mut rows, trace, Some(Summary { table, added }));
    if done.is_err() {
        remove_unfinished(path);
    }
    done?;
    rows.finish(&items, REPLAYED)
}

fn replay_all(
    test: &Arc<AdaptiveTest>,
    rows: &mut ResponsesReader,
    mut trace: Table<impl Write>,
    mut summary: Option<Summary<'_>>,
) -> anyhow::Result<()> {
    while let Some(row) = rows.next_row()? {
        let test = match known::test_for(test, &row) {
            Ok(test) => test,
            Err(cause) => {
                rows.refuse(&row, cause);
                continue;
            }
        };
        match replay_row(&test, &row)? {
            Replayed::Finished { engine, steps } => {
                for step in &steps {
                    trace.row(step)?;
                }
                if let Some(summary) = &mut summary {
                    summary.row(&row, &engine)?;
                }
            }
            Replayed::Unanswered(item) => {
                let (examinee, absence) = (row.examinee.clone(), rows.absence_of(item));
                let item = name(test.bank(), item).to_owned();
                rows.refuse(&row, FaultCause::Unanswered { examinee, item, absence });
            }
        }
    }
    trace.end()?;
    summary.map_or(Ok(()), Summary::end)
}

/// What a replay comes to.
enum Replayed<'a> {
    Finished {
        engine: Box<AdaptiveEngine>,
        steps: Vec<TraceRow<'a, &'a str>>,
    },
    /// The test asks for this item. Without it, the trace would be that of another design.
    Unanswered(ItemIndex),
}

/// Administers the test with the answers of a row.
fn replay_row<'a>(test: &'a Arc<AdaptiveTest>, row: &'a ResponsesRow) -> anyhow::Result<Replayed<'a>> {
    let mut answers: Vec<Option<Response>> = vec![None; test.bank().len()];
    for (item, response) in row.items.iter().zip(&row.responses) {
        answers[item.as_usize()] = Some(*response);
    }
    let mut engine = AdaptiveEngine::start(Arc::clone(test), SEED);
    let mut steps = Vec::new();
    while let Step::Administer(item) = engine.step() {
        let Some(response) = answers[item.as_usize()] else { return Ok(Replayed::Unanswered(item)) };
        engine.record(item, response)?;
        let (position, estimate) = (engine.items().len(), engine.estimate().ability());
        steps.push(TraceRow::new(row.examinee.as_str(), position, (name(test.bank(), item), response), estimate));
    }
    Ok(Replayed::Finished { engine: Box::new(engine), steps })
}

impl Summary<'_> {
    fn row(&mut self, row: &ResponsesRow, engine: &AdaptiveEngine) -> anyhow::Result<()> {
        let estimate = engine.final_estimate();
        let mut cells = vec![
            Cell::Text(&row.examinee),
            Cell::Number(estimate.theta),
            Cell::Number(estimate.se),
            Cell::Text(estimate.status.as_str()),
            Cell::Count(engine.items().len() as u64),
            Cell::Text(engine.stop_reason().map_or("", StopReason::as_str)),
        ];
        let pattern =
            ScoredPattern { test: engine.test(), items: engine.items(), responses: engine.responses(), estimate };
        self.added.add(&pattern, &mut cells)?;
        self.table.cells(&cells)
    }

    fn end(self) -> anyhow::Result<()> {
        self.table.end()?;
        self.added.finish();
        Ok(())
    }
}

fn name(bank: &ItemBank, item: ItemIndex) -> &str {
    bank.id(item).map_or("", |id| id.as_str())
}

/// Removes an incomplete file. Anything else, a device for instance, stays.
fn remove_unfinished(path: &Path) {
    if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file()) {
        // The first error says more than a failure to remove the file.
        let _ = fs::remove_file(path);
    }
}
