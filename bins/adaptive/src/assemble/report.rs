//! What was assembled, for people and for programs.

use std::fmt::Write as _;

use comfy_table::presets::ASCII_BORDERS_ONLY_CONDENSED;
use comfy_table::{CellAlignment, Table};
use irt_core::ItemBank;
use serde::Serialize;
use test_assembly::{Assembly, Blueprint, Forms};

use super::information::of_items;
use crate::args::AssembleArguments;

/// The report of an assembly.
#[derive(Serialize)]
pub(super) struct Report {
    /// `optimal`, `infeasible` or `node-limit`.
    status: &'static str,
    objective: Option<f64>,
    /// What the objective of the best forms cannot pass; equal to the objective where it is optimal.
    bound: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forms: Option<Vec<Vec<String>>>,
    rows: Vec<RowReport>,
    conflict: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conflict_in_words: Option<String>,
    /// The information of each form at each ability.
    information: Vec<InformationReport>,
    #[serde(skip)]
    places: Vec<Vec<usize>>,
    #[serde(skip)]
    ids: Vec<Vec<String>>,
}

/// What a form gives a row.
#[derive(Serialize)]
struct RowReport {
    id: String,
    value: f64,
    lower: f64,
    upper: f64,
    /// The value of the attribute or the stimulus, for a row that holds for each.
    #[serde(skip_serializing_if = "String::is_empty")]
    each: String,
    /// The form, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<usize>,
}

#[derive(Serialize)]
struct InformationReport {
    form: usize,
    theta: f64,
    information: f64,
}

impl Report {
    pub(super) fn new(
        arguments: &AssembleArguments,
        bank: &ItemBank,
        blueprint: &Blueprint,
        assembly: &Assembly,
    ) -> Self {
        let nothing = Forms { objective: 0.0, forms: Vec::new() };
        let (status, forms, bound, conflict) = match assembly {
            Assembly::Optimal(forms) => ("optimal", Some(forms), Some(forms.objective), None),
            Assembly::Infeasible(conflict) => ("infeasible", None, None, Some(conflict)),
            Assembly::NodeLimit { forms, bound } => ("node-limit", forms.as_ref(), Some(*bound), None),
        };
        let objective = forms.map(|forms| forms.objective);
        let places = &forms.unwrap_or(&nothing).forms;
        let ids: Vec<Vec<String>> =
            places.iter().map(|form| form.iter().map(|item| blueprint.item_ids()[*item].clone()).collect()).collect();
        let several = arguments.forms > 1;
        let rows = places.iter().zip(1..).flat_map(|(form, number)| {
            let rows = blueprint.achieved(form).rows.into_iter();
            rows.map(move |row| RowReport {
                id: row.id,
                value: row.value,
                lower: row.lower,
                upper: row.upper,
                each: row.label,
                form: several.then_some(number),
            })
        });
        let rows = rows.collect();
        let information = arguments.theta.iter().flat_map(|theta| {
            let values = of_items(bank, *theta);
            let of_form = move |(form, number): (&Vec<usize>, usize)| InformationReport {
                form: number,
                theta: *theta,
                information: form.iter().map(|item| values[*item]).sum(),
            };
            places.iter().zip(1..).map(of_form).collect::<Vec<_>>()
        });
        Self {
            status,
            objective,
            bound: bound.filter(|bound| bound.is_finite()),
            items: ids.first().filter(|_| !several).cloned(),
            forms: (several && !ids.is_empty()).then(|| ids.clone()),
            rows,
            conflict: conflict.map(|conflict| conflict.rows.clone()).unwrap_or_default(),
            conflict_in_words: conflict.map(ToString::to_string),
            information: information.collect(),
            places: places.clone(),
            ids,
        }
    }

    /// The items of each form, by their places in the bank.
    pub(super) fn forms(&self) -> &[Vec<usize>] {
        &self.places
    }

    /// The ids of the items of each form.
    pub(super) fn items_of_forms(&self) -> &[Vec<String>] {
        &self.ids
    }

    pub(super) fn json(&self) -> anyhow::Result<String> {
        Ok(format!("{}\n", serde_json::to_string_pretty(self)?))
    }

    pub(super) fn text(&self) -> String {
        let mut text = format!("status: {}\n", self.status);
        // Writing to a text cannot fail.
        if let Some(words) = &self.conflict_in_words {
            let _ = writeln!(text, "{words}");
        }
        if let Some(objective) = self.objective {
            let _ = writeln!(text, "objective: {objective:.6}");
        }
        if self.status == "node-limit" {
            let bound = self.bound.map_or_else(String::new, |bound| format!("; the best cannot pass {bound:.6}"));
            let _ = writeln!(text, "the search was given up{bound}. A larger --node-limit lets it go on.");
        }
        for (number, form) in (1..).zip(&self.ids) {
            let _ = writeln!(text, "\nform {number}: {}", form.join(", "));
            for of_form in self.information.iter().filter(|of_form| of_form.form == number) {
                let _ = writeln!(text, "information at {}: {:.4}", of_form.theta, of_form.information);
            }
            let _ = writeln!(text, "{}", self.table(number));
        }
        text
    }

    fn table(&self, form: usize) -> Table {
        let mut table = Table::new();
        table.load_style(ASCII_BORDERS_ONLY_CONDENSED).set_header(["row", "each", "value", "lower", "upper"]);
        for row in self.rows.iter().filter(|row| row.form.is_none_or(|number| number == form)) {
            let number = |number: f64| format!("{}", (number * 1e6).round() / 1e6);
            table.add_row([row.id.clone(), row.each.clone(), number(row.value), number(row.lower), number(row.upper)]);
        }
        table.column_iter_mut().skip(2).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
        table
    }
}
