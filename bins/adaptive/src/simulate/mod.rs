//! `adaptive simulate`: runs the adaptive test with simulated examinees.

mod csv_observer;
mod design_files;
mod examinee_names;
mod files;
mod screen;
mod simulation_run;

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use irt_core::AdaptiveTest;
use simulation::SimulationError;

use crate::args::{SimulateArguments, SimulationFormat};
use crate::bank::bank_file;
use crate::bank::bank_text::BankText;
use crate::interruption::Interruption;
use crate::output_directory::OutputDirectory;
use crate::seed;
use crate::source::Source;
use csv_observer::CsvObserver;
use files::Results;
use simulation_run::SimulationRun;

pub(crate) fn run(arguments: &SimulateArguments) -> anyhow::Result<()> {
    let bank = BankText::read(&arguments.bank.source)?;
    let tests = tests(arguments, &bank)?;
    let seed = arguments.examinees.seed.map_or_else(seed::draw, Ok)?;
    let run = SimulationRun::from_arguments(arguments, seed, &tests, &bank)?;
    let interruption = Interruption::watch()?;
    let (directory, out) = directory(arguments)?;
    let places: Vec<PathBuf> = tests.iter().map(|(name, _)| place_of(name, tests.len())).collect();
    places.iter().try_for_each(|place| directory.make(place))?;
    let tables = places.iter().map(|place| directory.file(place.join("examinees.csv")));
    let tables = tables.zip(tests.iter().map(|(_, test)| test.design()));
    let mut observer = CsvObserver::create(tables, run.names(), interruption.clone())?;
    let compared = run.run_with(&mut observer).map_err(|error| match error {
        SimulationError::Observer(error) => anyhow!(error).context("cannot write examinees.csv"),
        SimulationError::Cancelled { done } => {
            let all = run.examinees().count();
            anyhow!("interrupted after {done} of {all} examinees; nothing has been written")
        }
        other => other.into(),
    })?;
    let abilities = observer.finish().context("cannot write examinees.csv")?;
    let (examinees, names) = (run.examinees(), run.names());
    let results = Results { arguments, examinees, names, tests: &tests, compared: &compared, abilities: &abilities };
    let summary = results.write(&directory, &places)?;
    if interruption.is_requested() {
        bail!("interrupted before the end; nothing has been written");
    }
    directory.move_into_place()?;
    say_what_was_chosen(arguments, seed, &out);
    let printed = match format(arguments) {
        SimulationFormat::Json => summary,
        SimulationFormat::Table => screen::text(&results.designs(), names, &out),
    };
    io::stdout().write_all(printed.as_bytes())?;
    Ok(())
}

/// The directory for the files, and its name.
fn directory(arguments: &SimulateArguments) -> anyhow::Result<(OutputDirectory, PathBuf)> {
    match &arguments.out {
        Some(out) => Ok((OutputDirectory::create(out, arguments.force)?, out.clone())),
        None => OutputDirectory::create_numbered("simulation"),
    }
}

/// The format that is asked for, or the one for who reads standard output.
fn format(arguments: &SimulateArguments) -> SimulationFormat {
    let by_reader = || if io::stdout().is_terminal() { SimulationFormat::Table } else { SimulationFormat::Json };
    arguments.format.unwrap_or_else(by_reader)
}

/// Says what the user has left to the program: the seed and the directory.
fn say_what_was_chosen(arguments: &SimulateArguments, seed: u64, out: &Path) {
    // The files are written; a closed standard error is no fault.
    if arguments.examinees.seed.is_none() {
        let _ = writeln!(io::stderr(), "{}", seed::drawn(seed));
    }
    if arguments.out.is_none() {
        let _ = writeln!(io::stderr(), "note: the files are in {}", out.display());
    }
}

/// The tests, each with the name of its design.
fn tests(arguments: &SimulateArguments, text: &BankText) -> anyhow::Result<Vec<(String, Arc<AdaptiveTest>)>> {
    let bank = Arc::new(bank_file::bank_of(text, arguments.bank.metric)?);
    let test = |design: &Source| bank_file::test(&text.source, &bank, design).map(|test| (design.short_name(), test));
    arguments.designs.iter().map(test).collect()
}

/// Where the files of a design go, within the directory.
fn place_of(name: &str, designs: usize) -> PathBuf {
    if designs == 1 { PathBuf::new() } else { Path::new("designs").join(name) }
}
