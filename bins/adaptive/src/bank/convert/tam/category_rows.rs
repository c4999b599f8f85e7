//! The table `model$xsi` of a partial credit model, which has a row for each category: `I1_Cat1`, `I1_Cat2`, ….

use super::super::foreign_table::{ForeignTable, TableLine};

/// What the columns of the steps are called, before their numbers.
pub(super) const STEP: &str = "xsi.Cat";
/// What stands between the name of an item and the number of a category.
const CATEGORY: &str = "_Cat";

/// The table with one row for each item.
pub(crate) fn prepared(table: ForeignTable) -> anyhow::Result<ForeignTable> {
    let Some(items) = items(&table) else { return Ok(table) };
    let most = items.iter().map(|(_, _, steps)| steps.len()).max().unwrap_or(0);
    let columns = std::iter::once(String::new()).chain((1..=most).map(|number| format!("{STEP}{number}"))).collect();
    let lines = items.into_iter().map(|(number, name, mut steps)| {
        steps.resize(most, String::new());
        TableLine { number, cells: Ok(std::iter::once(name).chain(steps).collect()) }
    });
    table.rearranged(columns, lines.collect())
}

/// The line, the name and the steps of each item; `None` where the rows are not those of categories.
fn items(table: &ForeignTable) -> Option<Vec<(u64, String, Vec<String>)>> {
    let xsi = table.name_of("xsi")?;
    let mut items: Vec<(u64, String, Vec<String>)> = Vec::new();
    for row in table.rows() {
        let row = row.ok()?;
        let (name, number) = row.text(row.columns().first()?)?.rsplit_once(CATEGORY)?;
        let (name, number): (String, usize) = (name.to_owned(), number.parse().ok()?);
        let step = row.text(&xsi).unwrap_or_default().to_owned();
        match items.last_mut().filter(|(_, known, _)| *known == name) {
            Some((_, _, steps)) if number == steps.len() + 1 => steps.push(step),
            None if number == 1 => items.push((row.line, name, vec![step])),
            _ => return None,
        }
    }
    (!items.is_empty()).then_some(items)
}
