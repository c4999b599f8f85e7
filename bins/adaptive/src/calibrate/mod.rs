//! `adaptive calibrate`: item parameters from responses.

mod examinee_values;
mod files;
mod item_columns;
mod item_list;
mod settings_file;

use std::io::{self, Write as _};
use std::ops::ControlFlow;

use anyhow::{Context as _, anyhow, bail};
use calibration::fit::ItemFit;
use calibration::{Calibration, CalibrationError, CalibrationOutcome, Cycle, ResponseTable};

use self::examinee_values::ExamineeValues;
use self::files::Results;
use self::item_list::ItemList;
use crate::args::CalibrateArguments;
use crate::interruption::Interruption;
use crate::note;
use crate::output_directory::OutputDirectory;
use crate::progress_bar::InterruptibleBar;
use crate::responses::{Consequence, FaultCause, ResponsesReader, ScoredItems};
use crate::source::Source;

pub(crate) fn run(arguments: &CalibrateArguments) -> anyhow::Result<()> {
    if arguments.responses == Source::StandardInput {
        bail!("--responses is read twice, so it has to be a file");
    }
    let settings = settings_file::read(arguments.settings.as_ref())?;
    let list = ItemList::from_arguments(arguments)?;
    let values = ExamineeValues::read(arguments.groups.as_ref(), arguments.weights.as_ref())?;
    let interruption = Interruption::watch()?;
    let directory = OutputDirectory::create(&arguments.out, arguments.force)?;
    let table = responses(arguments, &list, &values)?;
    let bar = InterruptibleBar::new("{msg} {spinner}", interruption.clone())?;
    let calibration =
        Calibration::new(&list.items, &table, &settings).with_context(|| arguments.responses.to_string())?;
    let outcome =
        with_threads(arguments, || calibration.run_with(&mut |cycle: Cycle| show(&bar, cycle)))?.map_err(|error| {
            match error {
                CalibrationError::Cancelled => anyhow!("interrupted; nothing has been written"),
                other => anyhow!(other).context(arguments.responses.to_string()),
            }
        })?;
    drop(bar);
    let fit = with_threads(arguments, || ItemFit::new(&outcome, &table))?;
    let (list, settings, groups, table) = (&list, &settings, values.groups(), &table);
    Results { arguments, list, settings, groups, table, outcome: &outcome, fit: &fit }.write(&directory)?;
    if interruption.is_requested() {
        bail!("interrupted; nothing has been written");
    }
    directory.move_into_place()?;
    say(arguments, list, &outcome)
}

fn show(bar: &InterruptibleBar, cycle: Cycle) -> ControlFlow<()> {
    let Cycle { cycle, log_likelihood, gradient } = cycle;
    bar.show(format!("cycle {cycle}, log-likelihood {log_likelihood:.6}, gradient {gradient:.1e}"))
}

/// Runs a computation on as many threads as the arguments ask for.
fn with_threads<T: Send>(arguments: &CalibrateArguments, compute: impl FnOnce() -> T + Send) -> anyhow::Result<T> {
    match arguments.threads {
        Some(threads) => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build();
            Ok(pool.context("cannot start threads")?.install(compute))
        }
        None => Ok(compute()),
    }
}

/// Reads all responses.
fn responses(
    arguments: &CalibrateArguments,
    list: &ItemList,
    values: &ExamineeValues,
) -> anyhow::Result<ResponseTable> {
    let items = ScoredItems::for_reading(&arguments.reading, &list.file, &list.readable)?;
    let mut reader = ResponsesReader::open(&arguments.responses, &list.reading, &items)?;
    let mut table = ResponseTable::new(list.items.len());
    let mut row = Vec::new();
    while let Some(read) = reader.next_row()? {
        let (group, weight) = match values.of(&read.examinee) {
            Ok(values) => values,
            Err(rule) => {
                let examinee = read.examinee.clone();
                reader.refuse(&read, FaultCause::Refused { examinee, rule });
                continue;
            }
        };
        row.clear();
        let pairs = read.items.iter().zip(&read.responses);
        row.extend(pairs.map(|(item, response)| (item.as_usize(), response.0)));
        if let Err(error) = table.push_weighted(&row, group, weight) {
            let examinee = read.examinee.clone();
            reader.refuse(&read, FaultCause::Refused { examinee, rule: error.to_string() });
        }
    }
    reader.finish(&items, Consequence::NothingWritten)?;
    if table.examinees() == 0 {
        bail!("{}: there is no examinee below the header", arguments.responses);
    }
    Ok(table)
}

/// What the user has to know at once.
fn say(arguments: &CalibrateArguments, list: &ItemList, outcome: &CalibrationOutcome) -> anyhow::Result<()> {
    for (place, item) in outcome.set_aside() {
        note::print(format_args!("item {:?} is set aside: {}", list.items[place].id, item.reason));
    }
    if !outcome.converged {
        note::print(format_args!(
            "not converged after {} cycles: the gradient is {:.1e}; allow more cycles (convergence.max_cycles), or add priors",
            outcome.cycles, outcome.gradient_max
        ));
    }
    if !outcome.identified {
        note::print(
            "the information is not positive definite, so there are no standard errors; add priors or drop items",
        );
    }
    let kept = outcome.kept().count();
    let text = format!(
        "{kept} items, {} examinees: log-likelihood {:.4}, {} cycles; files in {}\n",
        outcome.examinees,
        outcome.log_likelihood,
        outcome.cycles,
        arguments.out.display()
    );
    io::stdout().write_all(text.as_bytes())?;
    Ok(())
}
