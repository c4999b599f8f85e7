//! The figures of a bank for people.

use std::fmt::Write as _;

use comfy_table::presets::ASCII_BORDERS_ONLY_CONDENSED;
use comfy_table::{CellAlignment, Table};

use super::figures::{Figures, Information};

pub(super) fn text(figures: &Figures) -> String {
    let mut items = table(&["model", "content area", "items"], 2);
    for group in &figures.groups {
        items.add_row([&group.model, group.content.as_deref().unwrap_or("none"), &group.items.to_string()]);
    }
    let mut parameters = table(&["model", "parameter", "items", "minimum", "mean", "maximum"], 2);
    for row in &figures.parameters {
        let numbers = [row.minimum, row.mean, row.maximum].map(|number| format!("{number:.3}"));
        let start = [row.model.clone(), row.parameter.clone(), row.items.to_string()];
        parameters.add_row(start.into_iter().chain(numbers));
    }
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = writeln!(text, "{}: {} items, D = {}\n", figures.file, figures.items, figures.scaling_constant);
    let _ = writeln!(text, "{items}\n\n{parameters}\n\n{}", information(&figures.information));
    text
}

/// A table whose columns hold numbers from the given one on.
fn table(header: &[&str], numbers_from: usize) -> Table {
    let mut table = Table::new();
    table.load_style(ASCII_BORDERS_ONLY_CONDENSED).set_header(header.to_vec());
    table.column_iter_mut().skip(numbers_from).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    table
}

fn information(figures: &Information) -> String {
    let Information { peak, peak_theta, asked, reached } = figures;
    let ranges: Vec<String> = reached.iter().map(|[from, to]| format!("{from:.2} to {to:.2}")).collect();
    let reached = if ranges.is_empty() { "nowhere".to_owned() } else { format!("for theta {}", ranges.join(", ")) };
    format!(
        "test information  at most {peak:.2}, at theta {peak_theta:.2}\n                  at least {asked} {reached}"
    )
}
