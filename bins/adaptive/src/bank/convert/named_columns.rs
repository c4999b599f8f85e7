//! Tables with the usual names of parameters: `a` or `discrimination`, `b` or `difficulty`, and so on.

use irt_core::ModelName;

use super::dichotomous::{Asymptotes, Cell, by_difficulty};
use super::draft_item::DraftItem;
use super::fault::{Fault, agreed_model};
use super::foreign_table::{ForeignRow, ForeignTable};

const MODEL: &str = "model";
/// The parameters of dichotomous items with the names of their columns.
const PARAMETERS: [(&str, &[&str]); 4] = [
    ("a", &["a", "discrimination", "slope", "disc"]),
    ("b", &["b", "difficulty", "diff"]),
    ("c", &["c", "guessing", "lower", "lower_asymptote", "asymptote"]),
    ("d", &["d", "upper", "upper_asymptote"]),
];

/// What other names of columns are read as, if there are any.
pub(super) fn note(table: &ForeignTable) -> Option<String> {
    let mut read = Vec::new();
    for (parameter, names) in PARAMETERS {
        let found = names.iter().skip(1).find_map(|name| table.name_of(name));
        read.extend(found.map(|name| format!("{name:?} as {parameter}")));
    }
    (!read.is_empty()).then(|| format!("read by their names: {}", read.join(", ")))
}

/// The item of a row.
pub(super) fn item(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let stated = match row.text(MODEL) {
        Some(text) => {
            let named = ModelName::from_name(&text.to_ascii_lowercase());
            let named = named.map_err(|error| Fault::new(MODEL, text, error.to_string()))?;
            Some(agreed_model(MODEL, named, stated)?)
        }
        None => stated,
    };
    let [a, b, c, d] = PARAMETERS.map(|(_, names)| one_of(row, names));
    let (a, b, asymptotes) = (a?, b?, Asymptotes { lower: c?, upper: d? });
    let steps = row.numbers("b", 1)?;
    match (b, steps.is_empty()) {
        (Some(b), true) => by_difficulty(a, b, asymptotes, stated),
        (None, true) => row.needed("b", "the difficulty").and_then(|b| by_difficulty(a, (b, "b"), asymptotes, stated)),
        (_, false) => polytomous(a, &steps, stated),
    }
}

fn one_of<'a>(row: &ForeignRow<'_>, names: &[&'a str]) -> Result<Option<Cell<'a>>, Fault> {
    let mut found = None;
    for name in names {
        match (row.number(name)?, found) {
            (Some(value), Some((_, first))) => {
                return Err(Fault::new(*name, value, format!("is given twice: in the column {first} as well")));
            }
            (Some(value), None) => found = Some((value, *name)),
            (None, _) => {}
        }
    }
    Ok(found)
}

/// Thresholds and steps look alike, so the model must be named.
fn polytomous(a: Option<Cell<'_>>, steps: &[f64], stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let model = match stated {
        Some(model @ (ModelName::Graded | ModelName::GeneralizedPartialCredit | ModelName::PartialCredit)) => model,
        _ => {
            let rule = "can be thresholds or steps: --model grm or --model gpcm says which, or a column model";
            return Err(Fault::new("b1", "b1, b2, …", rule));
        }
    };
    let draft = match a {
        Some((a, column)) => DraftItem::new(model).given("a", a, column),
        None => DraftItem::new(model),
    };
    Ok(draft.given_list('b', (1..).zip(steps).map(|(number, step)| (*step, format!("b{number}")))))
}
