//! The files of one design besides the examinees: items, groups of ability, traces, charts.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use irt_core::ItemBank;
use serde::Serialize;
use simulation::{ConditionalRow, ExamineeResult, SimulationSummary, plot};

use super::examinee_names::ExamineeNames;
use crate::output_directory::OutputDirectory;
use crate::table::csv_text;
use crate::trace_row::TraceRow;

/// The contents of the files of a design.
pub(super) struct DesignFiles<'a> {
    pub(super) bank: &'a ItemBank,
    pub(super) summary: &'a SimulationSummary,
    pub(super) names: &'a ExamineeNames,
    /// The true and estimated abilities of the first examinees.
    pub(super) abilities: &'a [[f64; 2]],
}

#[derive(Serialize)]
struct ItemUseRow<'a> {
    item_id: &'a str,
    content: &'a str,
    administered: u64,
    exposure_rate: f64,
    above_limit: bool,
}

#[derive(Serialize)]
struct GroupRow {
    group: usize,
    examinees: u64,
    mean_theta: f64,
    bias: f64,
    bias_standard_error: Option<f64>,
    rmse: f64,
    mae: f64,
    mean_standard_error: f64,
    coverage: f64,
    mean_length: f64,
    length_p05: u32,
    length_median: u32,
    length_p95: u32,
    items_used: usize,
    highest_rate: f64,
    test_overlap: Option<f64>,
}

impl DesignFiles<'_> {
    /// Writes all files into a place of the directory.
    pub(super) fn write(&self, directory: &OutputDirectory, place: &Path) -> anyhow::Result<()> {
        let SimulationSummary { conditional, items, exposure, lengths, examinees, traces, .. } = self.summary;
        let mut files = vec![
            ("items.csv", self.items_text()?),
            ("conditional.csv", csv_text(conditional.iter().map(group_row))?),
            ("recovery.svg", plot::recovery(self.abilities, *examinees)?.into()),
            ("conditional.svg", plot::conditional(conditional)?.into()),
            ("exposure.svg", plot::exposure(items, exposure.limit)?.into()),
            ("test_length.svg", plot::test_length(lengths)?.into()),
        ];
        if !traces.is_empty() {
            files.push(("traces.csv", csv_text(traces.iter().flat_map(|result| self.trace(result)))?));
        }
        for (name, text) in files {
            fs::write(directory.file(place.join(name)), text).with_context(|| format!("cannot write {name}"))?;
        }
        Ok(())
    }

    fn items_text(&self) -> anyhow::Result<String> {
        let limit = self.summary.exposure.limit;
        csv_text(self.bank.items().zip(&self.summary.items).map(|(item, usage)| ItemUseRow {
            item_id: item.id.as_str(),
            content: item.content.unwrap_or_default(),
            administered: usage.administered,
            exposure_rate: usage.exposure_rate,
            above_limit: usage.exposure_rate > limit,
        }))
    }

    fn trace(&self, result: &ExamineeResult) -> impl Iterator<Item = TraceRow<'_, Cow<'_, str>>> {
        let steps = result.items.iter().zip(&result.responses).zip(&result.trace);
        (1..).zip(steps).map(|(position, ((item, response), estimate))| {
            let item_id = self.bank.id(*item).map_or("", |id| id.as_str());
            TraceRow::new(self.names.of(result.index), position, (item_id, *response), estimate.ability())
        })
    }
}

fn group_row(row: &ConditionalRow) -> GroupRow {
    let recovery = row.recovery;
    GroupRow {
        group: row.group,
        examinees: row.examinees,
        mean_theta: row.mean_theta,
        bias: recovery.bias,
        bias_standard_error: recovery.bias_standard_error,
        rmse: recovery.rmse,
        mae: recovery.mae,
        mean_standard_error: recovery.mean_standard_error,
        coverage: recovery.coverage,
        mean_length: row.mean_length,
        length_p05: row.length_p05,
        length_median: row.length_median,
        length_p95: row.length_p95,
        items_used: row.items_used,
        highest_rate: row.highest_rate,
        test_overlap: row.test_overlap,
    }
}
