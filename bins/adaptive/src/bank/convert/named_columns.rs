//! Tables with the usual names of parameters: `a` or `discrimination`, `b` or `difficulty`, and so on.

use irt_core::{ModelName, ParameterName};

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
            check_complete(row, named)?;
            Some(agreed_model(MODEL, named, stated)?)
        }
        None => stated,
    };
    if let Some(model) = stated.filter(|model| !model.is_dichotomous()) {
        return polytomous(row, model);
    }
    let [a, b, c, d] = PARAMETERS.map(|(_, names)| one_of(row, names));
    let (a, asymptotes) = (a?, Asymptotes { lower: c?, upper: d? });
    match b? {
        Some(b) => by_difficulty(a, b, asymptotes, stated),
        None if row.number("b1")?.is_some() => {
            let rule = "can be thresholds or steps: --model grm or --model gpcm says which, or a column model";
            Err(Fault::new("b1", "b1, b2, …", rule))
        }
        None => row.needed("b", "the difficulty").and_then(|b| by_difficulty(a, (b, "b"), asymptotes, stated)),
    }
}

/// Refuses an item that lacks a parameter of the dichotomous model that the file names.
fn check_complete(row: &ForeignRow<'_>, model: ModelName) -> Result<(), Fault> {
    let needed = match model {
        ModelName::TwoPl => &["a", "b"][..],
        ModelName::ThreePl => &["a", "b", "c"],
        ModelName::FourPl => &["a", "b", "c", "d"],
        _ => &[],
    };
    for (parameter, names) in PARAMETERS.iter().filter(|(parameter, _)| needed.contains(parameter)) {
        if one_of(row, names)?.is_none() {
            return Err(Fault::new(*parameter, "the parameter", format!("is missing: the model {model} has it")));
        }
    }
    Ok(())
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

/// A polytomous item, whose parameters have the names that bank files give them.
fn polytomous(row: &ForeignRow<'_>, model: ModelName) -> Result<DraftItem, Fault> {
    let mut draft = DraftItem::new(model);
    for (parameter, names) in PARAMETERS {
        if let Some((value, column)) = one_of(row, names)? {
            draft = draft.given(parameter, value, column);
        }
    }
    for column in row.columns() {
        let name = ParameterName::from_name(&column.to_ascii_lowercase());
        let Some(name) = name.filter(|name| name.number().is_some()) else { continue };
        if let Some(value) = row.number(column)? {
            draft = draft.given(name.to_string(), value, column);
        }
    }
    Ok(draft)
}
