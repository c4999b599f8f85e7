//! Item banks of catR: its parameter matrices, one column for each parameter.

use irt_core::{ModelName, ParameterName};

use super::draft_item::{DraftItem, dichotomous_model};
use super::fault::{Fault, agreed_model};
use super::foreign_table::ForeignRow;

/// The column of the content groups.
pub(super) const GROUP: &str = "Group";

/// Columns that one polytomous model has and the others do not, except the generalized partial credit model, which has
/// those of the partial credit model and one more.
const MODEL_COLUMNS: [(&str, ModelName); 6] = [
    ("alphaj1", ModelName::Nominal),
    ("alpha1", ModelName::Nominal),
    ("lambdaj", ModelName::RatingScale),
    ("bj", ModelName::ModifiedGraded),
    ("betaj1", ModelName::Graded),
    ("deltaj1", ModelName::PartialCredit),
];

/// The item of a row. Its model is the stated one, or follows from the names of the columns.
pub(super) fn item(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let model = match polytomous_model(row.columns()) {
        None => dichotomous(row, stated)?,
        // It is checked with the parameters whether every item has the discrimination 1.
        Some((_, ModelName::GeneralizedPartialCredit)) if stated == Some(ModelName::PartialCredit) => {
            ModelName::PartialCredit
        }
        Some((column, inferred)) => agreed_model(column, inferred, stated)?,
    };
    let mut draft = DraftItem::new(model);
    for (column, name) in row.columns().iter().filter_map(|column| Some((column, parameter(column)?))) {
        if let Some(value) = row.number(column)? {
            draft = draft.given(name.to_string(), value, column);
        }
    }
    Ok(draft)
}

/// The model of a dichotomous item: the stated one, or the smallest that has its parameters.
fn dichotomous(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<ModelName, Fault> {
    row.needed("b", "the difficulty")?;
    let or = |column: &str, neutral: f64| Ok::<f64, Fault>(row.number(column)?.unwrap_or(neutral));
    dichotomous_model("b", [or("a", 1.0)?, or("c", 0.0)?, or("d", 1.0)?], stated)
}

/// The polytomous model whose parameter matrix has such columns, and the column that determines it.
fn polytomous_model(columns: &[String]) -> Option<(&'static str, ModelName)> {
    let has = |name: &str| columns.iter().any(|column| column.eq_ignore_ascii_case(name));
    match MODEL_COLUMNS.into_iter().find(|(name, _)| has(name)) {
        Some((_, ModelName::PartialCredit)) if has("alphaj") => Some(("alphaj", ModelName::GeneralizedPartialCredit)),
        found => found,
    }
}

/// The parameter that a column of catR holds.
fn parameter(column: &str) -> Option<ParameterName> {
    let column = column.to_ascii_lowercase();
    let digits = column.find(|c: char| c.is_ascii_digit()).unwrap_or(column.len());
    let (stem, number) = column.split_at(digits);
    let letter = match (stem, number.is_empty()) {
        ("a" | "alphaj", true) | ("alphaj" | "alpha", false) => 'a',
        ("b" | "bj" | "lambdaj", true) | ("betaj" | "deltaj", false) => 'b',
        ("c", _) | ("cj", false) => 'c',
        ("d", true) | ("delta", false) => 'd',
        _ => return None,
    };
    ParameterName::from_name(&format!("{letter}{number}"))
}
