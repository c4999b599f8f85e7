//! The ways in which coefficients of mirt stand in a file.

use super::super::foreign_table::{ForeignRow, ForeignTable, TableLine};

/// What R writes before the names of the columns of `coef(model, simplify = TRUE)`, a list.
const ITEMS: &str = "items.";
/// The row of the latent distribution.
const GROUP: &str = "GroupPars";

/// The table with one row for each item and the names of the coefficients alone; and what is to be noted.
pub(crate) fn prepared(table: ForeignTable) -> anyhow::Result<(ForeignTable, Vec<String>)> {
    let table = match one_row_for_each_item(&table) {
        Some((columns, lines)) => table.rearranged(columns, lines)?,
        None => table.renamed(|name| name.strip_prefix(ITEMS).unwrap_or(name).to_owned())?,
    };
    let latent = table.rows().flatten().find_map(|row| latent_distribution(&row));
    let table = table.without_lines(|row| row.columns().iter().any(|column| row.text(column) == Some(GROUP)));
    Ok((table, latent.into_iter().collect()))
}

/// The note on a latent distribution that is not standard normal.
fn latent_distribution(row: &ForeignRow<'_>) -> Option<String> {
    let first = |names: [&str; 3]| names.iter().find_map(|name| row.number(name).ok().flatten());
    let columns = row.columns().iter().find(|column| column.starts_with("cov."));
    let variance = first(["COV_11", "cov", "cov.F1"]).or_else(|| row.number(columns?).ok().flatten())?;
    let mean = first(["MEAN_1", "means", "mean"]).unwrap_or(0.0);
    (mean != 0.0 || variance != 1.0).then(|| {
        let sd = (variance.sqrt() * 1e4).round() / 1e4;
        format!(
            "the latent variable has mean {mean} and variance {variance}: the design needs [prior] mean = {mean}, sd = {sd}"
        )
    })
}

/// The cells of `coef(model)`, a list whose columns are `<item>.<coefficient>` in a single row `par`, as rows.
fn one_row_for_each_item(table: &ForeignTable) -> Option<(Vec<String>, Vec<TableLine>)> {
    let split: Vec<(&str, &str)> =
        table.columns().iter().skip(1).map(|name| name.rsplit_once('.')).collect::<Option<_>>()?;
    let row = table.rows().next()?.ok()?;
    let [first, ..] = row.columns() else { return None };
    if row.text(first) != Some("par") || split.iter().all(|(item, _)| item == &"items") {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    for (_, name) in &split {
        if !names.iter().any(|known| known == name) {
            names.push((*name).to_owned());
        }
    }
    let items = split.chunk_by(|one, other| one.0 == other.0);
    let lines = items.map(|columns| {
        let item = columns.first().map_or("", |(item, _)| item);
        let cell = |name: &String| row.text(&format!("{item}.{name}")).unwrap_or_default().to_owned();
        let cells = std::iter::once(item.to_owned()).chain(names.iter().map(cell)).collect();
        TableLine { number: row.line, cells: Ok(cells) }
    });
    let lines = lines.collect();
    Some((std::iter::once(String::new()).chain(names.iter().cloned()).collect(), lines))
}
