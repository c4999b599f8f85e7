//! What a simulation runs: simulated examinees under all designs, or examinees with given answers under one.

use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use irt_core::AdaptiveTest;
use simulation::{
    ComparedDesign, Comparison, ComparisonSummary, Examinees, Measures, Observer, PostHoc, SimulationError,
};

use crate::args::SimulateArguments;
use crate::examinees;
use crate::responses::ResponsesReader;
use crate::source::Source;

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
    },
}

impl SimulationRun {
    pub(super) fn from_arguments(
        arguments: &SimulateArguments,
        seed: u64,
        tests: &[NamedTest],
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
            (Some(responses), [(name, test)]) => {
                let mut post_hoc = PostHoc::new(Arc::clone(test), seed).with_measures(measures);
                if let Some(threads) = arguments.threads {
                    post_hoc = post_hoc.with_threads(threads);
                }
                let examinees = read_answers(responses, test, &mut post_hoc)?;
                Ok(Self::Given { name: name.clone(), post_hoc, examinees })
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

/// Adds the answers of a file to the post-hoc simulation; returns the examinees, at least one.
fn read_answers(source: &Source, test: &AdaptiveTest, post_hoc: &mut PostHoc) -> anyhow::Result<Examinees> {
    let mut rows = ResponsesReader::open(source, test.bank())?;
    let mut thetas = Vec::new();
    while let Some(row) = rows.next_row()? {
        let theta = post_hoc.push(&row.items, &row.responses);
        thetas.push(theta.with_context(|| format!("{source}: line {}, examinee {:?}", row.line, row.examinee))?);
    }
    if thetas.is_empty() {
        bail!("{source}: there is no examinee below the header");
    }
    Ok(Examinees::given(thetas)?)
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
