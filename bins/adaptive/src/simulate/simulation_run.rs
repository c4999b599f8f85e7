//! What a simulation runs: simulated examinees under all designs, or examinees with given answers under one.

use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use irt_core::AdaptiveTest;
use simulation::{
    ComparedDesign, Comparison, ComparisonSummary, Examinees, InvalidAnswers, Measures, Observer, PostHoc,
    SimulationError,
};

use super::examinee_names::ExamineeNames;
use crate::args::SimulateArguments;
use crate::bank::bank_text::BankText;
use crate::examinees;
use crate::note;
use crate::responses::{Consequence, FaultCause, ResponsesReader, ScoredItems};

/// A test with the name of its design.
type NamedTest = (String, Arc<AdaptiveTest>);

/// What a simulation runs.
pub(super) enum SimulationRun {
    Simulated {
        comparison: Comparison,
        examinees: Examinees,
    },
    /// The abilities of the examinees are estimates from all their answers.
    Given {
        name: String,
        post_hoc: PostHoc,
        examinees: Examinees,
        names: ExamineeNames,
    },
}

impl SimulationRun {
    pub(super) fn from_arguments(
        arguments: &SimulateArguments,
        seed: u64,
        tests: &[NamedTest],
        bank: &BankText,
    ) -> anyhow::Result<Self> {
        let measures = measures(arguments)?;
        match (&arguments.responses, tests) {
            (None, _) => {
                let examinees = examinees::from_arguments(&arguments.examinees)?;
                let comparison = Comparison::new(tests.to_vec(), examinees.clone(), seed)
                    .map_err(|error| anyhow!("{error}; a design is named after its file"))?
                    .with_measures(measures);
                let comparison = match arguments.threads {
                    Some(threads) => comparison.with_threads(threads),
                    None => comparison,
                };
                Ok(Self::Simulated { comparison, examinees })
            }
            (Some(_), [(name, test)]) => {
                let mut post_hoc = PostHoc::new(Arc::clone(test), seed).with_measures(measures);
                if let Some(threads) = arguments.threads {
                    post_hoc = post_hoc.with_threads(threads);
                }
                let (examinees, names) = read_answers(arguments, bank, test, &mut post_hoc)?;
                Ok(Self::Given { name: name.clone(), post_hoc, examinees, names })
            }
            (Some(_), _) => bail!("with --responses, there can be one --design"),
        }
    }

    /// The examinees.
    pub(super) const fn examinees(&self) -> &Examinees {
        match self {
            Self::Simulated { examinees, .. } | Self::Given { examinees, .. } => examinees,
        }
    }

    /// The names of the examinees.
    pub(super) const fn names(&self) -> &ExamineeNames {
        match self {
            Self::Simulated { .. } => &ExamineeNames::Numbers,
            Self::Given { names, .. } => names,
        }
    }

    pub(super) fn run_with<O: Observer>(
        &self,
        observer: &mut O,
    ) -> Result<ComparisonSummary, SimulationError<O::Error>> {
        match self {
            Self::Simulated { comparison, .. } => comparison.run_with(observer),
            Self::Given { name, post_hoc, .. } => {
                let summary = post_hoc.run_with(observer)?;
                let design = |summary| ComparedDesign { name: name.clone(), summary, difference: None };
                Ok(ComparisonSummary { designs: summary.map(design).into_iter().collect() })
            }
        }
    }
}

/// Adds the answers of a file to the post-hoc simulation; returns the examinees, at least one, and their names.
fn read_answers(
    arguments: &SimulateArguments,
    bank: &BankText,
    test: &AdaptiveTest,
    post_hoc: &mut PostHoc,
) -> anyhow::Result<(Examinees, ExamineeNames)> {
    let source = arguments.responses.as_ref().context("there are no responses")?;
    let items = ScoredItems::for_reading(&arguments.reading, bank, test.bank())?;
    let mut rows = ResponsesReader::open(source, &arguments.reading, &items)?;
    let (mut thetas, mut names, mut silent) = (Vec::new(), Vec::new(), 0);
    while let Some(row) = rows.next_row()? {
        match post_hoc.push_known(&row.start, &row.items, &row.responses) {
            Ok(theta) => {
                thetas.push(theta);
                names.push(row.examinee);
            }
            // Of examinees who never began there is nothing to administer.
            Err(InvalidAnswers::None) => silent += 1,
            Err(error) => {
                let (examinee, rule) = (row.examinee.clone(), error.to_string());
                rows.refuse(&row, FaultCause::Refused { examinee, rule });
            }
        }
    }
    rows.finish(&items, Consequence::NothingWritten)?;
    match (thetas.len(), silent) {
        (0, 0) => bail!("{source}: there is no examinee below the header"),
        (0, _) => bail!("{source}: no examinee has answered any item"),
        (_, 0) => {}
        (_, silent) => note::print(format_args!("{source}: {silent} without any answer left out")),
    }
    Ok((Examinees::given(thetas)?, ExamineeNames::Given(names)))
}

fn measures(arguments: &SimulateArguments) -> anyhow::Result<Measures> {
    let measures = Measures::default()
        .with_exposure_limit(arguments.exposure_limit)?
        .with_confidence(arguments.confidence)?
        .with_traces(arguments.traces);
    match &arguments.cuts {
        Some(cuts) => Ok(measures.with_cuts(cuts.0.clone())?),
        None => Ok(measures),
    }
}
