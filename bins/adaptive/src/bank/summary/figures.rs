//! The figures of a bank.

use std::collections::BTreeMap;

use irt_core::ItemBank;
use serde::Serialize;

use crate::bank::parameter_ranges::{ParameterRange, parameter_ranges};
use crate::info::test_information;
use crate::theta_grid::ThetaGrid;

/// A bank in figures.
#[derive(Serialize)]
pub(super) struct Figures {
    pub(super) file: String,
    pub(super) items: usize,
    pub(super) scaling_constant: f64,
    /// How many items there are by model and content area.
    pub(super) groups: Vec<Group>,
    /// The parameters by model.
    pub(super) parameters: Vec<ParameterRange>,
    pub(super) information: Information,
}

#[derive(Serialize)]
pub(super) struct Group {
    pub(super) model: String,
    pub(super) content: Option<String>,
    pub(super) items: usize,
}

/// The information of all items together on a grid of abilities.
#[derive(Serialize)]
pub(super) struct Information {
    pub(super) peak: f64,
    pub(super) peak_theta: f64,
    /// The value to look for.
    pub(super) asked: f64,
    /// The abilities of the grid from and to which the information is at least that, without a gap.
    pub(super) reached: Vec<[f64; 2]>,
}

/// One figure. A cell that does not apply is empty.
#[derive(Serialize)]
pub(super) struct FigureRow<'a> {
    section: &'static str,
    model: &'a str,
    name: &'a str,
    statistic: &'static str,
    value: f64,
}

impl Figures {
    pub(super) fn new(bank: &ItemBank, file: String, grid: ThetaGrid, asked: f64) -> Self {
        Self {
            file,
            items: bank.len(),
            scaling_constant: bank.metric().scaling_constant(),
            groups: groups(bank),
            parameters: parameter_ranges(bank.items()),
            information: Information::new(bank, grid, asked),
        }
    }

    pub(super) fn rows(&self) -> Vec<FigureRow<'_>> {
        let row = |section, model, name, statistic, value| FigureRow { section, model, name, statistic, value };
        let mut rows = vec![
            row("bank", "", "", "items", self.items as f64),
            row("bank", "", "", "scaling_constant", self.scaling_constant),
        ];
        rows.extend(self.groups.iter().map(|group| {
            row("items", &group.model, group.content.as_deref().unwrap_or_default(), "items", group.items as f64)
        }));
        for ParameterRange { model, parameter, items, minimum, mean, maximum } in &self.parameters {
            let figures = [("items", *items as f64), ("minimum", *minimum), ("mean", *mean), ("maximum", *maximum)];
            rows.extend(figures.map(|(statistic, value)| row("parameters", model, parameter, statistic, value)));
        }
        let Information { peak, peak_theta, asked, reached } = &self.information;
        let figures = [("peak", *peak), ("peak_theta", *peak_theta), ("asked", *asked)];
        let ends = reached.iter().flat_map(|[from, to]| [("reached_from", *from), ("reached_to", *to)]);
        rows.extend(figures.into_iter().chain(ends).map(|(name, value)| row("information", "", "", name, value)));
        rows
    }
}

fn groups(bank: &ItemBank) -> Vec<Group> {
    let mut counts: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
    for item in bank.items() {
        *counts.entry((item.model_name().to_string(), item.content.map(str::to_owned))).or_default() += 1;
    }
    counts.into_iter().map(|((model, content), items)| Group { model, content, items }).collect()
}

impl Information {
    fn new(bank: &ItemBank, grid: ThetaGrid, asked: f64) -> Self {
        let curve: Vec<(f64, f64)> = grid.points().map(|theta| (theta, test_information(bank, theta))).collect();
        let by_information = |one: &&(f64, f64), other: &&(f64, f64)| one.1.total_cmp(&other.1);
        let (peak_theta, peak) = curve.iter().rev().max_by(by_information).copied().unwrap_or((0.0, 0.0));
        let runs = curve.chunk_by(|one, other| (one.1 >= asked) == (other.1 >= asked));
        let reached = runs.filter_map(|run| match (run.first(), run.last()) {
            (Some((from, information)), Some((to, _))) if *information >= asked => Some([*from, *to]),
            _ => None,
        });
        Self { peak, peak_theta, asked, reached: reached.collect() }
    }
}
